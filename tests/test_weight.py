"""Pages load fast: few requests, few bytes, nothing that isn't used, and nothing that jumps."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT
from course.page.blocks import PLAIN
from test_lessons import LESSONS, read

KIB = 1024


@pytest.mark.parametrize("lesson", LESSONS)
def test_first_load_of_a_lesson_is_light(page, address, site, lesson):
    asked = []
    page.set_viewport_size({"width": 390, "height": 844})
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{address}/lessons/{lesson}.html", wait_until="networkidle")
    files = [site / path.partition(f"/{site.name}/")[2] for path in asked]
    weight = sum(len(gzip.compress(file.read_bytes())) for file in files if file.is_file())
    assert len(asked) <= 12, asked
    assert weight <= 45 * KIB


def test_page_has_one_style_sheet_and_one_script(site):
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if page.title.string == "This page has moved":
            continue
        sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
        scripts = [each["src"] for each in page.select("script[src]")]
        assert len(sheets) == 1 and "?v=" in sheets[0], path
        shared = [each for each in scripts if "_static/page.js?v=" in each]
        own = {"search.html": 1, "errors.html": 1}.get(path.name, 0)
        assert len(shared) == 1 and len(scripts) == 1 + own, path


def test_style_sheet_is_one_that_older_phones_read_and_has_what_pages_use(site):
    text = (site / "_static" / "page.css").read_text(encoding="utf-8")
    assert "(min-width:" in text and not re.search(r"\(width *[<>]", text)
    assert ".sphx-glr-thumbcontainer" in text and ".question" in text
    assert ".scroll-current" in text  # which only a script gives
    assert ".admonition" not in text  # Furo has it, and no page of this course


def test_style_sheet_has_every_variable_that_it_reads(site):
    def defined(paths):
        texts = (path.read_text(encoding="utf-8") for path in paths)
        return {name for text in texts for name in re.findall(r"(--[\w-]+)\s*:", text)}

    path = site / "_static" / "page.css"
    text = path.read_text(encoding="utf-8")
    read = set(re.findall(r"var\((--[\w-]+)", text))
    there = defined(set((site / "_static").rglob("*.css")) - {path})  # Furo reads some that aren't
    assert len(read & there) > 50 and read & there <= defined([path])
    assert "--api-font-size" in there and "--api-font-size" not in text  # no page reads it


@pytest.mark.parametrize("theme", ["", 'body[data-theme="dark"] '], ids=["light", "dark"])
def test_what_has_no_class_in_code_has_the_colour_of_text(site, theme):
    text = (site / "_static" / "pygments.css").read_text(encoding="utf-8")
    rule = rf"(?m)^{re.escape(theme)}\.highlight( \.\w+)? {{ .*?\bcolor: (#\w+)"
    colours = dict(re.findall(rule, text))
    assert {colours[f" .{name}"] for name in PLAIN} == {colours[""]}


def test_style_sheet_closes_what_it_opens():
    for path in (ROOT / "docs" / "_static").glob("*.css"):
        text = path.read_text(encoding="utf-8")  # browsers close at the end what is still open
        assert text.count("{") == text.count("}"), path


def test_mistake_in_a_style_sheet_is_named(small_project):
    sheet = small_project.path / "docs" / "_static" / "course.css"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(f"{text}half a rule\n", encoding="utf-8")
    done = small_project.build()
    assert done.returncode == 1
    assert re.search(r"^docs/_static/course\.css:\d+: Parsing .* Correct it\.$", done.stderr, re.M)
    assert "Traceback" not in done.stderr


def test_only_the_figure_that_is_seen_is_loaded(page, address):
    loaded = []
    page.on("response", lambda response: loaded.append(response.url.rpartition("/")[2]))
    page.goto(f"{address}/lessons/core/read_and_match_shapes.html", wait_until="networkidle")
    with page.expect_response("**/sphx_glr_*"):
        page.locator("img.figure:visible").first.scroll_into_view_if_needed()
    pictures = [name for name in loaded if "sphx_glr" in name]
    assert pictures and not [name for name in pictures if "_dark" in name]


@pytest.mark.parametrize("lesson", LESSONS)
def test_room_is_kept_for_figures(page, address, site, lesson):
    for figure in read(site, lesson).select("img.figure"):
        assert figure["loading"] == "lazy"
        assert int(figure["width"]) > 0 and int(figure["height"]) > 0
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/lessons/{lesson}.html")
    height = "document.body.scrollHeight"
    before = page.evaluate(height)
    page.evaluate("document.querySelectorAll('img').forEach(each => each.loading = 'eager')")
    page.wait_for_load_state("networkidle")
    moved = abs(page.evaluate(height) - before)
    assert moved <= len(read(site, lesson).select("img.figure"))  # by parts of a pixel each
