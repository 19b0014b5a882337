"""An import is undone as a whole; what somebody has touched since stays and is named."""

import io

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.database import LocalText, db
from assessments.interchange.opening import open_table
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.models.framework import Role
from assessments.models.importing import ImportedRow, ImportKind, ImportRun
from assessments.models.people import Department, Person
from assessments.models.project import Project, ProjectRole
from assessments.permissions import Access
from assessments.queries import catalogue, imports
from assessments.services import inviting, planning
from assessments.services.importing import kinds, undoing
from assessments.services.importing.kept_words import kept_words
from assessments.services.importing.reports import ImportReport
from assessments.services.importing.rows import Terms
from tests.assessments.builders import contents

LEFT_BEHIND = ("audit_line", "import_run", "imported_row", "sqlite_sequence")
LIST = (
    "number,name,email,department,role,coach",
    "7,Mei Lin,mei@example.org,Quay,project_manager,9",
    "9,Jan Vos,jan@example.org,Quay,pmo_coach,",
)


@pytest.fixture(autouse=True)
def session(bare_app: Flask):
    with bare_app.test_request_context():
        db.session.add(Person(name="Ada Holm", called="Ada", number="1", email="ada@example.org"))
        db.session.commit()
        yield db.session
        db.session.remove()


def ada() -> Person:
    return person("1")


def person(number: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.number == number))


def take(kind: str, *lines: str, **options: object) -> ImportReport:
    wanted = ImportKind(kind)
    stream = io.BytesIO("\n".join(lines).encode())
    table = open_table(stream, kinds.columns_of(wanted).column_of)
    report = kinds.import_list(wanted, table, Terms(ada()), file="list.csv", options=options)
    db.session.expire_all()
    return report


def undo(report: ImportReport) -> undoing.Undone:
    undone = undoing.undo(imports.get_run(report.run_id), by=ada())
    db.session.expire_all()
    return undone


def kept(report: ImportReport) -> list[str]:
    return [kept_words(row) for row in imports.list_kept(imports.get_run(report.run_id), 1).rows]


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def facts() -> dict[str, list[str]]:
    return contents(leave_out=LEFT_BEHIND)


def test_people_departments_and_coaches_go_as_they_came():
    before = facts()
    report = take("people", *LIST)
    assert person("7").coach.number == "9"

    undone = undo(report)

    assert facts() == before
    assert undone.counts["left"] == count(ImportedRow) == 0
    run = imports.get_run(report.run_id)
    assert (run.undone_at is not None, run.undone_by.name) == (True, "Ada Holm")


def test_what_was_changed_is_as_it_was():
    take("people", *LIST)
    before = facts()
    report = take("people", LIST[0], "7,Mei Lin-Vos,new@example.org,Dock,programme_manager,1")

    undo(report)

    assert facts() == before
    assert (person("7").name, person("7").email) == ("Mei Lin", "mei@example.org")


def test_every_step_back_leaves_an_audit_line_that_outlives_the_person():
    report = take("people", *LIST)
    about = {line.person_id for line in db.session.scalars(select(AuditLine))} - {None}

    undo(report)

    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    gone = [line for line in lines if line.action == "undo_import_record"]
    assert about
    assert [line.person_id for line in lines if line.action == "import_person"] == [None, None]
    assert {line.subject.split()[0] for line in gone} == {"person", "department"}
    assert any(line.old and line.old.get("name") == "Mei Lin" for line in gone)
    assert lines[-1].action == "undo_import"


def test_who_has_changed_since_stays_and_is_named_and_so_does_what_they_rest_on():
    report = take("people", *LIST)
    person("7").name = "Mei Lin-Vos"
    db.session.commit()

    undone = undo(report)

    assert person("7").name == "Mei Lin-Vos"
    assert person("9") is None
    assert person("7").coach_id is None
    assert undone.counts["left"] == 2
    assert sorted(kept(report)) == [
        "Mei Lin-Vos (record of a person): somebody has changed it since",
        "Quay (department): something now rests on it: record of a person",
    ]


def test_who_has_an_account_and_a_plan_stays_and_the_others_go():
    report = take("people", *LIST)
    inviting.open_account(person("7"), [Access.PROJECT_MANAGER], by=None)
    planning.open_plan(person("7"))

    undo(report)

    assert person("9") is None
    assert person("7").account is not None
    assert (
        "Mei Lin (record of a person): something now rests on it: account, development plan"
        in kept(report)
    )


def test_what_was_left_can_be_tried_again_once_nothing_stands_in_the_way():
    before = facts()
    report = take("people", *LIST)
    person("7").name = "Somebody"
    db.session.commit()
    undo(report)
    person("7").name = "Mei Lin"
    db.session.commit()

    undone = undo(report)

    assert facts() == before
    assert undone.counts["left"] == 0
    assert kept(report) == []


def test_an_old_address_that_somebody_else_has_by_now_is_not_taken_from_them():
    take("people", *LIST)
    report = take("people", "number,email,name", "7,new@example.org,Mei Vos", "9,,Jan Vos-Lin")
    db.session.add(Person(name="New", called="New", email="mei@example.org"))
    db.session.commit()

    undo(report)

    assert person("7").email == "new@example.org"
    assert person("9").name == "Jan Vos"
    assert kept(report) == [
        "Mei Vos (record of a person): what it was before belongs to something else by now"
    ]


