"""Programs get each lesson as Markdown, with the same words as its page."""

import json
import re

import pytest

from course.settings import course
from test_lessons import LESSONS, read

FENCE = re.compile(r"^```(?:python|text)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lesson", LESSONS)
def test_markdown_has_the_code_and_the_output_of_each_block(site, lesson):
    text = (site / f"lessons/{lesson}.md").read_text(encoding="utf-8")
    outputs = json.loads((site / "outputs.json").read_text(encoding="utf-8"))
    blocks = read(site, lesson).select(".block")
    printed = outputs["lessons"][f"lessons/{lesson}"]["printed"]
    wanted = []
    for block, said in zip(blocks, printed, strict=True):
        wanted += [block.select_one("pre").get_text().rstrip("\n"), said]
    fenced = iter(FENCE.findall(text))
    assert [each for each in filter(None, wanted) if each not in fenced] == []


def test_page_leads_to_its_markdown(site):
    link = read(site, "core/create_tensors").select_one("link[type='text/markdown']")
    assert (site / "lessons/core" / link["href"]).exists()


def test_list_leads_to_each_lesson_in_order(site):
    text = (site / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[.+\]\((.+)\): .+$", text, re.MULTILINE)
    names = [f"{part}/{name}" for part, names in course()["lessons"].items() for name in names]
    assert listed == [f"{course()['site_url']}latest/lessons/{name}.md" for name in names]
    assert all((site / "lessons" / f"{name}.md").exists() for name in names)
