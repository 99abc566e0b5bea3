"""Ask git about this checkout. A command that fails ends in one sentence, never in a traceback."""

import os
import subprocess
import sys

from course.settings import FILE, ROOT


def try_git(*arguments, input="", text=True, **options):
    """Run git in this checkout, and return the finished process with its output.

    The output is text, or bytes where ``text`` is false. Names of files may be in any encoding, and
    have line ends, which Python's own text mode would change.
    """
    options |= {"cwd": ROOT, "capture_output": True, "input": os.fsencode(input)}
    try:
        done = subprocess.run(["git", *arguments], **options)
    except FileNotFoundError as error:
        if error.filename != "git":
            raise
        sys.exit("There is no git here. Install it, and try again.")
    done.stderr = os.fsdecode(done.stderr)
    if text:
        done.stdout = os.fsdecode(done.stdout)
    return done


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


def tips(address, *branches, advice="Try again."):
    """Return {branch: its commit on a remote, or None}. Exit if the remote doesn't answer."""
    refs = {branch: f"refs/heads/{branch}" for branch in branches}
    done = try_git("ls-remote", address, *refs.values())
    if done.returncode:
        sys.exit(f"{address} doesn't answer. {advice} Git said: {done.stderr.strip()}")
    # A ref that only ends like one of these, such as a backup of it, is listed as well.
    rows = [line.partition("\t") for line in done.stdout.split("\n")]
    found = {ref: commit for commit, _, ref in rows}
    return {branch: found.get(ref) for branch, ref in refs.items()}


def fetch_published(remote):
    """Return the name by which git knows the remote's published site, or None."""
    if remote not in git("remote").split():
        return None
    if not tips(remote, "gh-pages", advice="Try again, or: make site REMOTE=none")["gh-pages"]:
        return None
    git("fetch", "--quiet", "--no-tags", remote, "+refs/heads/gh-pages:refs/course/gh-pages")
    return "refs/course/gh-pages"
