"""Reads of uploaded files and of past imports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assessments.database import db, now
from assessments.models.assessment import Assessment, AssessmentCycle
from assessments.models.catalogue import Activity
from assessments.models.framework import Role
from assessments.models.importing import ImportedRow, ImportKind, ImportRun, UploadedFile
from assessments.models.people import Department, Person
from assessments.models.project import Project
from assessments.queries.pages import Found, found_on

PAGE = 20
KEPT_FOR = timedelta(days=1)
NAMED = {
    model.__tablename__: model
    for model in (Person, Department, Project, Role, Activity, AssessmentCycle)
}


def list_kinds() -> tuple[ImportKind, ...]:
    """Return the kinds of lists that can be imported."""
    return tuple(ImportKind)


def get_upload(file_id: int) -> UploadedFile:
    """Return an uploaded file; answers 404 where there is none, or it is older than a day."""
    return db.one_or_404(
        select(UploadedFile).where(
            UploadedFile.id == file_id, UploadedFile.uploaded_at >= now() - KEPT_FOR
        )
    )


def contents_of(upload: UploadedFile) -> bytes:
    """Return the bytes of an uploaded file."""
    return db.session.scalars(
        select(UploadedFile.content).where(UploadedFile.id == upload.id)
    ).one()


def trial_of(upload: UploadedFile) -> dict[str, Any] | None:
    """Return what the last dry run of a file said."""
    return db.session.scalars(select(UploadedFile.trial).where(UploadedFile.id == upload.id)).one()


def rejects_of(upload: UploadedFile) -> bytes | None:
    """Return the rows that cannot be taken, as a table."""
    return db.session.scalars(
        select(UploadedFile.rejects).where(UploadedFile.id == upload.id)
    ).one()


def list_uploads(person: Person) -> Sequence[UploadedFile]:
    """Return the files that somebody uploaded and has not taken in, the newest first."""
    return db.session.scalars(
        select(UploadedFile)
        .where(
            UploadedFile.by_id == person.id,
            UploadedFile.run_id.is_(None),
            UploadedFile.uploaded_at >= now() - KEPT_FOR,
        )
        .order_by(UploadedFile.id.desc())
        .limit(PAGE)
    ).all()


def left_of(run: ImportRun, person: Person) -> UploadedFile | None:
    """Return what is left of the file of an import, for whoever uploaded it."""
    return db.session.scalar(
        select(UploadedFile).where(
            UploadedFile.run_id == run.id,
            UploadedFile.by_id == person.id,
            UploadedFile.uploaded_at >= now() - KEPT_FOR,
        )
    )


def list_runs(page: int) -> Found[ImportRun]:
    """Return past imports, the newest first."""
    query = (
        select(ImportRun)
        .options(joinedload(ImportRun.by), joinedload(ImportRun.undone_by))
        .order_by(ImportRun.at.desc(), ImportRun.id.desc())
    )
    return found_on(page, query, size=PAGE)


def get_run(run_id: int) -> ImportRun:
    """Return one import; answers 404 where there is none."""
    return db.one_or_404(
        select(ImportRun)
        .where(ImportRun.id == run_id)
        .options(joinedload(ImportRun.by), joinedload(ImportRun.undone_by))
    )


def find_run(run_id: int) -> ImportRun | None:
    """Return one import, if there is one."""
    return db.session.get(ImportRun, run_id)


def count_rows(run: ImportRun) -> int:
    """Return how many rows of the database can still be undone."""
    return db.session.scalar(select(func.count()).where(ImportedRow.run_id == run.id)) or 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that an import brought or changed and that could not be undone."""

    table: str
    name: str
    why: Mapping[str, Any]


def list_kept(run: ImportRun, page: int) -> Found[Kept]:
    """Return the rows that could not be undone, with their names."""
    query = (
        select(ImportedRow)
        .where(ImportedRow.run_id == run.id, ImportedRow.kept.is_not(None))
        .order_by(ImportedRow.id)
    )
    found = found_on(page, query, size=PAGE)
    names = _names(found.rows)
    rows = [
        Kept(row.table, names.get((row.table, row.row_id), ""), row.kept or {})
        for row in found.rows
    ]
    return Found(rows, found.number, found.has_next)


def _names(rows: Sequence[ImportedRow]) -> dict[tuple[str, int], str]:
    """Return the names of rows that have one; of others, whose they are."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row.table, set()).add(row.row_id)
    found: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        if table in NAMED:
            model: Any = NAMED[table]
            named = db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))
            found.update(((table, identity), str(name)) for identity, name in named)
    forms = wanted.get(Assessment.__tablename__, set())
    if forms:
        about = select(Assessment.id, Person.name).join(Assessment.person)
        found.update(
            ((Assessment.__tablename__, identity), name)
            for identity, name in db.session.execute(about.where(Assessment.id.in_(forms)))
        )
    return found
