"""Lists to take in, and what was taken."""

import io

from sqlalchemy import func, select

from assessments.database import db
from assessments.interchange.opening import open_table
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.models.project import Project
from assessments.services.importing import kinds
from assessments.services.importing.reports import ImportReport, Outcome
from assessments.services.importing.rows import Terms

BANK_HEADINGS = "project_id,project,country,status,approval_date,adb_financing_usd,sector,pm_id"


def take(
    kind: str, *lines: str, by: Person | None = None, file: str = "list.csv", **options: object
) -> ImportReport:
    """Take a list in; options say whose view a skills matrix is."""
    return take_bytes(kind, "\n".join(lines).encode(), by=by, file=file, **options)


def take_bytes(
    kind: str,
    contents: bytes,
    *,
    by: Person | None = None,
    file: str = "list.csv",
    **options: object,
) -> ImportReport:
    wanted = ImportKind(kind)
    table = open_table(io.BytesIO(contents), kinds.columns_of(wanted).column_of)
    report = kinds.import_list(wanted, table, Terms(by), file=file, options=options)
    db.session.expire_all()
    return report


def take_projects(*lines: str, **options: object) -> ImportReport:
    return take("projects", *lines, **options)


def take_people(*lines: str, **options: object) -> ImportReport:
    return take("people", *lines, **options)


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
