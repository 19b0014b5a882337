"""Files as organisations have them: any encoding, any separator, and what breaks them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.spreadsheets import read_table, write_table
from assessments.interchange.tabular import Table

COLUMNS = {"code": "code", "项目编号": "code", "name": "name", "project": "name"}


def table_of(contents: bytes) -> Table:
    return read_table(io.BytesIO(contents), COLUMNS.get)


def cells_of(contents: bytes) -> list[dict[str, str]]:
    return [row.cells for row in table_of(contents).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_chinese_is_read_in_every_encoding_that_spreadsheets_write(encoding):
    contents = "code,name\nA1,城市供水改造项目\nA2,铁路安全\n".encode(encoding)

    assert cells_of(contents) == [
        {"code": "A1", "name": "城市供水改造项目"},
        {"code": "A2", "name": "铁路安全"},
    ]


def test_chinese_headings_are_read_in_gb18030():
    contents = "项目编号,name\nA1,供水\n".encode("gb18030")

    assert table_of(contents).headings == {"code": "项目编号", "name": "name"}


@pytest.mark.parametrize("name", ["Présent é", "Überführung Straße", "Señor “Ñandú” – obra"])
def test_western_accents_in_the_old_encoding_of_windows_are_not_taken_for_chinese(name):
    contents = f"code,name\nA1,{name}\n".encode("cp1252")

    assert cells_of(contents) == [{"code": "A1", "name": name}]


def test_a_file_in_no_known_encoding_is_refused_with_the_line_and_the_way_out():
    contents = b"code,name\nA1,fine\nA2,\x81 \x8d \xff\n"

    with pytest.raises(SpreadsheetError, match=r"line 3 does not fit UTF-8.*“CSV UTF-8”"):
        table_of(contents)


def test_one_damaged_line_in_utf_8_is_named_rather_than_the_file_read_as_something_else():
    contents = "code,name\nA1,供水改造\nA2,铁路安全\n".encode() + b"A3,\xe4\xbe\n"

    with pytest.raises(SpreadsheetError, match="Line 4 of the file does not fit its encoding"):
        table_of(contents)


def test_half_a_character_at_the_end_of_utf_16_is_named():
    contents = "code,name\nA1,x\n".encode("utf-16") + b"\x00"

    with pytest.raises(SpreadsheetError, match="Line 3"):
        table_of(contents)


@pytest.mark.parametrize("start", [b"PK\x03\x04 and more", b"\xd0\xcf\x11\xe0 and more"])
def test_a_workbook_is_told_from_a_text_file(start):
    with pytest.raises(SpreadsheetError, match="This is a workbook"):
        table_of(start)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator):
    contents = f"code{separator}name\nA1{separator}x\n".encode()

    table = table_of(contents)

    assert table.separator == separator
    assert [row.cells for row in table.rows()] == [{"code": "A1", "name": "x"}]


def test_commas_inside_quoted_headings_do_not_mislead_about_the_separator():
    contents = b'code;"cost, planned, in USD, million";name\nA1;3;x\n'

    table = table_of(contents)

    assert table.separator == ";"
    assert table.unknown == ("cost, planned, in USD, million",)


def test_the_line_in_which_excel_names_the_separator_is_no_row():
    assert cells_of(b"sep=;\ncode;name\nA1;x\n") == [{"code": "A1", "name": "x"}]


def test_newlines_inside_quotes_belong_to_the_cell_and_rows_are_counted_as_on_screen():
    contents = b'code,name\r\nA1,"two\r\nlines"\r\n\r\nA2,x\r\n'

    rows = list(table_of(contents).rows())

    assert [(row.number, row.cells["name"]) for row in rows] == [(2, "two\r\nlines"), (4, "x")]


def test_columns_that_are_not_known_are_named_each():
    contents = ("code," + ",".join(f"extra {number}" for number in range(299)) + "\nA1\n").encode()

    table = table_of(contents)

    assert len(table.unknown) == 299
    assert [row.cells for row in table.rows()] == [{"code": "A1"}]


def test_two_columns_of_the_same_name_are_refused():
    with pytest.raises(SpreadsheetError, match="Two columns are called “name”"):
        table_of(b"code,name,name\nA1,x,y\n")


def test_of_two_names_for_one_column_the_first_is_used_and_the_other_is_said_to_be_unused():
    table = table_of(b"code,project,name\nA1,x,y\n")

    assert table.headings["name"] == "project"
    assert table.unknown == ("name",)


def test_cells_beyond_the_headings_make_the_row_unreadable():
    contents = b"code,name\nA1,Dam, north\nA2,fine\nA3,fine,,\n"

    rows = list(table_of(contents).rows())

    assert rows[0].problem == "The row has 3 cells under 2 headings."
    assert [row.problem for row in rows[1:]] == ["", ""]


def test_a_nul_makes_the_row_unreadable_and_no_other():
    rows = list(table_of(b"code,name\nA1,x\0y\nA2,fine\n").rows())

    assert "NUL" in rows[0].problem
    assert rows[1].cells == {"code": "A2", "name": "fine"}


def test_text_that_was_once_read_in_the_wrong_encoding_is_ugly_and_still_text():
    [row] = table_of("code,name\nA1,â€œBlack Boxâ€\x9d\n".encode()).rows()

    assert (row.faults, row.cells["name"][-1]) == ({}, "\x9d")


@pytest.mark.parametrize("text", ["#REF!", "a\x07b", "a\x7fb"])
def test_what_no_program_shows_is_named_at_its_cell(text):
    [row] = table_of(f"code,name\nA1,{text}\n".encode()).rows()

    assert list(row.faults) == ["name"]


def test_an_enormous_cell_is_named_and_the_next_row_is_read():
    contents = b"code,name\nA1," + b"x" * 200_000 + b"\nA2,fine\n"

    rows = list(table_of(contents).rows())

    assert "Lines 2 to 2" in rows[0].problem
    assert rows[1].cells["code"] == "A2"


def test_an_enormous_line_stops_the_reading():
    contents = b"code,name\nA1,x\nA2," + b"x," * 2_500_000

    with pytest.raises(SpreadsheetError, match="Line 3 of the file is too long"):
        list(table_of(contents).rows())


def test_a_quotation_mark_left_open_is_named_with_its_lines():
    rows = list(table_of(b'code,name\nA1,fine\nA2,"open\nA3,x\n').rows())

    assert rows[0].cells["code"] == "A1"
    assert rows[1].problem.startswith("Lines 3 to 4 of the file")


@pytest.mark.parametrize("contents", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(contents):
    with pytest.raises(SpreadsheetError, match="The file is empty"):
        table_of(contents)


def test_headings_alone_make_a_table_without_rows():
    assert cells_of(b"code,name\n") == []


def test_rows_can_be_walked_through_again():
    table = table_of(b"code,name\nA1,x\n")

    assert list(table.rows()) == list(table.rows())


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)


@given(names=st.lists(TEXTS.filter(bool), max_size=8))
def test_what_is_written_is_read_again(names):
    stream = io.BytesIO()
    write_table(stream, ("code", "name"), [(str(at), name) for at, name in enumerate(names)])

    read = [row.cells["name"] for row in read_table(stream, COLUMNS.get).rows()]

    assert read == names


@pytest.mark.parametrize("name", ["=1+1", "+49 170", "-7", "@here", "'=1+1", "''=1"])
def test_what_would_run_as_a_formula_is_written_as_text_and_read_as_it_was(name):
    stream = io.BytesIO()

    write_table(stream, ("code", "name"), [("A1", name)])

    assert f"A1,'{name}" in stream.getvalue().decode("utf-8-sig")
    assert cells_of(stream.getvalue()) == [{"code": "A1", "name": name}]
