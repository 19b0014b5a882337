"""Reads about those who offer to mentor: what they offer, what is taken, what was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.database import db
from assessments.models.framework import Competency, Role
from assessments.models.mentoring import (
    MentorOffer,
    Mentorship,
    MentorshipRating,
    offer_competency,
)
from assessments.models.people import AccessRole, Account, Person, account_access
from assessments.permissions import Access
from assessments.queries.portions import portions_of
from capability.lifecycle import (
    OVER_MENTORSHIPS,
    PLACE_TAKEN,
    MentorshipStatus,
    RatingMoment,
)


@dataclass(frozen=True, slots=True)
class Offering:
    """Somebody who offers to mentor, as far as pairs are judged by it."""

    person_id: int
    offer_id: int
    places: int
    taken: int
    monthly_hours: float
    languages: tuple[str, ...]
    until_on: date | None
    changed_at: datetime
    department_id: int | None
    rung: int | None
    time_zone: str | None
    codes: frozenset[str]

    @property
    def free(self) -> int:
        """How many places are free."""
        return max(self.places - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Mentee:
    """Somebody for whom a mentor is looked for, as far as pairs are judged by it."""

    person_id: int
    coach_id: int | None
    department_id: int | None
    rung: int | None
    languages: tuple[str, ...]
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What there is or was between two people."""

    mentee_id: int
    mentor_id: int
    status: MentorshipStatus
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Track:
    """A mentorship that is over, with how the mentee found it (1-5), if it was said."""

    mentor_id: int
    status: MentorshipStatus
    closed_at: datetime | None
    helped: int | None


def is_open(today: date) -> ColumnElement[bool]:
    """Return the condition that people may be suggested to somebody's offer, and ask."""
    return and_(
        MentorOffer.ended_at.is_(None),
        MentorOffer.is_paused.is_(False),
        or_(MentorOffer.until_on.is_(None), MentorOffer.until_on >= today),
    )


def find_offer(person: Person) -> MentorOffer | None:
    """Return what somebody offers, or offered once."""
    return db.session.scalar(
        select(MentorOffer)
        .where(MentorOffer.person_id == person.id)
        .options(selectinload(MentorOffer.competencies))
    )


def offers_of(person_ids: Sequence[int]) -> dict[int, MentorOffer]:
    """Return the offers of some people."""
    found = db.session.scalars(
        select(MentorOffer)
        .where(MentorOffer.person_id.in_(person_ids))
        .options(joinedload(MentorOffer.person), selectinload(MentorOffer.competencies))
    )
    return {offer.person_id: offer for offer in found}


def list_offering(
    today: date, *, codes: Sequence[str] | None = None, limit: int | None = None
) -> list[Offering]:
    """Return who offers to mentor now; with ``codes``, those who offer most of them first."""
    taken = (
        select(func.count(Mentorship.id))
        .where(Mentorship.mentor_id == MentorOffer.person_id, Mentorship.status.in_(PLACE_TAKEN))
        .correlate(MentorOffer)
        .scalar_subquery()
    )
    query = (
        select(
            MentorOffer.person_id, MentorOffer.id, MentorOffer.places, taken,
            MentorOffer.monthly_hours, MentorOffer.languages, MentorOffer.until_on,
            MentorOffer.changed_at, Person.department_id, Role.position, Person.time_zone,
        )
        .join(Person, Person.id == MentorOffer.person_id)
        .outerjoin(Role, Role.id == Person.role_id)
        .where(is_open(today), Person.left_on.is_(None))
        .order_by(MentorOffer.person_id)
    )  # fmt: skip
    if codes is not None:
        served = _served(codes)
        query = query.where(served > 0).order_by(None).order_by(served.desc(), Person.id)
    rows = db.session.execute(query.limit(limit)).all()
    named = _codes_of([row[1] for row in rows])
    return [
        Offering(
            person, offer, places, held or 0, hours, tuple(languages), until_on, changed_at,
            department, rung, zone, frozenset(named.get(offer, ())),
        )
        for person, offer, places, held, hours, languages, until_on, changed_at, department, rung,
            zone in rows
    ]  # fmt: skip


