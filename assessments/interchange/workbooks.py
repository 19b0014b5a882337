"""Tables in workbooks (XLSX), read as a stream: the whole is never in memory."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from flask_babel import gettext as _

from assessments.interchange import number_formats
from assessments.interchange.containers import Container, too_large
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.markup import LONGEST_TEXT, unescaped, walk_through
from assessments.interchange.number_formats import Shown
from assessments.interchange.sheets import Sheet, Text, Workbook, look_over
from assessments.interchange.tabular import ColumnOf, Origin, Table, find_headings, find_table

MOST_TEXT = 30_000_000
"""Characters of all the texts that cells share; they are kept in memory."""
MOST_TEXTS = 2_000_000
MOST_SHEETS = 200
NAMED_ONLY = 5


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


@dataclass(slots=True)
class _Contents:
    names: list[SheetName] = field(default_factory=list)
    since_1904: bool = False


def read_workbook(
    stream: BinaryIO, column_of: ColumnOf, *, sheet: str = "", heading_row: int | None = None
) -> Table:
    """Return the table of a workbook: of the sheet that is named, else the first that has one.

    Raises
    ------
    SpreadsheetError
        It cannot be read; the message names the part or the sheet, and the reason.
    """
    container = Container(stream)
    contents = _contents(container)
    workbook = Workbook(
        container, _texts(container), _formats(container, since_1904=contents.since_1904)
    )
    names = [each for each in contents.names if not each.is_hidden] or contents.names
    if not names:
        raise SpreadsheetError(_("The workbook has no sheet with cells."))
    chosen = _choose([Sheet(workbook, each.name, each.part) for each in names], column_of, sheet)
    try:
        scan = look_over(chosen)
        remarks = [*_sheet_remarks(chosen.name, contents.names), *_row_remarks(scan.hidden_rows)]
        origin = Origin(
            records=partial(chosen.records, scan.covered),
            encoding=_("XLSX, sheet “%(sheet)s”", sheet=chosen.name),
            sheets=tuple(each.name for each in names),
            sheet=chosen.name,
            remarks=tuple(remarks),
        )
        return find_table(origin, column_of, heading_row)
    except SpreadsheetError as error:
        raise SpreadsheetError(
            _("Sheet “%(sheet)s”: %(reason)s", sheet=chosen.name, reason=str(error))
        ) from error


def _choose(sheets: Sequence[Sheet], column_of: ColumnOf, wanted: str) -> Sheet:
    if wanted:
        found = next((each for each in sheets if each.name == wanted), None)
        if found is None:
            raise SpreadsheetError(_("No sheet is called “%(sheet)s”.", sheet=wanted))
        return found
    if len(sheets) == 1:
        return sheets[0]

    def known(sheet: Sheet) -> int:
        cells = find_headings(sheet.records(), column_of).cells
        return len({column_of(cell) for cell in cells if cell} - {None})

    counts = [known(each) for each in sheets]
    # One known heading stands on many a sheet; two make a table.
    for least in (2, 1):
        for sheet, count in zip(sheets, counts, strict=True):
            if count >= least:
                return sheet
    return next((each for each in sheets if next(each.records(), None) is not None), sheets[0])


def _sheet_remarks(chosen: str, names: Sequence[SheetName]) -> list[str]:
    if len(names) == 1:
        return []
    others = [
        _("%(sheet)s (hidden)", sheet=each.name) if each.is_hidden else each.name
        for each in names
        if each.name != chosen
    ]
    words = ", ".join(others[:NAMED_ONLY]) + (" …" if len(others) > NAMED_ONLY else "")
    return [
        _(
            "The workbook has %(count)d sheets. “%(sheet)s” is read; not read: %(others)s.",
            count=len(names),
            sheet=chosen,
            others=words,
        )
    ]


def _row_remarks(hidden: Sequence[int]) -> list[str]:
    if not hidden:
        return []
    rows = ", ".join(map(str, hidden[:NAMED_ONLY])) + (" …" if len(hidden) > NAMED_ONLY else "")
    return [
        _(
            "Hidden rows are read as well: %(count)d of them (%(rows)s).",
            count=len(hidden),
            rows=rows,
        )
    ]


def _contents(container: Container) -> _Contents:
    part = _workbook_part(container)
    folder, name = posixpath.split(part)
    targets = _relations(container, posixpath.join(folder, "_rels", f"{name}.rels"), folder)
    found = _Contents()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            found.since_1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif tag == "sheet":
            key = next((text for each, text in attributes.items() if each.endswith(":id")), "")
            target, kind = targets.get(key, ("", ""))
            if kind.endswith("/worksheet") and target in container:
                is_hidden = attributes.get("state", "visible") != "visible"
                found.names.append(SheetName(attributes.get("name", ""), target, is_hidden))

    walk_through(part, container.blocks(part), start, _ignore)
    if len(found.names) > MOST_SHEETS:
        raise SpreadsheetError(_("The workbook has more than %(most)d sheets.", most=MOST_SHEETS))
    return found


def _workbook_part(container: Container) -> str:
    if "_rels/.rels" not in container:
        return "xl/workbook.xml"
    targets = _relations(container, "_rels/.rels", "")
    found = (target for target, kind in targets.values() if kind.endswith("/officeDocument"))
    return next(found, "xl/workbook.xml")


def _relations(container: Container, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Return target and kind of each relation by its key."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            found[attributes.get("Id", "")] = posixpath.normpath(path), attributes.get("Type", "")

    walk_through(part, container.blocks(part), start, _ignore)
    return found


class _Texts:
    """The texts that cells share, as they are read."""

    part = "xl/sharedStrings.xml"

    def __init__(self) -> None:
        self.found: list[Text] = []
        self._pieces: list[str] = []
        self._asides = 0
        self._length = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            self._pieces.clear()
        elif tag == "rPh":  # how Japanese is read aloud; no part of the text
            self._asides += 1

    def end(self, tag: str, text: str) -> None:
        if tag == "rPh":
            self._asides -= 1
        elif tag == "t" and not self._asides:
            self._pieces.append(text)
            self._length += len(text)
        elif tag == "si":
            self.found.append(unescaped("".join(self._pieces))[: LONGEST_TEXT + 1])
        if self._length > MOST_TEXT or len(self.found) > MOST_TEXTS:
            raise too_large(self.part)


def _texts(container: Container) -> list[Text]:
    texts = _Texts()
    if texts.part in container:
        walk_through(texts.part, container.blocks(texts.part), texts.start, texts.end)
    return texts.found


def _formats(container: Container, *, since_1904: bool) -> list[Shown | None]:
    """Return how numbers are shown, by the number of the style."""
    part = "xl/styles.xml"
    if part not in container:
        return []
    codes: dict[int, str] = {}
    ids: list[int] = []
    place = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place
        number = attributes.get("numFmtId", "0")
        if tag in {"numFmts", "cellXfs", "cellStyleXfs", "dxfs"}:
            place = tag
        elif tag == "numFmt" and place == "numFmts" and number.isdigit():
            codes[int(number)] = attributes.get("formatCode", "")[:255]
        elif tag == "xf" and place == "cellXfs":
            ids.append(int(number) if number.isdigit() else 0)

    walk_through(part, container.blocks(part), start, _ignore)
    days = partial(number_formats.show_day, since_1904=since_1904)
    shown = {each: number_formats.shown_by(each, codes.get(each)) for each in set(ids)}
    return [days if shown[each] is number_formats.show_day else shown[each] for each in ids]


def _ignore(_tag: str, _text: str) -> None:
    pass
