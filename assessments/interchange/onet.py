"""Files of the O*NET database, and tables of the same form: which occupation asks what.

One row is one value of one element on one scale: importance (IM, 1-5) or level (LV, 0-7). A value
that the publisher recommends to suppress, or a level called not relevant, is unknown, never zero.
"""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import BinaryIO

from flask_babel import gettext as _

from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.opening import open_table
from assessments.interchange.tabular import Row

SCALES = {"IM": (1.0, 5.0), "LV": (0.0, 7.0)}
COLUMNS = {
    "code": ("onetsoccode", "onetsoc"),
    "title": ("title", "occupation"),
    "element_id": ("elementid",),
    "element": ("elementname",),
    "scale": ("scaleid", "scale"),
    "value": ("datavalue", "value"),
    "suppress": ("recommendsuppress",),
    "not_relevant": ("notrelevant",),
}
NEEDED = {"code": "O*NET-SOC Code", "element": "Element Name", "scale": "Scale ID",
          "value": "Data Value"}  # fmt: skip
CODE = re.compile(r"\d{2}-\d{4}(\.\d{2})?")
MOST_OCCUPATIONS = 2_000
MOST_TOLD = 20


@dataclass(slots=True)
class ReadElement:
    """An element as the file gives it; ``None`` is unknown."""

    code: str
    name: str
    importance: float | None = None
    level: float | None = None


@dataclass(slots=True)
class ReadOccupation:
    """An occupation with the elements that were looked for."""

    code: str
    title: str
    elements: dict[str, ReadElement] = field(default_factory=dict)


@dataclass(slots=True)
class OnetReading:
    """What a file holds; ``rejected`` are rows that could not be read, with the reason."""

    occupations: dict[str, ReadOccupation] = field(default_factory=dict)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    rejected_count: int = 0
    unknown_values: int = 0
    """Values that the publisher holds back or calls not relevant."""

    def reject(self, row: int, reason: str) -> None:
        """Note a row that says nothing we can use."""
        self.rejected_count += 1
        if len(self.rejected) < MOST_TOLD:
            self.rejected.append((row, reason))


def read_occupations(stream: BinaryIO, *, elements: Collection[str]) -> OnetReading:
    """Return the occupations of a file with those elements, by name, that are looked for.

    Raises
    ------
    SpreadsheetError
        The file is no table of this form; the message says what is missing.
    """
    table = open_table(stream, _column_of)
    missing = [name for column, name in NEEDED.items() if column not in table.headings]
    if missing:
        raise SpreadsheetError(
            _(
                "This is not a table of O*NET ratings: the column “%(column)s” is missing.",
                column=missing[0],
            )
        )
    wanted = {name.casefold() for name in elements}
    reading = OnetReading()
    for row in table.rows():
        _take(row, wanted, reading)
    if not reading.occupations:
        raise SpreadsheetError(
            _(
                "No row of the file rates an element that our competencies refer to, by "
                "importance (IM) or level (LV)."
            )
        )
    return reading


def _column_of(heading: str) -> str | None:
    plain = re.sub(r"[^a-z]", "", heading.casefold())
    return next((column for column, names in COLUMNS.items() if plain in names), None)


def _take(row: Row, wanted: set[str], reading: OnetReading) -> None:
    if row.problem:
        reading.reject(row.number, row.problem)
        return
    if "value" in row.faults:
        reading.reject(row.number, row.faults["value"])
        return
    name, scale = row.cells["element"], row.cells["scale"].upper()
    if name.casefold() not in wanted or scale not in SCALES:
        return
    code = row.cells["code"]
    if not CODE.fullmatch(code):
        reading.reject(row.number, _("“%(code)s” is no code of an occupation.", code=code[:40]))
        return
    if _is_held_back(row, scale):
        reading.unknown_values += 1
        value = None
    else:
        value = _value(row, scale, reading)
        if value is None:
            return
    occupation = _occupation(code, row.cells.get("title", ""), reading)
    element = occupation.elements.setdefault(
        name.casefold(), ReadElement(row.cells.get("element_id", "")[:20], name[:200])
    )
    if scale == "IM":
        element.importance = value
    else:
        element.level = value


def _is_held_back(row: Row, scale: str) -> bool:
    if row.cells.get("suppress", "").upper() == "Y":
        return True
    return scale == "LV" and row.cells.get("not_relevant", "").upper() == "Y"


def _value(row: Row, scale: str, reading: OnetReading) -> float | None:
    written = row.cells["value"]
    lowest, highest = SCALES[scale]
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if lowest <= value <= highest:
        return value
    reading.reject(
        row.number,
        _(
            "“%(value)s” is no value of the scale %(scale)s (%(lowest)g to %(highest)g).",
            value=written[:40],
            scale=scale,
            lowest=lowest,
            highest=highest,
        ),
    )
    return None


def _occupation(code: str, title: str, reading: OnetReading) -> ReadOccupation:
    if code not in reading.occupations:
        if len(reading.occupations) >= MOST_OCCUPATIONS:
            raise SpreadsheetError(
                _(
                    "The file holds more than %(most)d occupations; the whole list has about a "
                    "thousand.",
                    most=MOST_OCCUPATIONS,
                )
            )
        reading.occupations[code] = ReadOccupation(code, title[:200])
    return reading.occupations[code]
