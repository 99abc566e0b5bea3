"""Put explorers on pages: small tools that answer "what if" for a reader's own input.

Goes in, below a block that shows the same case: the explorer, what its address would have behind
the ``?``, and the words of its fold::

    .. explorer:: broadcast?a=3,1&b=4

       Try your own shapes

Comes out, for ``docs/_static/explore.js``, which shows it and loads the rest once it is opened::

    <details class="explorer" id="explore-broadcast" data-state="a=3,1&amp;b=4"
    data-script="_static/explorers.js?v=..." data-style="_static/explorers.css?v=..." hidden>
    <summary>Try your own shapes</summary><p class="compared">...</p></details>

and ``_static/explorers.js``, one script made of ``docs/_static/explore/*.js``, modules that think
and know no page, and ``docs/_static/explorers/*.js``, which draw. In notebooks, a link to the same
case on the page EXPLORE. ``explore/compared.json`` says what the tests compare, and the tests fail
if that is more than they do.
"""

import hashlib
import html
import json
import re
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from course import library
from course.settings import ROOT

STATIC = ROOT / "docs" / "_static"
EXPLORE = "reference/explore"
EXPORTED = re.compile(r"^export (?=const (\w+))", re.MULTILINE)
INDENTED = re.compile(r"^\s*(//.*\n)?", re.MULTILINE)  # and comments
IMPORTED = re.compile(r'^import (\{.*\}) from "\./(\w+)\.js";', re.MULTILINE)


class explorer(nodes.General, nodes.Element):
    """An explorer. Its children are shown in notebooks only."""


class Explorer(SphinxDirective):
    """Makes the node of an explorer."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        name, _, state = self.arguments[0].partition("?")
        directives.choice(name, sorted(modules()))
        self.assert_has_content()
        node = explorer(explorer=name, state=state, words=" ".join(self.content))
        self.set_source_info(node)
        return [node]


def modules():
    """Return {name: text} of the modules that think, in the order of their names."""
    paths = sorted((STATIC / "explore").glob("*.js"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def script():
    """Return one script of all modules, each an object with what it exports, and the drawing."""
    parts = ["const thinking = {};"]
    for name, text in modules().items():
        inside = IMPORTED.sub(r"const \1 = thinking.\2;", EXPORTED.sub("", text))
        returned = ", ".join(EXPORTED.findall(text))
        parts.append(f"thinking.{name} = (() => {{\n{inside}\nreturn {{ {returned} }};\n}})();")
    drawing = sorted((STATIC / "explorers").glob("*.js"), key=lambda path: path.stem != "parts")
    parts += [path.read_text(encoding="utf-8") for path in drawing]
    # rjsmin takes spaces out of templates in templates.
    return INDENTED.sub("", "(() => {\n" + "\n".join(parts) + "\n})();\n")


def compared(name):
    """Return the sentence on what the tests have compared of an explorer."""
    facts = json.loads((STATIC / "explore" / "compared.json").read_text(encoding="utf-8"))
    count = sum(facts["cases"][name].values())
    known = f"{library.NAME} {facts[library.MODULE]}"
    return f"The answers of this tool were compared with those of {known} in {count:,} cases."


def add_links(app, doctree, page):
    """Give each explorer the link that a notebook has in its place."""
    for node in doctree.findall(explorer):
        if EXPLORE in app.env.found_docs:
            address = app.builder.get_relative_uri(page, EXPLORE)
            state = quote(node["state"], safe="=&")
            uri = f"{address}#explore-{node['explorer']}?{state}"
            link = nodes.reference("", node["words"], refuri=uri, internal=True)
            node += nodes.paragraph("", "", link, nodes.Text("."))


def visit(translator, node):
    """Write the fold, in the place of what notebooks show."""
    version = hashlib.sha256(translator.builder.app.explorers.encode()).hexdigest()[:8]
    facts = {
        "id": f"explore-{node['explorer']}",
        "data-state": node["state"],
        "data-script": f"_static/explorers.js?v={version}",
        "data-style": f"_static/explorers.css?v={version}",
    }
    attributes = "".join(f' {name}="{html.escape(text)}"' for name, text in facts.items())
    translator.body.append(
        f'<details class="explorer"{attributes} hidden>'
        f"<summary>{html.escape(node['words'])}</summary>\n"
        f'<p class="compared">{compared(node["explorer"])}</p></details>\n'
    )
    raise nodes.SkipNode


def write(app, exception):
    """Write the script of all explorers."""
    if not exception:
        path = app.outdir / "_static" / "explorers.js"
        path.write_text(app.explorers, encoding="utf-8")


def setup(app):
    app.explorers = script()
    app.add_node(explorer, html=(visit, None))
    app.add_directive("explorer", Explorer)
    app.connect("doctree-resolved", add_links)
    app.connect("build-finished", write)
