"""Run every lesson as the build does, and keep what it printed as ``make record`` does.

The notebook *Record this device* holds this file and the parts of the package that it imports, and
runs it in a folder where they lie as in the course, where there is neither Sphinx nor git. Goes in:
``lessons.json``, which ``course.live.recording`` makes. Comes out: a file in ``docs/_recorded/``.
"""

import codeop
import json
import logging
import os
import re
import subprocess
import sys
from functools import partial
from importlib import metadata
from pathlib import Path
from types import ModuleType

from course.run import device, execute, fresh, provenance
from course.settings import EXAMPLES, LESSONS, ROOT, LessonError

OUTPUTS = ROOT / "build" / "html" / "outputs.json"


def check_installed(requirements):
    """Exit with a sentence unless all that lessons need is here. A requirement is ``name>=1.2``."""
    for requirement in requirements:
        name, _, least = requirement.partition(">=")
        advice = f'Run: %pip install "{requirement}"'
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            sys.exit(f"{name} isn't installed here. {advice}")
        numbers = [list(map(int, re.findall(r"\d+", text)[:2])) for text in (found, least)]
        if numbers[0] < numbers[1]:
            sys.exit(f"{name} {found} is too old for the lessons. {advice}")


def check_device():
    """Exit with a sentence if there is an accelerator that can't be used."""
    device.check(None, None)
    accelerator, why = fresh.in_server(fresh.found)
    if accelerator and why and not os.environ.get("DEVICE"):
        advice = 'Choose another one, or record the CPU with DEVICE = "cpu" in the cell above.'
        sys.exit(f"{why}. {advice}")


def write_script(script, blocks):
    """Write the code of a lesson where tracebacks look for it, each block at its line."""
    text = ""
    for line, code in blocks:
        text += "\n" * (line - 1 - text.count("\n")) + f"{code}\n"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(text, encoding="utf-8")


def run_block(compiler, source, script, main):
    """Run a block in the module ``main``, which is that of the script while it runs."""
    before, sys.modules["__main__"] = sys.modules["__main__"], main
    try:
        exec(compiler(source, script, "exec"), vars(main))
    finally:
        sys.modules["__main__"] = before


def close_figures():
    """Close the figures of a block, which the build has kept by now."""
    import matplotlib.pyplot as plt

    plt.close("all")


def run_lesson(script, blocks):
    """Run the blocks of a lesson. Return what each one printed, and what the lesson ran on.

    A block is (its first line in the script, its code).
    """
    main = ModuleType("__main__")
    main.__doc__ = ""
    compiler = codeop.Compile()
    printed, ran_on = [], None
    for number, (line, code) in enumerate(blocks, start=1):
        source = "\n" * (line - 1) + f"{code}\n"
        try:
            execute.run(partial(run_block, compiler, source, str(script), main), script, line)
            printed.append(execute.printed.take())
            ran_on = ran_on or provenance.facts()  # the set-up has chosen the device
            execute.look(close_figures, script, line)
        except LessonError as error:
            sys.exit(f"Block {number} of {script.stem} failed. {error}")
    return printed, ran_on


def main():
    """Record all lessons, or exit with a sentence."""
    folder = (ROOT / "docs" / "_ext").resolve()  # of this site's modules: no lesson has them
    sys.path[:] = [path for path in sys.path if Path(path).resolve() != folder]
    notes = logging.StreamHandler(sys.stdout)
    device.logger.addHandler(notes)  # which says what lessons run on
    device.logger.setLevel(logging.INFO)
    facts = json.loads((ROOT / "lessons.json").read_text(encoding="utf-8"))
    check_installed(facts["requirements"])
    check_device()
    outputs = facts["outputs"]
    for number, (page, lesson) in enumerate(outputs["lessons"].items(), start=1):
        name = page.removeprefix(f"{LESSONS}/")
        script = EXAMPLES / f"{name}.py"
        write_script(script, facts["code"][page])
        call = partial(run_lesson, script, facts["code"][page])
        lesson["printed"], ran_on = fresh.call(script, call)
        lesson["provenance"] |= ran_on
        outputs["provenance"] |= ran_on
        print(f"{number} of {len(outputs['lessons'])}: {name}", flush=True)
    OUTPUTS.parent.mkdir(parents=True)
    OUTPUTS.write_text(json.dumps(outputs, indent=1) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "course.make.record"]
    sys.exit(subprocess.run(command, stdout=subprocess.DEVNULL).returncode)


if __name__ == "__main__":
    main()
