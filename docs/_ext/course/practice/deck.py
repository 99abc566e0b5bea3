"""Make cards for Anki (https://apps.ankiweb.net) of the questions and of the glossary's words.

Goes in: the questions of each page, and ``docs/reference/glossary.md``. Comes out:
``downloads/<title>.apkg``, the same bytes for the same commit. A page links to it with the role
``{deck}`Cards for Anki```. What identifies the deck and its cards stays, so that importing a newer
version updates the cards and keeps what readers have learned.
"""

import hashlib
import html
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from docutils import nodes

from course.export.archive import Archive, pack
from course.practice.questions import question
from course.settings import built, course

GLOSSARY = "reference/glossary"
TAGS = {nodes.paragraph: "p", nodes.literal: "code", nodes.FixedTextElement: "pre"}
TAGS |= {nodes.enumerated_list: "ol", nodes.list_item: "li", nodes.strong: "b"}


class Deck(Archive):
    """Makes a link to the cards."""

    ending = ".apkg"


def as_html(node):
    """Return a node as plain HTML."""
    if isinstance(node, nodes.Text):
        return html.escape(str(node))
    inner = "".join(as_html(child) for child in node.children)
    tag = next((TAGS[kind] for kind in TAGS if isinstance(node, kind)), None)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def collect(app, doctree):
    """Note the cards of a page: (what stays the same, front, back) of each."""
    cards = app.env.metadata[app.env.docname]["cards"] = []
    for node in doctree.findall(question):
        *front, answers = node.children
        front = "".join(as_html(each) for each in front)
        cards.append((node["ids"][0], front, as_html(answers)))
    if app.env.docname == GLOSSARY:
        for item in doctree.findall(nodes.definition_list_item):
            word = item.next_node(nodes.term).astext()
            cards.append((word, html.escape(word), as_html(item[-1])))


def number(text):
    """Return a number that stands for a text. Anki knows decks and kinds of cards by numbers."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def database(cards):
    """Return the bytes of the database that Anki imports."""
    import genanki

    name = course()["title"]
    template = {"name": "Card", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}
    style = ".card { font: 1.2em sans-serif; max-width: 36em; margin: auto; text-align: left; }"
    fields = [{"name": "Front"}, {"name": "Back"}]
    model = genanki.Model(number(f"{name} card"), name, fields, [template], style)
    deck = genanki.Deck(number(name), name)
    for identity, front, back in cards:
        made = genanki.Note(model, [front, back], guid=genanki.guid_for(name, identity))
        deck.add_note(made)
    seconds = datetime.fromisoformat(built()).timestamp() if built() else 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(path, seconds)
        return zipfile.ZipFile(path).read("collection.anki2")


def note_change(app, *arguments):
    """Note that a page is written, so that the cards may have changed."""
    app.deck_is_old = True


def write(app, exception):
    """Write the cards, unless no page has changed."""
    pages = sorted(app.env.metadata.items())
    cards = [card for _, facts in pages for card in facts.get("cards", ())]
    if cards and not exception and hasattr(app, "deck_is_old"):
        path = app.outdir / "downloads" / f"{course()['archive']}.apkg"
        pack(path, {"collection.anki2": database(cards), "media": b"{}"})


def setup(app):
    app.add_role("deck", Deck())
    app.connect("doctree-read", collect, priority=400)  # before links are put in
    app.connect("html-page-context", note_change)
    app.connect("build-finished", write)
