"""The ways back from a lesson to what can be looked up."""

from types import SimpleNamespace

from course.page.look_up import entries

LESSON = "lessons/core/one"
PAGES = {
    "reference/words": {"lessons": [(LESSON, "term-b", "b"), ("lessons/core/two", "term-c", "c")]},
    "guide/start": {},
    "reference/errors": {"lessons": [(LESSON, "x", "X"), (LESSON, "x", "X"), (LESSON, "y", "Y")]},
}


def test_lesson_has_each_entry_that_links_to_it_once():
    env = SimpleNamespace(metadata=PAGES)
    found = entries(env, LESSON)
    assert list(found) == ["reference/errors", "reference/words"]
    assert found["reference/errors"] == {"x": "X", "y": "Y"}
    assert found["reference/words"] == {"term-b": "b"}
    assert entries(env, "lessons/core/three") == {}
