"""Pages run the scripts of this site, and no script that somebody smuggles in."""

import pytest
from bs4 import BeautifulSoup

from course.web.policy import check_sum

INJECT = """(text) => {
    window.smuggled = false;
    const place = document.createElement("div");
    place.innerHTML = text;
    document.body.append(place);
    for (const old of place.querySelectorAll("script")) { // set as innerHTML, none would run
        const script = document.createElement("script");
        for (const { name, value } of old.attributes) script.setAttribute(name, value);
        script.append(old.textContent);
        old.replaceWith(script);
    }
    place.querySelector("button")?.click();
    return new Promise((resolve) => setTimeout(() => resolve(window.smuggled), 300));
}"""


def soups(site):
    for path in sorted(site.rglob("*.html")):
        yield path, BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def policy_of(soup):
    (meta,) = soup.select("meta[http-equiv=Content-Security-Policy]")
    return meta["content"]


def test_policy_of_each_page_knows_each_script_in_it(site):
    for path, soup in soups(site):
        for script in soup.select("script:not([src], [type='application/ld+json'])"):
            assert check_sum(script.string) in policy_of(soup), path


def test_no_page_has_a_script_in_an_attribute(site):
    for path, soup in soups(site):
        names = {name for element in soup.find_all(True) for name in element.attrs}
        assert not [name for name in names if name.startswith("on")], path


@pytest.mark.parametrize(
    "smuggled",
    [
        "<script>smuggled = true</script>",
        "<img src='data:,' onerror='smuggled = true'>",
        "<button onclick='smuggled = true'>Press</button>",
        "<script src='data:text/javascript,smuggled = true'></script>",
        "<iframe srcdoc='<script>parent.smuggled = true</script>'></iframe>",
    ],
)
def test_smuggled_script_does_nothing(page, smuggled):
    assert page.evaluate(INJECT, smuggled) is False
    assert "Content Security Policy" in " ".join(page.errors)


def test_nothing_is_sent_elsewhere(page):
    sent = "(address) => fetch(address, {mode: 'no-cors'}).then(() => true, () => false)"
    assert page.evaluate(sent, "http://127.0.0.2:9/") is False
    assert "connect-src 'self'" in page.errors[0]


def test_page_from_a_folder_has_its_styles_and_scripts(browser, site):
    tab = browser.new_page(color_scheme="dark")
    blocked = []
    tab.on("console", lambda message: blocked.append(message.text))
    tab.goto(f"{(site / 'lessons' / 'core' / 'create_tensors.html').as_uri()}")
    assert tab.locator("html:not(.no-js)").count() == 1
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    tab.goto(f"{(site / 'search.html').as_uri()}?q=dtype")
    tab.locator("#search-results a").nth(5).wait_for()
    assert [text for text in blocked if "Policy" in text] == []
    tab.close()
