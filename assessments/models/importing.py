"""Files taken in: what was uploaded, how its columns were read, and what it changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime, enumeration
from assessments.models.base import Model
from assessments.models.people import Person


class ImportKind(StrEnum):
    """What a file brings."""

    PEOPLE = "people"
    PROJECTS = "projects"
    ROLE_PROFILES = "role_profiles"
    CATALOGUE = "catalogue"
    SKILLS_MATRIX = "skills_matrix"


class UploadedFile(Model):
    """A file that somebody uploaded to import it, kept until it is taken in or given up."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(enumeration(ImportKind))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Empty once the file has been taken in: only the rows that could not be taken are left."""
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Heading of the file to column of ours; empty where the column is not used."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """How else it is read: sheet, row of the headings, whose view its levels are."""
    trial: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """What the last dry run said."""
    rejects: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The rows that cannot be taken, with the reasons, as a table to mend."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), unique=True)
    """The import that took it in."""
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship()


class ColumnMapping(Model):
    """How the headings of a kind of file were read the last time."""

    __table_args__ = (UniqueConstraint("kind", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(enumeration(ImportKind))
    heading: Mapped[str] = mapped_column(String(200))
    column: Mapped[str] = mapped_column(String(80), default="")
    """Empty where the column of the file is not used."""


class ImportRun(Model):
    """A file that was taken in; it can be undone as a whole."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(enumeration(ImportKind))
    file: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    trial: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    """What the dry run before it had counted."""
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    undone_by: Mapped[Person | None] = relationship(foreign_keys=undone_by_id)


class ImportedRow(Model):
    """One row of a table that an import added, changed or removed, as it was and as it became.

    Undoing an import removes what it has undone here; what is left could not be undone.
    """

    __table_args__ = (
        Index("ix_imported_row_run_id", "run_id"),
        Index("ix_imported_row_table_row_id", "table", "row_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    table: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """``None`` where the row is new."""
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """``None`` where the row was removed."""
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Why it could not be undone."""
