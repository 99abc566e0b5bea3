"""Say what changed from release to release: ``changes.html`` and ``feed.xml`` at the site's root.

Goes in: the ``outputs.json`` of each release, oldest first. Comes out, for each release: which
lessons are new, gone or in another part, and of which the code changed, or what they printed. The
feed is in Atom: https://www.rfc-editor.org/rfc/rfc4287
"""

import html
import json
import re
from urllib.parse import quote

from course.site.version import SITE, provenance

FEED = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{title}</title>
<id>{address}</id>
<link href="{address}"/>
<link rel="self" href="{address}feed.xml"/>
<author><name>{author}</name></author>
<updated>{updated}</updated>
{entries}</feed>
"""
ENTRY = """\
<entry><title>{title} {version}</title><id>{address}{version}/</id><link href="{address}{page}"/>
<updated>{built}</updated><content type="html">{content}</content></entry>
"""
NEWS = "guide/what_changed.html"
NEW, MOVED, GONE = "New", "In another part", "Gone"
BY_CHANGE = {  # (is its code another, is what it printed another)
    (True, True): "Changed, and prints something else",
    (True, False): "Changed, and prints the same",
    (False, True): "As it was, but prints something else",
}
KINDS = (NEW, MOVED, *BY_CHANGE.values(), GONE)


def lessons(version):
    """Return {lesson: what ``outputs.json`` says of it} of a version."""
    text = (SITE / version / "outputs.json").read_text(encoding="utf-8")
    return json.loads(text)["lessons"]


def compare(old, new):
    """Return (words, names of lessons) for each kind of change from one release to the next.

    A lesson is known by its name without its part, since it may move from one to another.
    """
    was = {name.rpartition("/")[2]: name for name in old}
    now_is = {name.rpartition("/")[2]: name for name in new}
    kinds = {words: [] for words in KINDS}
    for short, name in now_is.items():
        before, now = old.get(was.get(short)), new[name]
        if not before:
            kinds[NEW].append(name)
            continue
        if was[short] != name:
            kinds[MOVED].append(name)
        changed = before["code"] != now["code"], before["printed"] != now["printed"]
        if changed in BY_CHANGE:
            kinds[BY_CHANGE[changed]].append(name)
    kinds[GONE] = [name for short, name in was.items() if short not in now_is]
    return list(kinds.items())


def link(address, version, name):
    """Return a link to a lesson's page, with its title."""
    page = (SITE / version / f"{name}.html").read_text(encoding="utf-8")
    title = re.search('<h1>(.*?)<a class="headerlink"', page)
    words = re.sub("<.*?>", "", title[1]) if title else html.escape(name.rpartition("/")[2])
    return f'<a href="{html.escape(address)}{version}/{quote(name)}.html">{words}</a>'


def described(version, before, address=""):
    """Return as HTML what changed in a release since ``before``, None for the first one."""
    new = lessons(version)
    lines = []
    for words, names in compare(lessons(before) if before else {}, new):
        shown = version if words != GONE else before
        links = ", ".join(link(address, shown, name) for name in names)
        lines += [f"<dt>{words}</dt><dd>{links}</dd>"] if names else []
    return f"<dl>{''.join(lines)}</dl>" if lines else "<p>All lessons are as they were.</p>"


def news(version):
    """Return the address of what the authors say of a release, from the root."""
    return f"{version}/{NEWS}" if (SITE / version / NEWS).exists() else f"{version}/"


def with_predecessors(releases):
    """Return (release before, release) of each release, newest first. The first has None before."""
    return reversed(list(zip([None, *releases[:-1]], releases, strict=True)))


def page(releases):
    """Return the list of all changes as HTML, newest first."""
    parts = []
    for before, version in with_predecessors(releases):
        date = provenance(SITE / version)["built"][:10]
        parts.append(f'<h2><a href="{news(version)}">{version}</a> <small>{date}</small></h2>')
        parts.append(described(version, before))
    return "\n".join(parts)


def feed(releases, address, title, author):
    """Return the text of ``feed.xml``, newest first."""
    facts = {"title": html.escape(title), "address": html.escape(address)}
    entries = []
    for before, version in with_predecessors(releases):
        of_release = {"version": version, "page": news(version)}
        of_release["built"] = provenance(SITE / version)["built"]
        of_release["content"] = html.escape(described(version, before, address))
        entries.append(ENTRY.format(**facts, **of_release))
    updated = provenance(SITE / releases[-1])["built"]
    author = html.escape(author)
    return FEED.format(**facts, author=author, updated=updated, entries="".join(entries))
