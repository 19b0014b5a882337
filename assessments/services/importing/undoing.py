"""Undo an import as a whole: what nothing has touched since goes back, everything else is named."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Date, Enum, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assessments.database import Base, LocalText, LocalTextColumn, UtcDateTime, db, now
from assessments.models.assessment import Assessment, Rating
from assessments.models.audit import AuditLine
from assessments.models.base import Model
from assessments.models.importing import ImportedRow, ImportRun
from assessments.models.people import Person
from assessments.services.importing import records
from assessments.services.importing.records import Record

PORTION = 500
ALL_OF_A_ROW = "row"
ANSWERS = frozenset({Assessment.__tablename__, Rating.__tablename__})

Place = tuple[str, int]
Reason = dict[str, Any]


@dataclass(slots=True)
class Undone:
    """What came of it: how many rows went back, were taken away, or had to stay as they are."""

    counts: Counter[str] = field(default_factory=Counter)
    left: dict[Place, Reason] = field(default_factory=dict)


def undo(run: ImportRun, *, by: Person | None) -> Undone:
    """Take back what an import did, the last first, in one transaction.

    A row that somebody has changed since stays, and so does one that something now rests on; what
    is left can be tried again later.
    """
    # Whoever comes second waits here and then finds nothing left to do.
    db.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run.id)
        .values(
            undone_at=func.coalesce(ImportRun.undone_at, now()),
            undone_by_id=func.coalesce(ImportRun.undone_by_id, by.id if by else None),
        )
    )
    undone = Undone()
    try:
        for portion in _portions(run.id):
            for (name, step), group in groupby(portion, key=lambda row: (row.table, _step(row))):
                _take_back(_table(name), step, list(group), undone, by, run)
        if undone.counts.total():
            line = records.audit_line(
                "undo_import", f"file {run.file}", by=by, new=dict(undone.counts)
            )
            records.add(AuditLine, [line])
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return undone


def _portions(run_id: int) -> Iterator[list[ImportedRow]]:
    last: int | None = None
    while True:
        query = select(ImportedRow).where(ImportedRow.run_id == run_id)
        if last is not None:
            query = query.where(ImportedRow.id < last)
        found = list(db.session.scalars(query.order_by(ImportedRow.id.desc()).limit(PORTION)))
        if not found:
            return
        last = found[-1].id
        yield found
        for row in found:
            if row in db.session:
                db.session.expunge(row)


def _table(name: str) -> Table:
    found: Table = db.metadata.tables[name]
    return found


def _step(row: ImportedRow) -> str:
    if row.old is None:
        return "added"
    return "removed" if row.new is None else "changed"


def _take_back(
    table: Table,
    step: str,
    rows: list[ImportedRow],
    undone: Undone,
    by: Person | None,
    run: ImportRun,
) -> None:
    """Undo rows of one table that were all added, all changed or all removed."""
    for reason, left in _kept_before(table, rows, undone):
        _keep(left, reason, undone)
    rows = [row for row in rows if (row.table, row.row_id) not in undone.left]
    if "id" not in table.columns:
        take_back: TakeBack = _take_back_links
    else:
        take_back = {
            "added": _take_away, "changed": _change_back, "removed": _put_back,
        }[step]  # fmt: skip
    about = _people_of(table, step, rows)
    done = _with_care(table, rows, take_back, undone)
    undone.counts[step] += len(done)
    lines = [
        records.audit_line(
            # Rows of answers hold levels, which an administrator does not read in the audit trail.
            "undo_import_row" if table.name in ANSWERS else "undo_import_record",
            f"{table.name} {row.row_id}",
            by=by,
            about=about.get(row.row_id),
            old=row.new,
            new=row.old,
            reason=run.file,
        )
        for row in done
    ]
    records.add(AuditLine, lines)
    db.session.execute(delete(ImportedRow).where(ImportedRow.id.in_([row.id for row in done])))


def _kept_before(
    table: Table, rows: Sequence[ImportedRow], undone: Undone
) -> list[tuple[Reason, ImportedRow]]:
    """Return rows of which a later step could not be undone: nor can an earlier one."""
    places = [((table.name, row.row_id), row) for row in rows]
    return [(undone.left[place], row) for place, row in places if place in undone.left]


def _keep(row: ImportedRow, reason: Reason, undone: Undone) -> None:
    undone.left[row.table, row.row_id] = reason
    undone.counts["left"] += 1
    db.session.execute(update(ImportedRow).where(ImportedRow.id == row.id).values(kept=reason))


TakeBack = Callable[[Table, list[ImportedRow], Undone], list[ImportedRow]]


def _with_care(
    table: Table, rows: list[ImportedRow], take_back: TakeBack, undone: Undone
) -> list[ImportedRow]:
    """Undo rows together, or where the database objects, one by one."""
    if not rows:
        return []
    try:
        with db.session.begin_nested():
            return take_back(table, rows, undone)
    except IntegrityError:
        done = []
        for row in rows:
            try:
                with db.session.begin_nested():
                    done += take_back(table, [row], undone)
            except IntegrityError:
                _keep(row, {"why": "taken"}, undone)
        return done


def _take_away(table: Table, rows: list[ImportedRow], undone: Undone) -> list[ImportedRow]:
    """Delete rows that the import added, unless they have changed or something rests on them."""
    current = _current(table, rows)
    unchanged = []
    for row in rows:
        changed = _changed(row, current.get(row.row_id))
        if changed and row.row_id in current:
            _keep(row, {"why": "changed", "columns": changed}, undone)
        else:
            unchanged.append(row)
    resting = _resting_on(table, [row.row_id for row in unchanged])
    for row in unchanged:
        if row.row_id in resting:
            _keep(row, {"why": "rests", "tables": resting[row.row_id]}, undone)
    done = [row for row in unchanged if row.row_id not in resting]
    ids = [row.row_id for row in done]
    if table.name == Person.__tablename__:
        _let_go(ids)
    db.session.execute(delete(table).where(table.c["id"].in_(ids)))
    return done


def _change_back(table: Table, rows: list[ImportedRow], undone: Undone) -> list[ImportedRow]:
    """Give rows the values that they had, where they still have those of the import."""
    current = _current(table, rows)
    done = []
    for row in rows:
        if row.row_id not in current:
            _keep(row, {"why": "gone"}, undone)
        elif changed := _changed(row, current[row.row_id]):
            _keep(row, {"why": "changed", "columns": changed}, undone)
        else:
            done.append(row)
    for names, same in _by_columns(done):
        model = _model(table)
        values = [{"id": row.row_id, **_from_json(table, row.old or {})} for row in same]
        records.update_rows(model, names, values)
    return done


def _put_back(
    table: Table,
    rows: list[ImportedRow],
    undone: Undone,  # noqa: ARG001 - nothing can be left
) -> list[ImportedRow]:
    """Insert rows that the import took away."""
    db.session.execute(
        insert(table).execution_options(render_nulls=True),
        [_from_json(table, row.old or {}) for row in rows],
    )
    return rows


def _take_back_links(table: Table, rows: list[ImportedRow], undone: Undone) -> list[ImportedRow]:
    """Give each row the links that it had, where they are still those of the import."""
    done = []
    for row in rows:
        [(other, new)] = (row.new or {}).items()
        [owner] = {column.name for column in table.columns} - {other}
        held = db.session.scalars(select(table.c[other]).where(table.c[owner] == row.row_id))
        if sorted(held) != sorted(new):
            _keep(row, {"why": "changed", "columns": [other]}, undone)
        else:
            records.set_links(table, owner, other, {row.row_id: (row.old or {})[other]})
            done.append(row)
    return done


def _model(table: Table) -> type[Model]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)


def _current(table: Table, rows: Sequence[ImportedRow]) -> dict[int, Record]:
    ids = [row.row_id for row in rows]
    found = db.session.execute(select(table).where(table.c["id"].in_(ids))).mappings()
    return {row["id"]: records.as_json(dict(row)) for row in found}


def _changed(row: ImportedRow, current: Mapping[str, Any] | None) -> list[str]:
    """Return the columns that are no longer as the import left them."""
    if current is None:
        return [ALL_OF_A_ROW]
    new = row.new or {}
    return [name for name, value in new.items() if name in current and current[name] != value]


def _by_columns(rows: Sequence[ImportedRow]) -> Iterator[tuple[list[str], list[ImportedRow]]]:
    def names(row: ImportedRow) -> list[str]:
        return sorted(row.old or {})

    for same, group in groupby(sorted(rows, key=names), key=names):
        yield same, list(group)


def _from_json(table: Table, values: Mapping[str, Any]) -> Record:
    return {name: _value(table.columns[name], value) for name, value in values.items()}


def _value(column: "Column[Any]", value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    kind = column.type
    if value is None:
        return None
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Enum) and kind.enum_class:
        return kind.enum_class(value)
    return LocalText(value) if isinstance(kind, LocalTextColumn) else value


def _resting_on(table: Table, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return which rows are referred to by rows that stay, and how often by which table."""
    found: dict[int, dict[str, int]] = {}
    if not ids:
        return found
    own: list[tuple[int, int]] = []
    for column in _referring(table):
        if column.table is table:
            pairs = select(column, table.c["id"]).where(column.in_(ids))
            own += [(to, source) for to, source in db.session.execute(pairs)]
            continue
        counts = select(column, func.count()).where(column.in_(ids)).group_by(column)
        for identity, count in db.session.execute(counts):
            tables = found.setdefault(identity, {})
            tables[column.table.name] = tables.get(column.table.name, 0) + count
    staying, going = set(found), set(ids)
    while True:
        held = {to for to, source in own if source in staying or source not in going} - staying
        if not held:
            return found
        staying |= held
        for identity in held:
            found[identity] = {table.name: sum(to == identity for to, _source in own)}


