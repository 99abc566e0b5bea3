"""Search engines and messengers are told what a page is about."""

import json

from bs4 import BeautifulSoup
from PIL import Image

from course.settings import course
from test_lessons import LESSONS, read


def content(soup, selector):
    """Return the content of the one element that a selector finds in the head of a page."""
    (meta,) = soup.head.select(selector)
    return meta["content"]


def test_each_page_has_one_description_of_its_own(site):
    about = {}
    moved = {site / f"{old}.html" for old in (*course()["moved"], "lessons/index")}
    for path in sorted({*site.rglob("*.html")} - moved):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        text = content(soup, "meta[name=description]")
        assert 25 < len(text) < 300, path
        assert content(soup, "meta[property='og:description']") == text
        assert about.setdefault(text, path) == path
        assert content(soup, "meta[property='og:title']") == soup.h1.get_text().removesuffix("¶")


def test_messengers_are_shown_a_picture_of_the_size_that_they_ask_for(site):
    soup = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    address = content(soup, "meta[property='og:image']")
    assert address.startswith(course()["site_url"])
    picture = Image.open(site / "_static" / address.rpartition("/")[2])
    assert picture.size == (1200, 630)
    assert len(picture.getcolors(2**16)) > 3  # something is drawn on it


def facts(soup):
    (script,) = soup.select("script[type='application/ld+json']")
    return json.loads(script.string)


def test_landing_page_describes_the_course(site):
    soup = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    said = facts(soup)
    assert said["@type"] == "Course"
    assert said["provider"]["name"] == course()["author"]
    lessons = {
        address.partition("/lessons/")[2].removesuffix(".html") for address in said["hasPart"]
    }
    assert lessons == set(LESSONS)


def test_lesson_describes_itself(site):
    soup = read(site, "core/create_tensors")
    said = facts(soup)
    assert said["@type"] == "LearningResource"
    assert said["name"] == "Create tensors"
    assert said["url"] == soup.select_one("link[rel=canonical]")["href"]
    assert f"{said['timeRequired'].strip('PTM')} minutes" in soup.get_text()
