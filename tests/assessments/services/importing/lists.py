"""Lists of people and projects to take in, and what was taken."""

import io

from sqlalchemy import func, select

from assessments.database import db
from assessments.interchange.spreadsheets import read_table
from assessments.models.people import Person
from assessments.models.project import Project
from assessments.services.importing import people, projects
from assessments.services.importing.reports import ImportReport, Outcome
from assessments.services.importing.rows import Terms

BANK_HEADINGS = "project_id,project,country,status,approval_date,adb_financing_usd,sector,pm_id"


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
