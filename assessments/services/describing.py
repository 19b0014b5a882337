"""Keep what people say about themselves."""

from dataclasses import asdict, dataclass
from datetime import date

from assessments.database import db
from assessments.models.catalogue import CertificateHeld, Certification
from assessments.models.people import Person
from assessments.services import auditing
from capability.vocabulary import Degree


@dataclass(frozen=True, slots=True)
class Profile:
    """What a project manager says; ``None`` is unknown and stays so."""

    called: str
    role_id: int | None
    aims_for_id: int | None
    degree: Degree | None
    education_hours: int | None
    languages: list[str]
    mentor_places: int


def describe(person: Person, profile: Profile, *, by: Person) -> None:
    """Keep a profile; only what changed goes into the audit trail."""
    new = asdict(profile)
    old = {name: getattr(person, name) for name in new}
    changed = {name for name in new if new[name] != old[name]}
    if not changed:
        return
    for name in changed:
        setattr(person, name, new[name])
    auditing.note(
        "describe_person",
        f"person {person.id}",
        by=by,
        about=person,
        old={name: old[name] for name in changed},
        new={name: new[name] for name in changed},
    )
    db.session.commit()


def add_certificate(
    person: Person,
    certification: Certification | None,
    name: str,
    *,
    number: str,
    issued_on: date | None,
    expires_on: date | None,
    by: Person,
) -> CertificateHeld:
    """Keep that somebody holds a certificate."""
    held = CertificateHeld(
        person_id=person.id,
        certification=certification,
        name=certification.name if certification else name.strip(),
        number=number.strip(),
        issued_on=issued_on,
        expires_on=expires_on,
    )
    db.session.add(held)
    auditing.note("add_certificate", held.name, by=by, about=person)
    db.session.commit()
    return held


def remove_certificate(held: CertificateHeld, *, by: Person) -> None:
    """Take a certificate off somebody's list; it can be put back."""
    held.is_removed = True
    auditing.note("remove_certificate", held.name, by=by, about=held.person)
    db.session.commit()


def restore_certificate(held: CertificateHeld, *, by: Person) -> None:
    """Put a certificate back."""
    held.is_removed = False
    auditing.note("restore_certificate", held.name, by=by, about=held.person)
    db.session.commit()
