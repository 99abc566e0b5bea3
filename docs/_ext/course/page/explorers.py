"""Put explorers on pages: small tools that answer "what if" for a reader's own input.

Goes in, below a block that shows the same case: the explorer, what its address would have behind
the ``?``, and the words of its fold::

    .. explorer:: broadcast?a=3,1&b=4

       Try your own shapes

Comes out, for ``docs/_static/explore.js``, which shows it and loads the rest once it is opened::

    <details class="explorer" id="explore-broadcast" data-state="a=3,1&amp;b=4"
    data-script="_static/explorers.js?v=..." data-style="_static/explorers.css?v=..." hidden>
    <summary>Try your own shapes</summary><p class="compared">...</p></details>

In notebooks, a link to the same case on the page EXPLORE. ``web/explorers.py`` makes the script.
``docs/_static/explore/compared.json`` says what the tests compare, and the tests fail if that is
more than they do.
"""

import html
import json
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from course import library
from course.settings import ROOT

THINKING = ROOT / "docs" / "_static" / "explore"
EXPLORE = "reference/explore"


class explorer(nodes.General, nodes.Element):
    """An explorer. Its children are shown in notebooks only."""


class Explorer(SphinxDirective):
    """Makes the node of an explorer."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        name, _, state = self.arguments[0].partition("?")
        directives.choice(name, sorted(path.stem for path in THINKING.glob("*.js")))
        self.assert_has_content()
        node = explorer(explorer=name, state=state, words=" ".join(self.content))
        self.set_source_info(node)
        return [node]


def compared(name):
    """Return the sentence on what the tests have compared of an explorer."""
    facts = json.loads((THINKING / "compared.json").read_text(encoding="utf-8"))
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
    version = translator.builder.app.explorers_version
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


def setup(app):
    app.add_node(explorer, html=(visit, None))
    app.add_directive("explorer", Explorer)
    app.connect("doctree-resolved", add_links)
