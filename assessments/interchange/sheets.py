"""The cells of one sheet of a workbook, row after row."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from assessments.interchange.containers import Container
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.markup import LONGEST_TEXT, Walk, unescaped
from assessments.interchange.number_formats import Shown, plain
from assessments.interchange.tabular import Record, spelled

LAST_COLUMN = 16_384
LAST_ROW = 1_048_576
MOST_COVERED_ROWS = 100_000
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")

Text = str
Covered = Mapping[int, Sequence[tuple[int, int, str, bool]]]
"""By row: first and last position that a merged area covers, its name, and whether the value
stands further up."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets of a workbook have in common."""

    container: Container
    texts: Sequence[Text]
    formats: Sequence[Shown | None]


@dataclass(slots=True)
class Scan:
    """What must be known of a sheet before its rows are read."""

    hidden_rows: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    covered: dict[int, list[tuple[int, int, str, bool]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; its rows are read anew each time that they are asked for."""

    workbook: Workbook
    name: str
    part: str

    def records(self, covered: Covered | None = None) -> Iterator[Record]:
        """Yield the rows that hold something."""
        reader = _RowReader(self)
        above: dict[str, str] = {}
        for record in reader.read():
            if covered and record.number in covered:
                record = _with_merged(record, covered[record.number], above)
            yield record


def look_over(sheet: Sheet) -> Scan:
    """Read a sheet once from beginning to end, for what stands behind its rows."""
    reader = _RowReader(sheet)
    scan = Scan(hidden_rows=reader.hidden_rows, merged=reader.merged)
    for _record in reader.read():
        pass
    rows = 0
    for name in scan.merged:
        area = _area(name)
        if area is None:
            continue
        first, last, top, bottom = area
        rows += bottom - top + 1
        if rows > MOST_COVERED_ROWS:
            raise SpreadsheetError(
                _(
                    "Sheet “%(sheet)s”: the cells %(area)s are merged over too many rows. Please "
                    "unmerge them and fill in each row.",
                    sheet=sheet.name,
                    area=name,
                )
            )
        for row in range(top, bottom + 1):
            covers = (first + (row == top), last, name, row > top)
            scan.covered.setdefault(row, []).append(covers)
    return scan


def _with_merged(
    record: Record, covers: Sequence[tuple[int, int, str, bool]], above: dict[str, str]
) -> Record:
    """Return a row in which each covered cell says so, with the value that it is covered by."""
    cells, faults = list(record.cells), dict(record.faults)
    for first, last, name, is_below in covers:
        if not is_below:
            above[name] = cells[first - 1] if first <= len(cells) else ""
        reason = _(
            "The cells %(area)s are merged, so it is not clear what belongs here. Please unmerge "
            "them and fill in each cell.",
            area=name,
        )
        for position in range(first, min(last, len(cells) - 1) + 1):
            faults[position] = reason
            if is_below and position == first and not cells[position]:
                cells[position] = above.get(name, "")
        if is_below and first >= len(cells) and first - len(cells) < LAST_COLUMN:
            cells += [""] * (first - len(cells)) + [above.get(name, "")]
            faults[first] = reason
    return Record(record.number, cells, record.problem, faults)


def _area(name: str) -> tuple[int, int, int, int] | None:
    """Return first and last position, first and last row of an area such as B2:C5."""
    first, _colon, last = name.partition(":")
    start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        return None
    left, right = _position(start[1]), _position(end[1])
    return left, min(right, LAST_COLUMN), int(start[2]), min(int(end[2]), LAST_ROW)


def _position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class _RowReader:
    """The state of reading: the row and the cell that the parser is in."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.texts, self.formats = sheet.workbook.texts, sheet.workbook.formats
        self.hidden_rows: list[int] = []
        self.merged: list[str] = []
        self.ready: deque[Record] = deque()
        self.number = 0
        self.is_hidden = False
        self.cells: list[str] = []
        self.faults: dict[int, str] = {}
        self.position = -1
        self.kind = self.style = ""
        self.value: str | None = None
        self.has_formula = False
        self.depth = 0

    def read(self) -> Iterator[Record]:
        part = self.sheet.part
        walk = Walk(part, self._start, self._end)
        for _pause in walk.feed(self.sheet.workbook.container.blocks(part)):
            while self.ready:
                yield self.ready.popleft()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.value, self.has_formula = None, False
            reference = REFERENCE.fullmatch(attributes.get("r", ""))
            self.position = _position(reference[1]) if reference else self.position + 1
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            number = attributes.get("r", "")
            given = int(number) if number.isdigit() else self.number + 1
            if not self.number < given <= LAST_ROW:
                raise SpreadsheetError(
                    _(
                        "Sheet “%(sheet)s” is damaged: row %(row)d does not follow row %(before)d.",
                        sheet=self.sheet.name,
                        row=given,
                        before=self.number,
                    )
                )
            self.number, self.position = given, -1
            self.is_hidden = attributes.get("hidden", "0") in {"1", "true"}
        elif tag == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def _end(self, tag: str, text: str) -> None:
        if tag == "v":
            self.value = text
        elif tag == "t" and self.kind == "inlineStr":
            self.value = (self.value or "") + text
        elif tag == "c":
            if self.value is not None or self.has_formula:
                self._keep()
        elif tag == "row" and self.cells:
            if self.is_hidden:
                self.hidden_rows.append(self.number)
            self.ready.append(Record(self.number, self.cells, "", self.faults))
            self.cells, self.faults = [], {}

    def _keep(self) -> None:
        if not 0 <= self.position < LAST_COLUMN:
            raise SpreadsheetError(
                _("Sheet “%(sheet)s” is damaged in row %(row)d.", sheet=self.sheet.name,
                  row=self.number)
            )  # fmt: skip
        text, fault = self._read()
        if not fault and len(text) > LONGEST_TEXT:
            fault = _("The cell is longer than %(longest)d characters.", longest=LONGEST_TEXT)
        if not text and not fault:
            return
        self.cells += [""] * (self.position + 1 - len(self.cells))
        self.cells[self.position] = spelled(text[:LONGEST_TEXT])
        if fault:
            self.faults[self.position] = fault
            # A row whose only cell cannot be read is no empty row.
            self.cells[self.position] = self.cells[self.position] or "?"

    def _read(self) -> tuple[str, str]:
        """Return the text of the cell, and why it cannot be read."""
        value, kind = self.value, self.kind
        is_text = kind in {"str", "inlineStr", "s"}
        if value is None or (self.has_formula and not value.strip() and not is_text):
            return "", _(
                "The cell holds a formula whose result is not in the file. Please open it in a "
                "spreadsheet program and save it, or put the value in its place."
            )
        if kind == "s":
            if value.strip().isdigit() and int(value) < len(self.texts):
                return self.texts[int(value)], ""
            return value[:80], _("The workbook does not hold the text of this cell: it is damaged.")
        if kind == "b":
            return ("TRUE" if value.strip() == "1" else "FALSE"), ""
        if kind in {"str", "inlineStr", "e", "d"}:
            return unescaped(value), ""
        return self._number(value)

    def _number(self, value: str) -> tuple[str, str]:
        try:
            number = float(value)
        except ValueError:
            if not value.strip():
                return "", ""
            return value, _("This is not a number, although the workbook says so.")
        style = int(self.style) if self.style.isdigit() else -1
        shown = self.formats[style] if 0 <= style < len(self.formats) else None
        return (shown(number) if shown and number == number else plain(number)), ""
