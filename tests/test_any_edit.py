"""A build is a function of its files: after any edit, it gives the bytes that a clean build gives.

A small course of made-up lessons is edited at random, step by step. After each step it is built,
and beside it the same files are built from nothing. All bytes of both sites are compared. Where a
step breaks the course, both builds have to fail, and the next step repairs it.

``make test`` takes a few steps, which contain each kind of edit once. To take more of them, in
another order, and to see each step::

    STEPS=200 SEED=7 .venv/bin/python -m pytest -s tests/test_any_edit.py
"""

import copy
import json
import os
import random
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from conftest import Project

STEPS = int(os.environ.get("STEPS", 27))
SEED = int(os.environ.get("SEED", 3))
REPOSITORIES = ("", "somebody/course", "someone/else")
SITES = ("", "https://example.org/course", "https://example.org/")
COMMIT = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet"]
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "alpha_two", "alpha_001", "zeta")
SECTIONS = ("core", "further", "more", "last")
WORDS = ("bit", "device", "shape", "view")

LESSON = '''"""
{title}
{line}

{introduction}

**Time:** {minutes} minutes. **You need:** {needed}.
"""

import matplotlib.pyplot as plt
import torch

print(f"PyTorch {{torch.__version__}}")

# %%
# Look
# ----
# {text}{bold}{link}

print(torch.{function}({number}))
'''
FIGURE = """
# %%
# Picture {number}
# ---------
# Look at it.

fig, ax = plt.subplots()
ax.set_title("Picture {number} of {value}")
ax.plot([0, {value}])
"""
ERROR = """
# %%
# Break
# -----
# This fails.

print(1 / 0)
"""
PAGE = """\
---
file_format: mystnb
---

# {title}

{text}

(heading-of-{name})=
## Lessons {heading}

{links}

```{{code-cell}}
from pathlib import Path
import torch
print(torch.tensor([{number}]))
{code}
```
"""
LIST = """\
for path in sorted(Path("examples").rglob("*.py")):
    print(path, len(path.read_text()))
"""
GLOSSARY = """\
# Glossary

Words. [](#heading-of-numbers)

```{{glossary}}
{entries}```
"""
DIFFERENCES = """\
# Where outputs differ

{text}

```{{differences}} devices
```

## Suffix

```{{differences}} suffix
```

## Words

```{{differences}} words
```
"""
INDEX = """\
# Home

{text}

```{{toctree}}
:caption: Learn
:maxdepth: 2
:includehidden:

{pages}
```

```{{toctree}}
:caption: Look up

reference/glossary
reference/list
reference/numbers
reference/where_outputs_differ
guide/teach
genindex
```
"""
TEACH = """\
# Teach

```{teaching} lessons
```

```{teaching} addresses
```

```{teaching} plan
:sessions: 9
```
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"></svg>\n'


@dataclass
class Lesson:
    """What a made-up lesson says."""

    title: str
    introduction: str = "Some words."
    text: str = "More words."
    number: int = 3
    function: str = "tensor"
    bold: list = field(default_factory=list)
    link: tuple = ()
    needs: tuple = ()
    minutes: int = 5
    figures: int = 0
    thumbnail: int = 0
    end: str = ""  # lines behind its last block


@dataclass
class Course:
    """All that an edit can change. ``files`` makes the files of it."""

    lessons: dict  # (section, name): Lesson, in reading order
    words: dict  # of the glossary: (text, lesson that is linked)
    links: dict  # reference page: lessons that it links to
    text: dict = field(default_factory=dict)  # page: text
    number: dict = field(default_factory=dict)  # page, or file of the project: number in it
    recordings: dict = field(default_factory=dict)
    title: str = "A Course"
    repository: str = ""
    site: str = ""
    pages: list = field(default_factory=list)  # additional pages
    missing: str = ""  # a name that the inventory lacks
    extras: dict = field(default_factory=dict)  # additional files: number in it

    def lessons_before(self, lesson):
        """Return the keys of the lessons that readers take before one."""
        sections = list(dict.fromkeys(section for section, _ in self.lessons))
        keys = sorted(self.lessons, key=lambda key: sections.index(key[0]))
        return keys[: [self.lessons[key] is lesson for key in keys].index(True)]


def first_course():
    """Return the course before the first edit."""
    lessons = {
        ("core", "alpha"): Lesson("Alpha", bold=["bit"], figures=1),
        ("core", "beta"): Lesson("Beta", link=("core", "alpha")),
        ("core", "gamma"): Lesson("Gamma", bold=["view"], figures=2, thumbnail=1),
        ("further", "delta"): Lesson("Delta", link=("core", "beta"), needs=(("core", "alpha"),)),
    }
    for (_, name), lesson in lessons.items():
        lesson.text = f"Onlyin{name}."  # a word that the search loses with this text
    words = {"bit": ("Small.", ("core", "alpha")), "view": ("Wide.", ("further", "delta"))}
    return Course(lessons, words, {"list": [("core", "beta")], "numbers": []})


# Files of a course


def lesson_script(course, lesson):
    """Return the script of a lesson."""
    bold = "".join(f"\n# Here is a **{word}**." for word in lesson.bold)
    known = lesson.link in course.lessons
    link = f"\n# See :doc:`/lessons/{'/'.join(lesson.link)}`." if known else ""
    earlier = course.lessons_before(lesson)
    titles = [course.lessons[key].title for key in lesson.needs if key in earlier]
    values = {"line": "=" * len(lesson.title), "bold": bold, "link": link}
    values["needed"] = ", ".join(titles) or "nothing"
    figures = (
        FIGURE.format(number=number + 1, value=lesson.number) for number in range(lesson.figures)
    )
    return "".join([LESSON.format(**{**vars(lesson), **values}), *figures, lesson.end])


def links_to(course, keys):
    """Return links from a reference page to those lessons that are there."""
    kept = ("/".join(key) for key in keys if key in course.lessons)
    return " ".join(f"[](../lessons/{path}.rst)" for path in kept)


def glossary(course):
    """Return the page of the glossary."""
    entries = (
        f"{word}\n  {text} {links_to(course, [key])}\n"
        for word, (text, key) in sorted(course.words.items())
    )
    return GLOSSARY.format(entries="\n".join(entries))


def settings(course):
    """Return the settings of the course."""
    lines = [f'title = "{course.title}"', 'author = "Ada"']
    lines += [f'repository = "{course.repository}"']
    lines += [f'site_url = "{course.site}"', "[releases]", "[lessons]"]
    for section in dict.fromkeys(section for section, _ in course.lessons):
        names = [name for part, name in course.lessons if part == section]
        lines.append(f"{section} = {json.dumps(names)}")
    return "\n".join([*lines, ""])


def pages(course):
    """Return the pages of a course, {path below docs: text}."""
    found = {
        f"reference/{name}.md": PAGE.format(
            name=name,
            title=name.title(),
            heading=course.number.get(f"heading of {name}", 1),
            text=course.text.get(name, "Words."),
            links=links_to(course, keys),
            number=course.number.get(name, 1),
            code=LIST if name == "list" else "",
        )
        for name, keys in course.links.items()
    }
    found["reference/glossary.md"] = glossary(course)
    found["guide/teach.md"] = TEACH
    text = course.text.get("where_outputs_differ", "Words.")
    found["reference/where_outputs_differ.md"] = DIFFERENCES.format(text=text)
    for name in course.pages:
        facts = {"name": name, "title": name.title(), "text": "Words."}
        page = PAGE.format(**facts, heading=1, links="", number=1, code="")
        found[f"guide/{name}.md"] = page
    sections = sorted({section for section, _ in course.lessons})
    if DOWNLOAD in course.extras:
        found["reference/numbers.md"] += "\n[Download](data.csv)\n"
    listed = [f"guide/{name}" for name in course.pages]
    listed += [f"lessons/{section}/index" for section in sections]
    text = course.text.get("index", "Words.")
    found["index.md"] = INDEX.format(text=text, pages="\n".join(listed))
    return found


def changed_file(path, text, course):
    """Return the text of one of the project's own files, with what a course changes in it."""
    number = course.number.get(path, 0)
    if path.endswith("torch.txt"):
        if course.missing:
            text = text.replace(f"torch.{course.missing} function", "torch.nothing function")
        return text.replace("generated/torch.ones", f"generated{number or ''}/torch.ones")
    if path.endswith("figures.py"):
        return text.replace('"font.size": 11', f'"font.size": {11 + number % 3}')
    if path.endswith(".css"):
        return f"{text}article {{ --number: {number}; }}\n" if number else text
    return f"{text}<!-- {number} -->\n" if number else text


