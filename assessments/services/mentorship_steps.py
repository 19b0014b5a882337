"""One step of a mentorship, with its line in the audit trail."""

from assessments.database import db, now
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.services import auditing
from capability.lifecycle import MENTORSHIP_STEPS, MentorshipEvent, TransitionError, advance


def take_step(
    mentorship: Mentorship, event: MentorshipEvent, action: str, *, by: Person, reason: str = ""
) -> None:
    """Move a mentorship on; the caller commits.

    Raises
    ------
    TransitionError
        The step is not possible from where it stands; what was begun is rolled back.
    """
    old = mentorship.status
    try:
        mentorship.status = advance(MENTORSHIP_STEPS, old, event)
        mentorship.changed_at = now()
    except TransitionError:
        db.session.rollback()
        raise
    auditing.note(
        action,
        f"mentorship {mentorship.id}",
        by=by,
        about=mentorship.mentee,
        old={"status": old},
        new={"status": mentorship.status},
        reason=reason,
    )
