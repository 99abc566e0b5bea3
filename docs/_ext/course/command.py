"""What all commands of this folder share: an environment for others, and an end in one sentence."""

import os
import shutil
import signal
import sys
from pathlib import Path

from course.settings import ROOT

# What makes git use another repository, index or folder than those of this checkout.
REPOSITORY = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR")


def without_course(environment):
    """Return an environment without the entry of PYTHONPATH by which make finds this package.

    With it, lessons would find the package, too, and releases would find that of another version.
    """
    entries = environment.get("PYTHONPATH", "").split(os.pathsep)
    ours = (ROOT / "docs" / "_ext").resolve()
    kept = [entry for entry in entries if Path(entry).resolve() != ours]
    environment = {**environment, "PYTHONPATH": os.pathsep.join(kept)}
    if not environment["PYTHONPATH"]:
        del environment["PYTHONPATH"]
    return environment


def flag(name):
    """Tell whether a variable of the environment is switched on, as by ``make site NAME=1``."""
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        sys.exit(f"{name}={value} is neither yes nor no. Write {name}=1, or leave it out.")
    return value == "1"


def refuse_links(*paths):
    """Exit if a folder of builds is a link: what is behind it would be replaced or removed."""
    for path in paths:
        if path.is_symlink():
            sys.exit(f"{path} is a link. Builds need a folder of their own there. Remove the link.")


def explain(error):
    """Return the path that an OSError is about and what is wrong with it, without a full stop."""
    if isinstance(error, shutil.Error):  # of a copied folder: a list of (source, target, problem)
        _, target, problem = error.args[0][0]
        return f"{target}: {problem}"
    return f"{error.filename or ROOT}: {error.strerror or error}"


def settle():
    """Undo what whoever calls this command may have set up that would make it err.

    A hook of git's runs with variables that would have git use another index or repository. Where
    the ends of processes are ignored, each would count as a success.
    """
    for name in REPOSITORY:
        os.environ.pop(name, None)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def run(main):
    """Call ``main``, and exit with one sentence if a file or a folder can't be used."""
    settle()
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except OSError as error:
        sys.exit(f"{explain(error)}. Correct that, and try again.")