DOWNLOAD = "docs/reference/data.csv"
STATIC = "docs/_static/more.txt"
PROJECT_FILES = (
    "docs/_inventories/torch.txt",
    "docs/_static/course.css",
    "docs/_templates/archive.md",
    "docs/_templates/lesson_header.html",
    "docs/_templates/versions.html",
    "docs/_ext/course/run/figures.py",
)


def files(course, originals):
    """Return the files of a course that edits can change, {path: text}."""
    found = {f"docs/{path}": text for path, text in pages(course).items()}
    found["docs/course.toml"] = settings(course)
    for (section, name), lesson in course.lessons.items():
        found[f"examples/{section}/{name}.py"] = lesson_script(course, lesson)
        title = f"{section.title()} lessons"
        text = f"{title}\n{'=' * len(title)}\n\n{course.text.get(section, 'Words.')}\n"
        found[f"examples/{section}/GALLERY_HEADER.rst"] = text
        if lesson.thumbnail:
            found[f"docs/_thumbnails/{section}/{name}.svg"] = SVG.format(lesson.thumbnail)
    for name, text in course.recordings.items():
        found[f"docs/_recorded/{name}.json"] = text
    for path, number in course.extras.items():
        found[path] = f"{number}\n"
    for path, text in originals.items():
        found[path] = changed_file(path, text, course)
    return found


