"""Write blocks as HTML: the code with its links, and folded code that only draws.

Goes in: the nodes of a block. Comes out::

    <div class="block">
      <div class="highlight-python notranslate"><div class="highlight"><pre>...</pre></div></div>
      <img class="figure only-light" ...><img class="figure only-dark" ...>
      <div class="output highlight-none notranslate">...</div>
    </div>

Each linked name in the code is in ``<a class="api" title="torch.tensor">``. The code of a
block that only draws is in ``<details class="drawing">``, since readers of a lesson need the
picture, and that of the set-up in ``<details class="setup">``, since it is the same everywhere.
"""

import html

from docutils import nodes
from pygments.token import STANDARD_TYPES

from course.block import block, source_code

PLAIN = ("n", "p")  # names and punctuation: the theme's styles show them as they show text
FOLDS = {
    "draws": '<details class="drawing"><summary>Code of the picture</summary>\n',
    "setup": '<details class="setup"><summary>Set-up</summary>\n',
}


def css_class(kind):
    """Return the CSS class of a Pygments token, that of its nearest named ancestor, or none."""
    while kind not in STANDARD_TYPES:
        kind = kind.parent
    name = STANDARD_TYPES[kind]
    return "" if name in PLAIN else name


def split(tokens, positions):
    """Split (kind, text) tokens so that one begins at each of ``positions``, in characters.

    Yields (position, CSS class, text). White space has no class, since it has no colour.
    """
    start, cuts = 0, sorted(positions, reverse=True)
    for kind, text in tokens:
        name = "" if text.isspace() else css_class(kind)
        end = start + len(text)
        while cuts and cuts[-1] < end:
            if (cut := cuts.pop()) > start:
                yield start, name, text[: cut - start]
                start, text = cut, text[cut - start :]
        yield start, name, text
        start = end


def merge(pieces, positions):
    """Join neighbours of the same class, unless the second begins at one of ``positions``."""
    merged = []
    for position, name, text in pieces:
        if merged and merged[-1][1] == name and position not in positions:
            merged[-1][2] += text
        else:
            merged.append([position, name, text])
    return merged


def highlight(tokens, links):
    """Return the tokens of code as HTML, with links.

    ``links`` holds (first character, last character, name, URI); they don't overlap.
    """
    opens = {start: (name, uri) for start, _, name, uri in links}
    closes = {end for _, end, _, _ in links}
    cuts = opens.keys() | closes
    parts, is_open = [], False
    for position, name, text in merge(split(tokens, cuts), cuts):
        if position in closes:
            parts.append("</a>")
            is_open = False
        if position in opens:
            title, uri = opens[position]
            parts.append(f'<a class="api" href="{html.escape(uri)}" title="{html.escape(title)}">')
            is_open = True
        shown = html.escape(text, quote=False)
        parts.append(f'<span class="{name}">{shown}</span>' if name else shown)
    return "".join(parts) + ("</a>" if is_open else "")


def visit_block(translator, node):
    translator.body.append('<div class="block">\n')


def depart_block(translator, node):
    translator.body.append("</div>\n")


def visit_source_code(translator, node):
    """Write the code of a block."""
    code = node.astext()
    lexer = translator.highlighter.get_lexer(code, "python", location=node)
    shown = highlight(lexer.get_tokens(code), node.get("links", ()))
    written = (
        '<div class="highlight-python notranslate"><div class="highlight">'
        f"<pre><span></span>{shown}</pre></div>\n</div>\n"
    )
    made = node.parent if isinstance(node.parent, block) else {}
    fold = next((FOLDS[fact] for fact in FOLDS if made.get(fact)), None)
    translator.body.append(f"{fold}{written}</details>\n" if fold else written)
    raise nodes.SkipNode


def setup(app):
    app.add_node(block, html=(visit_block, depart_block))
    app.add_node(source_code, html=(visit_source_code, None))
