"""A person confirms or corrects the own part in a project."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from assessments.database import db
from assessments.models.people import Person
from assessments.models.project import ProjectRole
from assessments.services import auditing
from capability.vocabulary import ProjectPart


class PartTakenError(Exception):
    """The person has this part in the project already, in another row."""


def confirm_part(
    part: ProjectRole,
    kind: ProjectPart,
    started_on: date,
    ended_on: date | None,
    share: float,
    *,
    by: Person,
) -> None:
    """Keep what the person says; from now on its months are no longer to be confirmed.

    Raises
    ------
    PartTakenError
    """
    old, code, person = _line(part), part.project.code, part.person
    part.part, part.started_on, part.ended_on, part.share = kind, started_on, ended_on, share
    part.is_confirmed = True
    auditing.note("confirm_part", f"project {code}", by=by, about=person, old=old, new=_line(part))
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise PartTakenError from error


def _line(part: ProjectRole) -> dict[str, object]:
    return {
        "part": part.part,
        "started_on": part.started_on.isoformat() if part.started_on else None,
        "ended_on": part.ended_on.isoformat() if part.ended_on else None,
        "share": part.share,
        "is_confirmed": part.is_confirmed,
    }
