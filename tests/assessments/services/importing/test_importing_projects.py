"""Lists of projects from elsewhere, and of who led them."""

from datetime import date

import pytest
from sqlalchemy import select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.models.project import Project, ProjectRole
from assessments.services.importing import rows
from assessments.services.importing.reports import Note, rejection_lines, report_lines
from capability.vocabulary import ProjectPart, ProjectStatus
from tests.assessments.services.importing.lists import (
    BANK_HEADINGS,
    count,
    outcomes,
    person,
    project,
    reasons,
    take_projects,
)


def test_a_list_as_a_bank_publishes_it_is_taken_as_it_is():
    report = take_projects(
        BANK_HEADINGS + ",modality",
        "34304-043,Water Supply,Nepal,Active,2011-09-16,170000000.00,Water | Energy,PM-0912,Loan",
    )

    taken = project("34304-043")
    assert outcomes(report) == (1, 0, 0, 0)
    assert (taken.name, taken.country, taken.status) == (
        "Water Supply",
        "Nepal",
        ProjectStatus.ACTIVE,
    )
    assert taken.sectors == ["Water", "Energy"]
    assert taken.begins_on == taken.approved_on == date(2011, 9, 16)
    assert (taken.planned_cost, taken.actual_cost, taken.ended_on) == (170_000_000, None, None)
    assert report.unknown == ("modality",)


def test_who_led_a_project_becomes_a_person_called_by_the_number_until_a_name_is_known():
    report = take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-0912")

    officer = person("PM-0912")
    part = db.session.scalars(select(ProjectRole)).one()
    assert (officer.name, officer.called, officer.role_id) == ("PM-0912", "PM-0912", None)
    assert (part.person_id, part.part) == (officer.id, ProjectPart.PROJECT_LEAD)
    assert (part.started_on, part.ended_on, part.is_confirmed) == (None, None, False)
    assert report.notes[Note.PEOPLE_ADDED] == report.notes[Note.PARTS_ADDED] == 1


@pytest.mark.parametrize("blank", ["", "nan", "N/A", "-"])
def test_a_project_of_a_placeholder_officer_is_taken_without_a_person(blank):
    report = take_projects(BANK_HEADINGS, f"P1,Dam,Nepal,Active,2011-09-16,5,Energy,{blank}")

    assert count(Person) == count(ProjectRole) == 0
    assert report.notes[Note.WITHOUT_PERSON] == 1
    assert project("P1").name == "Dam"


def test_what_is_missing_is_unknown_and_said():
    report = take_projects(
        BANK_HEADINGS,
        "P1,Dam,Nepal,Closed,2011-09-16,0,Energy,PM-1",
        "P2,Road,,Proposed,,7,For classification,PM-1",
    )

    assert project("P1").ended_on is None
    assert project("P1").planned_cost is None
    assert (project("P2").sectors, project("P2").country) == ([], None)
    words = "\n".join(report_lines(report))
    assert "1 project is over without an end date: dates missing" in words
    assert "1 project is taken without any date" in words
    assert "1 amount of 0 is taken as unknown" in words
    assert "sector: “For classification” is taken as “unknown” (1 rows)" in words
    assert "adb_financing_usd is in USD and kept as given; the organisation counts in EUR" in words


def test_an_end_date_is_the_actual_one_only_once_the_project_is_over():
    take_projects(
        "code,name,status,start_date,end_date",
        "P1,Dam,closed,2019-01-02,2020-03-31",
        "P2,Road,active,2019-01-02,2099-03-31",
        "P3,Port,proposed,2098-01-02,2099-03-31",
    )

    assert (project("P1").started_on, project("P1").ended_on) == (
        date(2019, 1, 2),
        date(2020, 3, 31),
    )
    assert (project("P2").started_on, project("P2").ended_on) == (date(2019, 1, 2), None)
    assert project("P2").planned_end_on == date(2099, 3, 31)
    assert (project("P3").started_on, project("P3").planned_start_on) == (None, date(2098, 1, 2))


def test_every_fault_of_a_row_is_named_and_the_rows_around_it_are_taken():
    report = take_projects(
        "code,name,status,approval_date,budget",
        "P1,Dam,active,2020-01-01,5",
        "P2,Road,blue,2020-13-01,-5",
        ",Port,active,2020-01-01,5",
        f"P4,{'x' * 401},active,2020-01-01,5",
        "P5,,active,2020-01-01,5",
        "P6,Rail,,2020-01-01,5",
        "P7,Port,active,2020-01-01,5",
    )

    assert outcomes(report) == (2, 0, 0, 5)
    assert [(row, column) for row, column, _reason in reasons(report)] == [
        (3, "status"),
        (3, "approval_date"),
        (3, "budget"),
        (5, "name"),
        (4, "code"),
        (6, "name"),
        (7, "status"),
    ]
    assert next(rejection_lines(report)).startswith("Row 3, status “blue”: This word is not known")
    assert len(report.rejections[3].value) == 80


