"""What every table has, whatever file it stands in: a row of headings, and rows below it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from assessments.interchange.errors import SpreadsheetError

LOOKED_AT = 20
"""Rows among which the headings are looked for; above them stand titles and remarks."""
MOST_COLUMNS = 500
FORMULA_FAULTS = frozenset(
    {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!"}
)
# Text that was once read in the wrong encoding holds U+0080 to U+009F; it is ugly, and text.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

ColumnOf = Callable[[str], str | None]
"""Returns which known column a heading means, or ``None``."""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a row from left to right; what is wrong with single ones by position."""

    number: int
    cells: list[str]
    problem: str = ""
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a spreadsheet counts."""

    number: int
    cells: dict[str, str]
    problem: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Why a cell cannot be read, by column."""
    texts: Sequence[str] = ()
    """Every cell of the row, also under headings that are not used."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows come from."""

    records: Callable[[], Iterator[Record]]
    encoding: str
    separator: str = ""
    sheets: tuple[str, ...] = ()
    """The sheets that one can choose from."""
    sheet: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are read from the file each time that they are asked for."""

    origin: Origin
    names: tuple[str, ...]
    """Every heading, from left to right."""
    headings: dict[str, str]
    """The heading in the file of every known column that it holds."""
    unknown: tuple[str, ...]
    positions: dict[str, int]
    heading_row: int
    remarks: tuple[str, ...] = ()
    skipped: int = 0
    """The row of second headings, if there is one."""

    @property
    def encoding(self) -> str:
        return self.origin.encoding

    @property
    def separator(self) -> str:
        return self.origin.separator

    @property
    def width(self) -> int:
        return len(self.names)

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the headings that are not empty; one walk at a time."""
        for record in self.origin.records():
            if record.number <= self.heading_row or record.number == self.skipped:
                continue
            if record.problem:
                yield Row(record.number, {}, record.problem)
            elif any(record.cells):
                yield self._row(record)

    def _row(self, record: Record) -> Row:
        texts = record.cells
        if any(texts[self.width :]):
            problem = _(
                "The row has %(found)d cells under %(expected)d headings.",
                found=len(texts),
                expected=self.width,
            )
            return Row(record.number, {}, problem, texts=texts)
        if "\0" in "".join(texts):
            problem = _("The row holds a character that is no text (NUL).")
            return Row(record.number, {}, problem)
        cells, faults = {}, {}
        for name, position in self.positions.items():
            cells[name] = texts[position] if position < len(texts) else ""
            if reason := record.faults.get(position) or fault_of(cells[name]):
                faults[name] = reason
        return Row(record.number, cells, "", faults, texts)


def fault_of(text: str) -> str:
    """Return why a cell's text cannot be meant, or nothing."""
    if text in FORMULA_FAULTS:
        return str(
            _("A formula gives no value here. Please mend it, or put the value in its place.")
        )
    if found := NO_TEXT.search(text):
        code = ord(found[0])
        return str(
            _("The cell holds a character that is no text (U+%(code)s).", code=f"{code:04X}")
        )
    return ""


def find_table(origin: Origin, column_of: ColumnOf, heading_row: int | None = None) -> Table:
    """Return the table, whose headings are the row that holds most of the known ones.

    Raises
    ------
    SpreadsheetError
        There is no table; the message says why.
    """
    head = find_headings(origin.records(), column_of, heading_row)
    if not head.cells:
        raise SpreadsheetError(head.problem or _("The file is empty."))
    names = tuple(head.cells)
    if len(names) > MOST_COLUMNS:
        raise SpreadsheetError(
            _(
                "The table has %(found)d columns; up to %(most)d can be read.",
                found=len(names),
                most=MOST_COLUMNS,
            )
        )
    positions, unknown = _read_headings(names, column_of)
    second = _second_headings(origin, head, positions, column_of)
    remarks = [*origin.remarks, *_remarks(origin, head, second)]
    return Table(
        origin=origin,
        names=names,
        headings={column: names[position] for column, position in positions.items()},
        unknown=tuple(unknown),
        positions=positions,
        heading_row=head.number,
        remarks=tuple(remarks),
        skipped=second,
    )


def find_headings(
    records: Iterator[Record], column_of: ColumnOf, chosen: int | None = None
) -> Record:
    """Return the row of the headings, without empty ones at its end."""
    best, most, seen = Record(0, []), -1, 0
    for record in records:
        if not record.problem and not any(record.cells):
            continue
        seen += 1
        if record.number == chosen:
            return _without_end(record)
        if seen > LOOKED_AT or (chosen and record.number > chosen):
            break
        if chosen is None and (known := _known(record, column_of)) > most:
            best, most = record, known
    if chosen is not None:
        raise SpreadsheetError(_("Row %(row)d holds no headings.", row=chosen))
    return _without_end(best)


def _known(record: Record, column_of: ColumnOf) -> int:
    return len({column_of(cell) for cell in record.cells if cell} - {None})


def _without_end(record: Record) -> Record:
    cells = list(record.cells)
    while cells and not cells[-1]:
        cells.pop()
    return Record(record.number, cells, record.problem)


def _read_headings(names: Sequence[str], column_of: ColumnOf) -> tuple[dict[str, int], list[str]]:
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
    return positions, unknown


def _second_headings(
    origin: Origin, head: Record, positions: Mapping[str, int], column_of: ColumnOf
) -> int:
    """Return the number of the row below if it names the same columns again, in another tongue."""
    below = (each for each in origin.records() if each.number > head.number and any(each.cells))
    record = next(below, None)
    if record is None:
        return 0
    again = [
        column
        for column, position in positions.items()
        if position < len(record.cells) and column_of(record.cells[position]) == column
    ]
    filled = sum(1 for cell in record.cells if cell)
    return record.number if len(again) > 1 and len(again) * 2 > filled else 0


def _remarks(origin: Origin, head: Record, second: int) -> Iterator[str]:
    above = next((each.number for each in origin.records() if any(each.cells)), head.number)
    if above < head.number:
        yield str(
            _("The headings stand in row %(row)d; what is above them is not read.", row=head.number)
        )
    if second:
        yield str(_("Row %(row)d repeats the headings and is not read.", row=second))


def spelled(text: str) -> str:
    """Return a text in one Unicode spelling, without spaces at its ends."""
    return unicodedata.normalize("NFC", text).strip()
