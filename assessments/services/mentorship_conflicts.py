"""Of two who change an offer, a mentorship or a pair at once, the later one is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessments.database import db


class MentorshipConflictError(Exception):
    """It was changed elsewhere meanwhile; nothing is overwritten."""


def commit() -> None:
    """Commit; what meets a change made elsewhere meanwhile is undone and told."""
    with conflicts_told():
        db.session.commit()


@contextmanager
def conflicts_told() -> Iterator[None]:
    """Undo what meets a change made elsewhere meanwhile, and say so.

    Raises
    ------
    MentorshipConflictError
    """
    try:
        yield
    except (StaleDataError, IntegrityError) as error:
        db.session.rollback()
        raise MentorshipConflictError from error
