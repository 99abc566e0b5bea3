"""The core teaches what the table of skills says, and needs nothing from further lessons."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from course.settings import course
from test_lessons import read

CORE = course()["lessons"]["core"]
MOST_MINUTES = 20
MOST_LESSONS = 10


def minutes(site, lesson):
    line = read(site, lesson).find("strong", string="Time:").parent.get_text()
    return int(re.search(r"(\d+) minutes", line)[1])


def plain(code):
    """Return code without white space, with one kind of quotes."""
    return re.sub(r"\s", "", code).replace("'", '"')


def test_each_skill_is_taught_in_its_section(site):
    path = site / "guide" / "what_you_will_learn.html"
    rows = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("tbody tr")
    assert {urlsplit(row.a["href"]).path for row in rows} == {
        f"../lessons/core/{name}.html" for name in CORE
    }
    for row in rows:
        skill, examples = row.select("td")
        where = skill.a
        address = urlsplit(where["href"])
        lesson = address.path.removeprefix("../lessons/").removesuffix(".html")
        section = read(site, lesson).find("section", id=address.fragment)
        assert section, f"{skill.get_text()}: there is no section {where.get_text()}"
        assert section.h2.get_text().rstrip("¶") == where.get_text()
        shown = section.select(".block > .highlight-python pre")  # neither folded nor drawn
        code = plain("\n".join(block.get_text() for block in shown))
        assert examples.select("code"), f"{skill.get_text()}: there is no example"
        for example in examples.select("code"):
            assert plain(example.get_text()) in code, f"{where.get_text()}: {example.get_text()}"


@pytest.mark.parametrize("lesson", [f"core/{name}" for name in CORE])
def test_core_lesson_is_short_and_needs_only_the_core(site, lesson):
    assert minutes(site, lesson) <= MOST_MINUTES
    page = read(site, lesson)
    needs = page.find("strong", string="You need:").parent
    assert not [link for link in needs.select("a") if "further" in link["href"]]
    assert len(CORE) <= MOST_LESSONS
