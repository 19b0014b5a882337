"""Of two who change the same at once, the later one is told and nothing is overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessments.database import db


class ConflictError(Exception):
    """It was changed elsewhere meanwhile; nothing is overwritten."""


def commit() -> None:
    """Commit; what meets a change made elsewhere meanwhile is undone and told.

    Raises
    ------
    ConflictError
    """
    with conflicts_told():
        db.session.commit()


@contextmanager
def conflicts_told() -> Iterator[None]:
    """Undo what meets a change made elsewhere meanwhile, and say so.

    Raises
    ------
    ConflictError
    """
    try:
        yield
    except (StaleDataError, IntegrityError) as error:
        db.session.rollback()
        raise ConflictError from error
