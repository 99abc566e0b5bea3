"""The files at the root of ``build/site``, beside the folders of the versions.

``versions.json``, which each page reads to list the versions; ``index.html``, which sends readers
to ``stable/``; ``404.html``; and ``sitemap.xml`` and ``robots.txt`` for search engines, which are
shown the stable pages alone.
"""

import html
import json
from pathlib import Path
from urllib.parse import urlsplit

from course.site.version import SITE, provenance

NOT_IN_SITEMAP = {"genindex.html", "search.html"}  # release 0.1 has an index
SITEMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
"""


def list_versions(releases):
    """Return the entries of ``versions.json``, newest first."""
    newest = releases[-1]
    notes = {"latest": " (unreleased)", newest: " (stable)"}
    entries = []
    for version in ["latest", *reversed(releases)]:
        entry = {"version": version, "name": version + notes.get(version, "")}
        entry |= {"url": f"{version}/", "preferred": version == newest}
        facts = provenance(SITE / version)
        entry |= {"torch": facts["torch"].partition("+")[0], "built": facts["built"]}
        entries.append(entry)
    return entries


def sitemap(address):
    """Return the text of ``sitemap.xml``."""
    lines = []
    for path in sorted((SITE / "stable").rglob("*.html")):
        if path.relative_to(SITE / "stable").as_posix() not in NOT_IN_SITEMAP:
            page = html.escape(address + path.relative_to(SITE).as_posix())
            lines.append(f"<url><loc>{page}</loc></url>\n")
    return SITEMAP + "".join(lines) + "</urlset>\n"


def fill(name, address, title):
    """Return one of the templates beside this file, filled in."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    text = text.replace("{title}", html.escape(title))
    text = text.replace("{base}", urlsplit(address).path)
    return text.replace("{address}", html.escape(address))


def write_root(releases, address, title):
    """Write all files of the root. ``address`` is the site's own, with a slash at its end."""
    texts = {
        "versions.json": json.dumps(list_versions(releases), indent=1) + "\n",
        "sitemap.xml": sitemap(address),
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n",
        ".nojekyll": "",
        "index.html": fill("index.html", address, title),
        "404.html": fill("404.html", address, title),
    }
    for name, text in texts.items():
        (SITE / name).write_text(text, encoding="utf-8")
