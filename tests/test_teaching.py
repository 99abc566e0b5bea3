"""What teachers take from this site: plans that hold together, addresses, and a cartridge."""

import os
import re
import zipfile
from types import SimpleNamespace
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from conftest import tool
from course.export import plan
from course.export.teaching import staying
from course.outline import Lesson, in_order
from course.settings import course
from test_lessons import LESSONS, read
from test_order import link_of

PAGE = "guide/teach_with_this_course.html"
PAGES = in_order([f"lessons/{lesson}" for lesson in LESSONS])
CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest}"
WL = "{http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1}"


def made_up(**needs):
    """Return made-up lessons of a number of minutes each, with what they need."""
    return [
        Lesson(name, name, "", minutes, [(word, word) for word in words.split()])
        for name, (minutes, words) in needs.items()
    ]


def names(sessions):
    """Return, for each session, the lessons and, behind a bar, what is read at home."""
    return [
        " ".join(lesson.page for lesson in session.lessons)
        + "".join(f" |{lesson.page}" for lesson in session.home)
        for session in sessions or ()
    ]


@pytest.mark.parametrize(
    ("lessons", "number", "goal", "planned"),
    [
        (made_up(a=(40, ""), b=(40, "a"), c=(40, "b")), 2, None, ["a b", "c"]),
        (made_up(a=(40, ""), b=(40, ""), c=(40, "a")), 1, "c", ["a c"]),
        (made_up(a=(40, ""), b=(40, "a"), c=(40, "b"), d=(9, "")), 2, "c", ["a b", "c"]),
        # b is needed by nobody but the last lesson, so it is read at home
        (
            made_up(a=(45, ""), b=(45, "a"), c=(45, "a"), d=(45, "c"), e=(45, "b d")),
            2,
            "e",
            ["a c |b", "d e"],
        ),
        # no plan: what could be left out is needed in the same session
        (made_up(a=(50, ""), b=(20, "a"), c=(50, "b")), 1, "c", []),
        (made_up(a=(50, ""), b=(50, "a"), c=(50, "b")), 1, "c", []),
        (made_up(a=(200, "")), 3, None, []),
    ],
)
def test_plan_keeps_needs_and_fits(lessons, number, goal, planned):
    assert names(plan.divide(lessons, number, goal)) == planned


def test_break_is_near_the_middle_and_every_minute_is_used():
    (session,) = plan.divide(made_up(a=(20, ""), b=(20, ""), c=(20, ""), d=(25, "")), 1)
    rows = plan.timetable(session)
    assert [row.kind for row in rows] == [
        *("begin", "lesson", "lesson", "break", "lesson", "lesson", "end")
    ]
    assert sum(row.minutes for row in rows) == plan.SESSION


def test_addresses_are_those_of_a_version_that_stays():
    assert staying("0.2") == "0.2"
    assert staying("latest") == list(course()["releases"])[-1]


def teach(site):
    return BeautifulSoup((site / PAGE).read_text(encoding="utf-8"), "html.parser")


def lesson_at(link):
    """Return the page of a lesson that a link on the teachers' page leads to."""
    return (
        urljoin(f"https://x/{PAGE}", link["href"]).removeprefix("https://x/").removesuffix(".html")
    )


def sessions_of(table):
    """Return, for each session of a plan, rows of (minutes, lesson or None), and its homework."""
    found = []
    for body in table.select("tbody"):
        rows = [
            (int(row.td.get_text()), lesson_at(row.a) if row.a else None)
            for row in body.select("tr:has(td):not(.home)")
        ]
        found.append((rows, [lesson_at(link) for link in body.select(".home a")]))
    return found


def test_plans_on_the_page_keep_all_needs_and_fit(site):
    minutes, needs = {}, {}
    for page in PAGES:
        name = page.removeprefix("lessons/")
        time = read(site, name).find("strong", string="Time:").parent.get_text()
        minutes[page] = int(re.search(r"\d+", time)[0])
        linked = [target.removesuffix(".html") for _, target in link_of(site, name, "You need:")]
        needs[page] = {
            other
            for other in PAGES
            for target in linked
            if other == target or (target.endswith("/index") and other.startswith(target[:-5]))
        }
    plans = [sessions_of(table) for table in teach(site).select("table.plan")]
    assert [len(sessions) for sessions in plans] == [1, 3, 5]
    for sessions in plans:
        known = set()
        for rows, home in sessions:
            assert sum(number for number, _ in rows) == plan.SESSION
            assert rows[-1][1] is None and rows[-1][0] >= plan.END
            for number, lesson in rows:
                if lesson:
                    assert number == minutes[lesson]
                    assert needs[lesson] <= known, lesson
                    known.add(lesson)
            for lesson in home:
                assert needs[lesson] <= known, lesson
                known.add(lesson)
    assert known == set(PAGES)  # the last plan has the whole course


def test_every_lesson_is_listed_with_what_it_needs(site):
    listed = [row for row in teach(site).select(".teaching:not(:has(.plan)) tr:has(a)")]
    assert [lesson_at(row.a) for row in listed] == PAGES
    for row, page in zip(listed, PAGES, strict=True):
        needs = link_of(site, page.removeprefix("lessons/"), "You need:")
        found = [
            (link.get_text(), f"{lesson_at(link)}.html") for link in row.select("td")[2].select("a")
        ]
        assert found == needs
        show = row.select("td")[3].a
        assert show["href"].endswith("?project") and show.get_text() in show["aria-label"]


