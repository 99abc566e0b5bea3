"""Time how long this project and other builders take to build the same lessons.

Print the seconds, then their ratios beside what this project aims at, and then how the time grows
with the number of lessons. "How long builds take" in ``docs/guide/how_this_site_is_made.md``
explains how to read the results.
"""

import os
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

import pypandoc

from bench_builders import make
from bench_measure import measure

RUNS = 3  # of builders that start no kernels, at the first size; the others run once
SIZES = (1, 5, 10)  # times the lessons
KERNEL_SIZES = (1, 10)
CASES = ("full build", "nothing changed", "one lesson changed", "guide page changed")
OURS = ("lessons", "site")
KERNELS = ("MyST-NB", "nbsphinx")
COMPARED = (  # case, what, to what, aim
    *(("full build", name, "floor", "at most 1.5") for name in OURS),
    ("full build", "plain", "floor", ""),
    *(("full build", kernels, name, "at least 5") for kernels in KERNELS for name in OURS),
    *(("nothing changed", name, "plain", "at most 1") for name in OURS),
    *((case, name, "plain", "") for case in CASES[2:] for name in OURS),
    *((case, kernels, "lessons", "") for case in CASES[1:] for kernels in KERNELS),
)


def compare(size, seconds, peaks):
    """Build with each builder in turn, and return the number of lessons.

    Add the times to ``seconds[size, case, builder]`` and the memory to ``peaks[size, builder]``.
    """
    with tempfile.TemporaryDirectory() as temporary:
        print(f"making folders with {size} times the lessons", flush=True)
        builders, lessons = make(Path(temporary), size)
        for run in range(RUNS if size == SIZES[0] else 1):
            for case in CASES:
                for builder in builders:
                    if (builder.starts_kernels and (run or size not in KERNEL_SIZES)) or (
                        builder.name == "floor" and case != CASES[0]
                    ):
                        continue
                    prepare = {
                        "full build": builder.forget,
                        "one lesson changed": builder.change_lesson,
                        "guide page changed": builder.change_guide,
                    }
                    prepare.get(case, lambda: None)()
                    taken, peak = measure(builder.commands, builder.folder)
                    if builder.name != "floor":
                        builder.check(lessons)
                    seconds[size, case, builder.name].append(taken)
                    peaks[size, builder.name].append(peak)
                    print(
                        f"{size}x, run {run + 1}, {case}, {builder.name}: {taken:.2f} s", flush=True
                    )
    return len(lessons)


def show_seconds(title, runs, seconds, peaks, size):
    """Print a table of seconds and memory, and one of ratios between builds in the same turn."""
    names = [name for s, name in peaks if s == size]
    print(f"\n{title}\n\n{'':22}" + "".join(f"{name:>10}" for name in names))
    for case in CASES:
        cells = (
            f"{seconds[size, case, name]:8.2f} s" if (size, case, name) in seconds else f"{'-':>10}"
            for name in names
        )
        print(f"{case:22}" + "".join(cells))
    print(
        f"{'peak memory':22}" + "".join(f"{max(peaks[size, name]) / 1e6:7.0f} MB" for name in names)
    )
    print(f"\n{'':22}{'':22}{'ratio':>8}{'from':>8}{'to':>8}  aim")
    for case, what, whose, aim in COMPARED:
        if (size, case, what) in seconds:
            ratios = [
                ours / theirs
                for ours, theirs in zip(
                    runs[size, case, what], runs[size, case, whose], strict=True
                )
            ]
            shown = f"{statistics.median(ratios):8.2f}{min(ratios):8.2f}{max(ratios):8.2f}"
            print(f"{case:22}{f'{what} / {whose}':22}{shown}  {aim}".rstrip())


def show_growth(seconds, counts):
    """Print how many milliseconds each further lesson takes.

    If the time grows in a straight line, they stay the same from size to size.
    """
    few, more, many = SIZES
    print(f"\nmilliseconds per further lesson\n\n{'':22}{'':10}", end="")
    print(
        f"{f'{counts[few]} to {counts[more]}':>12}"
        f"{f'{counts[more]} to {counts[many]}':>12}{'ratio':>8}  aim"
    )

    def slope(case, name, first, last):
        return (
            1000
            * (seconds[last, case, name] - seconds[first, case, name])
            / (counts[last] - counts[first])
        )

    for case in CASES:
        for name in ("floor", "plain", *OURS):
            if (few, case, name) in seconds:
                early, late = slope(case, name, few, more), slope(case, name, more, many)
                aim = "about 1" if name in OURS else ""
                shown = f"{early:12.1f}{late:12.1f}{late / early:8.2f}"
                print(f"{case:22}{name:10}{shown}  {aim}".rstrip())


def main():
    os.environ["PATH"] = os.pathsep.join(
        [str(Path(pypandoc.get_pandoc_path()).parent), os.environ["PATH"]]
    )  # for nbsphinx
    runs, peaks = defaultdict(list), defaultdict(list)
    counts = {size: compare(size, runs, peaks) for size in SIZES}
    seconds = {key: statistics.median(taken) for key, taken in runs.items()}
    for size in SIZES:
        runs_of_others = "one run"
        if size == SIZES[0]:
            runs_of_others = f"median of {RUNS} runs in turn; builders that start kernels, one run"
        show_seconds(f"{counts[size]} lessons, {runs_of_others}", runs, seconds, peaks, size)
    show_growth(seconds, counts)


if __name__ == "__main__":
    main()
