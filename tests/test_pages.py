"""The built pages have everything that belongs around a lesson."""

import json
import platform
import re
import zipfile
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from course.run.figures import STYLE
from course.settings import course
from test_lessons import LESSONS, read


@pytest.mark.parametrize("lesson", LESSONS)
def test_page_has_header_downloads_and_provenance(site, lesson):
    page = read(site, lesson)
    time = page.find("strong", string="Time:").parent.get_text()
    assert "minutes" in time and "You need:" in time
    assert page.select_one("meta[name=description]")["content"]
    hrefs = [link["href"] for link in page.select(".lesson-header a[download]")]
    assert hrefs == [
        f"../../notebooks/lessons/{lesson}.ipynb",
        f"../../scripts/lessons/{lesson}.py",
    ]
    line = page.select_one(".provenance").get_text()
    assert line.startswith("Executed on ")
    assert (
        f"PyTorch {version('torch').partition('+')[0]} · Python {platform.python_version()}" in line
    )
    assert not page.select(".sphx-glr-footer, .sphx-glr-download-link-note")


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_figure_is_described_in_a_sentence(site, lesson):
    for figure in read(site, lesson).select("img.figure"):
        words = figure["alt"]
        assert words.endswith(".") and len(words.split()) >= 12, (
            f"{figure['src']}: {words!r} doesn't say what is seen. Write: fig.set_label"
        )


@pytest.mark.parametrize("lesson", LESSONS)
def test_text_in_figures_is_readable_on_a_phone(site, lesson):
    """In a figure that is 4.4 inches wide or less, text of 11 points is 12 pixels on a phone."""
    for figure in read(site, lesson).select("img.figure"):
        svg = (site / "_images" / Path(figure["src"]).name).read_text(encoding="utf-8")
        assert float(re.search(r'<svg [^>]*width="([\d.]+)pt"', svg)[1]) <= 4.4 * 72
    script = (site / f"scripts/lessons/{lesson}.py").read_text(encoding="utf-8")
    chosen = [float(size) for size in re.findall(r"\b(?:font)?size=([\d.]+)", script)]
    named = [STYLE[f"{name}.titlesize"] for name in ("axes", "figure")]
    assert min(STYLE["font.size"], *named, *chosen) >= 11


def test_provenance_json_names_what_the_build_ran_on(site):
    facts = json.loads((site / "provenance.json").read_text(encoding="utf-8"))
    assert set(facts) == {
        "version",
        "commit",
        "built",
        "device",
        "torch",
        "python",
        "numpy",
        "platform",
    }
    assert (facts["version"], facts["numpy"], facts["torch"]) == (
        "latest",
        version("numpy"),
        version("torch"),
    )
    assert facts["device"]["type"] and facts["device"]["name"]


def test_archive_is_the_whole_site_and_is_read_from_a_folder(site, browser, tmp_path):
    archive = site / "downloads" / f"{course()['archive']}.zip"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    folder = tmp_path / course()["archive"]
    pages = {path.relative_to(site) for path in site.rglob("*.html")}
    assert {path.relative_to(folder) for path in folder.rglob("*.html")} == pages
    assert missing(folder) == {folder / "downloads" / archive.name}  # it can't hold itself
    assert archive.stat().st_size < sum(path.stat().st_size for path in folder.rglob("*.*")) / 2
    tab = browser.new_page()
    problems = []
    tab.on("console", lambda said: said.type == "error" and problems.append(said.text))
    for page in sorted(pages):
        tab.goto((folder / page).as_uri())
    tab.goto(f"{(folder / 'search.html').as_uri()}?q=linspace")
    tab.locator("#search-results a").first.click()
    tab.locator("article pre", has_text="linspace").first.wait_for()
    tab.close()
    assert problems == []


def test_archive_holds_every_lesson(site):
    folder = course()["archive"]
    archive = zipfile.ZipFile(site / f"downloads/{folder}.zip")
    names = archive.namelist()
    requirements = archive.read(f"{folder}/requirements.txt").decode().splitlines()
    assert "torch>=2.8" in requirements
    readme = archive.read(f"{folder}/README.md").decode()
    first = re.search(r"python (scripts/\S+)", readme)[1]
    assert (
        course()["author"] in readme and "MIT License" in archive.read(f"{folder}/LICENSE").decode()
    )
    assert f"{folder}/{first}" in names
    for lesson in LESSONS:
        assert f"{folder}/notebooks/lessons/{lesson}.ipynb" in names
        assert f"{folder}/scripts/lessons/{lesson}.py" in names


def test_every_release_is_described(site):
    page = BeautifulSoup((site / "guide/what_changed.html").read_text(), "html.parser")
    described = [heading.get_text().rstrip("¶") for heading in page.select("h2")]
    for release in course().get("releases", {}):
        assert release in described, f"docs/guide/what_changed.md says nothing of {release}."


def links_in(site):
    """Yield (page, element, parts of the address) for all that pages link to or load."""
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for element in page.select("[href], [src]"):
            yield path, element, urlsplit(element.get("href") or element.get("src"))


def missing(site):
    """Return the files that pages of a site link to or load, and that aren't there."""
    local = (
        path.parent / unquote(address.path)
        for path, _, address in links_in(site)
        if address.path and not address.scheme
    )
    return {file.resolve() for file in local if not file.exists()}


def missing_anchors(site):
    """Return "page: address" for each link into a page that has no such place."""
    places = {}
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        places[path] = {element["id"] for element in page.find_all(id=True)}
    found = []
    for path, element, address in links_in(site):
        target = (path.parent / unquote(address.path)).resolve() if address.path else path
        is_place = element.name == "a" and address.fragment and not address.scheme
        if is_place and unquote(address.fragment) not in places.get(target, ()):
            found.append(f"{path.relative_to(site)}: {address.geturl()}")
    return found


def test_every_local_link_and_file_exists(site):
    assert missing(site) == set()


def test_every_link_into_a_page_finds_its_place(site):
    assert missing_anchors(site) == []


def test_no_page_loads_anything_from_elsewhere(site):
    for path, element, address in links_in(site):
        if address.scheme in ("http", "https"):
            assert element.name == "a" or element["rel"][0] in ("canonical", "alternate"), path


def test_names_in_code_link_to_their_documentation(site):
    links = {
        link["title"]: link["href"] for link in read(site, "core/create_tensors").select("a.api")
    }
    torch = "https://docs.pytorch.org/docs/stable/"
    assert links["torch.tensor"] == f"{torch}generated/torch.tensor.html#torch.tensor"
    assert (
        links["torch.Tensor.new_ones"]
        == f"{torch}generated/torch.Tensor.new_ones.html#torch.Tensor.new_ones"
    )


@pytest.mark.parametrize("lesson", LESSONS)
def test_linking_leaves_the_code_as_it_was(site, lesson):
    script = (site / f"scripts/lessons/{lesson}.py").read_text(encoding="utf-8")
    for block in read(site, lesson).select(".block .highlight-python pre"):
        assert block.get_text().strip() in script
