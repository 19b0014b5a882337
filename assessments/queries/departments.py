"""Reads of departments, and of who coaches how many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, lazyload

from assessments.database import db
from assessments.models.people import Department, Person
from assessments.permissions import Access
from assessments.queries.directory import has_access


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department with its heads and the number of its people."""

    department: Department
    heads: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class CoachRow:
    """Somebody who coaches, or whom people are still entrusted to, and how many."""

    id: int
    name: str
    department: str
    people: int
    is_coach: bool


def get_department(department_id: int) -> Department:
    """Return one department; answers 404 where there is none."""
    return db.get_or_404(Department, department_id)


def list_all() -> Sequence[Department]:
    """Return every department, closed ones included."""
    return db.session.scalars(select(Department)).all()


def count_people(department: Department) -> int:
    """Return how many people who are here belong to a department."""
    query = select(func.count(Person.id)).where(
        Person.department_id == department.id, Person.left_on.is_(None)
    )
    return db.session.scalar(query) or 0


def list_departments() -> list[DepartmentRow]:
    """Return the departments by name; those that are closed stand last."""
    counts = _counts(Person.department_id)
    heads: dict[int | None, list[str]] = defaultdict(list)
    found = select(Person.department_id, Person.name).where(
        Person.left_on.is_(None), has_access(Access.DEPARTMENT_HEAD)
    )
    for department_id, name in db.session.execute(found.order_by(Person.name)):
        heads[department_id].append(name)
    rows = [
        DepartmentRow(each, tuple(heads[each.id]), counts.get(each.id, 0)) for each in list_all()
    ]
    return sorted(rows, key=lambda row: (not row.department.is_active, str(row.department.name)))


def list_coaches() -> list[CoachRow]:
    """Return who coaches how many, by name; also who no longer may, while somebody is left."""
    counts = _counts(Person.coach_id)
    is_coach = (has_access(Access.PMO_COACH) & Person.left_on.is_(None)).label("is_coach")
    query = (
        select(Person, is_coach)
        .where(or_(is_coach, Person.id.in_(list(counts))))
        .options(*(lazyload(each) for each in (Person.role, Person.aims_for, Person.account)))
        .order_by(Person.name, Person.id)
    )
    return [
        CoachRow(
            id=person.id,
            name=person.name,
            department=str(person.department.name) if person.department else "",
            people=counts.get(person.id, 0),
            is_coach=bool(found),
        )
        for person, found in db.session.execute(query)
    ]


def _counts(column: InstrumentedAttribute[int | None]) -> dict[int, int]:
    query = select(column, func.count(Person.id)).where(Person.left_on.is_(None)).group_by(column)
    return {key: number for key, number in db.session.execute(query) if key is not None}


def find_by_name(name: str) -> Department | None:
    """Return the department of a code, else of a name in any language where no other has it."""
    found = db.session.scalar(select(Department).where(Department.code == name))
    if found is not None:
        return found
    called = [
        each
        for each in db.session.scalars(select(Department).order_by(Department.id))
        if name.casefold() in {word.casefold() for word in each.name.values()}
    ]
    return called[0] if len(called) == 1 else None