class Copy(Project):
    """A project folder with a course in it."""

    def __init__(self, path):
        super().__init__(path)
        for folder in ("examples/core", "examples/further", "docs/_thumbnails", ".git"):
            shutil.rmtree(path / folder, ignore_errors=True)
        for page in [*(path / "docs").rglob("*.md"), *(path / "docs" / "_recorded").glob("*.json")]:
            if not page.is_relative_to(path / "docs" / "_templates"):
                page.unlink()
        self.kept = {}
        self.dates = {}  # (file, text): when it was first written
        self.originals = {name: (path / name).read_text("utf-8") for name in PROJECT_FILES}
        subprocess.run(["git", "init", "--quiet"], cwd=path, check=True)

    def write(self, course, old_dates):
        """Write the files of a course that differ from those that are there, and remove others."""
        wanted = files(course, self.originals)
        for name in self.kept.keys() - wanted.keys():
            (self.path / name).unlink()
        for name, text in wanted.items():
            if self.kept.get(name) == text:
                continue
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            date = self.dates.setdefault((name, text), file.stat().st_mtime_ns)
            if old_dates:
                os.utime(file, ns=(date, date))
        self.kept = wanted

    def commit(self):
        """Commit all files, on a day that is the same in each copy."""
        date = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-01-01T00:00:00Z")
        subprocess.run(["git", "add", "--all"], cwd=self.path, check=True)
        command = [*COMMIT, "--allow-empty", "--message", "Change"]
        subprocess.run(command, cwd=self.path, env=os.environ | date, check=True)

    def clean(self):
        """Remove all that builds have made, as ``make clean`` does."""
        for name in ("build", "docs/lessons"):
            shutil.rmtree(self.path / name, ignore_errors=True)

    def site(self):
        """Return the bytes of each file of the site."""
        found = (path for path in self.html.rglob("*") if path.is_file())
        return {
            path.relative_to(self.html).as_posix(): path.read_bytes()
            for path in found
            if path.name != ".buildinfo"
        }


