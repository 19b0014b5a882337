"""Make an installation ready: schema, reference data, its first administrator."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import exists, select

from assessments import config, database
from assessments.database import db
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import people
from assessments.queries.organisation import organisation
from assessments.services import inviting, seeding, settling
from assessments.services.inviting import InvitationError


class InstallationError(RuntimeError):
    """The installation cannot do this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was given out, and why its letter could not be sent, if so."""

    link: str
    problem: str = ""


def prepare() -> bool:
    """Bring schema and reference data up to date; return whether the reference data is new."""
    database.upgrade()
    # Of two workers that start at once, the second must find what the first has loaded.
    with database.one_at_a_time():
        is_new = seeding.load_reference(config.shipped_folder("seeds"))
        settling.settle_defaults()
    return is_new


def has_people() -> bool:
    """Return whether anybody is in the database."""
    return bool(db.session.scalar(select(exists().where(Person.id.is_not(None)))))


def is_local(host: str) -> bool:
    """Return whether only this machine reaches a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_demo_stays_here(host: str) -> None:
    """Refuse to show a demo to others: whoever opens it may step in as anybody.

    Raises
    ------
    InstallationError
        ``host``, or a proxy before it, is reached from other machines.
    """
    if not is_local(host) or current_app.config.get("TRUSTED_PROXIES"):
        raise InstallationError(
            _(
                "The demo is served on this machine only, not on %(host)s or behind a proxy. Use "
                "HOST=127.0.0.1 and no TRUSTED_PROXIES, or name a database of your own in "
                "DATABASE_URL and begin it with capability-map init.",
                host=host,
            )
        )


def invite_administrator(name: str, email: str) -> Invitation:
    """Invite somebody to administer, and return the link; the person may be known already.

    Raises
    ------
    InvitationError
        There is an account with this email address.
    """
    person = people.find_by_email(email)
    if person is None:
        person = Person(name=name, called=name.split()[0], email=email)
        db.session.add(person)
    return _invite(person, [Access.ADMINISTRATOR])


def invite_known(key: str, accesses: Iterable[Access], email: str | None = None) -> Invitation:
    """Invite somebody whom a list has brought, by number or email address; return the link.

    Raises
    ------
    InvitationError
        Nobody is known so, there is an account already, or no address to write to.
    """
    person = people.find_by_number(key) or people.find_by_email(key)
    if person is None:
        raise InvitationError(_("Nobody has the number or email address “%(key)s”.", key=key))
    owner = people.find_by_email(email) if email else None
    if owner not in {None, person}:
        raise InvitationError(_("This email address belongs to somebody else."))
    return _invite(person, accesses, email)


def _invite(person: Person, accesses: Iterable[Access], email: str | None = None) -> Invitation:
    # Whoever reads the letter reads the organisation's language, whatever a terminal speaks.
    language = organisation().languages[0]
    try:
        link = inviting.invite(person, accesses, by=None, email=email, language=language)
        return Invitation(link)
    except OSError as error:
        # The account is there and only the letter is not: the link goes from hand to hand.
        if person.account is None:
            raise
        return Invitation(inviting.invitation_link(person.account), problem=str(error))
