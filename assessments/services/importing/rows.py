"""The walk over a table: look it over, check each row, hand the good ones on in portions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Generic, Protocol, TypeVar

from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError

from assessments.database import db, now
from assessments.models.audit import AuditLine
from assessments.models.importing import ImportKind, ImportRun
from assessments.models.people import Person
from assessments.services.importing import changes, records
from assessments.services.importing.cells import Notation, find_day_order
from assessments.services.importing.reports import ImportReport
from assessments.services.importing.tables import Columns, ImportProblem, Table, amount_of

PORTION = 500
"""Rows that are looked up and written together; bounds memory and the length of a query."""
MOST_REMARKS = 200

Facts = TypeVar("Facts", bound=BaseModel)
Item = TypeVar("Item")
Progress = Callable[[int, int], None]
"""Told after each portion how many rows of how many have been read."""


@dataclass(frozen=True, slots=True)
class Accepted(Generic[Facts]):
    """A row whose cells are right by themselves."""

    number: int
    cells: Mapping[str, str]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Source:
    """A table to import, and which of its columns mean what."""

    kind: ImportKind
    table: Table
    columns: Columns
    keys: tuple[str, ...]
    """Columns of which one at least must be there, to know rows again."""
    days: tuple[str, ...]
    file: str


class Intake(Protocol[Facts]):
    """What takes the rows into the database."""

    def take(self, portion: Sequence[Accepted[Facts]]) -> None: ...
    def finish(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """How a table is taken."""

    by: Person | None
    progress: Progress | None = None
    is_trial: bool = False
    """Everything is done and nothing kept."""
    before_keeping: Callable[[ImportReport, ImportRun], None] | None = None
    """Done in the same transaction, after the last row."""


def import_rows(
    source: Source,
    model: type[Facts],
    intake: Callable[[ImportReport, Person | None, date], Intake[Facts]],
    terms: Terms,
) -> ImportReport:
    """Take all rows of a table that can be taken, in one transaction.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    table, by = source.table, terms.by
    check_columns(source)
    today = now().date()
    total, notation = _look_over(source, today)
    report = ImportReport(source.file, table.headings, table.unknown, table.encoding)
    report.remarks += table.remarks
    try:
        run = ImportRun(kind=source.kind, file=source.file[:200], at=now(), by=by, counts={})
        db.session.add(run)
        db.session.flush()
        # What is not kept need not be undone, and other writers wait for less.
        with nullcontext() if terms.is_trial else records.recording(run):
            receiver = intake(report, by, today)
            for portion in in_portions(accepted_rows(table, model, notation, report)):
                receiver.take(portion)
                if terms.progress:
                    terms.progress(min(portion[-1].number - 1, total), total)
            receiver.finish()
        _finish(source, run, report, terms)
    except IntegrityError as error:
        db.session.rollback()
        raise ImportProblem(
            _("Somebody changed the same rows meanwhile. Please import again.")
        ) from error
    except BaseException:
        db.session.rollback()
        raise
    return report


def _finish(source: Source, run: ImportRun, report: ImportReport, terms: Terms) -> None:
    """Keep what was taken, or only say what would be."""
    if report.taken:
        run.counts, run.remarks = report.counts(), report.remarks[:MOST_REMARKS]
        line = records.audit_line(
            "import_file", f"file {source.file}", by=terms.by, new=report.counts()
        )
        records.add(AuditLine, [line])
    db.session.flush()
    changes.put_into_words(report)
    if terms.before_keeping and report.taken:
        terms.before_keeping(report, run)
    if terms.is_trial or not report.taken:
        db.session.rollback()
        return
    report.run_id = run.id
    db.session.commit()


def check_columns(source: Source) -> None:
    table, known = source.table, source.columns.headings
    if any(column in table.headings for column in source.keys):
        return
    raise ImportProblem(
        _(
            "No column says which row is which: one must be called %(expected)s. The file has: "
            "%(found)s.",
            expected=", ".join(name for key in source.keys for name in (key, *known[key][:3])),
            found=", ".join([*table.headings.values(), *table.unknown]),
        )
    )


def _look_over(source: Source, today: date) -> tuple[int, Notation]:
    """Return how many rows there are, and how the file writes its days and numbers."""
    table = source.table
    count = 0

    def texts() -> Iterator[str]:
        nonlocal count
        for row in table.rows():
            count += 1
            yield from (row.cells[name] for name in source.days if name in row.cells)

    day_first = find_day_order(texts())
    if not count:
        raise ImportProblem(_("The file has headings but no rows."))
    factors = {
        name: amount_of(table.headings[name]).factor
        for name in source.columns.amounts & set(table.headings)
    }
    return count, Notation(today, day_first, table.separator == ";", factors)


def accepted_rows(
    table: Table, model: type[Facts], notation: Notation, report: ImportReport
) -> Iterator[Accepted[Facts]]:
    """Yield the rows that are right by themselves, and name the others in the report."""
    context = {"notation": notation}
    for row in table.rows():
        if row.problem:
            report.reject(row.number, "", "", row.problem)
            continue
        for column, reason in row.faults.items():
            report.reject(row.number, column, row.cells[column], reason)
        cells = {name: text for name, text in row.cells.items() if name not in row.faults}
        try:
            facts = model.model_validate(cells, context=context)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                column = str(problem["loc"][0]) if problem["loc"] else ""
                report.reject(row.number, column, row.cells.get(column, ""), problem["msg"])
        else:
            if not row.faults:
                yield Accepted(row.number, row.cells, facts)


def in_portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists of at most :data:`PORTION`."""
    walk = iter(items)
    while portion := list(islice(walk, PORTION)):
        yield portion
