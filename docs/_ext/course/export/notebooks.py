"""Make a notebook of every lesson's page, in Markdown that each front end reads.

Goes in: the pages as Sphinx understands them, so that links and roles are resolved. Comes out:
``notebooks/<page>.ipynb`` with code cells as they are in the script, without outputs, and the
text between them as Markdown. The first cell names the page, the version and its library.
"""

import hashlib
import re

import nbformat
from docutils import nodes

from course import internals, library
from course.block import aside, blocks, fold, only_on_page, source_code
from course.export import markdown
from course.settings import course

# Private characters stand for HTML while text is translated.
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
CODE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a code cell while text is translated
FORMAT = {"nbformat": 4, "nbformat_minor": 5}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
HIDDEN = {  # in JupyterLab, Kaggle and Colab
    "jupyter": {"source_hidden": True},
    "_kg_hide-input": True,
    "cellView": "form",
}


def set_markdown(app, config):
    """Let links in notebooks open the pages of the site."""
    config.markdown_http_base = course()["site_url"] + config.version
    config.markdown_uri_doc_suffix = ".html"
    config.markdown_bullet = "-"
    config.markdown_flavor = "github"  # a paragraph is one line


def take_blocks(doctree):
    """Put CODE in the place of each block, and return the blocks, with ``hidden`` noted."""
    taken = blocks(doctree)
    for block in taken:
        block["hidden"] = block["draws"] or block["setup"] or isinstance(block.parent, aside)
        block.replace_self(nodes.paragraph("", CODE))
    return taken


def prepare_text(doctree):
    """Leave out what only the page shows, and restore code in the text."""
    for node in list(doctree.findall(nodes.Element)):
        if isinstance(node, nodes.comment | nodes.target | only_on_page):
            node.parent.remove(node)
        elif isinstance(node, source_code) or internals.is_code_in_text(node):
            node.replace_self(nodes.literal_block("", node.astext(), language="python"))
        elif isinstance(node, aside):
            words = nodes.emphasis("", f"{node['words']}.")
            node.replace_self([nodes.paragraph("", "", words), *node.children])
        elif isinstance(node, fold):
            summary = nodes.paragraph("", f"{OPEN}{node['words']}{MIDDLE}")
            node.replace_self([summary, *node.children, nodes.paragraph("", CLOSE)])
        elif type(node).__module__.startswith("course."):
            node.replace_self(node.children)


def restore_html(text):
    """Put folds as HTML in the place of the characters that stand for them."""
    text = re.sub(f"{OPEN}(.*){MIDDLE}", r"<details>\n<summary>\1</summary>", text)
    return text.replace(CLOSE, "</details>")


def around_code(text):
    """Return the texts before, between and after the blocks of code."""
    return [part.strip() for part in text.split(CODE)]


def cells(text, taken):
    """Return the cells of a notebook: the text around each CODE, and the code of each block."""
    made, seen = [], {}
    texts = around_code(text)
    for part, block in zip(texts, [*taken, None], strict=True):
        if part:
            made.append({"cell_type": "markdown", "metadata": {}, "source": part})
        if block:
            metadata = HIDDEN if block["hidden"] else {}
            cell = {"cell_type": "code", "metadata": metadata, "source": block["code"]}
            made.append(cell | {"execution_count": None, "outputs": []})
    for cell in made:
        # From the cell's own text, so that it stays when other cells change.
        content = f"{cell['cell_type']}\n{cell['source']}"
        name = hashlib.sha256(content.encode()).hexdigest()[:12]
        seen[name] = seen.get(name, 0) + 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return made


def named(version):
    """Return a version in words."""
    return "Unreleased version" if version == "latest" else f"Version {version}"


def header(app, name):
    """Return the line that says what a notebook was made from."""
    written_with = library.named(app.env.metadata[name]["provenance"])
    version = app.config.version
    site = course()["site_url"]
    address = f" Page: <{site}{version}/{name}.html>" if site else ""
    return f"{named(version)}, written with {written_with}.{address}"


def text_of(app, page, doctree, translate):
    """Return the text of a notebook, with CODE in it for each block of code."""
    prepare_text(doctree)
    title, _, rest = restore_html(translate()).partition("\n")
    return f"{title}\n\n{header(app, page)}\n{rest}"


def save(app, name, text, taken):
    """Write the notebook ``name``, in whose text CODE stands for each of ``taken``."""
    made = nbformat.from_dict(FORMAT | {"cells": cells(text, taken), "metadata": METADATA})
    nbformat.validate(made)  # once: functions that make one cell would validate each
    target = app.outdir / "notebooks" / f"{name}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(nbformat.v4.writes(made) + "\n", encoding="utf-8")


def write(app, pagename, templatename, context, doctree):
    """Write the notebook of a lesson whose page is written."""
    if "outputs" in app.env.metadata.get(pagename, {}):
        doctree, translate = internals.markdown(app, pagename)
        taken = take_blocks(doctree)
        text = text_of(app, pagename, doctree, translate)
        save(app, pagename, text, taken)
        markdown.save(app, pagename, around_code(text), taken)


def setup(app):
    app.setup_extension("sphinx_markdown_builder")
    app.connect("config-inited", set_markdown)
    app.connect("html-page-context", write)
