"""Assemble ``build/site``: each release, the tip of the branch as ``latest/``, and what leads to them.

Goes in: ``[tool.course.releases]`` in ``pyproject.toml``, newest last, version = git ref. A
release is built once, in a worktree of its own, by its own ``make html`` and so in its own
environment. One that ``build/site`` holds, or that the branch ``gh-pages`` of the remote holds,
is not built again. In the environment: ``WORKING_TREE=1`` takes ``latest/`` from the files as
they are, ``REMOTE`` names the remote, and what ``make html`` understands is passed on.

Comes out: one folder a version with ``SHA256SUMS`` (for ``sha256sum --check``), ``stable/``, a
copy of the newest release, ``versions.json``, and the other files of the root.
"""

import hashlib
import html
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))
from address import course  # noqa: E402

SITE = ROOT / "build" / "site"
LOGS = ROOT / "build" / "logs"
WORK = ROOT / "build" / "assembling"  # where each version is made; a build that was killed leaves it behind
SUMS = "SHA256SUMS"
NOT_IN_SITEMAP = {"genindex.html", "search.html"}  # release 0.1 has an index


def git(*arguments, **options):
    """Return what git prints, without space around it."""
    options = {"cwd": ROOT, **options}
    done = subprocess.run(["git", *arguments], check=True, stdout=subprocess.PIPE, text=True, **options)
    return done.stdout.strip()


