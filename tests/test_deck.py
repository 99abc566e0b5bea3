"""The questions and the words of the glossary, as cards for Anki."""

import json
import re
import sqlite3
import zipfile

from bs4 import BeautifulSoup

from course.settings import course


def test_deck_holds_every_question_and_every_word(site, tmp_path):
    path = site / "downloads" / f"{course()['archive']}.apkg"
    zipfile.ZipFile(path).extract("collection.anki2", tmp_path)
    collection = sqlite3.connect(tmp_path / "collection.anki2")
    notes = [fields.split("\x1f") for (fields,) in collection.execute("SELECT flds FROM notes")]
    (decks,) = collection.execute("SELECT decks FROM col").fetchone()
    assert course()["title"] in [deck["name"] for deck in json.loads(decks).values()]
    fronts = {BeautifulSoup(front, "html.parser").get_text() for front, _ in notes}
    assert all(back.strip() for _, back in notes)
    asked = 0
    for page in (site / "lessons").rglob("*.html"):
        for question in BeautifulSoup(page.read_text(), "html.parser").select(".question"):
            asked += 1
            first = question.find("p").get_text()
            assert any(first in front for front in fronts), first
    glossary = BeautifulSoup((site / "reference" / "glossary.html").read_text(), "html.parser")
    terms = glossary.select("dl.glossary dt:not(dt + dt)")  # the others are plurals
    words = {re.sub("¶$", "", term.get_text()) for term in terms}
    assert words <= fronts
    assert len(notes) == asked + len(words)


def test_page_about_practice_leads_to_the_deck(site):
    page = BeautifulSoup((site / "practice" / "index.html").read_text(), "html.parser")
    (link,) = page.select("article a[href$='.apkg']")
    assert (site / "practice" / link["href"]).resolve().exists()
