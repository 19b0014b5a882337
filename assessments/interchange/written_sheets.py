"""Rows to workbooks: numbers are numbers, dates are dates, and nothing is ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_NAME = 31
LONGEST_TEXT = 32_767
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
HEADER = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}


class Kind(Enum):
    """What the cells of a column hold, and how they are shown."""

    TEXT = ""
    COUNT = "#,##0"
    HOURS = "#,##0.#"
    MONEY = "#,##0.00"
    DATE = "yyyy-mm-dd"
    SMALL = "0.000"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands above it, what it holds, and how wide it is in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; its rows may be endless, since none of them is kept."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default=())
    """Sentences under the rows."""


def write(sheets: Iterable[Sheet]) -> IO[bytes]:
    """Return a workbook as a file, to be read from its beginning."""
    # Late: loading it takes a moment, and few pages need it.
    import xlsxwriter

    # Rows go through files of the writer; only the packed workbook is kept.
    file = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        formats = {kind: book.add_format({"num_format": kind.value}) for kind in Kind}
        header = book.add_format(HEADER)
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.name)), sheet, header, formats)
    file.seek(0)
    return file


def _write(
    page: "Worksheet", sheet: Sheet, header: "Format", formats: "dict[Kind, Format]"
) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.title, header)
    page.freeze_panes(1, 1)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _fill(page, last, place, value, formats[column.kind])
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    for line, words in enumerate(sheet.notes, start=last + 2):
        page.write_string(line, 0, words)


def _fill(page: "Worksheet", line: int, place: int, value: object, look: "Format") -> None:
    match value:
        case None:
            return
        case date():
            page.write_datetime(line, place, value, look)
        case int() | float():
            page.write_number(line, place, value, look)
        case _:
            page.write_string(line, place, str(value)[:LONGEST_TEXT])


def _name(words: str) -> str:
    return words.translate(NOT_IN_NAMES).strip()[:LONGEST_NAME]
