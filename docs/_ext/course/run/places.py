"""Name in warnings the file that an author can correct.

Goes in: the place of a warning. Comes out: the same below the project's root; and instead of a line
in ``docs/lessons/<lesson>.rst``, which sphinx-gallery has written, that line in the script.
"""

import re
from pathlib import Path

from course import internals
from course.settings import LESSONS, ROOT, script_of

PLACE = re.compile(r"(.+?)(?::(\d+))?(?::|$)")


def line_in_script(written, script, line):
    """Return where ``script`` has what ``written``, the text of a page, has in ``line``.

    Lines are numbered from 1. A line that occurs several times in the page occurs as often in the
    script. Return 1 if it isn't there.
    """
    lines = [text.strip() for text in written.split("\n")]
    wanted = lines[line - 1]
    before = lines[: line - 1].count(wanted)
    ours = [text.strip().removeprefix("#").strip() for text in script.split("\n")]
    numbers = [number for number, text in enumerate(ours, start=1) if text == wanted]
    return numbers[before] if before < len(numbers) else 1


def translate(place):
    """Return the place that an author knows for ``path``, ``path:line`` or ``path:line:...``."""
    path, line = PLACE.match(place).groups()
    path = Path(path)
    if not path.is_relative_to(ROOT):
        return place
    name = path.relative_to(ROOT / "docs") if path.is_relative_to(ROOT / "docs") else path
    script = script_of(name.with_suffix("").as_posix())
    if name.parts[0] == LESSONS and script.exists():
        if line:
            written = path.read_text(encoding="utf-8")
            line = line_in_script(written, script.read_text(encoding="utf-8"), int(line))
        path = script
    return ":".join(filter(None, [path.relative_to(ROOT).as_posix(), str(line or "")]))


def setup(app):
    internals.change_places_of_warnings(translate)
