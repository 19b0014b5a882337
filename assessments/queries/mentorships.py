"""Reads of mentorships: of one, of one person's, of those whom a coach looks after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from assessments.database import db
from assessments.models.mentoring import FixedPairing, Mentorship, MentorshipMeeting
from assessments.models.people import Person
from assessments.queries.cohorts import Cohort
from assessments.queries.pages import Found, cut, number_of
from assessments.queries.portions import portions_of
from capability.lifecycle import (
    OPEN_MENTORSHIPS,
    PLACE_TAKEN,
    MentorshipStatus,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class PairDates:
    """That two people have a mentorship, and its dates: all that a coach sees of it."""

    id: int
    mentee: str
    mentor: str
    status: MentorshipStatus
    asked_at: datetime
    starts_on: date | None
    ends_on: date | None
    version: int
    proposed_by_id: int | None
    mentee_agreed_at: datetime | None
    mentor_agreed_at: datetime | None


def _both() -> Select[Mentorship]:
    return select(Mentorship).options(
        joinedload(Mentorship.mentee),
        joinedload(Mentorship.mentor),
        joinedload(Mentorship.proposed_by),
        joinedload(Mentorship.closed_by),
        selectinload(Mentorship.goals),
    )


def get_mentorship(mentorship_id: int) -> Mentorship:
    """Return one mentorship with all that belongs to it; answers 404 where there is none."""
    return db.one_or_404(
        _both()
        .where(Mentorship.id == mentorship_id)
        .options(
            joinedload(Mentorship.plan_item),
            selectinload(Mentorship.meetings).joinedload(MentorshipMeeting.written_by),
            selectinload(Mentorship.ratings),
        )
    )


def get_meeting(meeting_id: int) -> MentorshipMeeting:
    """Return one meeting with its mentorship; answers 404 where there is none."""
    return db.one_or_404(
        select(MentorshipMeeting)
        .where(MentorshipMeeting.id == meeting_id)
        .options(
            joinedload(MentorshipMeeting.mentorship).joinedload(Mentorship.mentee),
            joinedload(MentorshipMeeting.mentorship).joinedload(Mentorship.mentor),
            joinedload(MentorshipMeeting.written_by),
        )
    )


def list_of(person: Person) -> Sequence[Mentorship]:
    """Return what somebody has or had as mentee or as mentor, the latest first."""
    return db.session.scalars(
        _both()
        .where(or_(Mentorship.mentee_id == person.id, Mentorship.mentor_id == person.id))
        .order_by(Mentorship.asked_at.desc(), Mentorship.id.desc())
    ).all()


def find_open(mentee_id: int, mentor_id: int) -> Mentorship | None:
    """Return what is open between two people; there is at most one."""
    return db.session.scalar(
        select(Mentorship).where(
            Mentorship.mentee_id == mentee_id,
            Mentorship.mentor_id == mentor_id,
            Mentorship.status.in_(OPEN_MENTORSHIPS),
        )
    )


def next_waiting(mentor_id: int) -> Mentorship | None:
    """Return who has waited longest for a mentor."""
    return db.session.scalar(
        select(Mentorship)
        .where(Mentorship.mentor_id == mentor_id, Mentorship.status == MentorshipStatus.WAITING)
        .order_by(Mentorship.asked_at, Mentorship.id)
        .limit(1)
    )


def list_open_with(mentor_id: int) -> Sequence[Mentorship]:
    """Return what is open with a mentor and has not begun, the oldest first."""
    return db.session.scalars(
        select(Mentorship)
        .where(
            Mentorship.mentor_id == mentor_id,
            Mentorship.status.in_(OPEN_MENTORSHIPS - {MentorshipStatus.RUNNING}),
        )
        .options(joinedload(Mentorship.mentee))
        .order_by(Mentorship.asked_at, Mentorship.id)
    ).all()


def positions_of(mentorships: Sequence[Mentorship]) -> dict[int, int]:
    """Return where those that wait stand in the lists of their mentors, counted from one."""
    waiting = [each for each in mentorships if each.status is MentorshipStatus.WAITING]
    if not waiting:
        return {}
    mine, other = Mentorship, aliased(Mentorship)
    is_before = or_(
        other.asked_at < mine.asked_at,
        and_(other.asked_at == mine.asked_at, other.id <= mine.id),
    )
    rows = db.session.execute(
        select(mine.id, func.count(other.id))
        .join(other, and_(other.mentor_id == mine.mentor_id, is_before))
        .where(
            mine.id.in_([each.id for each in waiting]),
            other.status == MentorshipStatus.WAITING,
        )
        .group_by(mine.id)
    )
    return {key: count for key, count in rows}


def busy_mentees(person_ids: Sequence[int]) -> set[int]:
    """Return which of some people have a mentor, or a request or proposal that holds a place."""
    found: set[int] = set()
    for some in portions_of(person_ids):
        found |= set(
            db.session.scalars(
                select(Mentorship.mentee_id).where(
                    Mentorship.mentee_id.in_(some),
                    Mentorship.status.in_(PLACE_TAKEN),
                )
            )
        )
    return found


def list_fixed(coach: Person) -> list[tuple[int, int]]:
    """Return the pairs of mentee and mentor that a coach has fixed, the first fixed first."""
    rows = db.session.execute(
        select(FixedPairing.mentee_id, FixedPairing.mentor_id)
        .where(FixedPairing.coach_id == coach.id)
        .order_by(FixedPairing.fixed_at, FixedPairing.id)
    )
    return [(mentee, mentor) for mentee, mentor in rows]


def page_of_pairs(
    cohort: Cohort, states: Sequence[MentorshipStatus], page: int
) -> Found[PairDates]:
    """Return one page of the mentorships of a cohort's people, by name."""
    number = number_of(page)
    mentor = aliased(Person)
    rows = db.session.execute(
        select(
            Mentorship.id, Person.name, mentor.name, Mentorship.status, Mentorship.asked_at,
            Mentorship.starts_on, Mentorship.ends_on, Mentorship.version,
            Mentorship.proposed_by_id, Mentorship.mentee_agreed_at, Mentorship.mentor_agreed_at,
        )
        .join(Person, Person.id == Mentorship.mentee_id)
        .join(mentor, mentor.id == Mentorship.mentor_id)
        .where(cohort.condition(), Mentorship.status.in_(states))
        .order_by(Person.name, Mentorship.id)
        .offset((number - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    return cut([PairDates(*row) for row in rows], number, size=PAGE)
