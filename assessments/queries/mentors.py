"""Reads about those who offer to mentor: what they offer, what is taken, what speaks against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.database import db
from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle
from assessments.models.framework import Competency, Role
from assessments.models.mentoring import (
    MentorOffer,
    Mentorship,
    MentorshipRating,
    offer_competency,
)
from assessments.models.people import AccessRole, Account, Person, account_access
from assessments.models.project import Project, ProjectRole
from assessments.permissions import Access
from assessments.queries.projects import LEADING
from capability.lifecycle import (
    OVER_MENTORSHIPS,
    PLACE_TAKEN,
    AssessmentStatus,
    MentorshipStatus,
    RatingMoment,
)
from capability.vocabulary import DeliveryMethod, ProjectStatus

AT_ONCE = 5000


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
class Led:
    """A project that somebody led or leads."""

    person_id: int
    project_id: int
    name: str
    sectors: tuple[str, ...]
    cost: float | None
    method: DeliveryMethod | None
    country: str | None
    status: ProjectStatus
    began_on: date | None
    ended_on: date | None


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
    for some in _parts(offer_ids):
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
    for some in _parts(person_ids):
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
    for some in _parts(person_ids):
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
    for some in _parts(mentee_ids):
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
    for some in _parts(mentor_ids):
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


def list_led(person_ids: Sequence[int]) -> list[Led]:
    """Return the projects that some people led or lead, those known to have ended last first."""
    return _list_led(person_ids, only_now=False)


def current_projects(person_ids: Sequence[int]) -> dict[int, Led]:
    """Return the project that each of some people leads now; of several the one begun last."""
    found: dict[int, Led] = {}
    for led in _list_led(person_ids, only_now=True):
        known = found.get(led.person_id)
        if known is None or _begun(led) > _begun(known):
            found[led.person_id] = led
    return found


def _begun(led: Led) -> tuple[date, int]:
    return led.began_on or date.min, -led.project_id


def _list_led(person_ids: Sequence[int], *, only_now: bool) -> list[Led]:
    found = []
    for some in _parts(person_ids):
        query = (
            select(
                ProjectRole.person_id,
                Project.id,
                Project.name,
                Project.sectors,
                Project.planned_cost,
                Project.method,
                Project.country,
                Project.status,
                func.coalesce(ProjectRole.started_on, Project.started_on, Project.approved_on),
                func.coalesce(ProjectRole.ended_on, Project.ended_on),
            )
            .join(ProjectRole.project)
            .where(
                ProjectRole.person_id.in_(some),
                ProjectRole.part.in_(LEADING),
                # What is only proposed nobody has led.
                Project.status != ProjectStatus.PROPOSED,
            )
            .order_by(ProjectRole.person_id, Project.id)
        )
        if only_now:
            query = query.where(
                ProjectRole.ended_on.is_(None), Project.status == ProjectStatus.ACTIVE
            )
        seen = set()
        for person, project, name, sectors, *facts in db.session.execute(query):
            # Two parts in one project are one project.
            if (person, project) not in seen:
                seen.add((person, project))
                found.append(Led(person, project, name, tuple(sectors or ()), *facts))
    return found


def agreed_since(person_ids: Sequence[int]) -> dict[tuple[int, str], tuple[float, date]]:
    """Return the level agreed last of some people, by person and competency, and since when."""
    found = {}
    for some in _parts(person_ids):
        rows = db.session.execute(
            select(AgreedLevel.person_id, Competency.code, AgreedLevel.level, AgreedLevel.agreed_on)
            .join(AgreedLevel.competency)
            .where(AgreedLevel.person_id.in_(some), Competency.is_active)
            .order_by(AgreedLevel.agreed_on, AgreedLevel.id)
        )
        found.update({(person, code): (level, on) for person, code, level, on in rows})
    return found


def answered_about(person_ids: Sequence[int]) -> set[int]:
    """Return about which of some people anybody has answered."""
    found: set[int] = set()
    for some in _parts(person_ids):
        has_form = exists().where(
            Assessment.person_id == Person.id, Assessment.status == AssessmentStatus.SUBMITTED
        )
        found |= set(db.session.scalars(select(Person.id).where(Person.id.in_(some), has_form)))
    return found


def list_closed_rounds(today: date, *, limit: int) -> list[date]:
    """Return the days on which the latest rounds closed, the oldest first."""
    days = db.session.scalars(
        select(AssessmentCycle.closes_on)
        .where(AssessmentCycle.is_round, AssessmentCycle.closes_on < today)
        .distinct()
        .order_by(AssessmentCycle.closes_on.desc())
        .limit(limit)
    ).all()
    return list(reversed(days))


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


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    """Yield keys in parts that a statement takes; at least one, so that statements are few."""
    return [keys[start : start + AT_ONCE] for start in range(0, max(len(keys), 1), AT_ONCE)]
