"""While a mentorship runs: goals, meetings with notes, how it goes, and how it ends.

Only the two read and write here; a coach sees that it runs, and its dates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.database import db, now
from assessments.models.mentoring import Mentorship, MentorshipMeeting, MentorshipRating
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.asking_mentors import Goal, goals_for
from assessments.services.conflicts import ConflictError, commit
from capability.lifecycle import (
    OPEN_MENTORSHIPS,
    OVER_MENTORSHIPS,
    MentorshipEvent,
    MentorshipStatus,
    RatingMoment,
    TransitionError,
)

GOING_ON = frozenset({MentorshipStatus.RUNNING}) | OVER_MENTORSHIPS


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """What somebody writes about a meeting."""

    takes_place_on: date
    notes: str
    next_steps: str


def set_goals(mentorship: Mentorship, goals: Sequence[Goal], *, seen: int, by: Person) -> None:
    """Change what the mentee wants to reach, as last seen in version ``seen``.

    Raises
    ------
    TransitionError
        It is over, or came to nothing.
    ConflictError
    """
    if mentorship.status not in OPEN_MENTORSHIPS:
        raise TransitionError(mentorship.status, MentorshipEvent.ASK_AGAIN)
    if mentorship.version != seen:
        raise ConflictError
    old = [each.competency.code for each in mentorship.goals]
    new = [goal.code for goal in goals]
    if old == new:
        return
    kept = {each.competency.code: each for each in mentorship.goals}
    added = {
        each.competency_id: each for each in goals_for([g for g in goals if g.code not in kept])
    }
    mentorship.goals = [kept[code] for code in old if code in new] + list(added.values())
    _note("set_mentorship_goals", mentorship, by=by, old={"goals": old}, new={"goals": new})
    mentorship.changed_at = now()
    commit()


def add_meeting(mentorship: Mentorship, draft: MeetingDraft, *, by: Person) -> MentorshipMeeting:
    """Keep that the two meet on a day, or met.

    Raises
    ------
    TransitionError
        The mentorship has not begun.
    """
    if mentorship.status not in GOING_ON:
        raise TransitionError(mentorship.status, MentorshipEvent.ACCEPT)
    meeting = MentorshipMeeting(
        mentorship_id=mentorship.id,
        takes_place_on=draft.takes_place_on,
        notes=draft.notes.strip(),
        next_steps=draft.next_steps.strip(),
        written_by_id=by.id,
        written_at=now(),
    )
    db.session.add(meeting)
    db.session.flush()
    _note("add_mentorship_meeting", mentorship, by=by, new=_line(meeting))
    commit()
    return meeting


def change_meeting(
    meeting: MentorshipMeeting, draft: MeetingDraft, *, seen: int, by: Person
) -> None:
    """Change the day, the notes or the next steps, as last seen in version ``seen``.

    Raises
    ------
    ConflictError
        The other one changed or removed it meanwhile.
    """
    if meeting.removed_at is not None or meeting.version != seen:
        raise ConflictError
    old = _line(meeting)
    meeting.takes_place_on = draft.takes_place_on
    meeting.notes, meeting.next_steps = draft.notes.strip(), draft.next_steps.strip()
    new = _line(meeting)
    if new == old:
        db.session.rollback()
        return
    meeting.written_by_id, meeting.written_at = by.id, now()
    _note("change_mentorship_meeting", meeting.mentorship, by=by, old=old, new=new)
    commit()


def remove_meeting(meeting: MentorshipMeeting, *, by: Person) -> None:
    """Take a meeting off the list; it can be put back."""
    if meeting.removed_at is not None:
        return
    meeting.removed_at = now()
    _note("remove_mentorship_meeting", meeting.mentorship, by=by, old=_line(meeting))
    commit()


def restore_meeting(meeting: MentorshipMeeting, *, by: Person) -> None:
    """Put a meeting back that was removed."""
    if meeting.removed_at is None:
        return
    meeting.removed_at = None
    _note("restore_mentorship_meeting", meeting.mentorship, by=by, new=_line(meeting))
    commit()


def rate(
    mentorship: Mentorship, moment: RatingMoment, helped: int, statement: str, *, by: Person
) -> None:
    """Say how it goes, half-way or at the end; said again, the later word counts.

    Raises
    ------
    TransitionError
        The mentorship has not begun; or it is over and the moment is half-way, or the other way
        round.
    """
    is_over = mentorship.status in OVER_MENTORSHIPS
    if mentorship.status not in GOING_ON or is_over is (moment is RatingMoment.MIDPOINT):
        raise TransitionError(mentorship.status, MentorshipEvent.COMPLETE)
    found = next(
        (each for each in mentorship.ratings if each.by_id == by.id and each.moment is moment), None
    )
    old = {"helped": found.helped, "note": found.statement} if found else None
    if found is None:
        found = MentorshipRating(mentorship_id=mentorship.id, by_id=by.id, moment=moment)
        db.session.add(found)
    found.helped, found.statement, found.rated_at = helped, statement.strip(), now()
    # Whom it is about reads it in the own trail, so it stands with the other one of the two.
    auditing.note(
        "rate_mentorship",
        f"mentorship {mentorship.id}",
        by=by,
        about=mentorship.other(by),
        old=old,
        new={"helped": helped, "note": found.statement},
        reason=moment,
    )
    commit()


def _line(meeting: MentorshipMeeting) -> dict[str, Any]:
    return {
        "takes_place_on": meeting.takes_place_on.isoformat(),
        "notes": meeting.notes,
        "next_steps": meeting.next_steps,
    }


def _note(
    action: str,
    mentorship: Mentorship,
    *,
    by: Person,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    auditing.note(
        action, f"mentorship {mentorship.id}", by=by, about=mentorship.mentee, old=old, new=new
    )
