"""Let pages run the scripts of this site and show what is on it, and nothing else.

Goes in: the one script that Furo writes into each page, known by its check sum. Comes out:
``policy``, a Content-Security-Policy, for ``docs/_templates/page.html``. So a script that somebody
gets into an output, an address or a file of this site does nothing.

Styles may be in the page: Furo writes its colours there. Its icons are ``data:`` images.
Directives: https://www.w3.org/TR/CSP3/#csp-directives
"""

import base64
import hashlib

from course import internals

DIRECTIVES = """\
default-src 'none'; script-src 'self' '{}'; style-src 'self' 'unsafe-inline'; \
img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; \
base-uri 'none'"""


def check_sum(script):
    """Return the source expression that allows a script with this text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def add_policy(app, pagename, templatename, context, doctree):
    """Give a page its policy."""
    context["policy"] = DIRECTIVES.format(check_sum(internals.script_in_pages()))


def setup(app):
    app.connect("html-page-context", add_policy)
