"""Say where the course lives: its repository on GitHub, and its site.

Goes in: ``[tool.course]`` in ``pyproject.toml``: ``repository``, as ``owner/name`` or as an
address of github.com, and ``site_url`` for a site that isn't where GitHub Pages puts it.
GITHUB_REPOSITORY, which GitHub sets, comes before ``repository``, so that a fork speaks of
itself. Comes out: ``course()`` for the other extensions and the tools, and canonical links.
"""

import os
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
GITHUB = re.compile(r"(?:(?:https://|ssh://git@|git@)github\.com[/:])?([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


def github(repository):
    """Return the owner and the name of a repository on github.com, or None."""
    found = GITHUB.fullmatch(repository)
    return found and found.groups()


@cache
def course():
    """Return ``[tool.course]`` with ``github``, (owner, name) or None, and ``site_url``, which may be empty."""
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["course"]
    facts["repository"] = os.environ.get("GITHUB_REPOSITORY", facts.get("repository", ""))
    facts["github"] = github(facts["repository"])
    pages = ""
    if facts["github"]:
        owner, name = facts["github"]
        host = f"{owner.lower()}.github.io"
        pages = f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"
    facts.setdefault("site_url", pages)
    return facts


def set_canonical(app, config):
    """Let canonical links lead to the newest release."""
    address = course()["site_url"]
    config.html_baseurl = address and f"{address}stable/"


def setup(app):
    app.connect("config-inited", set_canonical)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