# Each edit changes a course. ``new`` gives numbers that weren't used before.


def some_lesson(course, choose):
    return choose.choice(list(course.lessons.values()))


def free_key(course, choose, sections):
    """Return a key that no lesson has. A name may be there once, in whichever section."""
    used = {name for _, name in course.lessons}
    free = [name for name in NAMES if name not in used]
    return choose.choice(sections), choose.choice(free)


def is_full(course):
    return len(course.lessons) > 6


def shown_sections(course):
    return sorted({section for section, _ in course.lessons})


def edit_lesson_text(course, choose, new):
    some_lesson(course, choose).text = f"Words {next(new)}."


def edit_lesson_introduction(course, choose, new):
    some_lesson(course, choose).introduction = f"Words {next(new)}."


def edit_lesson_code(course, choose, new):
    lesson = some_lesson(course, choose)
    lesson.number = next(new)
    lesson.function = choose.choice(["tensor", "ones", "arange"])


def edit_lesson_title(course, choose, new):
    some_lesson(course, choose).title = f"Lesson {next(new)}"


def add_blank_lines_to_lesson(course, choose, new):
    lesson = some_lesson(course, choose)
    lesson.end = "" if len(lesson.end) > 2 else f"{lesson.end}\n"


def change_number_of_figures(course, choose, new):
    lesson = some_lesson(course, choose)
    lesson.figures = choose.choice([number for number in range(3) if number != lesson.figures])


def change_link_of_lesson(course, choose, new):
    some_lesson(course, choose).link = choose.choice([(), *course.lessons])


def change_needs_of_lesson(course, choose, new):
    some_lesson(course, choose).needs = tuple(choose.sample(list(course.lessons), 2))


def change_minutes_of_lesson(course, choose, new):
    lesson = some_lesson(course, choose)
    lesson.minutes = 5 + (lesson.minutes + choose.randint(0, 80)) % 85


def edit_reference_page(course, choose, new):
    name = choose.choice(["list", "numbers", "where_outputs_differ", "index", "core"])
    course.text[name] = f"Words {next(new)}."
    course.number[name] = next(new)


def change_heading_of_reference_page(course, choose, new):
    course.number["heading of numbers"] = next(new)


def change_links_of_reference_page(course, choose, new):
    name = choose.choice(list(course.links))
    course.links[name] = sorted({*course.links[name]} ^ {choose.choice(list(course.lessons))})


def edit_glossary(course, choose, new):
    key = choose.choice(list(course.lessons))
    course.words[choose.choice(WORDS)] = (f"Meaning {next(new)}.", key)


def add_bold_word_and_its_entry(course, choose, new):
    word = choose.choice(WORDS)
    course.words.setdefault(word, ("New.", choose.choice(list(course.lessons))))
    some_lesson(course, choose).bold = [word]


def remove_bold_words_and_their_entries(course, choose, new):
    word = choose.choice(list(course.words))
    for lesson in course.lessons.values():
        lesson.bold = [bold for bold in lesson.bold if bold != word]
    if len(course.words) > 1:
        del course.words[word]


def change_address_in_inventory(course, choose, new):
    course.number["docs/_inventories/torch.txt"] = next(new)


def add_or_change_recording(course, choose, new, outputs):
    facts = json.loads(outputs)
    name = choose.choice(["gpu", "tpu"])
    for lesson in facts["lessons"].values():
        lesson["provenance"]["device"] = {"type": name, "name": f"Chip {next(new)}"}
        change = choose.choice(["{}", "{}, device='gpu:0'", "Other words {}", ""])
        lesson["printed"] = [change.format(text) for text in lesson["printed"]]
    course.recordings[name] = json.dumps(facts)


def remove_recording(course, choose, new):
    if course.recordings:
        del course.recordings[choose.choice(list(course.recordings))]


def change_order_of_lessons(course, choose, new):
    keys = list(course.lessons)
    choose.shuffle(keys)
    course.lessons = {key: course.lessons[key] for key in keys}


