"""Reads about people."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true

from assessments.database import db
from assessments.models.people import AccessRole, Account, Person
from assessments.permissions import Access

PAGE = 50
DEMO_PEOPLE = 100


def get_person(person_id: int) -> Person:
    """Return one person; answers 404 where there is none."""
    return db.get_or_404(Person, person_id)


def find_by_number(number: str) -> Person | None:
    """Return who has this number in the organisation."""
    return db.session.scalar(select(Person).where(Person.number == number))


def find_by_email(email: str) -> Person | None:
    """Return who has this email address, however it is written."""
    return db.session.scalar(select(Person).where(func.lower(Person.email) == email.lower()))


def find_by_key(key: str) -> Person | None:
    """Return who is known by a number, an email address or, failing these, a key."""
    found = find_by_number(key) or find_by_email(key)
    if found is None and key.isdecimal() and len(key) < 10:
        found = db.session.get(Person, int(key))
    return found


def find_by_name(name: str) -> Person | None:
    """Return who is called so, where nobody else is."""
    found = db.session.scalars(
        select(Person).where(Person.name == name, Person.left_on.is_(None)).limit(2)
    ).unique()
    people = found.all()
    return people[0] if len(people) == 1 else None


def first_with(access: Access) -> Person | None:
    """Return the first who has an open account of a kind."""
    return db.session.scalar(
        select(Person)
        .join(Person.account)
        .where(Account.active, Account.roles.any(AccessRole.name == access.value))
        .order_by(Person.id)
        .limit(1)
    )


def list_keys_in_roles() -> Sequence[int]:
    """Return everybody who is here and has a role, by key."""
    return db.session.scalars(
        select(Person.id)
        .where(Person.role_id.is_not(None), Person.left_on.is_(None))
        .order_by(Person.id)
    ).all()


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


def list_demo_people() -> Sequence[Person]:
    """Return the people of the demo to step in as, in the order of their accounts.

    A crowd that was added to it for load tests is left out.
    """
    return db.session.scalars(
        select(Person)
        .join(Person.account)
        .where(Account.is_demo)
        .order_by(Account.id)
        .limit(DEMO_PEOPLE)
    ).all()


def is_demo() -> bool:
    """Return whether this installation holds demo accounts."""
    return bool(db.session.scalar(select(exists().where(Account.is_demo))))


def holds_words(words: str) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that name, number or email of a person hold every word."""
    for word in words.split():
        pattern = f"%{_escaped(word)}%"
        yield or_(
            Person.name.ilike(pattern, escape="\\"),
            Person.number.ilike(pattern, escape="\\"),
            Person.email.ilike(pattern, escape="\\"),
        )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
