"""The files at the root of ``build/site``, beside the folders of the versions.

``versions.json``, which each page reads to list the versions; ``index.html``, which sends readers
to ``stable/``; ``404.html``; ``changes.html`` and ``feed.xml``, if there is a release; and
``sitemap.xml`` and ``robots.txt`` for search engines, which are shown the stable pages alone.
Before the first release, ``latest/`` takes the place of ``stable/``.
"""

import html
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from course.library import MODULE
from course.site import changes
from course.site.version import SITE, provenance

NOT_IN_SITEMAP = {"genindex.html", "search.html"}  # release 0.1 has an index
SITEMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
"""


def list_versions(releases):
    """Return the entries of ``versions.json``, newest first."""
    newest = releases[-1] if releases else None
    notes = {"latest": " (unreleased)", newest: " (stable)"}
    entries = []
    for version in ["latest", *reversed(releases)]:
        entry = {"version": version, "name": version + notes.get(version, "")}
        entry |= {"url": f"{version}/", "preferred": version == newest}
        facts = provenance(SITE / version)
        entry |= {MODULE: facts[MODULE].partition("+")[0], "built": facts["built"]}
        entries.append(entry)
    return entries


def sitemap(address, entrance):
    """Return the text of ``sitemap.xml``."""
    lines = []
    for path in sorted((SITE / entrance).rglob("*.html")):
        if path.relative_to(SITE / entrance).as_posix() not in NOT_IN_SITEMAP:
            page = html.escape(address + path.relative_to(SITE).as_posix())
            lines.append(f"<url><loc>{page}</loc></url>\n")
    return SITEMAP + "".join(lines) + "</urlset>\n"


def robots(address):
    """Return the text of ``robots.txt``."""
    return f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"


def claim(address):
    """Make the site's folder, without what was made there for another address."""
    path = SITE / "robots.txt"
    if path.exists() and path.read_text(encoding="utf-8") != robots(address):
        shutil.rmtree(SITE)
    SITE.mkdir(parents=True, exist_ok=True)
    path.write_text(robots(address), encoding="utf-8")


def fill(name, address, title, entrance):
    """Return one of the templates beside this file, filled in."""
    text, style = (
        (Path(__file__).parent / file).read_text(encoding="utf-8") for file in (name, "root.css")
    )
    text = text.replace("{style}", style).replace("{title}", html.escape(title))
    text = text.replace("{base}", urlsplit(address).path).replace("{entrance}", entrance)
    return text.replace("{address}", html.escape(address))


def write_root(releases, address, title, author):
    """Write all files of the root. ``address`` is the site's own, with a slash at its end."""
    entrance = "stable" if releases else "latest"
    texts = {
        "sitemap.xml": sitemap(address, entrance),
        ".nojekyll": "",
        "index.html": fill("index.html", address, title, entrance),
        "404.html": fill("404.html", address, title, entrance),
    }
    if releases:
        listed = fill("changes.html", address, title, entrance)
        texts["changes.html"] = listed.replace("{changes}", changes.page(releases))
        texts["feed.xml"] = changes.feed(releases, address, title, author)
    texts["versions.json"] = json.dumps(list_versions(releases), indent=1) + "\n"  # says: finished
    for name, text in texts.items():
        (SITE / name).write_text(text, encoding="utf-8")
