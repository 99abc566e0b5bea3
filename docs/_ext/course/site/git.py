"""Ask git about this checkout. A command that fails ends in one sentence, never in a traceback."""

import os
import subprocess
import sys

from course.settings import FILE, ROOT


def try_git(*arguments, **options):
    """Run git in this checkout, and return the finished process with its output as text."""
    if options.setdefault("encoding", "utf-8"):
        options["errors"] = "surrogateescape"  # names of files may be in another encoding
    options = {"cwd": ROOT, "capture_output": True, **options}
    try:
        return subprocess.run(["git", *arguments], **options)
    except FileNotFoundError as error:
        if error.filename != "git":
            raise
        sys.exit("There is no git here. Install it, and try again.")


def last_line(done):
    """Return the last line of what a failed command said."""
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"exit status {done.returncode}"


def git(*arguments, **options):
    """Return what git prints, without space around it. Exit with one sentence if git fails."""
    done = try_git(*arguments, **options)
    if done.returncode:
        sys.exit(f"git {arguments[0]} failed: {last_line(done)}")
    return done.stdout.strip()


def remote():
    """Return the name or the address of the remote that the environment gives."""
    name = os.environ.get("REMOTE") or "origin"
    if name.startswith("-"):  # git would take it for an option
        sys.exit(f"REMOTE={name} is no remote. Name one of these: {git('remote')}")
    return name


def check_repository():
    """Exit unless this folder is a repository of its own, and not a folder in another one."""
    done = try_git("rev-parse", "--show-toplevel")
    if done.returncode:
        sys.exit(f"{ROOT} is no git repository of its own: {last_line(done)}")
    top = done.stdout.rstrip("\n")
    if not ROOT.samefile(top):
        sys.exit(f"{ROOT} is no git repository of its own: it lies in that of {top}.")


def check_settings(advice):
    """Exit unless the course's settings are those of a commit: they go into every page."""
    name = FILE.relative_to(ROOT).as_posix()
    if git("status", "--porcelain", "--", name):
        sys.exit(f"{name} has changes that are in no commit. Commit them, {advice}.")


def fetch_published(remote):
    """Return the name by which git knows the remote's published site, or None."""
    if remote not in git("remote").split():
        return None
    done = try_git("ls-remote", "--exit-code", remote, "refs/heads/gh-pages")
    if done.returncode == 2:  # it answers, and has no such branch
        return None
    if done.returncode:
        problem = f"{remote} doesn't answer, so nobody knows what is published."
        sys.exit(f"{problem} Try again, or: make site REMOTE=none")
    git("fetch", "--quiet", "--no-tags", remote, "+refs/heads/gh-pages:refs/course/gh-pages")
    return "refs/course/gh-pages"
