"""What is shown when a page cannot be."""

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from assessments.authentication import is_signed_in
from assessments.interchange import copies
from assessments.services.importing import uploading

MEGABYTE = 1024 * 1024


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
        case 405:
            return _("This address is not a page"), _(
                "It belongs to a button. Nothing was changed."
            )
        case 413:
            return _("That file is too large"), _(
                "Nothing was changed. Lists of up to %(list)s MB are taken, and copies of "
                "certificates of up to %(copy)s MB.",
                list=uploading.MOST_BYTES // MEGABYTE,
                copy=copies.MOST_BYTES // MEGABYTE,
            )
    return _("Something went wrong"), _(
        "What you saved before is safe. Go back and try again; if it happens again, tell the "
        "administrator of your PMO what you did."
    )


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer with a page that says what happened and a way out."""
    if error.response is not None:
        return error.response
    code = error.code or 500
    # Who is not signed in may well be allowed in afterwards.
    if code == 403 and request.method == "GET" and not is_signed_in():
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    title, sentence = _words(code)
    return _page(code, title, sentence), code, _headers(error)


def show_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form that was open for longer than its session."""
    page = _page(
        400,
        _("This form has been open for too long"),
        _("Nothing was changed. Go back, reload the page and send it again."),
    )
    return page, 400


def _page(code: int, title: str, sentence: str) -> str:
    words = _("Go to the first page") if is_signed_in() else _("Go to sign-in")
    return render_template(
        "errors/error.html",
        code=code,
        title=title,
        sentence=sentence,
        way_out=(url_for("auth.open_desk"), words),
    )


def _headers(error: HTTPException) -> list[tuple[str, str]]:
    """Return what a machine is told besides, such as which methods are allowed."""
    return [pair for pair in error.get_headers() if pair[0] != "Content-Type"]


def init_app(app: Flask) -> None:
    """Show our own pages for every error."""
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_error)
