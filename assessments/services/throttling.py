"""Slow down whoever tries passwords: failures are counted in a table, so by all workers at once."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select

from assessments.database import db, now
from assessments.models.people import SignInAttempt

WINDOW = timedelta(minutes=15)


def _key(subject: str) -> str:
    # A hash: a mistyped password in the email field must not be kept in the clear.
    return hashlib.sha256(subject.casefold().encode()).hexdigest()


def is_throttled(limits: Mapping[str, int]) -> bool:
    """Return whether any subject (an email, an address) failed as often as its limit lately."""
    counted = dict(
        db.session.execute(
            select(SignInAttempt.subject, func.count())
            .where(
                SignInAttempt.subject.in_([_key(subject) for subject in limits]),
                SignInAttempt.at > now() - WINDOW,
            )
            .group_by(SignInAttempt.subject)
        ).all()
    )
    return any(counted.get(_key(subject), 0) >= limit for subject, limit in limits.items())


def note_failure(subjects: Mapping[str, int]) -> None:
    """Count a failure against every subject, and forget those that no longer count."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - WINDOW))
    db.session.add_all(SignInAttempt(subject=_key(subject), at=now()) for subject in subjects)
    db.session.commit()


def forgive(subject: str) -> None:
    """Forget the failures of a subject who has now signed in."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.subject == _key(subject)))
    db.session.commit()
