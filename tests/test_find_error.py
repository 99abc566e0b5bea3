"""Readers find what their error message means."""

import pytest

TRACEBACK = """Traceback (most recent call last):
  File "/home/me/train.py", line 31, in <module>
    logits = model(images.flatten(1))
  File "/usr/lib/python3/site-packages/torch/nn/modules/linear.py", line 134, in forward
    return F.linear(input, self.weight, self.bias)
RuntimeError: mat1 and mat2 shapes cannot be multiplied (32x784 and 128x10)
"""


@pytest.fixture
def find(page, address):
    """Return a function that gives the titles of the entries that are left for a text."""
    page.goto(f"{address}/reference/errors.html")

    def entries(text):
        page.get_by_label("Paste your error message").fill(text)
        shown = page.locator(
            "article section section section:visible, article section > ul > li:visible"
        )
        return [each.split("\n")[0] for each in shown.all_inner_texts()]

    return entries


def test_whole_traceback_leads_to_one_entry(page, find):
    assert find(TRACEBACK) == ["shapes cannot be multiplied"]
    assert page.get_by_role("status").inner_text().startswith("1 of ")
    assert page.locator("h2:visible").all_inner_texts() == ["Shapes"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "RuntimeError: mat1 and mat2 must have the same dtype, but got Float and Double",
            "mat1 and",
        ),
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", "CUDA out of"),
        ("size of tensor a (3) must match the size of tensor b (4)", "must match the size"),
        ("inplace operation", "modified by an inplace"),
    ],
)
def test_message_or_words_lead_to_the_entry(find, text, title):
    assert any(found.startswith(title) for found in find(text))
    assert len(find(text)) <= 3


def test_entries_are_found_while_words_are_typed_and_all_come_back(page, find):
    everything = len(find(""))
    field, status = page.get_by_label("Paste your error message"), page.get_by_role("status")
    left = []
    for letter in "requires grad":
        field.press_sequentially(letter)
        left.append(int(status.inner_text().split(" of ")[0]))
    assert left == sorted(left, reverse=True)
    assert 1 <= left[-1] < left[0] <= everything
    shown = page.locator("article section section section:visible, article li:visible > p > code")
    assert shown.count()
    for text in page.locator("article section section section:visible").all_inner_texts():
        assert "requires grad" in text or "requires_grad" in text
    field.press("Control+a")
    field.press("Delete")
    assert status.inner_text() == ""
    assert len(find("")) == everything


def test_every_message_of_the_page_finds_its_own_entry(page, find):
    messages = page.locator("article section section section").evaluate_all(
        """sections => sections.map(section => ["h3", "[class*=output] pre"].map(
            part => section.querySelector(part).textContent.replace("\u00b6", "")))"""
    )
    assert len(messages) > 40
    for title, message in messages:
        assert title.strip() in [found.strip() for found in find(message)], title


def test_empty_or_hostile_text_hides_nothing_and_does_nothing(page, find):
    everything = find("")
    assert len(everything) > 45
    assert find("<img src=x onerror=alert(1)>") == []
    assert page.get_by_role("status").inner_text().startswith("No entry fits")
    assert find("  12 34 ") == everything
    assert page.errors == []