def _served(codes: Sequence[str]) -> ColumnElement[int]:
    """Return how many of some competencies an offer is for."""
    return (
        select(func.count())
        .select_from(offer_competency)
        .join(Competency, Competency.id == offer_competency.c.competency_id)
        .where(offer_competency.c.offer_id == MentorOffer.id, Competency.code.in_(codes))
        .correlate(MentorOffer)
        .scalar_subquery()
    )


def _codes_of(offer_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in portions_of(offer_ids):
        rows = db.session.execute(
            select(offer_competency.c.offer_id, Competency.code)
            .join(Competency, Competency.id == offer_competency.c.competency_id)
            .where(offer_competency.c.offer_id.in_(some), Competency.is_active)
        )
        for offer, code in rows:
            found.setdefault(offer, []).append(code)
    return found


def list_mentees(person_ids: Sequence[int]) -> list[Mentee]:
    """Return some people as those who look for a mentor."""
    found = []
    for some in portions_of(person_ids):
        rows = db.session.execute(
            select(
                Person.id, Person.coach_id, Person.department_id, Role.position,
                Person.languages, Person.time_zone,
            )
            .outerjoin(Role, Role.id == Person.role_id)
            .where(Person.id.in_(some))
            .order_by(Person.id)
        )  # fmt: skip
        found += [
            Mentee(person, coach, department, rung, tuple(languages), zone)
            for person, coach, department, rung, languages, zone in rows
        ]
    return found


def heads_among(person_ids: Sequence[int]) -> set[int]:
    """Return which of some people head a department."""
    found: set[int] = set()
    for some in portions_of(person_ids):
        found |= set(
            db.session.scalars(
                select(Account.person_id)
                .join(account_access, account_access.c.account_id == Account.id)
                .join(AccessRole, AccessRole.id == account_access.c.access_role_id)
                .where(
                    Account.person_id.in_(some),
                    Account.active,
                    AccessRole.name == Access.DEPARTMENT_HEAD,
                )
            )
        )
    return found


def list_earlier(mentee_ids: Sequence[int]) -> list[Earlier]:
    """Return what there is or was between some people as mentees and anybody as mentor."""
    found = []
    for some in portions_of(mentee_ids):
        rows = db.session.execute(
            select(
                Mentorship.mentee_id, Mentorship.mentor_id, Mentorship.status, Mentorship.closed_at
            )
            .where(Mentorship.mentee_id.in_(some), Mentorship.status != MentorshipStatus.WITHDRAWN)
            .order_by(Mentorship.id)
        )
        found += [Earlier(*row) for row in rows]
    return found


def list_track(mentor_ids: Sequence[int]) -> list[Track]:
    """Return the mentorships of some mentors that are over, the oldest first."""
    found = []
    for some in portions_of(mentor_ids):
        rows = db.session.execute(
            select(
                Mentorship.mentor_id, Mentorship.status, Mentorship.closed_at,
                MentorshipRating.helped,
            )
            .outerjoin(
                MentorshipRating,
                and_(
                    MentorshipRating.mentorship_id == Mentorship.id,
                    MentorshipRating.by_id == Mentorship.mentee_id,
                    MentorshipRating.moment == RatingMoment.CLOSING,
                ),
            )
            .where(Mentorship.mentor_id.in_(some), Mentorship.status.in_(OVER_MENTORSHIPS))
            .order_by(Mentorship.closed_at, Mentorship.id)
        )  # fmt: skip
        found += [Track(*row) for row in rows]
    return found


def count_waiting_for(mentor_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people stand in each mentor's waiting list."""
    rows = db.session.execute(
        select(Mentorship.mentor_id, func.count(Mentorship.id))
        .where(Mentorship.mentor_id.in_(mentor_ids), Mentorship.status == MentorshipStatus.WAITING)
        .group_by(Mentorship.mentor_id)
    )
    return {mentor: count for mentor, count in rows}


def places_taken(mentor_id: int) -> int:
    """Return how many of a mentor's places are taken."""
    taken = case((Mentorship.status.in_(PLACE_TAKEN), 1))
    return (
        db.session.scalar(select(func.count(taken)).where(Mentorship.mentor_id == mentor_id)) or 0
    )
