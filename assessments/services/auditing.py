"""Lines of the audit trail; a service adds them inside its own transaction."""

from typing import Any

from assessments.database import db, now
from assessments.models.audit import AuditLine
from assessments.models.people import Person


def note(
    action: str,
    subject: str,
    *,
    by: Person | None,
    about: Person | None,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add who did what to whom; the caller commits it together with the change itself."""
    db.session.add(
        AuditLine(
            at=now(),
            actor_id=by.id if by else None,
            person_id=about.id if about else None,
            action=action,
            subject=subject,
            old=old,
            new=new,
            reason=reason[:500],
        )
    )
