"""The pages on which an administrator takes occupations of a public list over as roles."""

import io

import pytest

from assessments.models.framework import Occupation
from tests.assessments.builders import audit_lines, inside
from tests.assessments.views.filled_forms import filled_in, key_of


def test_an_occupation_is_compared_and_taken_over_with_its_source(app, administrator_client):
    address = f"/admin/roles/onet/{key_of(app, Occupation, '11-9021.00')}"
    shown = administrator_client.get(f"{address}?role=programme_manager")

    page = administrator_client.post(address, data=filled_in(shown), follow_redirects=True)

    for words in ("17 of 28 competencies would be asked", "4.55, no level", "not rated in this"):
        assert words in shown.text
    assert "“Construction Managers” is a role now." in page.text
    assert "CC BY 4.0; modified" in page.text
    taken = administrator_client.post(address, data=filled_in(shown))
    assert "Another role has this code." in taken.text


def test_the_source_of_a_profile_stands_on_the_map_that_is_compared_with_it(
    app, administrator_client, pm_client
):
    address = f"/admin/roles/onet/{key_of(app, Occupation, '11-9021.00')}"
    administrator_client.post(address, data=filled_in(administrator_client.get(address)))

    page = pm_client.get("/map?role=construction_managers")

    assert "11-9021.00 Construction Managers" in page.text
    assert "Source of the profile" not in pm_client.get("/map").text


def test_a_file_of_other_occupations_is_taken_in(app, administrator_client):
    rows = (
        "O*NET-SOC Code\tElement Name\tScale ID\tData Value\tNot Relevant\n"
        "11-1011.00\tNegotiation\tIM\t4.5\t\n11-1011.00\tNegotiation\tLV\t5.0\tY\n"
        "11-1011.00\tCoordination\tLV\t99\tN\n"
    )

    page = administrator_client.post(
        "/admin/roles/onet",
        data={"release": "29.1", "file": (io.BytesIO(rows.encode()), "Skills.txt")},
    )

    assert "1 occupation was read." in page.text
    assert "1 value is held back" in page.text
    assert "Row 4: “99” is no value of the scale LV" in page.text
    assert "11-1011.00" in page.text
    with inside(app):
        assert audit_lines("import_occupations")[-1].subject == "O*NET 29.1"


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (None, "Choose a file of O*NET ratings"),
        (b"name,role\nLin,x\n", "column “O*NET-SOC Code” is missing"),
        (b"", "file-error"),
        (b"%PDF-1.7", "file-error"),
    ],
)
def test_a_file_that_is_none_is_told_at_the_field(administrator_client, contents, words):
    data = {"release": "29.0"}
    if contents is not None:
        data["file"] = (io.BytesIO(contents), "x.csv")

    page = administrator_client.post("/admin/roles/onet", data=data)

    assert words in page.text
