"""Give people accounts, and send them the letter with which they choose a password."""

import secrets
import uuid
from collections.abc import Iterable
from contextlib import nullcontext

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mailman import EmailMessage
from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assessments.database import db, now
from assessments.models.people import AccessRole, Account, Person
from assessments.permissions import Access
from assessments.queries import people
from assessments.queries.organisation import organisation
from assessments.services import auditing


class InvitationError(ValueError):
    """The person cannot be invited; the message is for the reader."""


def open_account(
    person: Person,
    accesses: Iterable[Access],
    *,
    by: Person | None,
    password: str | None = None,
    is_demo: bool = False,
) -> Account:
    """Add an account to a person inside the caller's transaction.

    Without a password nobody can sign in until the person has chosen one.
    """
    if person.left_on is not None:
        raise InvitationError(
            _("Whoever has left cannot sign in. Say first that they are here again.")
        )
    if not person.email:
        raise InvitationError(_("An account needs an email address."))
    taken = select(Account.id).where(func.lower(Account.email) == person.email.lower())
    if person.account is not None or db.session.scalar(taken) is not None:
        raise InvitationError(_("There is an account with this email address already."))
    wanted = {access.value for access in accesses}
    account = Account(
        person=person,
        email=person.email,
        password=hash_password(password or secrets.token_urlsafe(32)),
        fs_uniquifier=uuid.uuid4().hex,
        active=True,
        is_demo=is_demo,
        invited_at=now(),
        roles=list(db.session.scalars(select(AccessRole).where(AccessRole.name.in_(wanted)))),
    )
    db.session.add(account)
    auditing.note(
        "open_account", f"person {person.id}", by=by, about=person, new={"access": sorted(wanted)}
    )
    return account


def invite(
    person: Person,
    accesses: Iterable[Access],
    *,
    by: Person | None,
    email: str | None = None,
    language: str | None = None,
) -> str:
    """Open an account, send the letter, and return the link that the letter holds.

    The letter is in ``language``, else in that of whoever invites.

    Raises
    ------
    InvitationError
        Nothing was changed.
    """
    try:
        with db.session.no_autoflush:
            if email is not None:
                _give_address(person, email.strip(), by=by)
            account = open_account(person, accesses, by=by)
        db.session.commit()
    except InvitationError:
        db.session.rollback()
        raise
    except IntegrityError as error:
        db.session.rollback()
        raise InvitationError(_("There is an account with this email address already.")) from error
    link = invitation_link(account)
    with force_locale(language) if language else nullcontext():
        send_letter(account, link)
    return link


def _give_address(person: Person, email: str, *, by: Person | None) -> None:
    owner = people.find_by_email(email)
    if owner is not None and owner is not person and owner.account is None:
        raise InvitationError(_("This email address belongs to somebody else."))
    if person.email != email:
        old, new = {"email": person.email}, {"email": email}
        auditing.note("change_person", f"person {person.id}", by=by, about=person, old=old, new=new)
        person.email = email


def invitation_link(account: Account) -> str:
    """Return the link with which the account's owner chooses a password."""
    token = generate_reset_password_token(account)  # type: ignore[no-untyped-call]  # theirs
    return url_for("security.reset_password", token=token, _external=True)


def keep_language(account: Account, code: str) -> None:
    """Remember in which language somebody reads."""
    account.language = code
    db.session.commit()


def send_letter(account: Account, link: str) -> None:
    """Send the letter that holds the link."""
    name = organisation().name
    EmailMessage(
        subject=_("Your invitation to the Capability Map of %(name)s", name=name),
        body=render_template(
            "emails/invitation.txt", person=account.person, link=link, organisation=name
        ),
        to=[account.email],
    ).send()
