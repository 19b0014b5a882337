"""Lists of people and projects from elsewhere: what is right is taken, everything else is named."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from assessments.database import LocalText, db
from assessments.interchange.spreadsheets import read_table
from assessments.models.audit import AuditLine
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.models.project import Project, ProjectRole
from assessments.services.importing import people, projects, rows
from assessments.services.importing.reports import (
    ImportReport,
    Note,
    Outcome,
    rejection_lines,
    report_lines,
)
from assessments.services.importing.rows import Terms
from assessments.services.importing.tables import ImportProblem
from capability.vocabulary import Degree, DeliveryMethod, ProjectPart, ProjectStatus

BANK_HEADINGS = "project_id,project,country,status,approval_date,adb_financing_usd,sector,pm_id"


@pytest.fixture(autouse=True)
def session(bare_app: Flask):
    with bare_app.test_request_context():
        yield db.session
        db.session.remove()


def take(
    module, take_table, *lines: str, by: Person | None = None, file="list.csv"
) -> ImportReport:
    stream = io.BytesIO("\n".join(lines).encode())
    report = take_table(read_table(stream, module.COLUMNS.column_of), Terms(by), file=file)
    db.session.expire_all()
    return report


def take_projects(*lines: str, **options) -> ImportReport:
    return take(projects, projects.import_projects, *lines, **options)


def take_people(*lines: str, **options) -> ImportReport:
    return take(people, people.import_people, *lines, **options)


def project(code: str) -> Project:
    return db.session.scalars(select(Project).where(Project.code == code)).one()


def person(number: str) -> Person:
    return db.session.scalars(select(Person).where(Person.number == number)).one()


def outcomes(report: ImportReport) -> tuple[int, int, int, int]:
    counted = [report.outcomes[outcome] for outcome in Outcome]
    return (*counted, report.rejected)


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in report.rejections]


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# Projects


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


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Active", ProjectStatus.ACTIVE),
        ("in progress", ProjectStatus.ACTIVE),
        ("Approved", ProjectStatus.PROPOSED),
        ("Completed", ProjectStatus.CLOSED),
        ("Terminated", ProjectStatus.STOPPED),
        ("Dropped", ProjectStatus.STOPPED),
        ("已完成", ProjectStatus.CLOSED),
    ],
)
def test_a_status_is_understood_in_other_words_too(word, status):
    take_projects("project code;Project name;Status", f"P1;Dam;{word}")

    assert project("P1").status is status


def test_a_status_that_means_nothing_here_is_named_with_the_words_that_do():
    report = take_projects("code,name,status", "P1,Dam,green")

    assert reasons(report) == [
        (2, "status", "This word is not known: use one of proposed, active, closed, stopped.")
    ]


def test_planned_and_actual_dates_and_costs_in_millions_are_understood():
    take_projects(
        "project_id,project,status,method,effective_date,closing_planned,closing_actual,"
        "cost_planned_musd,Cost actual (million EUR)",
        'P1,Dam,Closed,Waterfall,2004-10-26,2008-06-30,2012-06-19,579.2,"1,446.663"',
    )

    taken = project("P1")
    assert (taken.started_on, taken.planned_end_on) == (date(2004, 10, 26), date(2008, 6, 30))
    assert (taken.ended_on, taken.method) == (date(2012, 6, 19), DeliveryMethod.PREDICTIVE)
    assert (taken.planned_cost, taken.actual_cost) == (579_200_000, 1_446_663_000)


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


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("31/02/2020", "There is no such day."),
        ("2020-02-30", "There is no such day."),
        ("1900", "This is not a date: write it as year-month-day, for example 2024-05-31."),
        ("1900-01-01", "The year is not between 1950 and 2100."),
        ("43831", "This is not a date: write it as year-month-day, for example 2024-05-31."),
        ("soon", "This is not a date: write it as year-month-day, for example 2024-05-31."),
        (
            "03/04/2020",
            "Day and month cannot be told apart: write year-month-day, for example 2024-05-31.",
        ),
        ((date.today() + timedelta(days=3)).isoformat(), "The day lies in the future."),  # noqa: DTZ011
    ],
)
def test_a_date_that_cannot_be_is_named_with_its_reason(day, reason):
    report = take_projects("code,name,status,approval_date", f"P1,Dam,active,{day}")

    assert reasons(report) == [(2, "approval_date", reason)]
    assert report.rejections[0].value == day
    assert count(Project) == 0


@pytest.mark.parametrize(
    "day",
    ["2020-04-03", "2020/4/3", "2020年4月3日", "3.4.2020", "3 Apr 2020", "2020-04-03 00:00:00"],
)
def test_a_date_is_understood_as_people_write_it(day):
    take_projects("code,name,status,approval_date", f"P1,Dam,active,{day}")

    assert project("P1").approved_on == date(2020, 4, 3)


@pytest.mark.parametrize(
    ("telling", "expected"), [("25/12/2019", date(2020, 4, 3)), ("12/25/2019", date(2020, 3, 4))]
)
def test_one_date_tells_how_a_whole_file_orders_day_and_month(telling, expected):
    take_projects(
        "code,name,status,approval_date",
        "P1,Dam,active,03/04/2020",
        f"P2,Road,active,{telling}",
    )

    assert project("P1").approved_on == expected


@pytest.mark.parametrize(
    ("cost", "reason"),
    [
        ("-5", "The number is negative."),
        ("inf", "This is not a number."),
        ("about 3", "This is not a number."),
        ("1e9", "This is not a number."),
        ("1.2.3,4,5", "This is not a number."),
        ("9" * 18, "The number is too large."),
    ],
)
def test_a_cost_that_cannot_be_is_named_with_its_reason(cost, reason):
    report = take_projects("code\tname\tstatus\tbudget", f"P1\tDam\tactive\t{cost}")

    assert reasons(report) == [(2, "budget", reason)]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("1,234", 1234),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234 567", 1234567),
        ("€ 12.50", 12.5),
        ("1,234,567", 1234567),
        ("12,5", 12.5),
        ("nan", None),
    ],
)
def test_a_cost_is_understood_as_people_write_it(cost, expected):
    take_projects("code\tname\tstatus\tbudget", f"P1\tDam\tactive\t{cost}")

    assert project("P1").planned_cost == expected


def test_in_a_file_with_semicolons_the_comma_is_the_decimal_mark_and_a_lone_point_is_not_guessed():
    report = take_projects(
        "code;name;status;budget", "P1;Dam;active;1234,567", "P2;Road;active;1.234"
    )

    assert project("P1").planned_cost == 1234.57
    assert [row for row, _column, _reason in reasons(report)] == [3]


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


# The file as a whole


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


# People


def test_people_are_taken_with_what_is_known_of_them():
    report = take_people(
        "工号,姓名,邮箱,部门,岗位,目标岗位,学历,学时,语言,mentor_places,coach",
        "7,李梅,Mei@Example.org,工程部,项目经理,senior_project_manager,硕士,35,中文|English,2,9",
        "9,Jan Vos,jan@example.org,工程部,pmo_coach,,bachelor,,Dutch,,",
    )

    mei = person("7")
    assert outcomes(report) == (2, 0, 0, 0)
    assert (mei.name, mei.called, mei.email) == ("李梅", "李梅", "mei@example.org")
    assert (mei.role.code, mei.aims_for.code) == ("project_manager", "senior_project_manager")
    assert (mei.degree, mei.education_hours, mei.languages) == (Degree.BACHELOR, 35, ["zh", "en"])
    assert (mei.mentor_places, mei.coach.name) == (2, "Jan Vos")
    assert str(mei.department.name) == "工程部"
    assert (person("9").called, person("9").languages) == ("Jan", ["nl"])
    assert "The department “工程部” was added." in report.remarks


def test_a_department_is_known_by_its_code_and_by_its_name():
    db.session.add(Department(code="civil", name=LocalText(en="Civil works", zh="土建")))
    db.session.commit()

    take_people("number,name,department", "1,A B,CIVIL", "2,C D,civil works", "3,E F,土建")

    assert {person(number).department.code for number in "123"} == {"civil"}
    assert count(Department) == 1


def test_the_same_people_again_change_nothing():
    lines = (
        "number,name,email,department,role,degree,languages,coach,left_on",
        "7,Mei Lin,mei@example.org,Works,project_manager,bachelor,zh|en,9,2024-05-31",
        "9,Jan Vos,,,,,,,",
    )
    take_people(*lines)

    report = take_people(*lines)

    assert outcomes(report) == (0, 0, 2, 0)
    assert count(Person) == 2


def test_an_officer_from_a_list_of_projects_gets_a_name_from_a_list_of_people():
    take_projects(BANK_HEADINGS, "P1,Dam,Nepal,Active,2011-09-16,5,Energy,PM-1")

    report = take_people("pm_id,name,email,role", "PM-1,Mei Lin,mei@example.org,project_manager")

    officer = person("PM-1")
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "import_person").order_by(AuditLine.id.desc())
    ).first()
    assert outcomes(report) == (0, 1, 0, 0)
    assert (officer.name, officer.called, officer.email) == ("Mei Lin", "Mei", "mei@example.org")
    assert line is not None
    assert line.person_id == officer.id
    assert line.old["name"] == "PM-1"


def test_a_blank_cell_leaves_what_is_known_of_a_person_and_a_chosen_name_to_be_called_by():
    take_people("number,name,called,email", "7,Mei Lin,Xiao Mei,mei@example.org")

    take_people("number,name,called,email", "7,Mei Lin-Vos,,")

    mei = person("7")
    assert (mei.name, mei.called, mei.email) == ("Mei Lin-Vos", "Xiao Mei", "mei@example.org")


def test_a_person_known_by_address_alone_gets_a_number():
    take_people("email,name", "mei@example.org,Mei Lin")

    report = take_people("number,email", "7,MEI@example.org")

    assert outcomes(report) == (0, 1, 0, 0)
    assert person("7").name == "Mei Lin"


def test_who_has_no_name_yet_goes_by_the_number_or_the_address():
    take_people("number,email", "7,", ",jan@example.org")

    assert set(db.session.scalars(select(Person.name))) == {"7", "jan@example.org"}


def test_what_cannot_be_true_of_a_person_is_named():
    take_people("number,name,email", "1,Ada Holm,ada@example.org", "2,Ben Ode,ben@example.org")

    report = take_people(
        "number,name,email,role,degree,education_hours,languages",
        ",Nobody,,,,,",
        "3,C D,ada@example.org,,,,",
        "1,Ada Holm,ben@example.org,,,,",
        "4,E F,not an address,,,,",
        "5,G H,,astronaut,,,",
        "6,I J,,,a lot,,",
        "7,K L,,,,35.5,",
        "8,M N,,,,,Klingonish",
        "9,O P,,,,,",
        "9,O P,,,,,",
        ",Ben Ode,ben@example.org,,,,",
        "2,Ben Ode,,,,,",
    )

    assert {(row, column) for row, column, _reason in reasons(report)} == {
        (2, "number"),
        (3, "email"),
        (4, "email"),
        (5, "email"),
        (6, "role"),
        (7, "degree"),
        (8, "education_hours"),
        (9, "languages"),
        (11, "number"),
        (13, "number"),
    }
    assert outcomes(report) == (1, 0, 1, 10)


@pytest.mark.parametrize("coach", ["99", "7"])
def test_a_coach_who_is_nobody_else_is_named_and_the_person_taken(coach):
    report = take_people("number,name,coach", f"7,Mei Lin,{coach}")

    assert person("7").coach_id is None
    assert report.notes[Note.WITHOUT_COACH] == 1
    assert report.remarks[0].startswith(f"Row 2, “{coach}”: nobody else is known")


def test_a_new_coach_alone_is_a_change():
    take_people("number,name,coach", "7,Mei Lin,", "9,Jan Vos,")

    report = take_people("number,name,coach", "7,Mei Lin,9", "9,Jan Vos,")

    assert outcomes(report) == (0, 1, 1, 0)
    assert person("7").coach.number == "9"
    assert "1 changed" in next(report_lines(report))


def test_a_role_is_known_by_its_name_in_both_languages():
    role = db.session.scalars(select(Role).where(Role.code == "programme_manager")).one()

    take_people("number,name,role", f"1,A B,{role.name['en']}", f"2,C D,{role.name['zh']}")

    assert {person("1").role, person("2").role} == {role}
