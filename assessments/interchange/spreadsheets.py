"""Tables in text files (CSV): their encoding, separator and headings, then row after row."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TextIO

from flask_babel import gettext as _

from assessments.interchange.encodings import detect_encoding
from assessments.interchange.errors import SpreadsheetError

SEPARATORS = (",", ";", "\t")
LONGEST_CELL = 131_072
LONGEST_LINE = 4_000_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

ColumnOf = Callable[[str], str | None]
"""Returns which known column a heading means, or ``None``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the headings are row 1, as a spreadsheet counts."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are read from the file each time that they are asked for."""

    stream: BinaryIO
    encoding: str
    separator: str
    headings: dict[str, str]
    """The heading in the file of every known column that it holds."""
    unknown: tuple[str, ...]
    width: int
    positions: dict[str, int]

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the headings that are not empty; one walk at a time."""
        records = _records(self.stream, self.encoding, self.separator)
        for record in _below_headings(records):
            if record.problem:
                yield Row(record.number, {}, record.problem)
            elif any(record.cells):
                yield self._row(record)

    def _row(self, record: "_Record") -> Row:
        if any(record.cells[self.width :]):
            problem = _(
                "The row has %(found)d cells under %(expected)d headings.",
                found=len(record.cells),
                expected=self.width,
            )
            return Row(record.number, {}, problem)
        if "\0" in "".join(record.cells):
            return Row(record.number, {}, _("The row holds a character that is no text (NUL)."))
        cells = {
            name: record.cells[position] if position < len(record.cells) else ""
            for name, position in self.positions.items()
        }
        return Row(record.number, cells)


@dataclass(frozen=True, slots=True)
class _Record:
    number: int
    cells: list[str]
    problem: str = ""


def read_table(stream: BinaryIO, column_of: ColumnOf) -> Table:
    """Return the table in a file that can be read more than once.

    Raises
    ------
    SpreadsheetError
        The file is no table in text; the message says what it is or where it breaks.
    """
    encoding = detect_encoding(stream)
    heads = {each: _headings(stream, encoding, each) for each in SEPARATORS}

    def fit(separator: str) -> tuple[int, int]:
        known = {column_of(heading) for heading in heads[separator].cells} - {None}
        return len(known), len(heads[separator].cells)

    separator = max(SEPARATORS, key=fit)
    head = heads[separator]
    if not head.cells:
        raise SpreadsheetError(head.problem or _("The file is empty."))
    return _table(stream, encoding, separator, head.cells, column_of)


def _table(
    stream: BinaryIO, encoding: str, separator: str, names: list[str], column_of: ColumnOf
) -> Table:
    positions: dict[str, int] = {}
    unknown = []
    for position, name in enumerate(names):
        column = column_of(name) if name else None
        if column is None or (column in positions and names[positions[column]] != name):
            # The first of two names for the same column counts; the other is said to be unused.
            unknown.append(name or _("column %(number)d, without heading", number=position + 1))
        elif column in positions:
            raise SpreadsheetError(_("Two columns are called “%(name)s”.", name=name))
        else:
            positions[column] = position
    return Table(
        stream=stream,
        encoding=encoding,
        separator=separator,
        headings={column: names[position] for column, position in positions.items()},
        unknown=tuple(unknown),
        width=len(names),
        positions=positions,
    )


def _headings(stream: BinaryIO, encoding: str, separator: str) -> _Record:
    for record in _records(stream, encoding, separator):
        if record.problem:
            return record
        if any(record.cells):
            while not record.cells[-1]:
                record.cells.pop()
            return record
    return _Record(0, [])


def _below_headings(records: Iterator[_Record]) -> Iterator[_Record]:
    for record in records:
        if any(record.cells):
            break
    yield from records


def _records(stream: BinaryIO, encoding: str, separator: str) -> Iterator[_Record]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        reader = csv.reader(_lines(text), delimiter=separator, strict=True)
        yield from _counted(reader)
    finally:
        text.detach()


class _Reader(Protocol):
    line_num: int

    def __next__(self) -> list[str]: ...


def _counted(reader: _Reader) -> Iterator[_Record]:
    number = 0
    while True:
        first_line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            number += 1
            yield _Record(number, [], _broken(first_line, reader.line_num))
            continue
        number += 1
        # Excel writes the separator into a first line of its own.
        if number == 1 and "".join(cells).strip().lower() in {"sep=", "sep=,", "sep=;"}:
            cells = []
        yield _Record(number, [cell.strip() for cell in cells])


def _broken(first: int, last: int) -> str:
    sentence = _(
        "Lines %(first)d to %(last)d of the file cannot be told apart into cells: a quotation "
        "mark is left open or stands inside a cell, or a cell is longer than %(longest)d "
        "characters.",
        first=first,
        last=max(first, last),
        longest=LONGEST_CELL,
    )
    return str(sentence)


def _lines(text: TextIO) -> Iterator[str]:
    count = 0
    while line := text.readline(LONGEST_LINE):
        count += 1
        if len(line) == LONGEST_LINE:
            raise SpreadsheetError(
                _("Line %(line)d of the file is too long to be a row of a table.", line=count)
            )
        yield line


def write_table(
    stream: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a table that spreadsheet programs open rightly, Chinese included."""
    stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _harmless(cell: object) -> object:
    # A cell that begins so would be run as a formula by whoever opens the file.
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
