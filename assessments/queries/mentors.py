"""Reads about possible mentors."""

from collections.abc import Sequence

from sqlalchemy import func, select

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.permissions import Access
from capability.lifecycle import AssessmentStatus

GUIDES_OTHERS = 4


def list_offering(person: Person, codes: Sequence[str], *, limit: int) -> list[Person]:
    """Return who has offered places, the often highly rated in ``codes`` first.

    Heads of the person's own department are left out: they are above in the line.
    """
    strong = (
        select(Assessment.person_id, func.count().label("answers"))
        .join(Rating.assessment)
        .join(Rating.competency)
        # Without those who offer, every answer of the organisation would be looked at.
        .join(Person, Person.id == Assessment.person_id)
        .where(
            Person.mentor_places > 0,
            Assessment.status == AssessmentStatus.SUBMITTED,
            Competency.code.in_(codes),
            Rating.level >= GUIDES_OTHERS,
        )
        .group_by(Assessment.person_id)
        .subquery()
    )
    found = db.session.scalars(
        select(Person)
        .outerjoin(strong, strong.c.person_id == Person.id)
        .where(Person.mentor_places > 0, Person.left_on.is_(None), Person.id != person.id)
        .order_by(func.coalesce(strong.c.answers, 0).desc(), Person.id)
        .limit(limit)
    )
    return [
        each
        for each in found
        if Access.DEPARTMENT_HEAD not in each.accesses or each.department_id != person.department_id
    ]


def list_present(person_ids: Sequence[int]) -> Sequence[Person]:
    """Return those of some people who have not left."""
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(person_ids), Person.left_on.is_(None))
        .order_by(Person.id)
    ).all()
