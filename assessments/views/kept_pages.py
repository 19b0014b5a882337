"""Pages that take long to write, kept in memory as long as the facts hold that they show.

Whether somebody may see a page is asked before, each time, and nothing is kept for two readers.
The key of a page holds who reads it, the language, the frame around it with its counts, and the
fingerprint of whatever else it shows. The token against forged requests is never kept: a mark
stands in its place, for which each answer gets a token of its own.
"""

import secrets
from collections.abc import Callable
from typing import Any

from flask import g, render_template, request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from assessments.authentication import current_person
from assessments.services.keeping import Shelf, fingerprint
from assessments.views import navigation

# A map with its drawings is some fifty kilobytes.
PAGES_IN_MEMORY = 500
TOKEN = "csrf_token"  # noqa: S105 - where it is kept, not what it is

# Not to be guessed, so that nobody can write it into a text of their own.
_mark = secrets.token_hex(20)
_shelf: Shelf[str] = Shelf(PAGES_IN_MEMORY)


def kept_page(template: str, key: tuple[object, ...], words: Callable[[], dict[str, Any]]) -> str:
    """Return a page for who is signed in: the kept one, or one written with ``words``.

    ``key`` changes with whatever the page shows beside its frame.
    """
    if session.get("_flashes"):
        # What is said once is said on a page that is written for it.
        return render_template(template, **words())
    reader = current_person()
    frame = navigation.page_frame(reader)
    print_of_all = fingerprint(
        template, reader.id, str(get_locale()), request.script_root, request.path, frame, key
    )
    page = _shelf.get(print_of_all, lambda: _write(template, words))
    return page.replace(_mark, generate_csrf())


def _write(template: str, words: Callable[[], dict[str, Any]]) -> str:
    setattr(g, TOKEN, _mark)
    try:
        return render_template(template, **words())
    finally:
        g.pop(TOKEN, None)
