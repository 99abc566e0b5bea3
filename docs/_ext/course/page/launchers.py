"""Link each page that has a notebook to Kaggle, Binder and Colab.

Goes in: the repository, the version and the commit. Comes out: ``of_page``, pairs of a service's
name and an address for the page's header. Kaggle and Colab open the notebook of the page's own
version, from the branch ``notebooks``. Binder opens the page itself, from the branch ``gh-pages``,
where readers can run its code: ``.binder/jupyter_server_config.py`` serves it. Binder's environment
is the page's own commit. Where an address could not work, there is none, and the log says so once.
To add a service, add its address to ``addresses``.
"""

from urllib.parse import quote, urlencode

from sphinx.util import logging

from course.settings import commit, course, has_notebook

logger = logging.getLogger(__name__)


SITE = "pages/live"  # where Binder puts the site, below the folder that its server starts in


def addresses(owner, name, revision, path):
    """Return the addresses that open a page or its notebook.

    ``path`` is the page's, with its version and without its ending; ``revision`` may be empty.
    Forms: Kaggle's own "Open in Kaggle" badge, https://colab.research.google.com/github and
    https://nbgitpuller.readthedocs.io/en/latest/link.html.
    """
    repository = f"https://github.com/{owner}/{name}"
    blob = f"blob/notebooks/{quote(path)}.ipynb"
    found = [("Kaggle", f"https://www.kaggle.com/kernels/welcome?src={repository}/{blob}")]
    if revision:
        pull = {"repo": repository, "branch": "gh-pages", "targetpath": SITE}
        pull["urlpath"] = f"static/live/{path}.html"
        inner = "git-pull?" + urlencode(pull, quote_via=quote, safe="")
        query = urlencode({"urlpath": inner}, quote_via=quote, safe="")
        found.append(("Binder", f"https://mybinder.org/v2/gh/{owner}/{name}/{revision}?{query}"))
    return [*found, ("Colab", f"https://colab.research.google.com/github/{owner}/{name}/{blob}")]


def of_page(page, version):
    """Return the launchers of a page: none unless it has a notebook and a place on github.com."""
    repository = course()["github"]
    if not (has_notebook(page) and repository):
        return []
    return addresses(*repository, (commit() or "").rstrip("+"), f"{version}/{page}")


def note(app):
    """Say in the log which launchers are left out."""
    repository = course()["repository"]
    if not repository:
        logger.info("No launchers: docs/course.toml names no repository.")
    elif not course()["github"]:
        logger.info("No launchers: the repository %s isn't on github.com.", repository)
    elif not commit():
        logger.info("No launcher for Binder: there is no git repository here.")


def setup(app):
    app.connect("builder-inited", note)
