"""What is shown when a page cannot be."""

from flask import Flask, render_template, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException


def _words(code: int) -> tuple[str, str]:
    match code:
        case 403:
            return _("This page is not open to you"), _(
                "It belongs to somebody else, or to another role. If you think it should be "
                "open, ask the administrator of your PMO."
            )
        case 404:
            return _("There is nothing here"), _(
                "The address may be mistyped, or what stood here has been removed."
            )
        case 413:
            return _("That file is too large"), _("Files of up to 32 MB are taken.")
    return _("Something went wrong"), _(
        "What you saved before is safe. Go back and try again; if it happens again, tell the "
        "administrator of your PMO what you did."
    )


def show_error(error: HTTPException) -> tuple[str, int]:
    """Answer with a page that says what happened and a way out."""
    code = error.code or 500
    title, sentence = _words(code)
    page = render_template(
        "errors/error.html",
        code=code,
        title=title,
        sentence=sentence,
        way_out=(url_for("auth.open_desk"), _("Go to the first page")),
    )
    return page, code


def show_stale_form(_error: CSRFError) -> tuple[str, int]:
    """Answer a form that was open for longer than its session."""
    page = render_template(
        "errors/error.html",
        code=400,
        title=_("This form has been open for too long"),
        sentence=_("Nothing was changed. Go back, reload the page and send it again."),
        way_out=(url_for("auth.open_desk"), _("Go to the first page")),
    )
    return page, 400


def init_app(app: Flask) -> None:
    """Show our own pages for every error."""
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_error)
