"""From a question to a mentorship: asked, waiting, proposed, accepted or not.

Every step that takes or frees a place holds the lock of the mentor's offer. Of two who ask for
the last place at once one gets it, and the other one stands first in the waiting list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.database import db, now
from assessments.models.mentoring import MentorOffer, Mentorship, MentorshipGoal
from assessments.models.people import Person
from assessments.queries import mentors, mentorships
from assessments.services import auditing, mentorship_items, planning
from assessments.services.calling_up import call_up_next
from assessments.services.conflicts import conflicts_told
from assessments.services.locking import lock
from assessments.services.map_places import Place
from assessments.services.mentorship_steps import take_step
from capability.gaps import expected_gain
from capability.lifecycle import (
    MentorshipEvent,
    MentorshipStatus,
    TransitionError,
)

LENGTH = timedelta(days=180)
CLAIM = 0.5
"""What half a year with a mentor is taken to bring, in levels, before it is reduced."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a mentee wants to reach: a competency, from which level to which."""

    code: str
    from_level: float | None
    to_level: float | None


class NotOfferedError(Exception):
    """The mentor offers nothing now, so nobody can ask."""


class AlreadyOpenError(Exception):
    """Something is open between the two already."""


def goal_of(place: Place) -> Goal:
    """Return what a mentorship could bring where somebody is short."""
    if place.level is None or place.required is None:
        return Goal(place.code, place.level, None)
    gain = expected_gain(CLAIM, level=place.level, up_to=place.required)
    return Goal(place.code, place.level, place.level + gain)


def ask(
    mentee: Person, mentor: Person, message: str, goals: Sequence[Goal], *, today: date
) -> Mentorship:
    """Ask somebody to be one's mentor; where no place is free, wait for one.

    Raises
    ------
    NotOfferedError
    AlreadyOpenError
    ConflictError
    """
    offer = _locked_offer(mentor.id)
    if offer is None or not offer.is_open(today):
        db.session.rollback()
        raise NotOfferedError
    if mentorships.find_open(mentee.id, mentor.id):
        db.session.rollback()
        raise AlreadyOpenError
    is_free = mentors.places_taken(mentor.id) < offer.places
    must_wait = not is_free or mentorships.next_waiting(mentor.id) is not None
    asked = Mentorship(
        mentee_id=mentee.id,
        mentor_id=mentor.id,
        status=MentorshipStatus.WAITING if must_wait else MentorshipStatus.ASKED,
        message=message.strip(),
        asked_at=now(),
        mentee_agreed_at=now(),
        changed_at=now(),
        goals=goals_for(goals),
    )
    with conflicts_told():
        db.session.add(asked)
        db.session.flush()
        auditing.note(
            "ask_mentor",
            f"mentorship {asked.id}",
            by=mentee,
            about=mentee,
            new={"status": asked.status, "mentor": mentor.name},
            reason=asked.message,
        )
        db.session.commit()
    return asked


def goals_for(goals: Sequence[Goal]) -> list[MentorshipGoal]:
    """Return goals as rows; a competency that is not known any more is left out."""
    keys = {goal.code: planning.competency_id(goal.code) for goal in goals}
    return [
        MentorshipGoal(competency_id=key, from_level=goal.from_level, to_level=goal.to_level)
        for goal in goals
        if (key := keys[goal.code]) is not None
    ]


def withdraw(mentorship: Mentorship, *, by: Person, today: date) -> None:
    """Take back a request or a proposal; the place goes to whoever waits."""
    _close(mentorship, MentorshipEvent.WITHDRAW, "withdraw_mentorship", {}, by=by, today=today)


def ask_again(mentorship: Mentorship, *, by: Person, today: date) -> None:
    """Undo: a request that the mentee took back stands where it stood in time.

    Raises
    ------
    NotOfferedError
    AlreadyOpenError
    TransitionError
        Also where somebody else took it back: a proposal is not the mentee's to put back.
    ConflictError
    """
    offer = _lock_both(mentorship)
    if mentorship.closed_by_id != mentorship.mentee_id:
        db.session.rollback()
        raise TransitionError(mentorship.status, MentorshipEvent.ASK_AGAIN)
    if offer is None or not offer.is_open(today):
        db.session.rollback()
        raise NotOfferedError
    if mentorships.find_open(mentorship.mentee_id, mentorship.mentor_id):
        db.session.rollback()
        raise AlreadyOpenError
    with conflicts_told():
        take_step(mentorship, MentorshipEvent.ASK_AGAIN, "ask_mentor_again", by=by)
        mentorship.closed_at, mentorship.closed_by_id = None, None
        # Of what a coach had proposed this is the first time that the mentee asks.
        mentorship.mentee_agreed_at = mentorship.mentee_agreed_at or now()
        db.session.flush()
        call_up_next(offer, by=by, today=today)
        db.session.commit()


