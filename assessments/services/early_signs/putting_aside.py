"""Put an early sign aside until it changes, each viewer for themselves."""

from sqlalchemy.exc import IntegrityError

from assessments.database import db, now
from assessments.models.early_signs import SignPutAside
from assessments.models.people import Person
from assessments.queries import early_signs
from assessments.services import auditing


def put_aside(person: Person, subject: str, fingerprint: str, *, by: Person) -> None:
    """Keep a sign away from one viewer until the facts behind it change."""
    found = early_signs.find_put_aside(person, by, subject)
    if found is not None and found.fingerprint == fingerprint:
        return
    if found is None:
        found = SignPutAside(person_id=person.id, viewer_id=by.id, subject=subject)
        db.session.add(found)
    found.fingerprint, found.put_aside_at = fingerprint, now()
    auditing.note("put_sign_aside", f"{subject} of person {person.id}", by=by, about=person)
    try:
        db.session.commit()
    except IntegrityError:
        # Two tabs at once: the other one has put it aside.
        db.session.rollback()


def is_aside(person: Person, subject: str, fingerprint: str, *, by: Person) -> bool:
    """Return whether a viewer has put a sign aside just as it stands, as on a second click."""
    found = early_signs.find_put_aside(person, by, subject)
    return found is not None and found.fingerprint == fingerprint


def take_up_again(person: Person, subject: str, *, by: Person) -> None:
    """Let a sign that was put aside come back."""
    found = early_signs.find_put_aside(person, by, subject)
    if found is None:
        return
    db.session.delete(found)
    auditing.note("take_up_sign", f"{subject} of person {person.id}", by=by, about=person)
    db.session.commit()