def commit_of(version, ref):
    """Return the commit that a release's ref names."""
    done = subprocess.run(["git", "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"pyproject.toml: release {version}: this clone has no commit {ref}. Fetch all: git fetch --unshallow --tags")
    return done.stdout.strip()


def sums(folder):
    """Return the manifest of a version's folder: a line for each file, as sha256sum writes it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SUMS)
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files)
    return "".join(lines)


def is_whole(folder):
    """Tell whether a version's files are those of its manifest."""
    manifest = folder / SUMS
    return manifest.exists() and manifest.read_bytes() == sums(folder).encode()


def built_from(folder):
    """Return the commit that a whole folder was built from, or None."""
    return json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["commit"] if is_whole(folder) else None


def put(made, version):
    """Move a finished folder to its place, so that what is there is always whole."""
    target = SITE / version
    if target.exists():
        target.rename(WORK / "old")
    made.rename(target)


def fetch_published(remote):
    """Return the name by which git knows the remote's published site, or None."""
    if remote not in git("remote").split():
        return None
    done = subprocess.run(["git", "ls-remote", "--exit-code", remote, "refs/heads/gh-pages"], cwd=ROOT, capture_output=True)
    if done.returncode == 2:  # it answers, and has no such branch
        return None
    if done.returncode:
        sys.exit(f"{remote} doesn't answer, so nobody knows what is published. Try again, or: make site REMOTE=none")
    git("fetch", "--quiet", "--no-tags", remote, "+refs/heads/gh-pages:refs/course/gh-pages")
    return "refs/course/gh-pages"


def take_published(published, version):
    """Copy a version from the published site. Return whether it is there."""
    if not published or not git("ls-tree", published, f"{version}/"):
        return False
    git("archive", f"--output={WORK}/published.tar", published, version)
    shutil.unpack_archive(WORK / "published.tar", WORK, filter="data")
    put(WORK / version, version)
    return True


def build(version, commit, address, shared=None):
    """Let a commit's own ``make html`` build it, and put the result in its place."""
    print(f"{version}: building {commit[:7]}", flush=True)
    tree, log = WORK / "tree", LOGS / f"{version}.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "GIT_"))}
    environment |= {"COURSE_VERSION": version, "STABLE_URL": f"{address}stable/"}  # the latter for release 0.1
    # Forced twice, it takes the place of a worktree that a killed build left locked.
    git("worktree", "add", "--quiet", "--force", "--force", "--detach", str(tree), commit)
    command = ["make", "html", *([f"VENV={shared}"] if shared else [])]
    with log.open("w") as output:
        done = subprocess.run(command, cwd=tree, env=environment, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode or not (tree / "build" / "html" / "index.html").exists():
        sys.exit(f"{version} ({commit[:7]}) didn't build, and nothing was changed. Read {log.relative_to(ROOT)}.")
    keep(tree / "build" / "html", version)


def keep(made, version):
    """Copy a build's result, give it its manifest, and put it in its place."""
    copy = WORK / "copy"
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns(".buildinfo*"))
    (copy / SUMS).write_text(sums(copy), encoding="utf-8")
    put(copy, version)


@contextmanager
def workplace():
    """Give an empty folder for making a version, and clear it away, with the worktree in it."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
        git("worktree", "prune")


def write_root(versions, address, title):
    """Write the files of the root: the list of versions, the redirect, and what search engines read."""
    newest, listed = versions[-1], []
    notes = {"latest": " (unreleased)", newest: " (stable)"}
    for version in ["latest", *reversed(versions)]:
        facts = json.loads((SITE / version / "provenance.json").read_text(encoding="utf-8"))
        entry = {"version": version, "name": version + notes.get(version, ""), "url": f"{version}/", "preferred": version == newest}
        listed.append(entry | {"torch": facts["torch"].partition("+")[0], "built": facts["built"]})
    (SITE / "versions.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    pages = (path.relative_to(SITE).as_posix() for path in sorted((SITE / "stable").rglob("*.html")))
    locations = (f"<url><loc>{html.escape(address + page)}</loc></url>\n" for page in pages if page.partition("/")[2] not in NOT_IN_SITEMAP)
    sitemap = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    (SITE / "sitemap.xml").write_text(sitemap + "".join(locations) + "</urlset>\n", encoding="utf-8")
    (SITE / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n", encoding="utf-8")
    (SITE / ".nojekyll").touch()
    for name in ("index.html", "404.html"):
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        text = text.replace("{title}", html.escape(title)).replace("{base}", urlsplit(address).path)
        (SITE / name).write_text(text.replace("{address}", html.escape(address)), encoding="utf-8")


def main():
    """Assemble the site."""
    facts = course()
    address = facts["site_url"]
    if not facts.get("releases"):
        sys.exit("pyproject.toml: [tool.course.releases] is empty. Name a release: version = git ref.")
    if not address:
        sys.exit("pyproject.toml: [tool.course] names no repository on github.com. Name one, or the site's own address: site_url")
    SITE.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    commits = {version: commit_of(version, ref) for version, ref in facts["releases"].items()}
    missing = [version for version, commit in commits.items() if built_from(SITE / version) != commit]
    published = fetch_published(os.environ.get("REMOTE", "origin")) if missing else None
    for version in missing:
        commit = commits[version]
        with workplace():
            if take_published(published, version):
                print(f"{version}: taken from the published site")
            else:
                build(version, commit, address)
        if (was := built_from(SITE / version)) != commit:
            sys.exit(
                f"pyproject.toml: release {version} is commit {commit[:7]}, but it was published from {was}. "
                "A published release never changes: correct it in a new one."
            )
    head, clean = git("rev-parse", "HEAD"), not git("status", "--porcelain")
    with workplace():
        if os.environ.get("WORKING_TREE"):
            subprocess.run(["make", "html"], cwd=ROOT, check=True)
            keep(ROOT / "build" / "html", "latest")
        elif built_from(SITE / "latest") != head:
            # The environment of a clean working tree is that of its commit.
            build("latest", head, address, shared=ROOT / ".venv" if clean else None)
    with workplace():
        shutil.copytree(SITE / list(commits)[-1], WORK / "stable")
        put(WORK / "stable", "stable")
    for folder in SITE.iterdir():
        if folder.is_dir() and folder.name not in (*commits, "latest", "stable"):
            shutil.rmtree(folder)
    write_root(list(commits), address, facts["title"])
    print(f"The site is in build/site: {', '.join(commits)}, stable, latest.")


if __name__ == "__main__":
    main()
