"""Who is signed in, and the guard at the door of every page."""

from typing import Any, cast

from flask import abort, request
from flask_babel import gettext as _
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from flask_security.forms import LoginForm

from assessments.database import db
from assessments.models.people import AccessRole, Account, Person
from assessments.permissions import Action, may
from assessments.services import throttling

FAILURES_PER_EMAIL = 10
FAILURES_PER_ADDRESS = 50

security = Security()
datastore = SQLAlchemyUserDatastore(db, Account, AccessRole)


def is_signed_in() -> bool:
    """Return whether somebody is signed in."""
    return bool(current_user.is_authenticated)


def current_person() -> Person:
    """Return who is signed in; only pages behind :func:`require` may ask."""
    return cast("Person", current_user.person)


def require(action: Action, subject: object = None) -> None:
    """Let the person pass who may, and answer 403 to the others."""
    if not may(current_person() if is_signed_in() else None, action, subject):
        abort(403)


class ThrottledLoginForm(LoginForm):  # type: ignore[misc] - Flask-Security's forms are untyped
    """Sign-in that stops listening for a while after too many failures."""

    def validate(self, **kwargs: Any) -> bool:
        limits = {
            f"email:{self.email.data or ''}": FAILURES_PER_EMAIL,
            f"address:{request.remote_addr}": FAILURES_PER_ADDRESS,
        }
        if throttling.is_throttled(limits):
            message = _("Too many attempts. Please wait a quarter of an hour, then try again.")
            self.form_errors = [*self.form_errors, message]
            return False
        if super().validate(**kwargs):
            throttling.forgive(f"email:{self.email.data}")
            return True
        throttling.note_failure(limits)
        return False
