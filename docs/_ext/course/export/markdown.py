"""Give each lesson as Markdown, with what its code printed, for programs that read pages.

Goes in: the text and the blocks of a lesson's notebook. Comes out: ``<page>.md`` beside the page,
and ``llms.txt`` at the root of the version, which lists them (https://llmstxt.org).
"""

from course import outline
from course.settings import LESSONS, course


def block_text(block):
    """Return the code of a block, what it printed, and what its figures show."""
    parts = [f"```python\n{block['code']}\n```"]
    if block["printed"]:
        parts.append(f"```text\n{block['printed']}\n```")
    parts += [f"*Figure: {figure['words']}*" for figure in block["figures"]]
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
            f"- [{lesson.title}]({base}{lesson.page}.md): {lesson.introduction}"
            for lesson in outline.lessons(app.env)
            if lesson.page.startswith(f"{LESSONS}/{part}/")
        ]
        paragraphs.append("\n".join(lines))
    text = "\n\n".join(paragraphs)
    (app.outdir / "llms.txt").write_text(text + "\n", encoding="utf-8")


def setup(app):
    app.connect("build-finished", write_list)
