"""Lists as files that spreadsheet programs open, and that an import takes as they are."""

from collections.abc import Iterable, Sequence
from typing import IO

from assessments.interchange.spreadsheets import write_table

WIDEST = 48


def write_export(
    stream: IO[bytes],
    form: str,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Write a list row after row, as ``csv`` or ``xlsx``."""
    if form == "csv":
        write_table(stream, headings, rows)
    else:
        _write_workbook(stream, name, headings, rows)


def _write_workbook(
    stream: IO[bytes], name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    import xlsxwriter  # late: only exports need it

    # Row by row to the disk: the whole is never in memory. Texts stay texts, also those that begin
    # like a formula or an address.
    workbook = xlsxwriter.Workbook(
        stream,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    sheet = workbook.add_worksheet(name[:31])
    bold = workbook.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for position, heading in enumerate(headings):
        sheet.set_column(position, position, min(WIDEST, len(heading) + 6))
        sheet.write_string(0, position, heading, bold)
    for number, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            if isinstance(cell, bool) or not isinstance(cell, (int, float)):
                if cell not in (None, ""):
                    sheet.write_string(number, position, str(cell))
            else:
                sheet.write_number(number, position, cell)
    workbook.close()