def accept(mentorship: Mentorship, answer: str, *, by: Person, today: date) -> bool:
    """Say yes; return whether the mentorship runs now, because both have said so.

    Raises
    ------
    TransitionError
        There is nothing to say yes to.
    ConflictError
    """
    _lock_both(mentorship)
    if mentorship.status is MentorshipStatus.ASKED and by.id != mentorship.mentor_id:
        raise TransitionError(mentorship.status, MentorshipEvent.ACCEPT)
    if not mentorship.allows(MentorshipEvent.ACCEPT):
        raise TransitionError(mentorship.status, MentorshipEvent.ACCEPT)
    with conflicts_told():
        if by.id == mentorship.mentor_id:
            mentorship.mentor_agreed_at = mentorship.mentor_agreed_at or now()
            mentorship.answer = answer.strip() or mentorship.answer
        else:
            mentorship.mentee_agreed_at = mentorship.mentee_agreed_at or now()
            mentorship.message = answer.strip() or mentorship.message
        runs = None not in (mentorship.mentee_agreed_at, mentorship.mentor_agreed_at)
        if runs:
            _begin(mentorship, answer, by=by, today=today)
        else:
            auditing.note(
                "agree_to_mentorship",
                f"mentorship {mentorship.id}",
                by=by,
                about=mentorship.mentee,
                reason=answer,
            )
        db.session.commit()
    return runs


def _begin(mentorship: Mentorship, answer: str, *, by: Person, today: date) -> None:
    take_step(mentorship, MentorshipEvent.ACCEPT, "accept_mentorship", by=by, reason=answer)
    mentorship.starts_on, mentorship.ends_on = today, today + LENGTH
    mentorship_items.add(mentorship, by=by)


def decline(mentorship: Mentorship, answer: str, *, by: Person, today: date) -> None:
    """Say no, with a word; the place goes to whoever waits.

    Raises
    ------
    TransitionError
    """
    said = {"answer" if by.id == mentorship.mentor_id else "message": answer.strip()}
    event = MentorshipEvent.DECLINE
    _close(mentorship, event, "decline_mentorship", said, by=by, today=today)


def close(
    mentorship: Mentorship, event: MentorshipEvent, word: str, *, by: Person, today: date
) -> None:
    """End what runs, early or completed, with a word; the place goes to whoever waits.

    Raises
    ------
    TransitionError
    """
    said = {"last_word": word.strip()}
    _close(mentorship, event, f"{event}_mentorship", said, by=by, today=today)


def _close(
    mentorship: Mentorship,
    event: MentorshipEvent,
    action: str,
    said: dict[str, str],
    *,
    by: Person,
    today: date,
) -> None:
    offer = _lock_both(mentorship)
    with conflicts_told():
        take_step(mentorship, event, action, by=by, reason=" ".join(said.values()))
        for name, words in said.items():
            # Without a word, what was said before stands.
            if words:
                setattr(mentorship, name, words)
        mentorship.closed_at, mentorship.closed_by_id = now(), by.id
        mentorship_items.close(mentorship, event, today=today, by=by)
        db.session.flush()
        if offer is not None:
            call_up_next(offer, by=by, today=today)
        db.session.commit()


def _locked_offer(mentor_id: int) -> MentorOffer | None:
    offer = mentors.offers_of([mentor_id]).get(mentor_id)
    if offer is not None:
        lock(offer)
    return offer


def _lock_both(mentorship: Mentorship) -> MentorOffer | None:
    """Lock the offer, then read the mentorship as it stands now."""
    offer = _locked_offer(mentorship.mentor_id)
    db.session.refresh(mentorship)
    return offer
