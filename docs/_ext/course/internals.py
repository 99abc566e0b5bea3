"""What this package leans on in the insides of sphinx-gallery, MyST-NB, Sphinx and others.

None of it is documented, so any of it may change. All of it is here, ``pyproject.toml`` bounds
the versions, and ``tests/test_internals.py`` has a test for each function that says what broke.
"""

import importlib
import logging
import re
import sys
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace

HTML_MATH_LINK = re.compile(r"<|\$|~|&(?=#?\w+;)|\[(?=[^\[\]]*\])|(?<=!)\[")
MYST_NB_CLIENTS = ("Cache", "Direct", "Inline")
CARD = """
.. raw:: html

    <div class="sphx-glr-thumbcontainer">

.. image:: /{thumbnail}
    :alt:

:doc:`{doc_name}`

.. raw:: html

    <p class="about">{intro}</p>
    </div>

"""
PAGE_AROUND_A_LESSON = {  # of sphinx-gallery: what it writes above and below each lesson
    "EXAMPLE_HEADER": "\n.. _sphx_glr_{1}:\n\n",
    "DOWNLOAD_LINKS_HEADER": "",
    "NOTEBOOK_DOWNLOAD": "",
    "CODE_DOWNLOAD": "",
    "ZIP_DOWNLOAD": "",
}


def replace(module, name, value):
    """Set an attribute of another package's module, or raise AttributeError if it isn't there."""
    getattr(module, name)
    setattr(module, name, value)


def hide_matplotlib():
    """Keep sphinx-gallery from importing matplotlib until ``show_matplotlib``.

    It would do so in every build, and a build in which no lesson changed needs none: it takes a
    third less time without.
    """
    sys.modules.setdefault("matplotlib", None)


def show_matplotlib():
    """Let lessons import matplotlib."""
    if sys.modules["matplotlib"] is None:
        del sys.modules["matplotlib"]


def run_myst_nb_with(make_client):
    """Let ``make_client(base class of MyST-NB's clients)`` make the class that runs pages.

    MyST-NB has no setting for it. Its own clients would be imported too, and with them a database
    and what starts kernels: a fifth of the time of a build in which nothing changed. So stand-ins
    take their places, which works only before MyST-NB is imported.
    """
    for kind in MYST_NB_CLIENTS:
        stand_in = SimpleNamespace(**{f"NotebookClient{kind}": None})
        sys.modules[f"myst_nb.core.execute.{kind.lower()}"] = stand_in
    execute = importlib.import_module("myst_nb.core.execute")
    replace(execute, "NotebookClientDirect", make_client(execute.NotebookClientBase))


def myst_nb_cells(doctree):
    """Return the container of each code cell that a MyST-NB page shows."""
    from docutils import nodes

    containers = doctree.findall(nodes.container)
    return [node for node in containers if node.get("nb_element") == "cell_code"]


def is_code_in_text(node):
    """Tell whether a node is code in the text of a lesson, as sphinx-gallery leaves it."""
    return node.tagname == "code_links_block"


def let_markdown_link_to(env, page, titles):
    """Let pages in Markdown link to the sections of a page in reStructuredText.

    ``titles`` is {id of a section: its title}. MyST notes the sections of its own pages only.
    """
    env.metadata[page]["myst_slugs"] = {id_: (None, id_, title) for id_, title in titles.items()}


def execute_lesson(blocks, facts, *settings):
    """Execute a lesson as sphinx-gallery would. Return what it returns, and the lesson's facts.

    ``facts`` and ``settings`` are what sphinx-gallery hands on.
    """
    from sphinx_gallery import gen_rst

    result = gen_rst.execute_script_here(blocks, facts, *settings)
    del facts["fake_main"]
    facts["example_globals"] = {}  # which only galleries of a function's uses need
    return result, facts


def run_lessons_with(call, run):
    """Let ``call(path, function)`` execute sphinx-gallery's lessons, ``run(function)`` each piece.

    It has a hook for pieces only to measure memory, and writes a line about memory if it is used.
    The pages get no code, header or footer of sphinx-gallery: ``course.run.lessons`` makes blocks.
    ``call`` returns what ``function`` returns, and may run it in another process.
    """
    from sphinx_gallery import backreferences, gen_rst

    def measure(function):
        return 0.0, run(function)

    gen_rst.execute_script_here = gen_rst.execute_script

    def execute_script(blocks, facts, *settings):
        function = partial(execute_lesson, blocks, facts, *settings)
        result, made = call(facts["src_file"], function)
        facts.update(made)
        return result

    replace(gen_rst, "execute_script", execute_script)
    replace(gen_rst, "_get_call_memory_and_base", lambda gallery_conf: (measure, 0.0))
    replace(backreferences, "THUMBNAIL_TEMPLATE", CARD)  # its own isn't valid HTML
    replace(gen_rst, "codestr2rst", lambda code, lang="python", lineno=None: "")
    for name, text in PAGE_AROUND_A_LESSON.items():
        replace(gen_rst, name, text)


def change_places_of_warnings(translate):
    """Let ``translate(place)`` return the place that a warning shows, of ``path:line`` or the like.

    Sphinx makes that text of a node or a page in the filters of its handler for warnings. Each
    warning is shown once: a lesson's links are resolved twice, for its page and its notebook.
    """
    shown = set()

    def change(record):
        if getattr(record, "location", None):
            record.location = translate(record.location)
        warning = (getattr(record, "location", None), record.getMessage())
        is_new = warning not in shown
        shown.add(warning)
        return is_new

    for handler in logging.getLogger("sphinx").handlers:
        if handler.level == logging.WARNING:
            handler.addFilter(change)


def escape_markdown(text):
    """Return Markdown that shows a text as it is, with no HTML, no math and no links in it."""
    from sphinx_markdown_builder.escape import escape_markdown_chars

    return HTML_MATH_LINK.sub(r"\\\g<0>", escape_markdown_chars(text))


def markdown(app, page):
    """Return the resolved doctree of a page, and a function that translates it into Markdown.

    sphinx-markdown-builder only offers to write a whole project, and leaves HTML in text alone.
    """
    from sphinx_markdown_builder import translator as module
    from sphinx_markdown_builder.builder import MarkdownBuilder
    from sphinx_markdown_builder.translator import MarkdownTranslator

    replace(module, "escape_markdown_chars", escape_markdown)

    builder = MarkdownBuilder(app, app.env)
    builder.init()
    builder.current_doc_name = page
    doctree = app.env.get_and_resolve_doctree(page, builder)

    def translate():
        translator = MarkdownTranslator(doctree, builder)
        doctree.walkabout(translator)
        return translator.astext()

    return doctree, translate


def documentation(env):
    """Return, for each full name in the inventories of Python objects, its entry."""
    from sphinx.ext.intersphinx import InventoryAdapter

    inventory = InventoryAdapter(env).main_inventory
    kinds = (kind for kind in sorted(inventory) if kind.startswith("py:"))
    return {name: item for kind in kinds for name, item in inventory[kind].items()}


@cache
def script_in_pages():
    """Return the text of the script that Furo writes into each page, which sets its theme."""
    import furo

    template = Path(furo.__file__).parent / "theme" / "furo" / "base.html"
    return re.search("<script>(.*?)</script>", template.read_text(encoding="utf-8"), re.DOTALL)[1]
