"""The inventories list names that exist and that pages use."""

import builtins
import importlib

import pytest

from conftest import ROOT

pytestmark = pytest.mark.lessons
INVENTORIES = sorted((ROOT / "docs" / "_inventories").glob("*.txt"))


def resolve(name):
    """Return the object with the full name ``name``, or raise AttributeError."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        break
    else:
        value, length = builtins, 0
    for part in parts[length:]:
        value = getattr(value, part)
    return value


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.stem)
def test_every_name_exists_in_the_installed_version(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[3:], start=4):
        name = line.split()[0]
        try:
            resolve(name)
        except AttributeError:
            place = f"{path.relative_to(ROOT)}:{number}"
            pytest.fail(f"{place}: There is no {name}. Correct or remove this line.", pytrace=False)


def test_every_name_is_used(site):
    pages = "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    for path in INVENTORIES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[3:], start=4):
            name = line.split()[0]
            if f'title="{name}"' not in pages and f'#{name}"' not in pages:
                place = f"{path.relative_to(ROOT)}:{number}"
                pytest.fail(f"{place}: No page uses {name}. Remove this line.", pytrace=False)
