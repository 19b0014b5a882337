"""Reading and writing of many rows at once: the number of queries does not grow with the rows."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from assessments.database import db, now
from assessments.models.base import Model
from assessments.models.people import Person

Record = dict[str, Any]


def find(model: type[Model], names: Iterable[str], condition: ColumnElement[bool]) -> list[Record]:
    """Return the named columns of the rows that meet a condition."""
    columns = [getattr(model, name) for name in names]
    return [dict(row) for row in db.session.execute(select(*columns).where(condition)).mappings()]


def add(model: type[Model], records: list[Record]) -> None:
    """Insert records that all have the same columns."""
    if records:
        # Without this option a new statement begins wherever another column is blank.
        statement = insert(model).execution_options(render_nulls=True)
        db.session.execute(statement, records)


def change(model: type[Model], records: list[Record]) -> None:
    """Update records that all have the same columns, among them ``id``."""
    if records:
        db.session.execute(update(model), records)


def audit_line(
    action: str,
    subject: str,
    *,
    by: Person | None,
    about: int | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Record:
    """Return a line of the audit trail, to be written together with many others."""
    return {
        "at": now(),
        "actor_id": by.id if by else None,
        "person_id": about,
        "action": action,
        "subject": subject[:120],
        "old": as_json(old) if old else None,
        "new": as_json(new) if new else None,
        "reason": reason[:500],
    }


def as_json(values: Mapping[str, Any]) -> Record:
    """Return values as the audit trail stores them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Record, Record]:
    """Return what changes, as it was and as it will be."""
    names = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}
