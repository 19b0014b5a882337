"""Offering to mentor: what for, how many, until when; paused, taken up again, ended.

Consent is the offer: who offers nothing is suggested to nobody. An offer is locked while it
changes, so that places are counted by one person at a time.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.database import db, now
from assessments.models.framework import Competency
from assessments.models.mentoring import MentorOffer
from assessments.models.people import Person
from assessments.queries import mentors, mentorships
from assessments.services import auditing
from assessments.services.calling_up import call_up_next
from assessments.services.conflicts import ConflictError, commit, conflicts_told
from assessments.services.locking import lock
from assessments.services.mentorship_steps import take_step
from capability.lifecycle import MentorshipEvent


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What somebody writes about an offer; ``competencies`` are codes."""

    competencies: tuple[str, ...]
    places: int
    monthly_hours: float
    languages: tuple[str, ...]
    until_on: date | None
    statement: str


def offer(person: Person, draft: OfferDraft, *, seen: int, today: date) -> MentorOffer:
    """Keep what somebody offers, as last seen in version ``seen`` (0: none yet).

    Places that this adds go to those who wait. An offer that had ended stands again.

    Raises
    ------
    ConflictError
    """
    found = mentors.find_offer(person)
    if (found.version if found else 0) != seen:
        raise ConflictError
    old = _line(found) if found else None
    competencies = list(
        db.session.scalars(select(Competency).where(Competency.code.in_(draft.competencies)))
    )
    if found is None:
        found = MentorOffer(person_id=person.id, offered_at=now(), changed_at=now())
        db.session.add(found)
    elif found.ended_at is not None:
        found.offered_at, found.is_paused = now(), False
    found.places, found.monthly_hours = draft.places, draft.monthly_hours
    found.languages, found.until_on = list(draft.languages), draft.until_on
    found.statement, found.ended_at = draft.statement.strip(), None
    found.competencies = competencies
    new = _line(found)
    if new == old:
        db.session.rollback()
        return found
    found.changed_at = now()
    with conflicts_told():
        db.session.flush()
    auditing.note("offer_mentoring", f"offer {found.id}", by=person, about=person, old=old, new=new)
    call_up_next(found, by=person, today=today)
    commit()
    return found


def pause(found: MentorOffer, *, by: Person) -> None:
    """Let nobody new ask for now; what runs goes on, and who waits keeps the place in the list."""
    _set(found, "pause_mentoring", by=by, is_paused=True)


def resume(found: MentorOffer, *, by: Person, today: date) -> None:
    """Let people ask again."""
    _set(found, "resume_mentoring", by=by, is_paused=False, today=today)


def end(found: MentorOffer, *, by: Person) -> None:
    """End an offer: what runs goes on, and whoever has asked or waits is told no."""
    lock(found)
    if found.ended_at is not None:
        return
    old = _line(found)
    found.ended_at = found.changed_at = now()
    auditing.note(
        "end_mentor_offer", f"offer {found.id}", by=by, about=by, old=old, new=_line(found)
    )
    for each in mentorships.list_open_with(found.person_id):
        take_step(each, MentorshipEvent.DECLINE, "decline_mentorship", by=by)
        each.closed_at, each.closed_by_id = now(), by.id
    commit()


def _set(
    found: MentorOffer, action: str, *, by: Person, is_paused: bool, today: date | None = None
) -> None:
    lock(found)
    if found.is_paused == is_paused:
        return
    found.is_paused, found.changed_at = is_paused, now()
    auditing.note(action, f"offer {found.id}", by=by, about=by)
    if today is not None:
        call_up_next(found, by=by, today=today)
    commit()


def _line(found: MentorOffer) -> dict[str, Any]:
    return {
        "competencies": sorted(each.code for each in found.competencies),
        "places": found.places,
        "monthly_hours": found.monthly_hours,
        "languages": list(found.languages),
        "ends_on": found.until_on.isoformat() if found.until_on else None,
        "note": found.statement,
        "is_offered": found.ended_at is None,
    }
