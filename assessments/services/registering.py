"""Keep the record of people: add, change, mark as having left; nobody is ever deleted."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.people import Account, Person
from assessments.queries import people
from assessments.services import admitting, auditing
from assessments.services.conflicts import ConflictError
from assessments.services.locking import lock


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What the record says of a person; ``None`` is unknown."""

    name: str
    called: str
    number: str | None = None
    email: str | None = None
    department_id: int | None = None
    role_id: int | None = None
    aims_for_id: int | None = None
    coach_id: int | None = None
    languages: tuple[str, ...] = ()
    site: str | None = None
    working_percent: int | None = None


class TakenError(ValueError):
    """A number or an address belongs to somebody else; the message is for the reader."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def draft_of(person: Person) -> PersonDraft:
    """Return what the record says now."""
    values = {name: getattr(person, name) for name in PersonDraft.__slots__}
    return PersonDraft(**{**values, "languages": tuple(values["languages"])})


def fingerprint(person: Person) -> str:
    """Return a mark of what the record says: lists that are imported keep no version."""
    return hashlib.blake2b(repr(draft_of(person)).encode(), digest_size=12).hexdigest()


def add(draft: PersonDraft, *, by: Person) -> Person:
    """Add a person.

    Raises
    ------
    TakenError
        Somebody has the number or the address already.
    """
    _check_free(draft, None)
    person = Person(**_columns(draft))
    db.session.add(person)
    _flush()
    new = {name: value for name, value in _columns(draft).items() if value not in (None, [])}
    auditing.note("add_person", f"person {person.id}", by=by, about=person, new=new)
    db.session.commit()
    return person


def change(person: Person, draft: PersonDraft, *, seen: str, by: Person) -> bool:
    """Change a record, as last seen with the fingerprint ``seen``; return whether it changed.

    Raises
    ------
    TakenError
        Somebody has the number or the address already.
    ConflictError
        Somebody changed the record meanwhile.
    """
    lock(person)
    if fingerprint(person) != seen:
        db.session.rollback()
        raise ConflictError
    old, new = _columns(draft_of(person)), _columns(draft)
    changed = [name for name in new if old[name] != new[name]]
    if not changed:
        db.session.rollback()
        return False
    _check_free(draft, person)
    for name in changed:
        setattr(person, name, _columns(draft)[name])
    if "email" in changed and person.account is not None:
        _follow(person.account, draft.email)
    _flush()
    auditing.note(
        "change_person",
        f"person {person.id}",
        by=by,
        about=person,
        old={name: old[name] for name in changed},
        new={name: new[name] for name in changed},
    )
    db.session.commit()
    return True


def leave(person: Person, left_on: date, *, by: Person) -> None:
    """Keep that somebody has left, and close the account with it.

    Raises
    ------
    admitting.AccessError
        Somebody leaves themselves, or as the last administrator.
    """
    was_active = _is_active(person)
    if person.account is not None and was_active:
        admitting.check_may_close(person.account, by=by)
    lock(person)
    old = {"left_on": _day(person.left_on), "active": was_active}
    person.left_on = left_on
    if person.account is not None:
        admitting.close(person.account)
    auditing.note(
        "leave",
        f"person {person.id}",
        by=by,
        about=person,
        old=old,
        new={"left_on": _day(left_on), "active": False},
    )
    db.session.commit()


def come_back(person: Person, *, by: Person) -> None:
    """Keep that somebody is here; an account that was closed with the leave opens again."""
    lock(person)
    if person.left_on is None:
        db.session.rollback()
        return
    old = {"left_on": _day(person.left_on), "active": _is_active(person)}
    person.left_on = None
    if person.account is not None and _closed_with_leave(person):
        person.account.active = True
    auditing.note(
        "come_back",
        f"person {person.id}",
        by=by,
        about=person,
        old=old,
        new={"left_on": None, "active": _is_active(person)},
    )
    db.session.commit()


def _closed_with_leave(person: Person) -> bool:
    line = db.session.scalar(
        select(AuditLine)
        .where(AuditLine.person_id == person.id, AuditLine.action == "leave")
        .order_by(AuditLine.id.desc())
        .limit(1)
    )
    return line is not None and bool(line.old and line.old.get("active"))


def _is_active(person: Person) -> bool:
    return person.account is not None and person.account.active


def _check_free(draft: PersonDraft, person: Person | None) -> None:
    with db.session.no_autoflush:
        if draft.number:
            owner = people.find_by_number(draft.number)
            if owner is not None and owner is not person:
                _refuse("number", _("%(name)s has this number already.", name=owner.name))
        if draft.email:
            owner = people.find_by_email(draft.email)
            if owner is not None and owner is not person:
                _refuse("email", _("%(name)s has this address already.", name=owner.name))


def _follow(account: Account, email: str | None) -> None:
    """Let somebody sign in with the new address."""
    if not email:
        _refuse("email", _("An account needs an email address."))
    with db.session.no_autoflush:
        taken = db.session.scalar(
            select(Account.id).where(
                func.lower(Account.email) == (email or "").lower(), Account.id != account.id
            )
        )
    if taken is not None:
        _refuse("email", _("There is an account with this email address already."))
    account.email = email or ""


def _refuse(field: str, message: str) -> None:
    db.session.rollback()
    raise TakenError(field, message)


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        message = _("Somebody was given this number or address just now.")
        raise TakenError("number", message) from error


def _columns(draft: PersonDraft) -> dict[str, Any]:
    return {**asdict(draft), "languages": list(draft.languages)}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
