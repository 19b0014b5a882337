"""What rows about people refer to by name: roles, departments and coaches."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, or_, select, true

from assessments.database import LocalText, db
from assessments.models.audit import AuditLine
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.services.importing import records
from assessments.services.importing.tables import word_of


def role_ids() -> dict[str, int]:
    """Return the roles by their codes and by their names in every language."""
    found = records.find(Role, ("id", "code", "name"), true())
    return {word: each["id"] for each in found for word in _words(each)}


def department_ids() -> dict[str, int]:
    """Return the departments by their codes and by their names in every language."""
    found = records.find(Department, ("id", "code", "name"), true())
    return {word: each["id"] for each in found for word in _words(each)}


def closed_departments() -> set[int]:
    """Return the departments into which nobody new can be put."""
    found = records.find(Department, ("id",), Department.is_active.is_(False))
    return {each["id"] for each in found}


def roles_not_offered() -> set[int]:
    """Return the roles that nobody new can be given."""
    return {each["id"] for each in records.find(Role, ("id",), Role.is_active.is_(False))}


def _words(record: records.Record) -> Iterator[str]:
    yield word_of(record["code"])
    yield from (word_of(name) for name in record["name"].values())


def add_departments(names: Iterable[str], by: Person | None, file: str) -> list[str]:
    """Add the departments that are not known yet, and return their names."""
    known = department_ids()
    fresh = {word_of(name): name for name in names if word_of(name) not in known}
    new = [{"code": code[:60], "name": LocalText(en=name)} for code, name in sorted(fresh.items())]
    records.add(Department, new)
    records.add(
        AuditLine,
        [
            records.audit_line(
                "import_department", f"department {each['code']}", by=by, new=each, reason=file
            )
            for each in new
        ],
    )
    return sorted(fresh.values())


def find_people(keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of people by number or, in small letters, by email address."""
    wanted = set(keys)
    emails = {key.lower() for key in wanted}
    people = select(Person.id, Person.number, func.lower(Person.email)).where(
        or_(Person.number.in_(wanted), func.lower(Person.email).in_(emails))
    )
    rows = db.session.execute(people).all()
    by_email = {email: identity for identity, _number, email in rows if email}
    return by_email | {number: identity for identity, number, _email in rows if number}
