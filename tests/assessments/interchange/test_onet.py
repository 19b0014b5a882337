"""Files of O*NET: what they hold back is unknown, and what is no rating is told by its row."""

import io

import pytest
from openpyxl import Workbook

from assessments.interchange import onet
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.onet import read_occupations

pytestmark = pytest.mark.usefixtures("words")
ELEMENTS = {"Negotiation", "Integrity"}
HEAD = "\t".join(
    (
        "O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value",
        "Recommend Suppress", "Not Relevant",
    )
)  # fmt: skip


@pytest.fixture
def words(app):
    with app.test_request_context():
        yield


def read(*rows, head=HEAD):
    return read_occupations(io.BytesIO("\n".join([head, *rows]).encode()), elements=ELEMENTS)


def row(value, scale="LV", element="Negotiation", code="11-9021.00", suppress="N", relevant="N"):
    return f"{code}\t2.B.1.d\t{element}\t{scale}\t{value}\t{suppress}\t{relevant}"


def only(reading):
    [occupation] = reading.occupations.values()
    [element] = occupation.elements.values()
    return element


def test_importance_and_level_of_an_element_come_together():
    found = only(read(row(3.62, "IM"), row(3.88)))

    assert (found.name, found.importance, found.level) == ("Negotiation", 3.62, 3.88)


@pytest.mark.parametrize("held_back", [{"suppress": "Y"}, {"relevant": "Y"}])
def test_what_is_held_back_or_not_relevant_is_unknown_and_not_zero(held_back):
    reading = read(row(3.62, "IM"), row(0, **held_back))

    assert only(reading).level is None
    assert only(reading).importance == 3.62
    assert reading.unknown_values == 1


def test_other_elements_and_other_scales_are_left_alone():
    reading = read(row(3.62, "IM"), row(4, "IM", element="Welding"), row(5, "FT"))

    assert only(reading).name == "Negotiation"
    assert reading.rejected == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row(9), "“9” is no value of the scale LV (0 to 7)"),
        (row(0.5, "IM"), "scale IM (1 to 5)"),
        (row("n/a"), "“n/a” is no value"),
        (row("nan"), "“nan” is no value"),
        (row(3, code="Managers"), "“Managers” is no code of an occupation"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_by_number_and_reason(bad, words):
    reading = read(row(3.62, "IM"), bad)

    [(number, reason)] = reading.rejected
    assert number == 3
    assert words in reason
    assert only(reading).level is None


def test_many_bad_rows_are_counted_and_the_first_are_told():
    reading = read(row(3.62, "IM"), *[row(9)] * 50)

    assert reading.rejected_count == 50
    assert len(reading.rejected) == onet.MOST_TOLD


def test_headings_in_the_manner_of_a_table_of_ours_are_known_too():
    reading = read(
        "11-9021.00,Construction Managers,Integrity,IM,4.65",
        head="onet_soc,occupation,element_name,scale,value",
    )

    assert only(reading).importance == 4.65
    assert reading.occupations["11-9021.00"].title == "Construction Managers"


def test_a_workbook_is_read_as_well():
    book = Workbook()
    for each in (HEAD, row(3.88)):
        book.active.append(each.split("\t"))
    stream = io.BytesIO()
    book.save(stream)

    assert only(read_occupations(stream, elements=ELEMENTS)).level == 3.88


@pytest.mark.parametrize(
    ("rows", "head", "words"),
    [
        ([], "name,role", "column “O*NET-SOC Code” is missing"),
        ([], HEAD.replace("Scale ID", "Unit"), "column “Scale ID” is missing"),
        ([row(3, element="Welding")], HEAD, "No row of the file rates an element"),
        ([], "", "."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_is_missing(rows, head, words):
    with pytest.raises(SpreadsheetError, match=words.replace("*", r"\*")):
        read(*rows, head=head)


def test_a_file_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(onet, "MOST_OCCUPATIONS", 3)

    with pytest.raises(SpreadsheetError, match="more than 3 occupations"):
        read(*(row(3, code=f"11-900{number}.00") for number in range(4)))
