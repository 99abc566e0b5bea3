"""Time what one more release costs a site that has N, and count the bytes that its branch grows by.

The releases are made up: 20 kB of text of their own, 500 kB that all share, and a ``make html``
that copies a folder. So what is timed is assembling and publishing, not building a course.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COUNTS = (1, 5, 20)
MAKEFILE = """\
html:
\tmkdir -p build && cp -r content build/html
\tsed "s/COMMIT/$$(git rev-parse HEAD)/" content/provenance.json > build/html/provenance.json
"""


def git(folder, *arguments):
    """Return what git prints in a folder."""
    return subprocess.check_output(["git", *arguments], cwd=folder, text=True).strip()


def write_release(course, releases, draw):
    """Commit a release with a text of its own, and name it in ``pyproject.toml``."""
    (course / "content" / "page.html").write_text(draw.randbytes(10_000).hex(), encoding="utf-8")
    git(course, "add", "--all")
    git(course, "commit", "--quiet", "--message", "Change")
    releases.append(git(course, "rev-parse", "HEAD"))
    lines = "".join(f'"0.{number}" = "{commit}"\n' for number, commit in enumerate(releases))
    settings = f'[tool.course]\ntitle = "Bench"\nrepository = "owner/bench"\n[tool.course.releases]\n{lines}'
    (course / "pyproject.toml").write_text(settings, encoding="utf-8")
    git(course, "commit", "--quiet", "--all", "--message", "Release")


def publish(course):
    """Return the seconds that assembling and publishing take."""
    start = time.perf_counter()
    for tool in ("assemble.py", "publish.py"):
        subprocess.run([sys.executable, f"docs/_tools/{tool}"], cwd=course, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    print(f"\n{'releases':>8}{'one more':>12}{'its bytes':>12}{'nothing new':>14}")
    for count in COUNTS:
        draw = random.Random(0)
        with tempfile.TemporaryDirectory() as temporary:
            course, remote = Path(temporary, "course"), Path(temporary, "remote.git")
            for folder in ("_tools", "_ext"):
                shutil.copytree(ROOT / "docs" / folder, course / "docs" / folder)
            content = course / "content"
            (content / "notebooks").mkdir(parents=True)
            (content / "notebooks" / "page.ipynb").write_text("{}", encoding="utf-8")
            (content / "index.html").write_text(draw.randbytes(250_000).hex(), encoding="utf-8")
            facts = {"commit": "COMMIT", "torch": "2", "built": None}
            (content / "provenance.json").write_text(json.dumps(facts), encoding="utf-8")
            (content / "outputs.json").write_text('{"lessons": {}}', encoding="utf-8")
            (course / "Makefile").write_text(MAKEFILE, encoding="utf-8")
            (course / ".gitignore").write_text("build\n__pycache__\n", encoding="utf-8")
            (course / "pyproject.toml").touch()
            git(temporary, "init", "--quiet", "--bare", str(remote))
            git(course, "init", "--quiet")
            git(course, "config", "user.name", "Bench")
            git(course, "config", "user.email", "bench@example.org")
            git(course, "remote", "add", "origin", str(remote))
            releases = []
            for _ in range(count):
                write_release(course, releases, draw)
            publish(course)
            before = git(remote, "rev-parse", "gh-pages")
            write_release(course, releases, draw)
            seconds = publish(course)
            grown = git(remote, "rev-list", "--objects", "--disk-usage", "gh-pages", f"^{before}")
            print(f"{count:8}{seconds:10.2f} s{int(grown):12,}{publish(course):12.2f} s")


if __name__ == "__main__":
    main()
