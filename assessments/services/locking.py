"""Let one change of a row wait for another, on every database."""

from typing import TYPE_CHECKING, cast

from sqlalchemy import update

from assessments.database import db
from assessments.models.base import Model

if TYPE_CHECKING:
    from sqlalchemy import Table


def lock(row: Model) -> None:
    """Let nobody else change a row until the transaction ends, and read it afresh.

    A write that changes nothing: SQLite knows no lock of a row that is only read.
    """
    table = cast("Table", type(row).__table__)
    identity = row.id  # type: ignore[attr-defined]  # every table of ours has one
    db.session.execute(update(table).where(table.c.id == identity).values(id=identity))
    db.session.refresh(row)
