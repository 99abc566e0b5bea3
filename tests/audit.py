"""Print how good the built pages are: Lighthouse, axe, HTML, links and searches, as one table each.

``make audit`` runs this on ``build/html``, served as GitHub Pages serves a version. With BARE=1 it
makes a site of the same lessons with nothing but sphinx-gallery and Furo, and audits that.
"""

import contextlib
import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

import bench_builders
import chromium
from conftest import BASE, ROOT, Pages, serve
from course.command import flag
from course.settings import course
from course.site.root import fill
from lighthouse import measure
from test_accessible import OPTIONS
from test_pages import missing, missing_anchors
from test_search import FIRST, QUERIES

HTML = ROOT / "build" / "html"
VERSIONS = '[{"version": "latest", "url": "latest/", "preferred": true}]'
TYPES = {
    "landing page": "index.html",
    "core lesson": "lessons/core/create_tensors.html",
    "longest core lesson": "lessons/core/multiply_matrices.html",
    "further lesson": "lessons/further/fit_a_line_with_nothing_but_tensors.html",
    "list of lessons": "lessons/core/index.html",
    "moved page": "lessons/further/change_shapes.html",
    "practice": "practice/multiply_matrices.html",
    "homework": "practice/homework.html",
    "guide": "guide/start_here.html",
    "progress": "guide/your_progress.html",
    "for teachers": "guide/teach_with_this_course.html",
    "cheat sheet": "reference/cheat_sheet.html",
    "dtypes": "reference/dtypes.html",
    "errors": "reference/errors.html",
    "differences": "reference/where_outputs_differ.html",
    "glossary": "reference/glossary.html",
    "search": "search.html?q=dtype",
    "index": "genindex.html",
    "missing page": "../404.html",
}
BARE_TYPES = (
    "landing page",
    "core lesson",
    "longest core lesson",
    "further lesson",
    "search",
    "index",
)
WINDOWS = [(width, theme) for width in (1400, 390) for theme in ("light", "dark")]
COLUMNS = ("speed", "access", "practice", "search", "first s", "largest s", "shift", "files", "KiB")


class Compressed(Pages):
    """Serves text compressed, for ten minutes, as GitHub Pages does."""

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.exists() or path.suffix not in (".html", ".css", ".js", ".json", ".svg"):
            return super().do_GET()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def table(title, columns, rows):
    """Print rows of text as a table in Markdown."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    lines = [columns, ["-" * width for width in widths], *rows]
    print(f"\n## {title}\n")
    for line in lines:
        print(f"| {' | '.join(map(str.ljust, line, widths))} |", flush=True)


def run_lighthouse(site, types, handler, title):
    """Print what Lighthouse says of each type of page, and return its findings."""
    rows, findings = [], []
    with serve(site, handler) as root:
        for name, page in types.items():
            figures, problems = measure(f"{root}/{BASE}/latest/{page}")
            rows.append([name, *(f"{figure:g}" for figure in figures)])
            findings += [f"{name}: {problem}" for problem in problems]
    table(f"Lighthouse, {title}", ["page", *COLUMNS], rows)
    return findings


def run_axe(html, address, browser):
    """Print how many rules of axe each theme and width breaks on all pages. Return where."""
    rows, findings = [], []
    for width, theme in WINDOWS:
        tab = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        count = 0
        for path in sorted(html.rglob("*.html")):
            page = path.relative_to(html).as_posix()
            tab.goto(f"{address}/{page}")
            broken = Axe().run(tab, options=OPTIONS).response["violations"]
            count += sum(len(rule["nodes"]) for rule in broken)
            findings += [f"{page}, {width}, {theme}: {rule['id']}" for rule in broken]
        rows.append([str(width), theme, str(count)])
        tab.close()
    table("axe, findings on all pages", ["width", "theme", "findings"], rows)
    return findings


def run_vnu(html):
    """Return what the validator of the W3C says of all pages."""
    jar = f"{sys.prefix}-audit/node_modules/vnu-jar/build/dist/vnu.jar"
    options = ["--errors-only", "--skip-non-html", "--format", "gnu", str(html)]
    done = subprocess.run(["java", "-jar", jar, *options], capture_output=True, text=True)
    return [line.replace(f"file:{html}/", "").strip('"') for line in done.stderr.splitlines()]


def wrong_queries(address, browser):
    """Return the queries of which the first result isn't the one that readers look for."""
    tab = browser.new_page()
    tab.goto(f"{address}/search.html")
    found = tab.evaluate(FIRST, [query for query, _ in QUERIES])
    pairs = zip(QUERIES, found, strict=True)
    return [query for (query, right), got in pairs if not got.startswith(tuple(right.split(", ")))]


@contextlib.contextmanager
def placed(html):
    """Give a folder in which a version lies as it does on the site."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, BASE)
        root.mkdir()
        (root / "latest").symlink_to(html)
        (root / "versions.json").write_text(VERSIONS, encoding="utf-8")
        text = fill("404.html", course()["site_url"], course()["title"], "latest")
        (root / "404.html").write_text(text, encoding="utf-8")
        yield Path(folder)


def audit(html, types, has_queries):
    """Print all tables, and return the findings."""
    findings = []
    with placed(html) as site:
        for handler, title in ((Compressed, "with gzip"), (Pages, "without compression")):
            findings += run_lighthouse(site, types, handler, title)
        with serve(site) as root, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.find(), args=chromium.OPTIONS
            )
            address = f"{root}/{BASE}/latest"
            findings += run_axe(html, address, browser)
            rest = {
                "HTML that isn't valid": run_vnu(html),
                "links to files that aren't there": map(str, missing(html)),
                "links to places that aren't there": missing_anchors(html),
            }
            if has_queries:
                rest[f"of {len(QUERIES)} searches, wrong"] = wrong_queries(address, browser)
            browser.close()
    rest = {name: sorted(found) for name, found in rest.items()}
    table("The rest", ["of all pages", "found"], [[name, str(len(rest[name]))] for name in rest])
    return findings + [f"{name}: {each}" for name, found in rest.items() for each in found]


def main():
    """Audit this course's site, or a bare one of the same lessons. Exit with what was found."""
    if flag("BARE"):
        with tempfile.TemporaryDirectory() as folder:
            html = bench_builders.make_plain(Path(folder, "plain"))
            types = {name: TYPES[name] for name in BARE_TYPES}
            findings = audit(html, types, has_queries=False)
    else:
        findings = audit(HTML, TYPES, has_queries=True)
    sys.exit("\n" + "\n".join(findings) if findings else 0)


if __name__ == "__main__":
    main()
