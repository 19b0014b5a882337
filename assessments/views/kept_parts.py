"""Parts of pages that take long to write, kept in memory as long as their facts hold.

Whether somebody may see a page is asked before, each time. The key of a part holds the fingerprint
of the facts, the language, and whatever else the part shows differently for one reader and another.
A part holds no token against forged requests: those belong to one reader, so a form stands outside.
"""

from collections.abc import Callable
from typing import Any

from flask import current_app, request
from flask_babel import get_locale
from markupsafe import Markup

from assessments.services.keeping import Shelf, fingerprint

# A map with its drawings is some fifty kilobytes.
PARTS_IN_MEMORY = 500

_shelf: Shelf[Markup] = Shelf(PARTS_IN_MEMORY)


def kept_part(
    template: str, key: tuple[object, ...], words: Callable[[], dict[str, Any]]
) -> Markup:
    """Return a part of a page: the kept one, or one written with ``words``.

    The part knows its words and the globals of the templates, and nothing about who reads it.
    """
    return _shelf.get(
        fingerprint(template, str(get_locale()), request.script_root, key),
        lambda: _write(template, words()),
    )


def _write(template: str, words: dict[str, Any]) -> Markup:
    written = current_app.jinja_env.get_template(template).render(words)
    if "csrf_token" in written:
        raise AssertionError(f"{template} is kept, so it may not hold a token")
    return Markup(written)  # noqa: S704 - the template has escaped what people wrote
