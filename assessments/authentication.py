"""Who is signed in, and the guard at the door of every page."""

import base64
import hashlib
from functools import cache
from typing import Any, cast

import qrcode
from flask import abort, current_app
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, Totp, current_user
from markupsafe import Markup
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from assessments.database import db
from assessments.models.people import AccessRole, Account, Person
from assessments.permissions import Action, may

QUIET_ZONE = 4
"""Empty modules around a QR code, as its standard asks."""


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


class Authenticator(Totp):
    """One-time codes, whose key is shown as a picture that the strict policy lets through."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the key for an authenticator as inline SVG, dark on light in any scheme."""
        return draw_code(self.get_totp_uri(username, totp))


class Letters(MailUtil):
    """The letters of Flask-Security."""

    def send_mail(self, template: str, *letter: Any, **words: Any) -> None:  # noqa: ANN401 - theirs
        """Send a letter. Without a mail server the page still answers, and alike for everybody."""
        try:
            super().send_mail(template, *letter, **words)
        except OSError:
            current_app.logger.exception("A letter could not be sent: %s", template)


class Accounts(SQLAlchemyUserDatastore):
    """The accounts of Flask-Security."""

    def find_user(self, case_insensitive: bool = False, **key: Any) -> Account | None:  # noqa: ANN401 - theirs
        """Return an account; its person need not ask the database for it again."""
        if key.keys() == {"fs_uniquifier"}:
            account: Account | None = db.session.scalars(_signed_in(), key).one_or_none()
        else:
            account = super().find_user(case_insensitive, **key)  # type: ignore[assignment]  # ours
        if account is not None:
            set_committed_value(account.person, "account", account)
        return account


# Put together once: every page asks it. What the account is for is read beside it, because SQLite
# would join the accesses of everybody first.
@cache
def _signed_in() -> Select[Account]:
    person = joinedload(Account.person)
    return (
        select(Account)
        .where(Account.fs_uniquifier == bindparam("fs_uniquifier"))
        # Few pages show them.
        .options(person.lazyload(Person.department), person.lazyload(Person.aims_for))
    )


def draw_code(content: str) -> Markup:
    """Return a QR code as inline SVG, one unit a module."""
    code = qrcode.QRCode(border=QUIET_ZONE)
    code.add_data(content)
    rows = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    side = len(rows)
    return Markup(  # noqa: S704 - numbers of our own
        f'<svg viewBox="0 0 {side} {side}" width="232" height="232" shape-rendering="crispEdges" '
        f'aria-hidden="true"><path fill="#ffffff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000000" d="{dark}"/></svg>'
    )


def recovery_key(secret: str) -> bytes:
    """Return the key under which recovery codes are kept, made from a secret of any shape."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"recovery codes {secret}".encode()).digest())


security = Security(totp_cls=Authenticator, mail_util_cls=Letters)
datastore = Accounts(db, Account, AccessRole)
