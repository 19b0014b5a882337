"""Broken sheets, one fault each: a clear message, nothing lost, nothing half taken."""

import io
import tracemalloc
import zipfile

import openpyxl
import pytest
import xlsxwriter

from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.opening import open_table
from assessments.interchange.tabular import Row, Table
from tests.assessments.interchange.sheets_of import (
    CHINESE_DAY,
    DAY,
    MAIN,
    SHARE,
    ZEROS,
    cell,
    line,
    row,
    sheet,
    workbook,
)

COLUMNS = {
    "number": "number", "name": "name", "email": "email", "left": "left_on", "工号": "number",
    "姓名": "name",
}  # fmt: skip
HEAD = line(1, "number", "name", "email")


def table_of(contents: bytes, **where) -> Table:
    return open_table(io.BytesIO(contents), COLUMNS.get, **where)


def rows_of(contents: bytes) -> list[Row]:
    return list(table_of(contents).rows())


def test_a_workbook_as_a_spreadsheet_program_writes_it_is_read():
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["number", "name", "email"])
    book.active.append([7, "李梅", "mei@example.org"])
    book.active.append(["007", "Jan  Vos", None])
    book.save(stream)

    table = table_of(stream.getvalue())

    assert table.encoding == "XLSX, sheet “Sheet”"
    assert [each.cells for each in table.rows()] == [
        {"number": "7", "name": "李梅", "email": "mei@example.org"},
        {"number": "007", "name": "Jan  Vos", "email": ""},
    ]


def test_what_another_library_writes_row_by_row_is_read():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    page = book.add_worksheet("Staff")
    for number, name in enumerate(["number", "7", "8"]):
        page.write(number, 0, name)
    book.close()

    assert [each.cells["number"] for each in rows_of(stream.getvalue())] == ["7", "8"]


# Files of another kind