def _referring(table: Table) -> list["Column[Any]"]:
    """Return the columns of all tables that refer to a table, but for lines of the audit trail."""
    return [
        column
        for other in db.metadata.sorted_tables
        for column in other.columns
        if any(key.column.table is table for key in column.foreign_keys)
        and not (other.name == AuditLine.__tablename__ and column.name == "person_id")
    ]


def _let_go(ids: Sequence[int]) -> None:
    """Let the audit lines of people stand by themselves: their subject still says whom."""
    db.session.execute(update(AuditLine).where(AuditLine.person_id.in_(ids)).values(person_id=None))


def _people_of(table: Table, step: str, rows: Sequence[ImportedRow]) -> dict[int, int]:
    """Return whom each row is about, where it is about somebody."""
    facts = {row.row_id: {**(row.old or {}), **(row.new or {})} for row in rows}
    if table.name == Person.__tablename__:
        return {} if step == "added" else {identity: identity for identity in facts}
    if "person_id" in table.columns:
        return {key: each["person_id"] for key, each in facts.items() if each.get("person_id")}
    if "assessment_id" not in table.columns:
        return {}
    current = select(table.c["id"], Assessment.person_id).join(
        Assessment, Assessment.id == table.c["assessment_id"]
    )
    found = db.session.execute(current.where(table.c["id"].in_(facts)))
    return {identity: person for identity, person in found}
