"""Say what changed from release to release: ``changes.html`` and ``feed.xml`` at the site's root.

Goes in: the ``outputs.json`` of each release, oldest first. Comes out, for each release: which
lessons are new or gone, of which the code changed, and which print something else although their
code is the same. The feed is in Atom: https://www.rfc-editor.org/rfc/rfc4287
"""

import html
import json
import re

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


def lessons(version):
    """Return {lesson: what ``outputs.json`` says of it} of a version."""
    text = (SITE / version / "outputs.json").read_text(encoding="utf-8")
    return json.loads(text)["lessons"]


def compare(old, new):
    """Return (words, names of lessons) for each kind of change from one release to the next."""
    both = [name for name in new if name in old]
    same_code = [name for name in both if new[name]["code"] == old[name]["code"]]
    return [
        ("New", [name for name in new if name not in old]),
        ("Gone", [name for name in old if name not in new]),
        ("Changed", [name for name in both if name not in same_code]),
        (
            "Same code, other output",
            [name for name in same_code if new[name]["printed"] != old[name]["printed"]],
        ),
    ]


def link(version, name):
    """Return a link to a lesson's page, with its title."""
    page = (SITE / version / f"{name}.html").read_text(encoding="utf-8")
    title = re.search("<title>(.*?)( - .*)?</title>", page)
    words = title[1] if title else name.rpartition("/")[2]
    return f'<a href="{version}/{name}.html">{words}</a>'


def described(version, before, address=""):
    """Return as HTML what changed in a release since ``before``, None for the first one."""
    new = lessons(version)
    lines = []
    for words, names in compare(lessons(before) if before else {}, new):
        shown = version if words != "Gone" else before
        links = ", ".join(link(shown, name) for name in names)
        lines += [f"<li>{words}: {links}</li>"] if names else []
    text = f"<ul>{''.join(lines)}</ul>" if lines else "<p>All lessons print what they did.</p>"
    return text.replace('href="', f'href="{html.escape(address)}')


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
