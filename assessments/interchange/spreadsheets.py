"""Tables in text files (CSV): their encoding, separator and headings, then row after row."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, BinaryIO, Protocol, TextIO

from flask_babel import gettext as _

from assessments.interchange.encodings import detect_encoding
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.tabular import (
    ColumnOf,
    Origin,
    Record,
    Table,
    find_headings,
    find_table,
)

SEPARATORS = (",", ";", "\t")
LONGEST_CELL = 131_072
LONGEST_LINE = 4_000_000
# What whoever opens the file would run; also what we have written so, apostrophe and all.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def read_table(stream: BinaryIO, column_of: ColumnOf, *, heading_row: int | None = None) -> Table:
    """Return the table in a text file that can be read more than once.

    Raises
    ------
    SpreadsheetError
        The file is no table in text; the message says what it is or where it breaks.
    """
    encoding = detect_encoding(stream)
    origins = [_origin(stream, encoding, separator) for separator in SEPARATORS]

    def fit(origin: Origin) -> tuple[int, int]:
        head = find_headings(origin.records(), column_of, heading_row)
        known = {column_of(heading) for heading in head.cells} - {None}
        return len(known), len(head.cells)

    return find_table(max(origins, key=fit), column_of, heading_row)


def _origin(stream: BinaryIO, encoding: str, separator: str) -> Origin:
    return Origin(lambda: _records(stream, encoding, separator), encoding.upper(), separator)


def _records(stream: BinaryIO, encoding: str, separator: str) -> Iterator[Record]:
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


def _counted(reader: _Reader) -> Iterator[Record]:
    number = 0
    while True:
        first_line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            number += 1
            yield Record(number, [], _broken(first_line, reader.line_num))
            continue
        number += 1
        # Excel writes the separator into a first line of its own.
        if number == 1 and "".join(cells).strip().lower() in {"sep=", "sep=,", "sep=;"}:
            cells = []
        yield Record(number, [_as_meant(cell.strip()) for cell in cells])


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
    stream: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]
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
    if isinstance(cell, str) and FORMULA.match(cell):
        return "'" + cell
    return cell


def _as_meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
