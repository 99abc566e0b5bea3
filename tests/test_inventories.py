"""The inventories list names that exist and that code on the site uses."""

import builtins
import importlib

import pytest

from conftest import ROOT

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
    lines = path.read_text(encoding="utf-8").splitlines()[3:]
    assert lines == sorted(lines)
    for line in lines:
        resolve(line.split()[0])


def test_every_name_is_used(site):
    pages = "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    for path in INVENTORIES:
        for line in path.read_text(encoding="utf-8").splitlines()[3:]:
            name = line.split()[0]
            assert f'title="{name}"' in pages or f'#{name}"' in pages, (
                f"{path.name}: no page uses {name}"
            )
