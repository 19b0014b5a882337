"""Workbooks that we write, read back by somebody else's reader."""

import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from assessments.interchange.written_sheets import LONGEST_TEXT, Column, Kind, Sheet, write

COLUMNS = [
    Column("Name", width=30),
    Column("Items", Kind.COUNT),
    Column("Hours", Kind.HOURS),
    Column("Cost (EUR)", Kind.MONEY, 16),
    Column("Since", Kind.DATE),
]


def read(*rows, name="Plans", notes=()):
    with write([Sheet(name, COLUMNS, iter(rows), notes)]) as file:
        return load_workbook(file)


def test_numbers_are_numbers_and_dates_are_dates_with_a_look_of_their_own():
    sheet = read(("林薇", 3, 7.25, 1234.5, date(2026, 11, 22)))["Plans"]

    values = [cell.value for cell in sheet[2]]
    assert values[:4] == ["林薇", 3, 7.25, 1234.5]
    assert values[4].date() == date(2026, 11, 22)
    assert [cell.number_format for cell in sheet[2]] == [
        "General", "#,##0", "#,##0.#", "#,##0.00", "yyyy-mm-dd",
    ]  # fmt: skip


def test_the_head_stays_in_sight_and_columns_can_be_narrowed():
    sheet = read(("A", 1, 1, 1, None), ("B", 2, 2, 2, None))["Plans"]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert sheet["E2"].value is None


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "http://example.org", "mailto:a@b.c",
        "{=1}", "007", "<b>&amp;</b>", "tab\there", "bell\x07", "𠮷野家", "=HYPERLINK(\"x\")",
    ],
)  # fmt: skip
def test_what_people_typed_stays_text(text):
    book = read((text, 1, 1, 1, None))
    cell = book["Plans"]["A2"]

    assert cell.data_type == "s"
    assert cell.value.replace("_x0007_", "\x07") == text
    assert cell.hyperlink is None


def test_a_text_that_no_cell_holds_is_cut():
    sheet = read(("x" * (LONGEST_TEXT + 9), 1, 1, 1, None))["Plans"]

    assert len(sheet["A2"].value) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Figures 2026/27", "Figures 2026 27"),
        ("待审核的计划", "待审核的计划"),
        ("x" * 40, "x" * 31),
    ],
)
def test_a_name_that_no_sheet_may_have_is_changed(name, kept):
    assert read(name=name).sheetnames == [kept]


def test_notes_stand_below_the_rows_and_outside_the_filter():
    sheet = read(("A", 1, 1, 1, None), notes=["Not shown: two."])["Plans"]

    assert sheet["A4"].value == "Not shown: two."
    assert sheet.auto_filter.ref == "A1:E2"


def test_rows_are_taken_one_by_one_and_none_is_kept():
    ahead = []

    def rows():
        for number in range(3000):
            ahead.append(number)
            yield (f"Person {number}", number, 1, 1, None)

    with write([Sheet("Plans", COLUMNS, rows())]) as file, zipfile.ZipFile(file) as archive:
        # Texts stand in the rows themselves: no table of all texts was gathered.
        assert b"Person 2999" in archive.read("xl/worksheets/sheet1.xml")
    assert len(ahead) == 3000
