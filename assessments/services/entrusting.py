"""Several people go to one coach."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from assessments.database import db
from assessments.models.people import Person
from assessments.services import handing_over
from assessments.services.conflicts import ConflictError
from assessments.services.handing_over import CannotCoachError

MOST = 200


class WordMissingError(ValueError):
    """Somebody has a coach already, and the next one is told nothing; says whom it is about."""


@dataclass(frozen=True, slots=True)
class Entrusted:
    """Who has gone to the coach, and who could not."""

    done: tuple[Person, ...]
    left_out: tuple[Person, ...]


def entrust(person_ids: Sequence[int], coach: Person, statement: str, *, by: Person) -> Entrusted:
    """Hand people over to a coach, each in a transaction of its own.

    Raises
    ------
    WordMissingError
        Nobody has been handed over.
    """
    people = _find(person_ids)
    coached = [each.name for each in people if each.coach_id not in {None, coach.id}]
    if coached and not statement.strip():
        raise WordMissingError(
            _("%(name)s has a coach: say in a word where things stand.", name=coached[0])
        )
    done, left_out = [], []
    for person in people:
        try:
            if person.coach_id != coach.id:
                handing_over.hand_over(person, coach, statement, by, seen=person.coach_id)
            done.append(person)
        except (CannotCoachError, ConflictError):
            left_out.append(person)
    return Entrusted(tuple(done), tuple(left_out))


def _find(person_ids: Sequence[int]) -> Sequence[Person]:
    wanted = [each for each in person_ids if 0 < each < 2**31][:MOST]
    query = select(Person).where(Person.id.in_(wanted), Person.left_on.is_(None))
    return db.session.scalars(query.order_by(Person.name, Person.id)).unique().all()