def container(names: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, contents in names.items():
            file.writestr(name, contents)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"%PDF-1.7 ...", "kind PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), r"old kind \(XLS\)"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(66_000) + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (container({"mimetype": b"application/vnd.oasis", "content.xml": b""}), "kind ODS"),
        (container({"xl/workbook.bin": b""}), "kind XLSB"),
        (container({"word/document.xml": b""}), "kind DOCX"),
        (container({"a.txt": b""}), "kind ZIP"),
        (b"\x89PNG\r\n", "kind PNG"),
        (b"<html><table><tr><td>number</td></tr></table>", "web page or XML"),
        (b"PK\x03\x04 cut off", "it is damaged"),
        (workbook(sheet(HEAD))[:-300], "it is damaged"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_contents(contents, message):
    with pytest.raises(SpreadsheetError, match=message):
        table_of(contents)


def test_a_container_whose_parts_are_encrypted_is_told():
    contents = bytearray(workbook(sheet(HEAD)))
    start = 0
    while (start := contents.find(b"PK\x01\x02", start)) >= 0:
        contents[start + 8] |= 1
        start += 4

    with pytest.raises(SpreadsheetError, match="protected by a password"):
        table_of(bytes(contents))


# Bombs


def test_a_part_that_unpacks_to_far_more_is_not_opened():
    bomb = workbook(sheet(HEAD), parts={"xl/sharedStrings.xml": b" " * 40_000_000})
    tracemalloc.start()

    with pytest.raises(SpreadsheetError, match=r"denser than a real one \(xl/sharedStrings.xml\)"):
        table_of(bomb)

    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_part_that_says_it_is_smaller_than_it_is_stops():
    contents = bytearray(workbook(sheet(HEAD, *(line(n, n, "x") for n in range(2, 4000)))))
    place = contents.find(b"PK\x01\x02")
    while contents[place + 46 : place + 70] != b"xl/worksheets/sheet1.xml":
        place = contents.find(b"PK\x01\x02", place + 4)
    contents[place + 24 : place + 28] = (1000).to_bytes(4, "little")

    with pytest.raises(SpreadsheetError, match=r"damaged|larger"):
        table_of(bytes(contents))


@pytest.mark.parametrize(
    "markup",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_and_document_types_are_refused(markup, part):
    contents = f'<?xml version="1.0"?>{markup}<sst xmlns="{MAIN}"><si><t>&c;</t></si></sst>'

    with pytest.raises(SpreadsheetError, match="markup that no spreadsheet program writes"):
        table_of(workbook(sheet(HEAD), parts={part: contents}))


def test_an_endless_tag_is_refused():
    noise = "".join(chr(97 + (n * n) % 26) for n in range(5_000_000))

    with pytest.raises(SpreadsheetError, match="endless tag"):
        table_of(workbook(sheet(HEAD, f'<row r="2" x="{noise}"/>'), compression=zipfile.ZIP_STORED))


def empty_rows(last: int) -> str:
    return "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(3, last + 1))


def test_a_sheet_full_of_empty_rows_is_read_to_its_end():
    found = rows_of(workbook(sheet(HEAD, line(2, "7", "Mei"), empty_rows(200_000))))

    assert [each.cells["number"] for each in found] == ["7"]


def test_empty_rows_take_no_memory():
    contents = workbook(sheet(HEAD, line(2, "7", "Mei"), empty_rows(60_000)))
    tracemalloc.start()

    assert len(rows_of(contents)) == 1

    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_shared_text_that_is_not_there_is_named():
    found = rows_of(workbook(sheet(HEAD, row(2, cell("A2", "7"), cell("B2", 99, kind="s")))))

    assert found[0].faults == {
        "name": "The workbook does not hold the text of this cell: it is damaged."
    }


# Sheets, headings, rows


def test_of_several_sheets_the_first_with_known_headings_is_read_and_said():
    table = table_of(
        workbook(
            {"Notes": sheet(line(1, "Read me")), "Staff": sheet(HEAD, line(2, "7", "Mei")),
             "Old": sheet(HEAD)},
            hidden=("Old",),
        )
    )  # fmt: skip

    assert table.encoding == "XLSX, sheet “Staff”"
    assert table.remarks == (
        "The workbook has 3 sheets. “Staff” is read; not read: Notes, Old (hidden).",
    )
    assert table.origin.sheets == ("Notes", "Staff")


def test_another_sheet_and_row_can_be_chosen():
    contents = workbook(
        {"A": sheet(HEAD), "B": sheet(line(1, "x"), line(3, "number"), line(4, "7"))}
    )

    table = table_of(contents, sheet="B", heading_row=3)

    assert [each.number for each in table.rows()] == [4]
    with pytest.raises(SpreadsheetError, match="Row 2 holds no headings"):
        table_of(contents, sheet="B", heading_row=2)
    with pytest.raises(SpreadsheetError, match="No sheet is called “C”"):
        table_of(contents, sheet="C")


def test_hidden_rows_are_read_and_said():
    table = table_of(workbook(sheet(HEAD, row(2, cell("A2", "7"), attributes='hidden="1"'))))

    assert [each.cells["number"] for each in table.rows()] == ["7"]
    assert table.remarks == ("Hidden rows are read as well: 1 of them (2).",)


def test_a_title_above_the_headings_is_passed_over_and_said():
    contents = workbook(sheet(line(1, "Staff list 2026"), line(3, "number", "name"), line(4, "7")))
    table = table_of(contents)

    assert [each.number for each in table.rows()] == [4]
    assert table.remarks == ("The headings stand in row 3; what is above them is not read.",)


def test_a_second_row_of_headings_in_another_language_is_no_person():
    table = table_of(workbook(sheet(HEAD, line(2, "工号", "姓名"), line(3, "7", "李梅"))))

    assert [each.number for each in table.rows()] == [3]
    assert table.remarks == ("Row 2 repeats the headings and is not read.",)


def test_headings_in_two_rows_that_are_merged_are_read_as_one():
    contents = workbook(
        sheet(
            line(1, "number", "Who", None), line(2, None, "name", "email"), line(3, "7", "Mei"),
            after='<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>',
        )
    )  # fmt: skip

    table = table_of(contents)

    assert table.headings == {"number": "number", "name": "name", "email": "email"}
    assert [each.cells["name"] for each in table.rows()] == ["Mei"]


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (workbook(sheet()), "Sheet “People”: The file is empty."),
        (workbook(sheet(line(1, "name", "name"))), "Two columns are called “name”"),
        (workbook(sheet(row(5, cell("A5", "x")), row(2))), "row 2 does not follow row 5"),
        (workbook(sheet(HEAD) + "<more/>"), "The workbook is damaged"),
        (workbook(sheet(HEAD).replace("number", "num\x07ber")), "a character that is no text"),
        (workbook({}), "no sheet with cells"),
        (
            workbook(sheet(row(1, *(cell("", f"c{n}") for n in range(600))))),
            "The table has 600 columns; up to 500",
        ),
        (
            workbook(sheet(HEAD, after='<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>')),
            "A1:A1048576 are merged over too many rows",
        ),
    ],
)
def test_a_sheet_that_is_no_table_is_refused_with_its_name_and_place(contents, message):
    with pytest.raises(SpreadsheetError, match=message):
        table_of(contents)


def test_two_hundred_columns_are_named_each():
    contents = workbook(
        sheet(row(1, cell("A1", "number"), *(cell("", f"c{n}") for n in range(199))))
    )

    assert len(table_of(contents).unknown) == 199


def test_headings_alone_make_a_table_without_rows():
    assert rows_of(workbook(sheet(HEAD))) == []


def test_cells_beyond_the_headings_make_the_row_unreadable():
    [found] = rows_of(workbook(sheet(HEAD, line(2, "7", "Mei", "", "more"))))

    assert found.problem == "The row has 4 cells under 3 headings."


# Cells


def faults_of(*cells: str, after: str = "") -> dict[str, str]:
    [found] = rows_of(workbook(sheet(HEAD, row(2, cell("A2", "7"), *cells), after=after)))
    return dict(found.faults)


def test_merged_cells_say_what_is_missing():
    after = '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'
    found = rows_of(workbook(sheet(HEAD, line(2, "7", "Works"), line(3, "8"), after=after)))

    assert found[0].faults == {}
    assert "B2:B3 are merged" in found[1].faults["name"]
    assert found[1].cells["name"] == "Works"


def test_a_formula_is_read_by_its_result_and_without_one_is_named():
    found = faults_of(
        cell("B2", "Mei", kind="str", formula="A1"), cell("C2", None, formula="A2&amp;x")
    )

    assert list(found) == ["email"]
    assert "a formula whose result is not in the file" in found["email"]


def test_a_formula_that_a_program_wrote_without_reckoning_it_is_named():
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["number", "name"])
    book.active.append([7, "=A2"])
    book.save(stream)

    [found] = rows_of(stream.getvalue())

    assert "a formula whose result is not in the file" in found.faults["name"]


