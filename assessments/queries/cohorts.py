"""Reads of the people whom a desk looks after, narrowed by department and role, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import lazyload

from assessments.database import LocalText, db
from assessments.models.framework import Role
from assessments.models.people import AccessRole, Account, Department, Person
from assessments.permissions import Access
from assessments.queries.pages import Counted, counted_on
from assessments.queries.people import PAGE, may_see


class Grouping(StrEnum):
    """By what the names of a cohort stand together."""

    DEPARTMENT = "department"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Whose people, and which of them; an empty code leaves all."""

    viewer: Person
    desk: Access
    department: str = ""
    role: str = ""

    def condition(self) -> ColumnElement[bool]:
        """Return who belongs to it, among those whom the viewer may see."""
        conditions = [may_see(self.viewer), Person.left_on.is_(None), self._of_desk()]
        if self.department:
            conditions.append(Person.department.has(Department.code == self.department))
        if self.role:
            conditions.append(Person.role.has(Role.code == self.role))
        return and_(*conditions)

    def _of_desk(self) -> ColumnElement[bool]:
        if self.desk is Access.PMO_COACH:
            return Person.coach_id == self.viewer.id
        if self.desk is Access.DEPARTMENT_HEAD:
            in_department = Person.department_id == self.viewer.department_id
            return and_(in_department, Person.id != self.viewer.id, _is_developed())
        return _is_developed()


def _is_developed() -> ColumnElement[bool]:
    """Whether somebody has a profile to be held against, and is not here for another's sake."""
    works_as_manager = Account.roles.any(AccessRole.name == Access.PROJECT_MANAGER)
    return and_(
        Person.role_id.is_not(None),
        or_(~Person.account.has(), Person.account.has(works_as_manager)),
    )


def page_of(cohort: Cohort, grouping: Grouping, page: int) -> Counted[Person]:
    """Return one page of a cohort, by group and name; a page beyond the last one is the last."""
    condition = cohort.condition()
    total = db.session.scalar(select(func.count(Person.id)).where(condition)) or 0
    query = select(Person).where(condition).options(lazyload(Person.account))
    return counted_on(page, _ordered(query, grouping), total, size=PAGE)


def _ordered(query: Select[Person], grouping: Grouping) -> Select[Person]:
    if grouping is Grouping.ROLE:
        query = query.outerjoin(Role, Role.id == Person.role_id)
        return query.order_by(Role.position.is_(None), Role.position, Person.name, Person.id)
    query = query.outerjoin(Department, Department.id == Person.department_id)
    return query.order_by(Department.code.is_(None), Department.code, Person.name, Person.id)


def list_names(cohort: Cohort) -> dict[int, str]:
    """Return the names of everybody in a cohort by key, in alphabetical order."""
    rows = db.session.execute(
        select(Person.id, Person.name).where(cohort.condition()).order_by(Person.name, Person.id)
    )
    return {key: name for key, name in rows}


def list_people(person_ids: Sequence[int]) -> dict[int, Person]:
    """Return some people by key, with department and role."""
    found = db.session.scalars(
        select(Person).where(Person.id.in_(person_ids)).options(lazyload(Person.account))
    ).unique()
    return {person.id: person for person in found}


@dataclass(frozen=True, slots=True)
class Choices:
    """Departments and roles that occur in a cohort, with their names, to narrow it by."""

    departments: dict[str, LocalText]
    roles: dict[str, LocalText]


def choices_in(viewer: Person, desk: Access) -> Choices:
    """Return by what the people of a desk can be narrowed."""
    condition = Cohort(viewer, desk).condition()
    departments = db.session.execute(
        select(Department.code, Department.name)
        .where(Department.id.in_(select(Person.department_id).where(condition)))
        .order_by(Department.code)
    )
    roles = db.session.execute(
        select(Role.code, Role.name)
        .where(Role.id.in_(select(Person.role_id).where(condition)))
        .order_by(Role.position)
    )
    return Choices({code: name for code, name in departments}, {code: name for code, name in roles})
