"""Talks of a coach with a person: planned, held, written about; both read the notes."""

from datetime import date
from typing import Any

from assessments.database import db, now
from assessments.models.coaching import Talk
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit


def plan_talk(person: Person, takes_place_on: date, notes: str, *, by: Person) -> Talk:
    """Keep that a coach talks with a person on a day, or did so."""
    talk = Talk(
        person_id=person.id,
        coach_id=by.id,
        takes_place_on=takes_place_on,
        notes=notes.strip(),
        written_at=now(),
    )
    db.session.add(talk)
    db.session.flush()
    auditing.note("plan_talk", f"talk {talk.id}", by=by, about=person, new=_line(talk))
    db.session.commit()
    return talk


def change_talk(talk: Talk, takes_place_on: date, notes: str, *, seen: int, by: Person) -> None:
    """Change the day or the notes of a talk, as last seen in version ``seen``.

    Raises
    ------
    ConflictError
        It was changed or removed meanwhile.
    """
    if talk.removed_at is not None or talk.version != seen:
        raise ConflictError
    old = _line(talk)
    talk.takes_place_on, talk.notes = takes_place_on, notes.strip()
    new = _line(talk)
    if new == old:
        db.session.rollback()
        return
    talk.written_at = now()
    _note("change_talk", talk, by=by, old=old, new=new)
    commit()


def remove_talk(talk: Talk, *, by: Person) -> None:
    """Take a talk off the list; it can be put back."""
    if talk.removed_at is not None:
        return
    talk.removed_at = now()
    _note("remove_talk", talk, by=by, old=_line(talk))
    commit()


def restore_talk(talk: Talk, *, by: Person) -> None:
    """Put a talk back that was removed."""
    if talk.removed_at is None:
        return
    talk.removed_at = None
    _note("restore_talk", talk, by=by, new=_line(talk))
    commit()


def _line(talk: Talk) -> dict[str, Any]:
    return {"takes_place_on": talk.takes_place_on.isoformat(), "notes": talk.notes}


def _note(
    action: str,
    talk: Talk,
    *,
    by: Person,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    auditing.note(action, f"talk {talk.id}", by=by, about=talk.person, old=old, new=new)