@pytest.mark.parametrize("error", ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!"])
def test_an_error_of_a_formula_is_named(error):
    assert "A formula gives no value here" in faults_of(cell("B2", error, kind="e"))["name"]


def test_a_cell_that_is_too_long_is_named():
    assert "longer than 32767" in faults_of(cell("B2", "x" * 40_000))["name"]


def test_a_control_character_is_named():
    assert faults_of(cell("B2", "Mei_x0007_"))["name"] == (
        "The cell holds a character that is no text (U+0007)."
    )


def test_a_number_that_is_none_is_named():
    assert "not a number, although" in faults_of(cell("B2", "abc", kind="n"))["name"]


@pytest.mark.parametrize(
    ("serial", "style", "since_1904", "shown"),
    [
        (43924, DAY, False, "2020-04-03"),
        (43924, CHINESE_DAY, False, "2020-04-03"),
        (42462, DAY, True, "2020-04-03"),
        (43924.5, DAY, False, "2020-04-03 12:00:00"),
        (1, DAY, False, "1900-01-01"),
        (59, DAY, False, "1900-02-28"),
        (60, DAY, False, "1900-02-29"),
        (61, DAY, False, "1900-03-01"),
        (-5, DAY, False, "-5"),
        (0.6, SHARE, False, "60%"),
        (7, ZEROS, False, "00007"),
        (7, 0, False, "7"),
        (1e15, 0, False, "1000000000000000"),
        (0.1 + 0.2, 0, False, "0.3"),
        (1234.5, 0, False, "1234.5"),
    ],
)
def test_a_number_is_read_as_it_is_meant(serial, style, since_1904, shown):
    contents = sheet(HEAD, row(2, cell("A2", serial, style=style)))

    [found] = rows_of(workbook(contents, since_1904=since_1904))

    assert found.cells["number"] == shown


def test_yes_and_no_are_words():
    [found] = rows_of(
        workbook(sheet(HEAD, row(2, cell("A2", 1, kind="b"), cell("B2", 0, kind="b"))))
    )

    assert (found.cells["number"], found.cells["name"]) == ("TRUE", "FALSE")


def test_rows_can_be_walked_through_again():
    table = table_of(workbook(sheet(HEAD, line(2, "7"))))

    assert list(table.rows()) == list(table.rows())
