"""Sphinx settings: what differs from the defaults, in the order of Sphinx's reference."""

import gc
import html
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "docs" / "_ext"))
from course import library, settings

gc.set_threshold(100_000)  # nearly all that a build makes lives to its end: a tenth faster

# Project
project = settings.course()["title"]
author = settings.course()["author"]
version = release = os.environ.get("COURSE_VERSION", "latest")

# General
extensions = [
    "course",  # first: it decides what the next two import and run
    "myst_nb",
    "sphinx_gallery.gen_gallery",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
    "sphinx_reredirects",
]
# Files that sphinx-gallery writes beside a page. MyST-NB would run a notebook.
exclude_patterns = ["_*", "lessons/**/*.ipynb", "lessons/**/*.zip", "lessons/**/*.json"]
exclude_patterns += ["lessons/index.rst"]  # each part of the course has an index of its own
templates_path = ["docs/_templates"]
# It warns of spaces in the folders above this project as well.
suppress_warnings = ["sphinx_gallery.space_in_filename"]

# HTML
html_theme = "furo"
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "color-brand-primary": "#1d68ad",
        "color-brand-content": "#1d68ad",
        "color-brand-visited": "#1d68ad",
        "color-code-background": "#f3f6f9",
        "color-background-border": "#d5dae0",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6db3f2",
        "color-brand-content": "#6db3f2",
        "color-brand-visited": "#6db3f2",
        "color-code-background": "#1e252c",
        "color-background-border": "#3d4246",
    },
}
if version == "latest":
    html_theme_options["announcement"] = "You are reading the unreleased version."
html_title = html.escape(project)  # Furo writes it into pages as it is
html_context = {
    # Not Sphinx's own setting: it would write the year for %Y, and for years, in the author's name.
    "copyright": f"{author}. Text: CC BY 4.0. Code: MIT",
    "library": library.NAME,
    "library_module": library.MODULE,
    "library_version": library.version().partition("+")[0],
}
html_favicon = "docs/_static/icon.svg"
html_scaled_image_link = False  # figures have sizes to keep their room, and no larger form
html_static_path = ["docs/_static"]
html_css_files = ["course.css"]
html_js_files = [
    "copy.js",
    "course.js",
    "keep.js",  # the next six use it
    "guess.js",
    "questions.js",
    "progress.js",
    "offline.js",
    "explore.js",
    "start_live.js",
    ("versions.js", {"defer": "defer"}),
]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "versions.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_copy_source = False
html_show_sphinx = False

# Extensions
copybutton_selector = "div[class*=highlight-]:not(.output) pre"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

first = next(iter(settings.course()["lessons"]))
redirects = {"lessons/index": f"{first}/index.html", **settings.redirects()}
redirect_html_template_file = "_templates/redirect.html"

# Kept in the repository, so that a build needs no network. Test: tests/test_inventories.py
intersphinx_mapping = {
    name: (address, f"_inventories/{name}.txt") for name, address in library.DOCUMENTATION.items()
}

myst_enable_extensions = ["attrs_block", "colon_fence"]
nb_execution_mode = "force"
nb_render_markdown_format = "myst"

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "lessons",
    "filename_pattern": "",  # run every file, whatever it is called
    "ignore_pattern": r"(?!)",
    "within_subsection_order": "course.run.lessons.position",
    "capture_repr": (),  # lessons print, so that script, notebook and page agree
    "reset_modules": (),  # each lesson runs in a process of its own
    "image_scrapers": ("course.run.lessons.keep",),  # it keeps all that came of a block
    "notebook_extensions": (),  # this site makes its own
    "download_all_examples": False,
    "show_signature": False,
    "write_computation_times": False,
    "min_reported_time": float("inf"),
    "css": (),  # course.css has what these pages need, in Furo's colours
}
