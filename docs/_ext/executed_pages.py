"""Run the code cells of a page in ``docs/``, in the process that has already imported torch.

MyST-NB would start a kernel for every page, and each would import torch anew, which takes
seconds. Goes in: a MyST-NB page. Comes out: below each cell what it printed. The tag ``markdown``
says that this text is Markdown of the page. The tag ``raises-exception`` says that the cell has to
raise an exception, whose last line is shown; a cell that doesn't stops the build, as a cell that
raises without this tag does.
"""

import contextlib
import io
import sys
from types import SimpleNamespace

# MyST-NB's own ways to run a page would be imported, and with them IPython and a database: a fifth of
# the time of a build in which nothing changed. So this extension stands before myst_nb in conf.py.
for way in ("Cache", "Direct", "Inline"):
    sys.modules[f"myst_nb.core.execute.{way.lower()}"] = SimpleNamespace(**{f"NotebookClient{way}": None})

import myst_nb.core.execute  # noqa: E402
import nbformat  # noqa: E402
from lessons import LessonError, RunBlock, reset  # noqa: E402
from myst_nb.sphinx_ import NbMetadataCollector  # noqa: E402


class InProcess(myst_nb.core.execute.NotebookClientBase):
    """Runs all cells of a page when the page is read, from the state that a lesson starts from."""

    def start_client(self):
        reset({}, self.path)
        self.notebook.metadata["language_info"] = {"name": "python"}
        variables = {"__name__": "__main__"}
        for index, cell in enumerate(self.notebook.cells):
            if cell.cell_type == "code":
                text = self.run(cell, self.cell_line(index), variables)
                if "markdown" in cell.metadata.get("tags", ()):
                    cell.outputs = [nbformat.v4.new_output("display_data", {"text/markdown": text})]
                elif text:
                    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
        # Tells the rest of the build that this page has run.
        self.exec_metadata = {"mtime": 0, "runtime": 0, "method": "inline", "succeeded": True, "error": None, "traceback": None}

    def run(self, cell, line, variables):
        """Run one cell that starts at ``line`` of its page, and return what it printed."""
        source = "\n" * line + cell.source  # so that errors name the line of the page
        expected, raised = "raises-exception" in cell.metadata.get("tags", ()), []

        def block():
            try:
                exec(compile(source, self.path, "exec"), variables)
            except Exception as error:
                if not expected:
                    raise
                raised.append(f"{type(error).__name__}: {error}\n")

        with contextlib.redirect_stdout(io.StringIO()) as printed:
            RunBlock()(block, self.path)
        if expected and not raised:
            raise LessonError(self.path, line, "This cell raises nothing.", "Remove its tag, or mend what it shows.")
        return printed.getvalue() + "".join(raised)


def run_again(app, env, added, changed, removed):
    """Return, if a lesson changed, the pages that have run and name the folder of the lessons: they show what lessons say."""
    # sphinx-gallery writes its index pages anew in each build.
    if not any(name.startswith("lessons/") and not name.endswith("/index") for name in added | changed | removed):
        return []
    ran = [name for name, data in NbMetadataCollector.get_doc_data(env).items() if "exec_data" in data]
    return [name for name in ran if "examples" in env.doc2path(name).read_text(encoding="utf-8")]


def setup(app):
    app.connect("env-get-outdated", run_again)
    myst_nb.core.execute.NotebookClientDirect = InProcess  # https://github.com/executablebooks/MyST-NB has no setting for it
    return {"parallel_read_safe": True, "parallel_write_safe": True}
