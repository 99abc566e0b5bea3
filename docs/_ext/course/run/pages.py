"""Run the code cells of a page in ``docs/``, in a fork of the process that has imported torch.

MyST-NB would start a kernel for every page, and each would import torch again, which takes
seconds. Goes in: a MyST-NB page. Comes out: a block for each cell that the page shows, with what
it printed below. Two tags change that:

``markdown``
    what the cell prints is Markdown of the page
``raises-exception``
    the cell has to raise an exception, whose last line is shown; if it raises none, the build stops
"""

from functools import partial

from docutils import nodes

from course import internals, names
from course.block import block, source_code
from course.run import execute, fresh, provenance
from course.settings import LessonError


def run_cell(cell, path, line, variables):
    """Run one cell that starts at ``line`` of its page. Return what it printed."""
    source = "\n" * line + cell.source  # so that errors name the line of the page
    has_to_raise = "raises-exception" in cell.metadata.get("tags", ())
    raised = []

    def function():
        try:
            exec(compile(source, path, "exec"), variables)
        except Exception as error:
            if not has_to_raise:
                raise
            raised.append(execute.name_of(error))

    execute.run(function, path, line + 1)
    execute.check_shown("".join(raised), path, line + 1)
    if has_to_raise and not raised:
        advice = "Remove its tag, or correct what it shows."
        raise LessonError(path, line, "This cell raises nothing.", advice)
    return "\n".join(filter(None, [execute.printed.take(), *raised]))


def run_cells(path, cells):
    """Run the cells of a page, and return the facts of each one's block.

    ``cells`` is {index: (cell, its line)}, and what is returned has the same indexes.
    """
    variables = {"__name__": "__main__"}
    kept = {}
    for index, (cell, line) in cells.items():
        printed = run_cell(cell, path, line, variables)
        code = cell.source.strip("\n")
        kept[index] = {
            "code": code,
            "printed": printed,
            "names": execute.look(partial(names.find, code, variables), path, line + 1),
            "provenance": provenance.facts(),
        }
    return kept


def make_client(app, base):
    """Return a class, made from MyST-NB's base class, that runs the cells of a page in order.

    It keeps what came of each cell for ``make_blocks``, by the cell's index.
    """

    class InProcess(base):
        """Runs all cells when the page is read, from the state that a lesson starts from."""

        def start_client(self):
            import nbformat

            self.notebook.metadata["language_info"] = {"name": "python"}
            cells = {}
            for index, cell in enumerate(self.notebook.cells):
                if "load" in cell.metadata:
                    problem = "A cell can't have :load:."
                    line = self.cell_line(index) - 1
                    raise LessonError(self.path, line, problem, "Write its code into the page.")
                if cell.cell_type == "code":
                    cells[index] = (cell, self.cell_line(index))
            kept = fresh.call(self.path, partial(run_cells, self.path, cells))
            app.env.temp_data["blocks"] = kept
            for index, facts in kept.items():
                cell = self.notebook.cells[index]
                text = facts["printed"]
                if "markdown" in cell.metadata.get("tags", ()):
                    data = {"text/markdown": f"{text}\n"}
                    cell.outputs = [nbformat.v4.new_output("display_data", data)]
                elif text:
                    stream = nbformat.v4.new_output("stream", name="stdout", text=f"{text}\n")
                    cell.outputs = [stream]

    return InProcess


def make_blocks(app, doctree):
    """Wrap each cell of a page in the block that was made of it when it ran."""
    page, kept = app.env.docname, app.env.temp_data.get("blocks", {})
    for number, cell in enumerate(internals.myst_nb_cells(doctree)):
        facts = {"figures": [], "draws": False, "setup": False, "number": number, "page": page}
        made = block(**facts, **kept[cell["cell_index"]])
        cell.replace_self(made)
        made += cell
        for code in list(cell.findall(nodes.literal_block)):
            if "cell_input" in code.parent["classes"]:
                code.replace_self(source_code(made["code"], made["code"]))


def setup(app):
    app.connect("doctree-read", make_blocks, priority=100)  # before those that read blocks
