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


def test_every_local_link_and_file_exists(site):
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for element in page.select("[href], [src]"):
            address = urlsplit(element.get("href") or element.get("src"))
            if address.scheme in ("http", "https"):
                assert element.name == "a" or element.get("rel") == ["canonical"], (
                    f"{path.name} loads {address.geturl()}"
                )
            elif address.path:
                assert (path.parent / unquote(address.path)).exists(), (
                    f"{path.name}: {address.path}"
                )


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
