"""Reads about people."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true

from assessments.database import LocalText, db
from assessments.models.people import Account, Organisation, Person
from assessments.permissions import Access

PAGE = 50
LAST_PAGE = 1_000_000


def get_person(person_id: int) -> Person:
    """Return one person; answers 404 where there is none."""
    return db.get_or_404(Person, person_id)


def find_by_number(number: str) -> Person | None:
    """Return who has this number in the organisation."""
    return db.session.scalar(select(Person).where(Person.number == number))


def find_by_email(email: str) -> Person | None:
    """Return who has this email address, however it is written."""
    return db.session.scalar(select(Person).where(func.lower(Person.email) == email.lower()))


def may_see(viewer: Person) -> ColumnElement[bool]:
    """Return the condition on :class:`Person` that says whom ``viewer`` may see.

    The same rule as ``Action.VIEW_PERSON``, as a question to the database; a test holds the two
    equal for every pair.
    """
    accesses = viewer.accesses
    if not accesses:
        return false()
    if accesses & {Access.HR_REVIEWER, Access.ADMINISTRATOR}:
        return true()
    seen: list[ColumnElement[bool]] = [Person.id == viewer.id]
    if Access.PMO_COACH in accesses:
        seen.append(Person.coach_id == viewer.id)
    if Access.DEPARTMENT_HEAD in accesses and viewer.department_id is not None:
        seen.append(Person.department_id == viewer.department_id)
    return or_(*seen)


def visible_people(viewer: Person | None) -> Select[Person]:
    """Return the selection of everybody whom ``viewer`` may see, by name."""
    condition = may_see(viewer) if viewer is not None else false()
    return select(Person).where(condition).order_by(Person.name, Person.id)


def list_coached(coach: Person) -> Sequence[Person]:
    """Return the people entrusted to a coach, by name."""
    return db.session.scalars(
        visible_people(coach).where(Person.coach_id == coach.id, Person.left_on.is_(None))
    ).all()


def list_department(head: Person) -> Sequence[Person]:
    """Return the people of the department that somebody heads, by name."""
    return db.session.scalars(
        visible_people(head).where(
            Person.department_id == head.department_id,
            Person.id != head.id,
            Person.left_on.is_(None),
        )
    ).all()


def organisation_name() -> LocalText | str:
    """Return the name of the organisation; until it has one, that of the configuration."""
    found = db.session.scalar(select(Organisation).limit(1))
    return found.name if found else str(current_app.config["ORGANISATION"])


def list_demo_people() -> Sequence[Person]:
    """Return the people of the demo to step in as, in the order of their accounts."""
    return db.session.scalars(
        select(Person).join(Person.account).where(Account.is_demo).order_by(Account.id)
    ).all()


def is_demo() -> bool:
    """Return whether this installation holds demo accounts."""
    return bool(db.session.scalar(select(exists().where(Account.is_demo))))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of a list of people."""

    people: Sequence[Person]
    number: int
    has_next: bool


def search(viewer: Person, words: str, *, page: int) -> PeoplePage:
    """Return the visible people whose name, number or email holds the words, page by page."""
    query = visible_people(viewer)
    for word in words.split():
        pattern = f"%{_escaped(word)}%"
        query = query.where(
            or_(
                Person.name.ilike(pattern, escape="\\"),
                Person.number.ilike(pattern, escape="\\"),
                Person.email.ilike(pattern, escape="\\"),
            )
        )
    number = min(max(page, 1), LAST_PAGE)
    found = db.session.scalars(query.offset((number - 1) * PAGE).limit(PAGE + 1)).unique().all()
    return PeoplePage(found[:PAGE], number, len(found) > PAGE)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