def test_an_end_before_the_start_is_refused_also_when_one_of_them_was_known_before():
    take_projects("code,name,status,actual_start", "P1,Dam,active,2020-05-01")

    report = take_projects("code,closing_actual", "P1,2019-05-01")

    assert reasons(report) == [(2, "closing_actual", "The end lies before the start, 2020-05-01.")]
    assert project("P1").ended_on is None


def test_a_project_that_stands_in_the_file_twice_is_named_the_second_time():
    line = "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-1"

    report = take_projects(BANK_HEADINGS, line, line, line.replace("Dam", "Road"))

    assert outcomes(report) == (1, 0, 0, 2)
    assert reasons(report) == [
        (3, "project_id", "The project stands in row 2 already."),
        (4, "project", "Row 2 says something else of this project."),
    ]


def test_a_further_row_of_a_project_may_add_a_person(monkeypatch):
    monkeypatch.setattr(rows, "PORTION", 1)

    report = take_projects(
        "code,name,status,pm_id,part,role_start,role_end",
        "P1,Dam,active,PM-1,,2019-01-01,2020-02-02",
        "P1,Dam,active,PM-2,team member,,",
        "P1,Dam,active,PM-1,deputy,2020-02-03,",
    )

    parts = db.session.scalars(select(ProjectRole).order_by(ProjectRole.id)).all()
    assert outcomes(report) == (1, 2, 0, 0)
    assert [(part.person.number, part.part) for part in parts] == [
        ("PM-1", ProjectPart.PROJECT_LEAD),
        ("PM-2", ProjectPart.TEAM_MEMBER),
        ("PM-1", ProjectPart.DEPUTY_LEAD),
    ]
    assert (parts[0].started_on, parts[0].ended_on) == (date(2019, 1, 1), date(2020, 2, 2))


def test_the_same_list_again_changes_nothing():
    lines = (
        BANK_HEADINGS,
        "P1,Dam,Nepal,Active,2011-09-16,5.5,Energy | Water,PM-1",
        "P2,Road,,Closed,,0,,",
    )
    take_projects(*lines)
    lines_before = count(AuditLine)

    report = take_projects(*lines)

    assert outcomes(report) == (0, 0, 2, 0)
    assert (count(Project), count(Person), count(ProjectRole)) == (2, 1, 1)
    assert count(AuditLine) == lines_before + 1  # that a file was taken


def test_a_newer_list_updates_and_a_blank_cell_leaves_what_is_known():
    take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-1")

    report = take_projects(
        BANK_HEADINGS + ",closing_actual", "P1,,,Closed,,7,,PM-1,2020-03-31", file="newer.csv"
    )

    changed = project("P1")
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "import_project")).one()
    assert outcomes(report) == (0, 1, 0, 0)
    assert (changed.name, changed.country, changed.sectors) == ("Dam", "Nepal", ["Energy"])
    assert (changed.status, changed.ended_on) == (ProjectStatus.CLOSED, date(2020, 3, 31))
    assert (line.old, line.reason) == (
        {"status": "active", "ended_on": None, "planned_cost": 5.0},
        "newer.csv",
    )


def test_another_person_in_a_newer_list_is_added_and_the_earlier_one_kept():
    take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-1")

    report = take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-2")

    assert outcomes(report) == (0, 1, 0, 0)
    assert report.notes[Note.ANOTHER_PERSON] == 1
    assert count(ProjectRole) == 2


def test_dates_of_a_part_are_updated_until_the_person_has_confirmed_them():
    headings = "code,name,status,pm_id,role_start"
    take_projects(headings, "P1,Dam,active,PM-1,2019-01-01")
    take_projects(headings, "P1,Dam,active,PM-1,2019-02-01")
    part = db.session.scalars(select(ProjectRole)).one()
    assert part.started_on == date(2019, 2, 1)
    part.is_confirmed = True
    db.session.commit()

    report = take_projects(headings, "P1,Dam,active,PM-1,2019-03-01")

    assert outcomes(report) == (0, 0, 1, 0)
    assert part.started_on == date(2019, 2, 1)


def test_an_officer_may_be_known_by_an_email_address_alone():
    db.session.add(Person(name="Mei Lin", called="Mei", number="7", email="Mei@Example.org"))
    db.session.commit()

    take_projects(
        "code,name,status,pm_email,pm_name",
        "P1,Dam,active,mei@example.org,",
        "P2,Road,active,new@example.org,Jan Vos",
    )

    assert [part.person.name for part in db.session.scalars(select(ProjectRole))] == [
        "Mei Lin",
        "Jan Vos",
    ]
    assert count(Person) == 2


def test_who_is_named_by_number_in_one_row_and_by_address_in_another_has_one_part():
    db.session.add(Person(name="Mei Lin", called="Mei", number="7", email="mei@example.org"))
    db.session.commit()

    take_projects(
        "code,name,status,pm_id,pm_email", "P1,Dam,active,7,", "P1,Dam,active,,mei@example.org"
    )

    assert count(ProjectRole) == 1