def test_a_later_import_of_the_same_person_is_not_undone_with_an_earlier_one():
    first = take("people", *LIST)
    later = take("people", "number,name", "7,Mei Vos")

    undo(first)
    assert person("7").name == "Mei Vos"
    undo(later)
    undo(first)

    assert person("7") is None


def test_a_messy_list_undone_and_mended_is_taken_as_if_for_the_first_time():
    messy = take("people", LIST[0], "7,Mei Lin,mei,Quai,astronaut,", "9,Jan Vos,,Quai,,")
    undo(messy)

    mended = take("people", *LIST)

    assert mended.counts()["new"] == 2
    assert {each.code for each in db.session.scalars(select(Department))} == {"quay"}


def test_undoing_twice_is_undoing_once():
    report = take("people", *LIST)
    undo(report)
    lines = count(AuditLine)

    undone = undo(report)

    assert undone.counts.total() == 0
    assert count(AuditLine) == lines


def test_projects_and_who_led_them_go():
    before = facts()
    report = take(
        "projects", "code,name,status,pm_id", "P1,Dam,active,7", "P2,Road,closed,7", "P1,,,8"
    )
    assert (count(Project), count(ProjectRole)) == (2, 3)

    undo(report)

    assert facts() == before


def test_a_part_that_somebody_has_confirmed_keeps_project_and_person():
    report = take("projects", "code,name,status,pm_id", "P1,Dam,active,7", "P2,Road,active,8")
    part = db.session.scalars(
        select(ProjectRole).join(ProjectRole.person).where(Person.number == "7")
    ).one()
    part.is_confirmed = True
    db.session.commit()

    undo(report)

    assert [each.code for each in db.session.scalars(select(Project))] == ["P1"]
    assert person("8") is None
    assert len(kept(report)) == 3


def test_role_profiles_and_new_roles_go():
    before = facts()
    report = take(
        "role_profiles", "role,role_name,competency,required,next_role",
        "project_manager,,risk,5,", "site_lead,Site lead,risk,3.5,project_manager",
    )  # fmt: skip
    assert db.session.scalar(select(Role).where(Role.code == "site_lead")).next_role

    undo(report)

    assert facts() == before


def test_a_catalogue_goes_back_with_gains_dates_and_what_is_needed_before():
    code = "reading_estimates"
    take(
        "catalogue", "code,kind,name,hours,gains,sessions",
        'a1,course,One,8,risk 0.5 to 3 | scope 0.3,"2027-02-02 to 2027-02-03, Lisbon, 12 seats"',
    )  # fmt: skip
    before = facts()
    report = take(
        "catalogue",
        "code,kind,name,hours,gains,sessions,prerequisites,excludes,mandatory_for",
        f"a1,course,Two,9,scope 0.4 to 4,2027-03-02,{code},reading_teams,project_manager",
        f"a2,workshop,New,4,risk 1,,a1 | {code},reading_teams,",
    )  # fmt: skip
    changed = db.session.scalar(select(Activity).where(Activity.code == "a1"))
    assert [(gain.competency.code, gain.gain) for gain in changed.gains] == [("scope", 0.4)]
    assert [need.code for need in changed.prerequisites] == [code]
    assert [each.code for each in changed.mandatory_for] == ["project_manager"]
    reading = db.session.scalar(select(Activity).where(Activity.code == "reading_teams"))
    assert catalogue.excluded_by(reading) == ["a1", "a2"]

    undo(report)

    assert without_ids(facts()) == without_ids(before)


def without_ids(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out keys of rows that were put back, and how often a row was written."""
    return {
        name: sorted(row.partition(", ")[2] for row in rows)
        for name, rows in tables.items()
        if name not in {"activity"}
    }


def test_answers_of_a_matrix_go():
    take("people", *LIST)
    before = facts()
    report = take(
        "skills_matrix", "number,Risk and opportunity,scope", "7,3,2", "9,4,n/a", source="self"
    )
    assert report.counts()["new"] == 2

    undo(report)

    assert facts() == before


def test_a_dry_run_leaves_nothing_behind():
    before = contents(leave_out=("sqlite_sequence",))
    wanted = ImportKind.PEOPLE
    table = open_table(io.BytesIO("\n".join(LIST).encode()), kinds.columns_of(wanted).column_of)

    report = kinds.import_list(
        wanted, table, Terms(ada(), is_trial=True), file="list.csv", options={}
    )

    assert (report.counts()["new"], report.run_id) == (2, None)
    assert contents(leave_out=("sqlite_sequence",)) == before
    assert count(ImportRun) == 0


def test_a_run_of_which_nothing_was_taken_is_no_run():
    report = take("people", "number,name,email", "7,Mei,nowhere")

    assert report.run_id is None
    assert count(ImportRun) == 0


def test_a_place_that_is_kept_in_two_languages_comes_back_so():
    db.session.add(Department(code="quay", name=LocalText(en="Quay", zh="码头")))
    db.session.commit()
    before = facts()

    undo(take("people", *LIST))

    assert facts() == before
