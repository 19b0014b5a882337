"""The rows that could not be taken, as a table to mend and import again."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from flask_babel import gettext as _

from assessments.interchange.spreadsheets import write_table
from assessments.interchange.tabular import Table


class Rejection(Protocol):
    """Why a row, or one cell of it, could not be taken."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def reason(self) -> str: ...


class Report(Protocol):
    """What came of an import, as far as this needs it."""

    @property
    def rejections(self) -> Sequence[Rejection]: ...


def write_rejects(table: Table, report: Report) -> bytes:
    """Return the rows as they stand in the file, with their numbers and reasons at the end."""
    stream = io.BytesIO()
    headings = (*table.names, _("Row in the file"), _("Why it was not taken"))
    write_table(stream, headings, _rows(table, report.rejections))
    return stream.getvalue()


def _rows(table: Table, rejections: Iterable[Rejection]) -> Iterator[list[object]]:
    reasons: dict[int, list[str]] = {}
    for each in rejections:
        words = f"{each.column}: {each.reason}" if each.column else each.reason
        reasons.setdefault(each.row, []).append(words)
    width = table.width
    for row in table.rows():
        if row.number in reasons:
            texts = [*row.texts[:width], *[""] * (width - len(row.texts))]
            yield [*texts, row.number, " ".join(reasons[row.number])]
