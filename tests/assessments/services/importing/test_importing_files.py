"""A file as a whole: refused, broken off, read in portions and told in the audit trail."""

import io

import pytest
from sqlalchemy import event, select

from assessments.database import db
from assessments.interchange.spreadsheets import read_table
from assessments.models.audit import AuditLine
from assessments.models.people import Person
from assessments.models.project import Project
from assessments.services.importing import projects, rows
from assessments.services.importing.reports import rejection_lines
from assessments.services.importing.rows import Terms
from assessments.services.importing.tables import ImportProblem
from tests.assessments.services.importing.lists import (
    BANK_HEADINGS,
    count,
    outcomes,
    take_people,
    take_projects,
)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("name,status", "Dam,active"), "one must be called code, project_id.*The file has: name"),
        (("code,name,status",), "headings but no rows"),
        (("code,name,status", ",,"), "headings but no rows"),
    ],
)
def test_a_file_without_codes_or_rows_is_refused_as_a_whole(lines, message):
    with pytest.raises(ImportProblem, match=message):
        take_projects(*lines)


def test_rows_that_cannot_be_read_are_named_too():
    report = take_projects("code,name,status", "P1,a,active,more", "P2,b\0,active", "P3,c,active")

    assert [(each.row, each.column) for each in report.rejections] == [(2, ""), (3, "")]
    assert next(rejection_lines(report)) == "Row 2: The row has 4 cells under 3 headings."
    assert outcomes(report) == (1, 0, 0, 2)


def test_nothing_is_taken_when_the_reading_breaks_off():
    stream = io.BytesIO(b"code,name,status\nP1,Dam,active\n")
    table = read_table(stream, projects.COLUMNS.column_of)

    def fall(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        projects.import_projects(table, Terms(None, progress=fall), file="list.csv")

    assert count(Project) == count(AuditLine) == 0


def test_when_somebody_else_adds_the_same_project_meanwhile_the_file_can_be_taken_again(
    monkeypatch,
):
    take_projects("code,name,status", "P1,Dam,active")
    monkeypatch.setattr(projects.records, "find", lambda *_arguments: [])

    with pytest.raises(ImportProblem, match="Please import again"):
        take_projects("code,name,status", "P1,Dam,active")


def test_progress_is_told_after_each_portion(monkeypatch):
    monkeypatch.setattr(rows, "PORTION", 2)
    stream = io.BytesIO(b"code,name,status\n" + b"".join(b"P%d,x,active\n" % n for n in range(5)))
    told = []

    projects.import_projects(
        read_table(stream, projects.COLUMNS.column_of),
        Terms(None, progress=lambda *counts: told.append(counts)),
        file="list.csv",
    )

    assert told == [(2, 5), (4, 5), (5, 5)]


def queries_of(take_list) -> int:
    counted = []

    def note(*_arguments: object) -> None:
        counted.append(1)

    event.listen(db.engine, "before_cursor_execute", note)
    take_list()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(counted)


def test_more_rows_do_not_need_more_queries():
    def projects_of(prefix: str, size: int):
        blanks = ("", "Energy"), ("Nepal", "")
        lines = [
            f"{prefix}{n},Dam,{blanks[n % 2][0]},Active,,{n},{blanks[n % 2][1]},PM-{prefix}{n % 7}"
            for n in range(size)
        ]
        return lambda: take_projects(BANK_HEADINGS, *lines)

    def people_of(prefix: str, size: int):
        lines = [
            f"{prefix}{n},Name {n},{prefix} unit,{prefix}0,{'en' * (n % 2)}" for n in range(size)
        ]
        return lambda: take_people("number,name,department,coach,languages", *lines)

    queries_of(projects_of("C", 1))  # the settings of the organisation are read once a request
    assert queries_of(projects_of("A", 10)) == queries_of(projects_of("B", 300))
    assert queries_of(people_of("A", 10)) == queries_of(people_of("B", 300))


def test_the_audit_trail_says_who_took_the_list_and_what_it_said_about_whom():
    actor = Person(name="Ada Holm", called="Ada", number="1")
    db.session.add(actor)
    db.session.commit()

    take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-1", by=actor)

    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert {line.actor_id for line in lines} == {actor.id}
    assert [(line.action, line.person and line.person.number) for line in lines] == [
        ("import_person", "PM-1"),
        ("import_project_role", "PM-1"),
        ("import_file", None),
    ]
    assert lines[-1].new["new"] == 1
    assert lines[-1].subject == "file list.csv"
