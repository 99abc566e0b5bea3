"""Link each lesson's page to its notebook in Kaggle, Binder and Colab.

Goes in: the repository, the version and the commit. Comes out, in the template context of a
page that has a notebook: ``launchers``, pairs of a service's name and an address. They lead to
the branch ``notebooks``, into the folder of the page's own version. Binder's environment is the
page's own commit. Where an address could not work, there is none, and the log says so once.
"""

from urllib.parse import quote, urlencode

from address import course
from provenance import commit
from sphinx.util import logging

logger = logging.getLogger(__name__)


def addresses(owner, name, commit, path):
    """Return the addresses that open a notebook.

    ``path`` is below the branch ``notebooks``; ``commit`` may be empty. Forms: Kaggle's as its own
    "Open in Kaggle" badge has it, https://colab.research.google.com/github and
    https://nbgitpuller.readthedocs.io/en/latest/link.html.
    """
    repository = f"https://github.com/{owner}/{name}"
    blob = f"blob/notebooks/{quote(path)}"
    found = [("Kaggle", f"https://www.kaggle.com/kernels/welcome?src={repository}/{blob}")]
    if commit:
        pull = {"repo": repository, "branch": "notebooks", "urlpath": f"lab/tree/{name}/{path}"}
        inner = "git-pull?" + urlencode(pull, quote_via=quote, safe="")
        query = urlencode({"urlpath": inner}, quote_via=quote, safe="")
        found.append(("Binder", f"https://mybinder.org/v2/gh/{owner}/{name}/{commit}?{query}"))
    return [*found, ("Colab", f"https://colab.research.google.com/github/{owner}/{name}/{blob}")]


def note(app):
    """Say in the log which launchers are left out."""
    repository = course()["repository"]
    if not repository:
        logger.info("No launchers: pyproject.toml names no repository.")
    elif not course()["github"]:
        logger.info("No launchers: the repository %s isn't on github.com.", repository)
    elif not commit():
        logger.info("No launcher for Binder: there is no git repository here.")


def show(app, pagename, templatename, context, doctree):
    """Give a lesson's template its launchers."""
    if "outputs" in app.env.metadata.get(pagename, {}) and (repository := course()["github"]):
        path = f"{app.config.version}/{pagename}.ipynb"
        context["launchers"] = addresses(*repository, (commit() or "").rstrip("+"), path)


def setup(app):
    app.connect("builder-inited", note)
    app.connect("html-page-context", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
