"""Reading and writing of many rows at once: the number of queries does not grow with the rows.

What is written while an import records itself can be undone as a whole: see ``undoing``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from assessments.database import db, now
from assessments.models.audit import AuditLine
from assessments.models.base import Model
from assessments.models.importing import ImportedRow, ImportRun
from assessments.models.people import Person

Record = dict[str, Any]

_run: ContextVar[int | None] = ContextVar("import_run", default=None)


@contextmanager
def recording(run: ImportRun) -> Iterator[None]:
    """Remember every row that is written meanwhile, as it was and as it became."""
    token = _run.set(run.id)
    try:
        yield
    finally:
        _run.reset(token)


def find(
    model: type[Model],
    names: Iterable[str],
    condition: ColumnElement[bool] | InstrumentedAttribute[bool],
) -> list[Record]:
    """Return the named columns of the rows that meet a condition."""
    columns = [getattr(model, name) for name in names]
    return [dict(row) for row in db.session.execute(select(*columns).where(condition)).mappings()]


def table_of(model: type[Model]) -> Table:
    """Return the table of a model."""
    found = inspect(model).local_table
    assert isinstance(found, Table)  # noqa: S101 - no model of ours is drawn from a view
    return found


def version_of(model: type[Model]) -> str | None:
    """Return the name of the column that counts the changes of a row."""
    column = inspect(model).version_id_col
    return None if column is None else str(column.key)


def add(model: type[Model], records: Sequence[Record]) -> list[Record]:
    """Insert records that all have the same columns; return the rows, in any order."""
    if not records:
        return []
    # Without this option a new statement begins wherever another column is blank.
    statement = insert(model).execution_options(render_nulls=True)
    if model is AuditLine:
        db.session.execute(statement, records)
        return []
    table = table_of(model)
    added = db.session.execute(statement.returning(*table.columns), records)
    rows = [dict(row) for row in added.mappings()]
    if _run.get() is not None:
        _remember(table, [(row["id"], None, _without(row, model)) for row in rows])
    return rows


def change(model: type[Model], records: Sequence[Record]) -> None:
    """Update records that all have the same columns, among them ``id``."""
    if not records:
        return
    table = table_of(model)
    names = [name for name in records[0] if name != "id"]
    if _run.get() is not None:
        columns = [table.columns[name] for name in ("id", *names)]
        ids = [record["id"] for record in records]
        rows = db.session.execute(select(*columns).where(table.columns["id"].in_(ids))).mappings()
        before = {row["id"]: dict(row) for row in rows}
        changes = [
            (record["id"], *differences(before[record["id"]], record, names)) for record in records
        ]
        _remember(table, [each for each in changes if each[2]])
    update_rows(model, names, records)


def update_rows(model: type[Model], names: Sequence[str], records: Sequence[Record]) -> None:
    """Write the named columns of rows, and count it as a change where the model counts them."""
    table = table_of(model)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    if version := version_of(model):
        values[version] = table.columns[version] + 1
    statement = table.update().where(table.columns["id"] == bindparam("the_id")).values(values)
    parameters = [
        {"the_id": record["id"], **{f"new_{name}": record[name] for name in names}}
        for record in records
    ]
    db.session.connection().execute(statement, parameters)


def remove(model: type[Model], ids: Collection[int]) -> None:
    """Delete rows."""
    if not ids:
        return
    table = table_of(model)
    condition = table.columns["id"].in_(ids)
    if _run.get() is not None:
        rows = [dict(row) for row in db.session.execute(select(table).where(condition)).mappings()]
        _remember(table, [(row["id"], _without(row, model), None) for row in rows])
    db.session.execute(delete(table).where(condition))


def link(table: Table, owner: str, other: str, links: Mapping[int, Collection[int]]) -> None:
    """Give each row exactly the links of a table that holds nothing but pairs."""
    if not links:
        return
    before: dict[int, list[int]] = {each: [] for each in links}
    held = select(table.c[owner], table.c[other]).where(table.c[owner].in_(links))
    for one, another in db.session.execute(held):
        before[one].append(another)
    changed = {one: sorted(new) for one, new in links.items() if sorted(before[one]) != sorted(new)}
    if _run.get() is not None:
        _remember(
            table,
            [(one, {other: sorted(before[one])}, {other: new}) for one, new in changed.items()],
        )
    set_links(table, owner, other, changed)


def set_links(table: Table, owner: str, other: str, links: Mapping[int, Sequence[int]]) -> None:
    """Write the pairs of some rows in the place of those that are there."""
    if not links:
        return
    db.session.execute(delete(table).where(table.c[owner].in_(links)))
    pairs = [{owner: one, other: another} for one, new in links.items() for another in new]
    if pairs:
        db.session.execute(insert(table), pairs)


def _without(row: Record, model: type[Model]) -> Record:
    leave_out = {"id", version_of(model)}
    return {name: value for name, value in row.items() if name not in leave_out}


def _remember(table: Table, rows: Sequence[tuple[int, Record | None, Record | None]]) -> None:
    if rows:
        run = _run.get()
        db.session.execute(
            insert(ImportedRow).execution_options(render_nulls=True),
            [
                {
                    "run_id": run,
                    "table": table.name,
                    "row_id": identity,
                    "old": None if old is None else as_json(old),
                    "new": None if new is None else as_json(new),
                }
                for identity, old, new in rows
            ],
        )


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
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return dict(value)
    return value.value if isinstance(value, Enum) else value


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], among: Iterable[str] | None = None
) -> tuple[Record, Record]:
    """Return what changes, as it was and as it will be."""
    names = [name for name in among or new if old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}
