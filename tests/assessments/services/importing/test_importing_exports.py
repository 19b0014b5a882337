"""What is exported is imported again."""

import io

import pytest

from assessments.interchange.exports import write_export
from assessments.models.importing import ImportKind
from assessments.queries import exports
from tests.assessments.services.importing.lists import outcomes, take, take_bytes


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["people", "projects", "role_profiles", "catalogue"])
def test_what_is_exported_changes_nothing_when_it_is_imported(kind, form):
    take(
        "people", "number,name,email,department,role,coach,languages,left_on",
        "7,Mei Lin,mei@example.org,,,,,", "8,Ada Holm,,,,,,", "9,Jan Vos,jan@example.org,,,,,",
        "=1+1,@Mei,-x@example.org,码头,project_manager,9,zh|en,2024-05-31",
    )  # fmt: skip
    take(
        "projects",
        "code,name,status,pm_id,complexity,quality,budget,sector",
        "P1,+Dam,active,7,3,3.5,10.5,Energy | Water",
        "P1,,,8,,,,",
        "P2,Road,closed,,,,,",
    )
    take(
        "catalogue",
        "code\tkind\tname\thours\tgains\tsessions",
        "a1\tcourse\tOne\t8.5\trisk 0.55 to 3\t2027-02-02, Lisbon, old town, 12 seats",
    )
    take(
        "catalogue", "code,kind,name,hours,prerequisites,excludes,mandatory_for",
        "a2,course,Two,8,a1,reading_estimates | reading_teams,project_manager",
    )  # fmt: skip
    found = exports.read(ImportKind(kind))
    stream = io.BytesIO()
    write_export(stream, form, kind, found.headings, found.rows)

    report = take_bytes(kind, stream.getvalue())

    new, changed, unchanged, rejected = outcomes(report)
    assert (new, changed, rejected) == (0, 0, 0), report.changes or report.rejections[:3]
    assert unchanged > 1
    assert report.unknown == ()


def test_what_people_answered_is_not_exported():
    assert "skills_matrix" not in exports.names()
