"""Give each lesson as Markdown, with what its code printed, for programs that read pages.

Goes in: the text and the blocks of a lesson's notebook. Comes out: ``<page>.md`` beside the page,
and ``llms.txt`` at the root of the version, which lists them (https://llmstxt.org).
"""

import re

from course import outline
from course.internals import escape_markdown
from course.settings import LESSONS, course


def fenced(text, language):
    """Return a text as a block of code in Markdown, whatever backticks it has."""
    longest = max(map(len, re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def block_text(block):
    """Return the code of a block, what it printed, and what its figures show."""
    parts = [fenced(block["code"], "python")]
    if block["printed"]:
        parts.append(fenced(block["printed"], "text"))
    parts += [f"*Figure: {escape_markdown(figure['words'])}*" for figure in block["figures"]]
    return "\n\n".join(parts)


def save(app, page, texts, blocks):
    """Write a lesson, from the texts around its blocks."""
    parts = [texts[0]]
    for block, text in zip(blocks, texts[1:], strict=True):
        parts += [block_text(block), text]
    path = app.outdir / f"{page}.md"
    path.parent.mkdir(parents=True, exist_ok=True)  # the page is written later
    path.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")


def write_list(app, exception):
    """Write the list of all lessons."""
    if exception:
        return
    about = app.env.metadata[app.config.root_doc].get("introduction", "")
    site = course()["site_url"]
    base = f"{site}{app.config.version}/" if site else ""
    paragraphs = [f"# {app.config.project}", f"> {about}"]
    for part in course()["lessons"]:
        paragraphs.append(f"## {app.env.titles[f'{LESSONS}/{part}/index'].astext()}")
        lines = [
            f"- [{escape_markdown(lesson.title)}]({base}{lesson.page}.md): "
            + escape_markdown(lesson.introduction)
            for lesson in outline.lessons(app.env)
            if lesson.page.startswith(f"{LESSONS}/{part}/")
        ]
        paragraphs.append("\n".join(lines))
    text = "\n\n".join(paragraphs)
    (app.outdir / "llms.txt").write_text(text + "\n", encoding="utf-8")


def setup(app):
    app.connect("build-finished", write_list)