def test_addresses_to_copy_are_whole_and_lead_to_files(site):
    boxes = [box.get_text().strip() for box in teach(site).select("div.teaching pre")]
    release = f"{course()['site_url']}{list(course()['releases'])[-1]}/"
    addresses = re.findall(r"https://\S+", "\n".join(boxes[:-1]))
    assert addresses
    for address in addresses:
        assert (site / address.removeprefix(release)).is_file(), address
    assert [f"{release}{page}.html" in addresses for page in PAGES] == [True] * len(PAGES)
    line = boxes[-1]
    for words in (course()["title"], course()["author"], release, "CC BY 4.0", "MIT"):
        assert words in line


def test_cartridge_is_a_common_cartridge_of_links_to_all_lessons(site):
    archive = zipfile.ZipFile(site / f"downloads/{course()['archive']}.imscc")
    root = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    assert [child.tag for child in root] == [
        f"{CP}{name}" for name in ("metadata", "organizations", "resources")
    ]
    metadata = root.find(f"{CP}metadata")
    assert metadata.findtext(f"{CP}schema") == "IMS Common Cartridge"
    assert metadata.findtext(f"{CP}schemaversion") == "1.1.0"
    title = f"{LOM}lom/{LOM}general/{LOM}title/{LOM}string"
    assert metadata.findtext(title) == course()["title"]
    identifiers = [
        element.get("identifier") for element in root.iter() if element.get("identifier")
    ]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", identifier) for identifier in identifiers)
    (organization,) = root.find(f"{CP}organizations")
    assert organization.get("structure") == "rooted-hierarchy"
    (top,) = organization
    assert top.find(f"{CP}title") is None and top.get("identifierref") is None
    resources = {resource.get("identifier"): resource for resource in root.find(f"{CP}resources")}
    found = []
    for module in top:
        assert module.findtext(f"{CP}title")
        for item in module.findall(f"{CP}item"):
            resource = resources.pop(item.get("identifierref"))
            assert resource.get("type") == "imswl_xmlv1p1"
            (file,) = resource
            link = ElementTree.fromstring(archive.read(file.get("href")))
            assert link.tag == f"{WL}webLink"
            assert link.findtext(f"{WL}title") == item.findtext(f"{CP}title")
            found.append(link.find(f"{WL}url").get("href"))
    assert resources == {}
    assert found == [f"{course()['site_url']}latest/{page}.html" for page in PAGES]
    assert [module.findtext(f"{CP}title") for module in top] == ["Core lessons", "Further lessons"]


def test_plan_that_can_not_be_gets_one_sentence_and_no_address_is_no_dead_link(small_project):
    page = small_project.path / "docs" / "guide" / "start_here.md"
    text = page.read_text()
    line = text.count("\n") + 2
    page.write_text(f"{text}\n```{{teaching}} plan\n:goal: lessons/core/nowhere\n```\n")
    done = small_project.build()
    assert done.returncode != 0
    problem = f"docs/guide/start_here.md:{line}: The plan leads to lessons/core/nowhere"
    assert problem in done.stderr and "such as lessons/core/create_tensors." in done.stderr
    kinds = "".join(
        f"\n```{{teaching}} {kind}\n```\n" for kind in ("addresses", "cartridge", "plan")
    )
    page.write_text(text + kinds)
    settings = small_project.path / "docs" / "course.toml"
    settings.write_text(
        re.sub("^repository = .*", 'repository = ""', settings.read_text(), flags=re.M)
    )
    environment = {k: v for k, v in os.environ.items() if k != "GITHUB_REPOSITORY"}
    done = tool("make.build", small_project.path, env=environment)
    assert done.returncode == 0, done.stderr
    written = (small_project.html / "guide" / "start_here.html").read_text(encoding="utf-8")
    assert "No address stays yet" in written and "There is no such file yet" in written
    assert not list(small_project.html.rglob("*.imscc"))


def test_lesson_is_shown_on_a_projector_until_escape(browser, address):
    tab = browser.new_page(viewport={"width": 1280, "height": 720})
    page = SimpleNamespace(
        menu=tab.locator(".sidebar-drawer"), leave=tab.get_by_role("button", name="Leave")
    )
    tab.goto(f"{address}/lessons/core/create_tensors.html?project")
    assert not page.menu.is_visible() and page.leave.is_visible()
    column = "(() => { const c = document.createElement('canvas').getContext('2d'); "
    column += "const pre = document.querySelector('.block:not(:has(.setup)) .highlight pre'); "
    column += "c.font = getComputedStyle(pre).font; "
    column += "return pre.clientWidth / c.measureText('0'.repeat(75)).width; })()"
    assert (
        1 <= tab.evaluate(column) < 1.2
    )  # a line of 75 characters is nearly as wide as the window
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
    tab.get_by_role("link", name="Read and match shapes").last.click()
    tab.wait_for_url("**/read_and_match_shapes.html?project")
    assert page.leave.is_visible()
    tab.keyboard.press("Escape")
    assert page.menu.is_visible() and not page.leave.is_visible()
    assert tab.url.endswith("read_and_match_shapes.html")
    tab.close()
