"""Files on their way in: kept, read as somebody says, tried out, taken in or given up."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from assessments.database import db, now
from assessments.models.importing import ColumnMapping, ImportKind, ImportRun, UploadedFile
from assessments.models.people import Person
from assessments.queries.imports import KEPT_FOR
from assessments.services import auditing
from assessments.services.importing.kinds import import_list
from assessments.services.importing.reports import ImportReport, Outcome, report_lines
from assessments.services.importing.rows import Terms
from assessments.services.importing.tables import ImportProblem, Table, plain

MOST_BYTES = 20 * 1024 * 1024
MOST_REJECTIONS = 2_000
"""Rejections that the page shows, page by page; the file of rejected rows has them all."""

WriteRejects = Callable[[ImportReport], bytes]


def keep(kind: ImportKind, name: str, content: bytes, *, by: Person) -> UploadedFile:
    """Keep a file until it is taken in, at most for a day.

    Raises
    ------
    ImportProblem
        The file is empty or too large.
    """
    if not content:
        raise ImportProblem(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise ImportProblem(
            _(
                "The file has %(size)d MB; up to %(most)d MB are taken.",
                size=len(content) // 1024 // 1024,
                most=MOST_BYTES // 1024 // 1024,
            )
        )
    _forget_old()
    upload = UploadedFile(
        kind=kind, name=name[-200:], size=len(content), content=content, mapping={}, options={},
        uploaded_at=now(), by=by,
    )  # fmt: skip
    db.session.add(upload)
    auditing.note("upload_file", f"file {name}"[:120], by=by, about=None, new={"kind": kind})
    db.session.commit()
    return upload


def _forget_old() -> None:
    db.session.execute(delete(UploadedFile).where(UploadedFile.uploaded_at < now() - KEPT_FOR))


def give_up(upload: UploadedFile, *, by: Person) -> None:
    """Remove a file, or what is left of one that was taken in."""
    _forget_old()
    auditing.note("remove_file", f"file {upload.name}"[:120], by=by, about=None)
    db.session.execute(delete(UploadedFile).where(UploadedFile.id == upload.id))
    db.session.commit()


def remembered(kind: ImportKind) -> dict[str, str]:
    """Return how the headings of a kind of file were read the last time."""
    found = select(ColumnMapping.heading, ColumnMapping.column).where(ColumnMapping.kind == kind)
    return {heading: column for heading, column in db.session.execute(found)}


def read_as(upload: UploadedFile, mapping: Mapping[str, str], options: Mapping[str, Any]) -> None:
    """Keep how a file is read; the next file with these headings is read alike."""
    upload.mapping, upload.options, upload.trial = dict(mapping), dict(options), None
    upload.rejects = None
    keys = {plain(heading)[:200]: column for heading, column in mapping.items()}
    known = {
        each.heading: each
        for each in db.session.scalars(
            select(ColumnMapping).where(
                ColumnMapping.kind == upload.kind, ColumnMapping.heading.in_(keys)
            )
        )
    }
    for heading, column in keys.items():
        if heading in known:
            known[heading].column = column
        elif heading:
            db.session.add(ColumnMapping(kind=upload.kind, heading=heading, column=column))
    db.session.commit()


def try_out(
    upload: UploadedFile, table: Table, write_rejects: WriteRejects, *, by: Person
) -> ImportReport:
    """Take a file and undo it at once, and keep what it said: nothing else is changed.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken.
    """
    report = rehearse(upload, table, by=by)
    upload.trial = trial_of(report)
    upload.rejects = write_rejects(report) if report.rejected else None
    db.session.commit()
    return report


def rehearse(upload: UploadedFile, table: Table, *, by: Person) -> ImportReport:
    """Take a file and undo it at once; keep nothing."""
    terms = Terms(by=by, is_trial=True)
    return import_list(upload.kind, table, terms, file=upload.name, options=upload.options)


def trial_of(report: ImportReport) -> dict[str, Any]:
    """Return what a dry run said, in the language of whom it said it to."""
    # The second says how columns are read, which the page before has shown.
    first, _columns, *more = report_lines(report)
    rejections = sorted(report.rejections, key=lambda each: each.row)
    return {
        "language": str(get_locale()),
        "counts": report.counts(),
        "sentence": first,
        "remarks": more,
        "rejections": [
            [each.row, each.column, each.value, each.reason]
            for each in rejections[:MOST_REJECTIONS]
        ],
        "changes": [
            [each.row, each.name, each.column, str(each.old), str(each.new)]
            for each in report.changes
        ],
    }


def take_in(
    upload: UploadedFile, table: Table, write_rejects: WriteRejects, *, by: Person
) -> ImportReport:
    """Take a file in. Of the file only the rows that could not be taken are kept, for a day.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken, or has been meanwhile; nothing of it is taken now.
    """
    upload_id, tried = upload.id, (upload.trial or {}).get("counts")

    def settle(report: ImportReport, run: ImportRun) -> None:
        run.trial = {name: tried.get(name, 0) for name in FIGURES} if tried else None
        left = write_rejects(report) if report.rejected else None
        settled = db.session.scalar(
            update(UploadedFile)
            .where(UploadedFile.id == upload_id, UploadedFile.run_id.is_(None))
            .values(content=b"", rejects=left, run_id=run.id, trial=None)
            .returning(UploadedFile.id)
        )
        if settled is None:
            raise ImportProblem(_("This file has been taken in already."))
        if left is None:
            db.session.execute(delete(UploadedFile).where(UploadedFile.id == upload_id))

    terms = Terms(by=by, before_keeping=settle)
    return import_list(upload.kind, table, terms, file=upload.name, options=upload.options)


FIGURES = (*(outcome.value for outcome in Outcome), "rejected")
"""The figures in which a dry run and the import after it are compared."""
