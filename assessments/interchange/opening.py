"""Open a file as a table, whatever kind of table it is."""

from typing import BinaryIO

from assessments.interchange.containers import kind_of
from assessments.interchange.spreadsheets import read_table
from assessments.interchange.tabular import ColumnOf, Table
from assessments.interchange.workbooks import read_workbook


def open_table(
    stream: BinaryIO, column_of: ColumnOf, *, sheet: str = "", heading_row: int | None = None
) -> Table:
    """Return the table in a file: CSV in any encoding, or a workbook (XLSX).

    Raises
    ------
    SpreadsheetError
        The file is no table; the message says what it is, or where it breaks.
    """
    if kind_of(stream) == "XLSX":
        return read_workbook(stream, column_of, sheet=sheet, heading_row=heading_row)
    return read_table(stream, column_of, heading_row=heading_row)
