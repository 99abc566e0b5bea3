"""Which commit a release names in ``docs/course.toml``: by its hash, or by a tag."""

import re

from course.settings import FILE, LessonError, line_of_setting
from course.site.git import git, try_git

HASH = re.compile("[0-9a-f]{7,64}")


def known(ref):
    """Return the commit that a ref names, or None."""
    command = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    return try_git(*command, f"{ref}^{{commit}}").stdout.strip() or None


def commit_of(version, ref):
    """Return the commit that a release's ref names, or None for a hash that this clone lacks."""
    if tagged := known(f"refs/tags/{ref}"):
        return tagged
    found = known(ref)
    if HASH.fullmatch(ref) and (found or ref).startswith(ref):
        return found
    if found:
        advice = f"Write the commit itself: {found}"
        raise LessonError(FILE, line_of_setting(version), f"{ref} is no tag: it can move.", advice)
    raise unknown(version, ref)


def unknown(version, ref):
    """Return the error for a ref that this clone doesn't have."""
    whole = git("rev-parse", "--is-shallow-repository") == "false"
    advice = f"Correct it, or fetch it: git fetch {'' if whole else '--unshallow '}--tags"
    return LessonError(FILE, line_of_setting(version), f"This clone has no commit {ref}.", advice)


def is_of(made, ref, commit):
    """Tell whether a version that was made from a commit is the one that a release names."""
    return made is not None and (made == commit if commit else made.startswith(ref))
