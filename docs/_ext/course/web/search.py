"""Let readers find the section that they look for, without a server and from ``file://``.

Goes in: every page, in passages: a section without the sections in it, or a word of the glossary;
and the tables of the page SKILLS, which say where a skill is taught. Comes out: the search page,
and ``_static/passages.js``, which only that page loads and which ``search.js`` ranks::

    const PAGES = {"lessons/core/create_tensors": "Create tensors", ...};
    const PASSAGES = [[page, anchor, title, text, code, skill], ...];

Sphinx's own index knows pages but not what is in their sections, and it loses operators and the
parts of names. So none is made.
"""

import json

from docutils import nodes
from sphinx import addnodes

from course.block import SENTENCE, block, fold, only_on_page
from course.outline import in_order

# Sections and words of the glossary have passages of their own.
OWN = (nodes.section, nodes.title, nodes.term, addnodes.glossary)
SKIPPED = (*OWN, nodes.comment, nodes.raw, only_on_page, fold)
QUESTION = "question"  # the name of the node: its wrong choices would be found, too
SKILLS = "guide/what_you_will_learn"


def gather(node, text, code):
    """Add what a reader would look for in a node to the lists of text and of code."""
    for child in node.children:
        if isinstance(child, SKIPPED) or child.tagname == QUESTION:
            continue
        if isinstance(child, block) and child["setup"]:
            continue
        if isinstance(child, nodes.FixedTextElement):
            written = child.astext().strip()
            is_tensor = "output" in child["classes"] and not SENTENCE.search(written)
            code += [] if is_tensor else [written]
        elif isinstance(child, nodes.TextElement):
            text.append(" ".join(child.astext().split()))
        else:
            gather(child, text, code)


def passage(node, anchor, title):
    """Return [anchor, title, text, code] of a section, or of the definition of a word."""
    text, code = [], []
    gather(node, text, code)
    text = [each for each in text if not each.startswith(("Time:", "/"))]  # /: links of cards
    return [anchor, title, "\n".join(text), "\n".join(code)]


def skill(link):
    """Return (page, anchor, words) of a link to the section that teaches a skill."""
    row = link.parent
    while not isinstance(row, nodes.row | nodes.section):
        row = row.parent
    words = row.astext() if isinstance(row, nodes.row) else ""
    return link["reftarget"], link.get("reftargetid"), " ".join(words.split())


def collect(app, doctree):
    """Note the passages of a page that has been read, and the skills that it says are taught."""
    page = app.env.docname
    made = app.env.metadata[page]["passages"] = []
    for section in doctree.findall(nodes.section):
        anchor = section["ids"][0] if isinstance(section.parent, nodes.section) else ""
        made.append(passage(section, anchor, section[0].astext()))
    for item in doctree.findall(nodes.definition_list_item):
        if isinstance(item.parent.parent, addnodes.glossary):
            term = item.next_node(nodes.term)
            made.append(passage(item, term["ids"][0], term.astext()))
    if page == SKILLS:
        found = map(skill, doctree.findall(addnodes.pending_xref))
        app.env.metadata[page]["skills"] = list(found)


def leave_out_index(app):
    """Keep Sphinx from making its own index and search page."""
    app.builder.search = False


def index(env):
    """Return the text of ``passages.js``."""
    skills = env.metadata[SKILLS].get("skills", ())
    taught = {(page, anchor): words for page, anchor, words in skills}
    lessons = in_order(env.all_docs)  # first, where equal results stand first
    order = [*lessons, *sorted(set(env.all_docs) - set(lessons))]
    passages = [
        [page, *each, taught.get((page, each[0]), "")]
        for page in order
        for each in env.metadata[page]["passages"]
    ]
    pages = {page: env.titles[page].astext() for page in order}
    written = (json.dumps(each, ensure_ascii=False) for each in (pages, passages))
    return "const PAGES = {};\nconst PASSAGES = {};\n".format(*written)


def write(app):
    """Write the index, and let Sphinx write the search page."""
    path = app.outdir / "_static" / "passages.js"
    path.write_text(index(app.env), encoding="utf-8")
    return [("search", {}, "search.html")]


def setup(app):
    app.connect("builder-inited", leave_out_index)
    app.connect("doctree-read", collect, priority=900)  # when blocks and folds are there
    app.connect("html-collect-pages", write)
