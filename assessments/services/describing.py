"""Keep what people say about themselves."""

from dataclasses import asdict, dataclass

from assessments.database import db
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
    time_zone: str | None


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
