"""Make a notebook of every lesson's page, in Markdown that each front end reads.

Goes in: the pages as Sphinx understands them, so that links and roles are resolved. Comes out:
``notebooks/<page>.ipynb`` with code cells as they stand in the script, without outputs, and the
text between them as Markdown. The first cell names the page, the version and its PyTorch.
"""

import hashlib

import nbformat
from address import course
from docutils import nodes
from sphinx_markdown_builder.builder import MarkdownBuilder
from sphinx_markdown_builder.translator import MarkdownTranslator

CODE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a code cell while text is translated
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def set_markdown(app, config):
    """Let links in notebooks lead to the pages of the site."""
    config.markdown_http_base = course()["site_url"] + config.version
    config.markdown_uri_doc_suffix = ".html"
    config.markdown_bullet = "-"
    config.markdown_flavor = "github"  # a paragraph is one line


def take_code(doctree):
    """Put CODE in the place of each code block, take away outputs and figures, and return the blocks."""
    code = []
    for node in list(doctree.findall(nodes.Element)):
        if "sphx-glr-script-out" in node["classes"] or isinstance(node, (nodes.comment, nodes.target)):
            node.parent.remove(node)
        elif isinstance(node, nodes.image) and "figure" in node["classes"]:
            node.parent.remove(node)  # the notebook draws it
        elif "Python" in (node.get("language"), node.get("lang")):  # so capitalised by sphinx-gallery alone
            code.append(node.astext().strip("\n"))
            node.replace_self(nodes.paragraph("", CODE))
        elif node.tagname == "code_links_block":  # code in the text, as sphinx-gallery leaves it
            node.replace_self(nodes.literal_block("", node.astext(), language="python"))
    return code


def cells(text, code):
    """Return the cells of a notebook: the text around each CODE, and the code itself."""
    made, seen = [], {}
    for index, part in enumerate(text.split(CODE)):
        if part.strip():
            made.append(nbformat.v4.new_markdown_cell(part.strip()))
        if index < len(code):
            drawing = {"jupyter": {"source_hidden": True}} if code[index].startswith("fig") else {}
            made.append(nbformat.v4.new_code_cell(code[index], metadata=drawing))
    for cell in made:
        # From the cell's own text, so that it stays when other cells change.
        name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[name] = seen.get(name, 0) + 1
        cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return made


def header(app, name):
    """Return the line that says what a notebook was made from."""
    torch = app.env.metadata[name]["provenance"]["torch"].partition("+")[0]
    version = "Unreleased version" if app.config.version == "latest" else f"Version {app.config.version}"
    address = course()["site_url"] and f" Page: <{course()['site_url']}{app.config.version}/{name}.html>"
    return f"{version}, written with PyTorch {torch}.{address}"


def notebook(app, name):
    """Return the notebook of a page."""
    builder = MarkdownBuilder(app, app.env)
    builder.init()
    builder.current_doc_name = name
    doctree = app.env.get_and_resolve_doctree(name, builder)
    code = take_code(doctree)
    translator = MarkdownTranslator(doctree, builder)
    doctree.walkabout(translator)
    title, _, rest = translator.astext().partition("\n")
    made = nbformat.v4.new_notebook(cells=cells(f"{title}\n\n{header(app, name)}\n{rest}", code), metadata=METADATA)
    nbformat.validate(made)
    return made


def write(app, pagename, templatename, context, doctree):
    """Write the notebook of a lesson whose page is written."""
    if "outputs" in app.env.metadata.get(pagename, {}):
        target = app.outdir / "notebooks" / f"{pagename}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(nbformat.writes(notebook(app, pagename)) + "\n", encoding="utf-8")


def setup(app):
    app.setup_extension("sphinx_markdown_builder")
    app.connect("config-inited", set_markdown)
    app.connect("html-page-context", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
