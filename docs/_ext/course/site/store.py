"""Put folders into git, and take them out again, byte for byte.

``git add`` and ``git archive`` would let the filters, attributes and line ends of whoever runs them
change what is published, and leave out what is ignored (https://git-scm.com/docs/gitattributes).
Here each file goes in as it is, as a blob, and comes out as it is.
"""

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from course.site.git import git, try_git

FORBIDDEN = {"..", ".git"}  # as parts of names


@contextmanager
def empty_index():
    """Give an environment in which git has an index of its own, with nothing in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield os.environ | {"GIT_INDEX_FILE": f"{folder}/index"}


def put(folder):
    """Write all files below a folder into git, and return their tree."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    asked = "".join(f"{path}\n" for path in paths)
    blobs = git("hash-object", "-w", "--no-filters", "--stdin-paths", input=asked).split()
    rows = [
        f"100644 {blob}\t{path.relative_to(folder).as_posix()}\0"
        for path, blob in zip(paths, blobs, strict=True)
    ]
    with empty_index() as index:
        git("update-index", "-z", "--add", "--index-info", input="".join(rows), env=index)
        return git("write-tree", env=index)


def entries(tree, *options):
    """Return {name: (mode, kind, id)} of what stands at the root of a tree, {} for None."""
    rows = git("ls-tree", "-z", *options, tree).split("\0") if tree else []
    named = (row.split("\t", 1) for row in rows if row)
    return {name: tuple(facts.split()) for facts, name in named}


def make_tree(found):
    """Return the tree with these entries at its root."""
    rows = [f"{' '.join(facts)}\t{name}\0" for name, facts in found.items()]
    return git("mktree", "-z", input="".join(rows))


def take(tree, folder):
    """Write the files of a tree below a folder that isn't there yet."""
    found = entries(tree, "-r")
    asked = "".join(f"{blob}\n" for _, _, blob in found.values())
    done = try_git("cat-file", "--batch", input=asked, text=False)
    answer, at = done.stdout, 0
    for name, (_, kind, _) in found.items():
        head, _, _ = answer[at : at + 200].partition(b"\n")
        path = Path(folder, name)
        # A folder .git would be a repository, whose settings can name programs for git to run.
        is_inside = path.is_relative_to(folder) and FORBIDDEN.isdisjoint(name.lower().split("/"))
        if not is_inside or kind != "blob" or b" blob " not in head:
            sys.exit(f"git can't give {name!a} back: {head.decode() or done.stderr.strip()}")
        start = at + len(head) + 1
        at = start + int(head.split()[2]) + 1
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer[start : at - 1])
