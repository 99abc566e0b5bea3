"""Which commit a release names in ``docs/course.toml``: by its hash, or by a tag."""

import re

from course.settings import FILE, LessonError, line_of_setting
from course.site.git import git, try_git

HASH = re.compile("[0-9a-f]{7,64}")


def known(ref):
    """Return the commit that git takes a ref for, or None."""
    command = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    return try_git(*command, f"{ref}^{{commit}}").stdout.strip() or None


def commit_of(version, ref):
    """Return the commit that a release's ref names, or None for a hash that this clone lacks."""
    found = known(ref)
    if HASH.fullmatch(ref):
        if found and not found.startswith(ref):  # a tag or a branch has this name
            problem = f"{ref} looks like a hash, but names {found}."
            advice = "Write the whole hash of the commit that you mean."
            raise LessonError(FILE, line_of_setting(version), problem, advice)
        return found
    # To rev-parse, this could be the end of another name, such as that of a branch.
    tag = try_git("show-ref", "--verify", "--hash", f"refs/tags/{ref}").stdout.strip()
    if tagged := tag and known(tag):
        return tagged
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
