"""Reads of talks and hand-overs, and of who coaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from assessments.database import db, now
from assessments.models.coaching import HandOver, Talk
from assessments.models.people import AccessRole, Account, Person, account_access
from assessments.permissions import Access

TOLD_FOR = timedelta(days=30)
"""So long a new coach is named on the first page; the page of talks keeps it for good."""


@dataclass(frozen=True, slots=True)
class TalkDates:
    """When somebody was talked to last, and when next; what there is not is ``None``."""

    last_on: date | None = None
    next_on: date | None = None
    to_write_id: int | None = None
    """The latest talk that was held and has no notes yet."""


@dataclass(frozen=True, slots=True)
class CoachChoice:
    """Somebody who coaches, with how many people are entrusted already."""

    person: Person
    people: int


def is_held(on: date) -> ColumnElement[bool]:
    """Return the condition that a talk was held; one of today once there are notes."""
    return or_(Talk.takes_place_on < on, and_(Talk.takes_place_on == on, Talk.notes != ""))


def get_talk(talk_id: int) -> Talk:
    """Return one talk; answers 404 where there is none."""
    return db.one_or_404(
        select(Talk)
        .where(Talk.id == talk_id)
        .options(joinedload(Talk.person), joinedload(Talk.coach))
    )


def _talks(person: Person) -> Select[Talk]:
    return (
        select(Talk)
        .where(Talk.person_id == person.id, Talk.removed_at.is_(None))
        .options(joinedload(Talk.coach))
    )


def list_planned(person: Person, *, since: date) -> Sequence[Talk]:
    """Return the talks with somebody that are still to come, the next one first."""
    return db.session.scalars(
        _talks(person).where(~is_held(since)).order_by(Talk.takes_place_on, Talk.id)
    ).all()


def list_held(person: Person, *, until: date, limit: int | None = None) -> Sequence[Talk]:
    """Return the talks that were held with somebody, the latest first."""
    return db.session.scalars(
        _talks(person)
        .where(is_held(until))
        .order_by(Talk.takes_place_on.desc(), Talk.id.desc())
        .limit(limit)
    ).all()


def talk_dates(person_ids: Sequence[int], *, today: date) -> dict[int, TalkDates]:
    """Return when each of some people was talked to last, and when next."""
    rows = db.session.execute(
        select(
            Talk.person_id,
            Talk.id,
            Talk.takes_place_on,
            is_held(today).label("was_held"),
            (Talk.notes == "").label("is_bare"),
        )
        .where(Talk.person_id.in_(person_ids), Talk.removed_at.is_(None))
        .order_by(Talk.person_id, Talk.takes_place_on, Talk.id)
    ).all()
    found: dict[int, TalkDates] = {}
    for person_id, talk_id, day, was_held, is_bare in rows:
        known = found.get(person_id, TalkDates())
        if was_held:
            found[person_id] = TalkDates(day, known.next_on, talk_id if is_bare else None)
        elif known.next_on is None:
            found[person_id] = TalkDates(known.last_on, day, known.to_write_id)
    return found


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def count_talks(coach: Person, since: date, until: date) -> int:
    """Return how many talks a coach has within some days, with people who are still entrusted."""
    return (
        db.session.scalar(
            select(func.count(Talk.id))
            .join(Talk.person)
            .where(
                Person.coach_id == coach.id,
                Person.left_on.is_(None),
                Talk.removed_at.is_(None),
                Talk.takes_place_on.between(since, until),
            )
        )
        or 0
    )


def list_hand_overs(person: Person) -> Sequence[HandOver]:
    """Return who handed somebody over to whom, the latest first."""
    return db.session.scalars(
        select(HandOver)
        .where(HandOver.person_id == person.id)
        .options(
            joinedload(HandOver.from_coach), joinedload(HandOver.to_coach), joinedload(HandOver.by)
        )
        .order_by(HandOver.handed_over_at.desc(), HandOver.id.desc())
    ).all()


def latest_hand_over(person: Person) -> HandOver | None:
    """Return how somebody came to the present coach, if that was lately."""
    since = now() - TOLD_FOR
    return db.session.scalar(
        select(HandOver)
        .where(HandOver.person_id == person.id, HandOver.handed_over_at >= since)
        .options(joinedload(HandOver.to_coach), joinedload(HandOver.by))
        .order_by(HandOver.handed_over_at.desc(), HandOver.id.desc())
        .limit(1)
    )


def handed_over_since(
    person_ids: Sequence[int], coach: Person, *, since: datetime
) -> dict[int, datetime]:
    """Return which of some people came to a coach since an instant, and when."""
    rows = db.session.execute(
        select(HandOver.person_id, func.max(HandOver.handed_over_at))
        .where(
            HandOver.person_id.in_(person_ids),
            HandOver.to_coach_id == coach.id,
            HandOver.handed_over_at >= since,
        )
        .group_by(HandOver.person_id)
    )
    return {person_id: at for person_id, at in rows}


def list_coaches() -> list[CoachChoice]:
    """Return everybody who coaches and has an open account, by name."""
    entrusted = (
        select(Person.coach_id, func.count().label("people"))
        .where(Person.left_on.is_(None), Person.coach_id.is_not(None))
        .group_by(Person.coach_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Person, entrusted.c.people)
        .join(Person.account)
        .join(account_access, account_access.c.account_id == Account.id)
        .join(AccessRole, AccessRole.id == account_access.c.access_role_id)
        .outerjoin(entrusted, entrusted.c.coach_id == Person.id)
        .where(AccessRole.name == Access.PMO_COACH, Account.active, Person.left_on.is_(None))
        .order_by(Person.name, Person.id)
    ).unique()
    return [CoachChoice(person, count or 0) for person, count in rows]
