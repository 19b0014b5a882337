"""Reads of the list of people: filtered, by name, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload, load_only

from assessments.database import db
from assessments.models.framework import Role
from assessments.models.people import AccessRole, Account, Department, Person, account_access
from assessments.permissions import Access
from assessments.queries.pages import Found, found_on
from assessments.queries.people import PAGE, holds_words, visible_people


class Presence(StrEnum):
    """Who is listed: those who are here, those who have left, or all."""

    HERE = "here"
    LEFT = "left"
    ALL = "all"


NONE = "none"
"""Without department, role or coach."""
WITHOUT_ACCOUNT = "without"
WITH_ACCOUNT = "with"
DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which people are looked for; what is empty does not matter, ``none`` is without any."""

    words: str = ""
    department: str = ""
    role: str = ""
    coach: str = ""
    account: str = ""
    """An access, or whether there is an account."""
    presence: Presence = Presence.HERE


def search(viewer: Person, sought: Filter, *, page: int) -> Found[Person]:
    """Return the visible people who fit, by name, page by page."""
    coach = aliased(Person)
    query = (
        visible_people(viewer)
        .where(*_conditions(sought))
        .outerjoin(Person.coach.of_type(coach))
        .options(
            contains_eager(Person.coach.of_type(coach)).options(
                *(lazyload(each) for each in (
                    coach.department, coach.role, coach.aims_for, coach.account,
                ))
            ),
            joinedload(Person.account).lazyload(Account.roles),
            lazyload(Person.aims_for),
        )
    )  # fmt: skip
    return found_on(page, query, size=PAGE)


def count(viewer: Person, sought: Filter) -> int:
    """Return how many visible people fit."""
    query = visible_people(viewer).where(*_conditions(sought)).order_by(None)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def list_departments(*, with_closed: bool = False) -> Sequence[Department]:
    """Return the departments by name; closed ones are not offered any more."""
    found = db.session.scalars(select(Department)).all()
    kept = [each for each in found if each.is_active or with_closed]
    return sorted(kept, key=lambda each: (str(each.name), each.code))


def list_roles() -> Sequence[Role]:
    """Return the roles in the order of the ladder."""
    return db.session.scalars(select(Role).order_by(Role.position)).all()


def list_coaches() -> Sequence[Person]:
    """Return whoever may be given people to coach, by name."""
    return (
        db.session.scalars(
            select(Person)
            .where(has_access(Access.PMO_COACH), *_conditions(Filter()))
            .order_by(Person.name, Person.id)
            # A large organisation has thousands of coaches, and choices show their names.
            .options(load_only(Person.name), lazyload("*"))
        )
        .unique()
        .all()
    )


def has_access(access: Access) -> ColumnElement[bool]:
    """Return the condition that a person has an active account for ``access``."""
    return exists(
        select(Account.id)
        .join(account_access, account_access.c.account_id == Account.id)
        .join(AccessRole, AccessRole.id == account_access.c.access_role_id)
        .where(Account.person_id == Person.id, Account.active, AccessRole.name == access.value)
        .correlate(Person)
    )


def _conditions(sought: Filter) -> Iterator[ColumnElement[bool]]:
    yield from holds_words(sought.words)
    for column, value in (
        (Person.department_id, sought.department),
        (Person.role_id, sought.role),
        (Person.coach_id, sought.coach),
    ):
        if value == NONE:
            yield column.is_(None)
        elif value.isdecimal() and len(value) < 10:
            yield column == int(value)
    if sought.account in set(Access):
        yield has_access(Access(sought.account))
    elif sought.account in {WITHOUT_ACCOUNT, WITH_ACCOUNT, DEACTIVATED}:
        account = select(Account.id).where(Account.person_id == Person.id)
        if sought.account == DEACTIVATED:
            account = account.where(~Account.active)
        found = exists(account.correlate(Person))
        yield ~found if sought.account == WITHOUT_ACCOUNT else found
    if sought.presence is Presence.LEFT:
        yield Person.left_on.is_not(None)
    elif sought.presence is Presence.HERE:
        yield Person.left_on.is_(None)
