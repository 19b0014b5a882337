"""Keep the departments: add, rename, close; people stay until they are moved."""

import hashlib
import re
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from assessments.database import LocalText, db
from assessments.models.people import Department, Person
from assessments.queries import departments
from assessments.services import auditing
from assessments.services.conflicts import ConflictError
from assessments.services.locking import lock

LONGEST_CODE = 60

Change = dict[str, Any] | None


class NameTakenError(ValueError):
    """Another department is called so; the message is for the reader."""


def fingerprint(department: Department) -> str:
    """Return a mark of what is kept of a department: lists that are imported keep no version."""
    facts = (dict(department.name), department.is_active)
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def add(names: dict[str, str], *, by: Person) -> Department:
    """Add a department.

    Raises
    ------
    NameTakenError
    """
    _check_free(names, None)
    code = re.sub(r"\W+", "_", names["en"].lower()).strip("_")[:LONGEST_CODE] or "department"
    department = Department(code=_free_code(code), name=LocalText(names))
    db.session.add(department)
    _note("add_department", department, by=by, new={"name": names})
    _commit()
    return department


def rename(department: Department, names: dict[str, str], *, seen: str, by: Person) -> bool:
    """Change the names, as last seen with the fingerprint ``seen``; return whether they changed.

    Raises
    ------
    NameTakenError, ConflictError
    """
    lock(department)
    if fingerprint(department) != seen:
        db.session.rollback()
        raise ConflictError
    old = dict(department.name)
    if old == names:
        db.session.rollback()
        return False
    _check_free(names, department)
    department.name = LocalText(names)
    _note("change_department", department, by=by, old={"name": old}, new={"name": names})
    _commit()
    return True


def close(department: Department, *, by: Person) -> None:
    """Offer a department no more; whoever belongs to it stays until moved."""
    _switch(department, "close_department", is_active=False, by=by)


def reopen(department: Department, *, by: Person) -> None:
    """Offer a department again."""
    _switch(department, "reopen_department", is_active=True, by=by)


def _switch(department: Department, action: str, *, is_active: bool, by: Person) -> None:
    lock(department)
    if department.is_active is not is_active:
        department.is_active = is_active
        old, new = {"is_active": not is_active}, {"is_active": is_active}
        _note(action, department, by=by, old=old, new=new)
    db.session.commit()


def _check_free(names: dict[str, str], department: Department | None) -> None:
    wanted = {name.casefold() for name in names.values()}
    for other in departments.list_all():
        if other is not department and wanted & {each.casefold() for each in other.name.values()}:
            db.session.rollback()
            raise NameTakenError(_("Another department is called so."))


def _free_code(code: str) -> str:
    taken = {each.code for each in departments.list_all()}
    number = 1
    found = code
    while found in taken:
        number += 1
        found = f"{code[: LONGEST_CODE - 4]}_{number}"
    return found


def _commit() -> None:
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise NameTakenError(_("Somebody has just added a department of this name.")) from error


def _note(
    action: str, department: Department, *, by: Person, old: Change = None, new: Change = None
) -> None:
    auditing.note(action, f"department {department.code}", by=by, about=None, old=old, new=new)