def add_lesson(course, choose, new):
    if is_full(course):
        return
    lesson = Lesson(f"New {next(new)}", number=next(new))
    lesson.figures = choose.choice([0, 1])
    course.lessons[free_key(course, choose, shown_sections(course))] = lesson


def rename_lesson(course, choose, new):
    old = choose.choice(list(course.lessons))
    key = free_key(course, choose, SECTIONS[:2])
    items = course.lessons.items()
    course.lessons = {key if name == old else name: lesson for name, lesson in items}


def move_lesson(course, choose, new):
    old = choose.choice(list(course.lessons))
    key = (choose.choice(SECTIONS[:2]), old[1])
    items = course.lessons.items()
    course.lessons = {key if name == old else name: lesson for name, lesson in items}


def remove_lesson(course, choose, new):
    if len(course.lessons) > 3:
        del course.lessons[choose.choice(list(course.lessons))]


def add_section(course, choose, new):
    if is_full(course):
        return
    lesson = Lesson(f"New {next(new)}")
    course.lessons[free_key(course, choose, SECTIONS)] = lesson


def remove_section(course, choose, new):
    section = choose.choice(shown_sections(course))
    kept = {key: lesson for key, lesson in course.lessons.items() if key[0] != section}
    course.lessons = kept or course.lessons


def add_or_remove_page(course, choose, new):
    name = choose.choice(["start", "end"])
    course.pages = [page for page in ("start", "end") if (page in course.pages) != (page == name)]


def change_download(course, choose, new):
    if DOWNLOAD in course.extras and choose.random() < 0.5:
        del course.extras[DOWNLOAD]
    else:
        course.extras[DOWNLOAD] = next(new)


def change_title_of_course(course, choose, new):
    course.title = f"Course {next(new)}"


def change_repository(course, choose, new):
    course.repository = choose.choice([name for name in REPOSITORIES if name != course.repository])


def change_address_of_site(course, choose, new):
    course.site = choose.choice([address for address in SITES if address != course.site])


def change_thumbnail(course, choose, new):
    lesson = some_lesson(course, choose)
    lesson.thumbnail = choose.choice([0, next(new)])


def edit_style_sheet(course, choose, new):
    course.number["docs/_static/course.css"] = next(new)


def add_or_remove_static_file(course, choose, new):
    if not course.extras.pop(STATIC, 0):
        course.extras[STATIC] = next(new)


def edit_template(course, choose, new):
    name = choose.choice([name for name in PROJECT_FILES if "_templates" in name])
    course.number[name] = next(new)


def edit_what_draws_figures(course, choose, new):
    course.number["docs/_ext/course/run/figures.py"] = next(new)


ALONE = (  # each would be hidden by others
    edit_lesson_text,
    edit_lesson_code,
    add_blank_lines_to_lesson,
    change_number_of_figures,
    change_link_of_lesson,
    change_minutes_of_lesson,
    change_needs_of_lesson,
    edit_reference_page,
    change_heading_of_reference_page,
    change_links_of_reference_page,
    edit_glossary,
    add_bold_word_and_its_entry,
    remove_bold_words_and_their_entries,
    change_download,
    change_address_in_inventory,
    add_or_change_recording,
    remove_recording,
    change_title_of_course,
)
ON_THE_MENU = (  # or on other lists of pages: each lets all pages be written again
    edit_lesson_title,
    edit_lesson_introduction,
    add_lesson,
    rename_lesson,
    move_lesson,
    remove_lesson,
    add_section,
    remove_section,
    add_or_remove_page,
)
ON_ALL_PAGES = (  # each lets all pages be read again
    change_order_of_lessons,
    change_repository,
    change_address_of_site,
    change_thumbnail,
    edit_style_sheet,
    add_or_remove_static_file,
    edit_template,
    edit_what_draws_figures,
)


# What breaks a course


def use_word_without_entry(course, choose, new):
    some_lesson(course, choose).bold = ["nonsense"]


