"""A skills matrix: its levels become answers, and what cannot be one is named."""

from datetime import date

import pytest
from sqlalchemy import select

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.services import mapping
from assessments.services.importing import level_words
from assessments.services.importing.tables import ImportProblem
from capability.lifecycle import AssessmentStatus
from tests.assessments.builders import answer
from tests.assessments.services.importing.lists import count, outcomes, person, reasons, take

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def people(session):
    """Two people, of whom one has a coach."""
    coach = Person(name="Jan Vos", called="Jan", number="9", email="jan@example.org")
    mei = Person(name="Mei Lin", called="Mei", number="7", email="mei@example.org", coach=coach)
    db.session.add_all([coach, mei, Person(name="Ada Holm", called="Ada", number="8")])
    db.session.commit()


def levels_of(number: str) -> dict[str, int | None]:
    rows = db.session.scalars(
        select(Rating).join(Rating.assessment).where(Assessment.person_id == person(number).id)
    )
    return {rating.competency.code: rating.level for rating in rows}


def test_a_matrix_becomes_answers_that_count():
    report = take(
        "skills_matrix", "number,name,Risk and opportunity,scope,agile", "7,Mei Lin,3,n/a,",
        rated_on=TODAY.isoformat(),
    )  # fmt: skip

    form = db.session.scalars(select(Assessment)).one()
    assert outcomes(report) == (1, 0, 0, 0)
    assert levels_of("7") == {"risk": 3, "scope": None}
    assert (form.status, form.source, form.rater_id) == (
        AssessmentStatus.SUBMITTED,
        "self",
        person("7").id,
    )
    assert form.cycle.opens_on == form.submitted_at.date() == TODAY
    assert not form.cycle.is_round
    found = mapping.map_of(person("7"), None, today=TODAY)
    assert next(each.level for each in found.competencies if each.code == "risk") == 3


def test_answers_one_a_row_are_taken_into_one_form():
    report = take(
        "skills_matrix",
        "email,skill,rating,date",
        "mei@example.org,risk,Expert,2026-05-01",
        "mei@example.org,scope,With help,2026-05-01",
        "mei@example.org,scope,独立,2026-05-02",
    )

    assert outcomes(report) == (3, 0, 0, 0)
    assert count(Assessment) == 2
    assert levels_of("7")["risk"] == 5


def test_the_same_matrix_again_changes_nothing_and_a_newer_one_updates():
    lines = ("number,risk,scope", "7,3,2")
    take("skills_matrix", *lines, rated_on="2026-05-01")

    again = take("skills_matrix", *lines, rated_on="2026-05-01")
    newer = take("skills_matrix", "number,risk,scope,agile", "7,,4,1", rated_on="2026-05-01")

    assert outcomes(again) == (0, 0, 1, 0)
    assert outcomes(newer) == (0, 1, 0, 0)
    assert levels_of("7") == {"risk": 3, "scope": 4, "agile": 1}
    assert count(Assessment) == 1


def test_what_coaches_say_is_theirs_and_needs_one():
    report = take("skills_matrix", "name,risk", "Mei Lin,3", "Ada Holm,2", source="coach")

    form = db.session.scalars(select(Assessment)).one()
    assert (form.source, form.rater.name) == ("coach", "Jan Vos")
    assert reasons(report) == [(3, "rater", "This person has no coach yet, so whose view is it?")]


def test_what_was_answered_here_on_the_same_day_is_left_alone():
    answer(person("7"), {"risk": 1}, on=TODAY)

    report = take("skills_matrix", "number,risk", "7,4", rated_on=TODAY.isoformat())

    assert outcomes(report) == (1, 0, 0, 0)
    assert count(Assessment) == 2


def test_answers_that_were_opened_again_are_not_overwritten():
    take("skills_matrix", "number,risk", "7,4", rated_on="2026-05-01")
    form = db.session.scalars(select(Assessment)).one()
    form.status, form.submitted_at = AssessmentStatus.DRAFT, None
    db.session.commit()

    report = take("skills_matrix", "number,risk", "7,5", rated_on="2026-05-01")

    assert "opened again" in reasons(report)[0][2]
    assert levels_of("7") == {"risk": 4}


def test_colleagues_answers_cannot_be_imported():
    with pytest.raises(ImportProblem, match="own answers and those of coaches"):
        take("skills_matrix", "number,risk", "7,4", source="peer")


def test_what_cannot_be_an_answer_is_named_and_nothing_of_its_row_is_taken():
    db.session.add(Person(name="Mei Lin", called="Mei", number="10"))
    db.session.commit()

    report = take(
        "skills_matrix",
        "number,name,risk,scope,date",
        "7,,2.5,3,",
        "99,,3,3,",
        ",Mei Lin,3,3,",
        ",Nobody,3,3,",
        ",,3,3,",
        "8,,3,3,2199-01-01",
        "9,,3,#REF!,",
    )

    assert count(Rating) == 0
    assert {(row, column) for row, column, _reason in reasons(report)} == {
        (2, "risk"), (3, "number"), (4, "name"), (5, "name"), (6, "number"), (7, "date"),
        (8, "scope"),
    }  # fmt: skip


def test_every_answer_leaves_a_line_about_the_person():
    take("skills_matrix", "number,risk,scope", "7,3,2")

    lines = db.session.scalars(select(AuditLine).where(AuditLine.action == "import_answer")).all()
    assert {line.person_id for line in lines} == {person("7").id}
    assert sorted(line.new["level"] for line in lines) == [2, 3]


@pytest.mark.parametrize(
    ("values", "meanings"),
    [
        (["3", "0", "n/a", "-"], ["3", "0", "na", ""]),
        (["Expert", "beginner", "了解"], ["5", "1", "1"]),
        (["3 - On my own", "L2", "level 4"], ["3", "2", "4"]),
        (["10", "7", "1"], ["5", "4", "1"]),
        (["60%", "100%"], ["3", "5"]),
        (["2.5", "green"], [None, None]),
    ],
)
def test_what_a_level_probably_means_is_proposed(values, meanings):
    assert list(level_words.propose(values).values()) == meanings
