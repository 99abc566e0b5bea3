"""The code of the notebook *Record this device*, which runs the build's own code in a process.

The notebook holds this function as it stands here. It needs nothing but Python and IPython.
"""


def record(files, device=""):
    """Record what every lesson prints here. Return a link to the file, or None if that failed.

    ``files`` is {path: text} of a small copy of the course. ``device`` may be ``"cpu"``, which
    leaves accelerators alone. Modules are imported here, so that the notebook can be run twice.
    """
    import os
    import shutil
    import subprocess
    import sys
    import tempfile
    from pathlib import Path

    from IPython.display import FileLink

    if not hasattr(os, "fork"):
        print("This notebook needs Linux or macOS. Run it in Kaggle or in Colab.")
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        errors = Path(folder, "errors")
        command = [sys.executable, "-m", "course.live.record_lessons"]
        options = {  # not the notebook's own way to draw
            "cwd": Path(folder, "docs", "_ext"),
            "env": {**os.environ, "DEVICE": device, "MPLBACKEND": "agg"},
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "encoding": "utf-8",
        }
        with errors.open("w") as said, subprocess.Popen(command, stderr=said, **options) as process:
            try:
                for line in process.stdout:
                    print(line, end="", flush=True)
            except BaseException:  # this cell was stopped
                process.kill()
                raise
        if process.returncode:
            text = errors.read_text(encoding="utf-8", errors="replace")
            words = [line for line in text.split("\n") if line.strip()]
            ended = f"The process ended with {process.returncode}, perhaps for want of memory."
            print(f"Nothing was recorded. {words[-1] if words else ended}")
            return None
        (made,) = Path(folder, "docs", "_recorded").glob("*.json")
        try:
            shutil.copyfile(made, made.name)
        except OSError as error:
            print(f"Nothing was kept. {made.name} can't be written: {error.strerror}.")
            return None
    print(f"Recorded in {Path(made.name).resolve()}. Download it here:")
    link = FileLink(made.name)
    link.html_link_str = "<a href='%s' download>%s</a>"  # JupyterLab would open the file
    return link