def remove_entry_that_lessons_need(course, choose, new):
    word = choose.choice(list(course.words))
    del course.words[word]
    some_lesson(course, choose).bold = [word]


def raise_error(course, choose, new):
    lesson = list(course.lessons.values())[-1]  # so that others run before it
    lesson.number = next(new)
    lesson.figures = 1
    lesson.end = ERROR


def change_figures_and_raise_error(course, choose, new):
    edit_what_draws_figures(course, choose, new)
    raise_error(course, choose, new)


def leave_name_without_address(course, choose, new):
    course.missing = some_lesson(course, choose).function


def break_recording(course, choose, new):
    course.recordings["gpu"] = '{"lessons": {"lessons/core/alpha": {}}}'


BREAKS = (
    use_word_without_entry,
    remove_entry_that_lessons_need,
    raise_error,
    change_figures_and_raise_error,
    leave_name_without_address,
    break_recording,
)


# A step is a list of edits, or one of these for something that isn't an edit of the course.

NOTHING, RESTORE, COMMIT_ALL = "nothing at all", "restore earlier files", "commit"


def shuffled_groups(edits, number, choose):
    """Return all edits in ``number`` groups, which may become smaller towards the end."""
    size = -(-len(edits) // number)
    shuffled = choose.sample(edits, len(edits))
    return [shuffled[at : at + size] for at in range(0, len(edits), size)]


def plan(steps, choose):
    """Return the edits of each step. Each kind comes once before any comes again.

    Where all pages change, nothing shows what only a few of them lack. So in few steps such edits
    come together, and after a commit or a failure comes an edit of the menu.
    """
    planned = []
    while len(planned) < steps:
        masking = [change_figures_and_raise_error, choose.choice(BREAKS), COMMIT_ALL]
        menu = shuffled_groups(ON_THE_MENU, 3 if steps < 40 else len(ON_THE_MENU), choose)
        parts = [[[edit], edits] for edit, edits in zip(masking, menu, strict=False)]
        others = shuffled_groups(ON_ALL_PAGES, 1 if steps < 40 else len(ON_ALL_PAGES), choose)
        others += [[edit] for edit in [*ALONE, NOTHING, RESTORE]]
        parts += [[edits] for edits in [*menu[len(masking) :], *others]]
        planned += [edits for part in choose.sample(parts, len(parts)) for edits in part]
    return planned[:steps]


def apply(edit, course, choose, new, copies):
    """Make one edit of a course."""
    if edit is add_or_change_recording:
        edit(course, choose, new, (copies[0].html / "outputs.json").read_text("utf-8"))
    else:
        edit(course, choose, new)


def different(one, other):
    """Return the names of the files that differ between two sites."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_build_after_any_edit_gives_the_bytes_of_a_clean_build(tmp_path):
    choose, new = random.Random(SEED), count(4)
    course = first_course()
    copies = [Copy(tmp_path / "edited"), Copy(tmp_path / "clean")]
    history = []
    for step, edits in enumerate([[NOTHING], *plan(STEPS, choose)]):
        before = copy.deepcopy(course)
        if edits == [RESTORE]:
            course = copy.deepcopy(choose.choice(history[-6:]))
        for edit in filter(callable, edits):
            apply(edit, course, choose, new, copies)
        for each in copies:
            each.write(course, old_dates=edits == [RESTORE])
            if edits == [COMMIT_ALL]:
                each.commit()
        copies[1].clean()
        with ThreadPoolExecutor() as pool:
            built, clean = pool.map(Project.build, copies)
        names = ", ".join(getattr(edit, "__name__", edit) for edit in edits)
        place = f"SEED={SEED}, step {step}: {names}"
        print(place, flush=True)
        breaks = any(edit in BREAKS for edit in edits)
        assert (clean.returncode != 0) == breaks, f"{place}\n{clean.stderr}"
        assert (built.returncode != 0) == breaks, f"{place}\n{built.stderr}"
        if breaks:
            course = before
            continue
        history.append(copy.deepcopy(course))
        assert different(copies[0].site(), copies[1].site()) == [], place
