"""Reads about what coaches have proposed, and about who has an activity already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from assessments.database import db
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from capability.lifecycle import ONLY_PROPOSED_ITEMS, Holding, PlanItemStatus, PlanStatus

HOLDINGS = {
    PlanItemStatus.PLANNED: Holding.PLANNED,
    PlanItemStatus.UNDER_WAY: Holding.PLANNED,
    PlanItemStatus.DONE: Holding.DONE,
    PlanItemStatus.PROPOSED: Holding.PROPOSED,
    PlanItemStatus.DECLINED: Holding.DECLINED,
}


def holdings(activity: Activity, person_ids: Sequence[int]) -> dict[int, Holding]:
    """Return who of some people has an activity already, and how; the latest counts.

    What was proposed or declined in a plan that is completed may be proposed again.
    """
    is_current = DevelopmentPlan.status != PlanStatus.COMPLETED
    rows = db.session.execute(
        select(DevelopmentPlan.person_id, PlanItem.status)
        .join(PlanItem.plan)
        .where(
            PlanItem.activity_id == activity.id,
            DevelopmentPlan.person_id.in_(person_ids),
            PlanItem.removed_at.is_(None),
            PlanItem.status.in_(HOLDINGS),
            PlanItem.status.not_in(ONLY_PROPOSED_ITEMS) | is_current,
        )
        .order_by(PlanItem.id)
    )
    return {person: HOLDINGS[status] for person, status in rows}


def held_activities(person_id: int) -> set[int]:
    """Return the activities that somebody has already, in the plan or proposed for it."""
    is_current = DevelopmentPlan.status != PlanStatus.COMPLETED
    found = db.session.scalars(
        select(PlanItem.activity_id)
        .join(PlanItem.plan)
        .where(
            DevelopmentPlan.person_id == person_id,
            PlanItem.removed_at.is_(None),
            PlanItem.status.in_(HOLDINGS),
            PlanItem.status.not_in(ONLY_PROPOSED_ITEMS) | is_current,
        )
    )
    return {each for each in found if each is not None}


def lock_people(person_ids: Sequence[int]) -> None:
    """Wait for whoever else proposes something to the same people."""
    db.session.execute(
        select(Person.id)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update(of=Person)
    )


def current_plan_ids(person_ids: Sequence[int]) -> dict[int, int]:
    """Return the plan that each of some people works on, where there is one."""
    rows = db.session.execute(
        select(DevelopmentPlan.person_id, func.max(DevelopmentPlan.id))
        .where(
            DevelopmentPlan.person_id.in_(person_ids),
            DevelopmentPlan.status != PlanStatus.COMPLETED,
        )
        .group_by(DevelopmentPlan.person_id)
    )
    return {person: plan for person, plan in rows}


def roles_to_plan_for(person_ids: Sequence[int]) -> dict[int, int | None]:
    """Return the role that each person's new plan would lead towards."""
    rows = db.session.execute(
        select(Person.id, func.coalesce(Person.aims_for_id, Person.role_id)).where(
            Person.id.in_(person_ids)
        )
    )
    return {person: role for person, role in rows}


def list_proposed_with(item: PlanItem, *, lock: bool = False) -> Sequence[PlanItem]:
    """Return what was proposed in one go with an item, and has not been taken back."""
    query = _with_plan().where(
        PlanItem.activity_id == item.activity_id,
        PlanItem.proposed_by_id == item.proposed_by_id,
        PlanItem.proposed_at == item.proposed_at,
        PlanItem.removed_at.is_(None),
    )
    if lock:
        query = query.with_for_update(of=PlanItem).execution_options(populate_existing=True)
    return db.session.scalars(query.order_by(PlanItem.id)).all()


@dataclass(frozen=True, slots=True)
class Answered:
    """One proposal and how it stands: not answered, kept, declined, or taken out since."""

    item: PlanItem
    person: Person
    proposed_at: datetime


def list_proposals(activity: Activity, coach: Person) -> list[Answered]:
    """Return what a coach's people were proposed of an activity, by name."""
    rows = db.session.scalars(
        _with_plan()
        .join(DevelopmentPlan.person)
        .where(
            PlanItem.activity_id == activity.id,
            PlanItem.proposed_at.is_not(None),
            PlanItem.removed_at.is_(None),
            Person.coach_id == coach.id,
        )
        .options(
            contains_eager(PlanItem.plan)
            .contains_eager(DevelopmentPlan.person)
            .options(joinedload(Person.department), joinedload(Person.role))
        )
        .order_by(Person.name, PlanItem.id)
    )
    return [Answered(item, item.plan.person, item.proposed_at) for item in rows if item.proposed_at]


def count_proposals(
    activity_ids: Sequence[int], coach: Person
) -> dict[int, dict[PlanItemStatus, int]]:
    """Return how many of a coach's people were proposed each activity, by where it stands."""
    rows = db.session.execute(
        select(PlanItem.activity_id, PlanItem.status, func.count())
        .join(PlanItem.plan)
        .join(DevelopmentPlan.person)
        .where(
            PlanItem.activity_id.in_(activity_ids),
            PlanItem.proposed_at.is_not(None),
            PlanItem.removed_at.is_(None),
            Person.coach_id == coach.id,
        )
        .group_by(PlanItem.activity_id, PlanItem.status)
    )
    counts: dict[int, dict[PlanItemStatus, int]] = {}
    for activity, status, number in rows:
        if activity is not None:
            counts.setdefault(activity, {})[status] = number
    return counts


def _with_plan() -> Select[PlanItem]:
    return select(PlanItem).join(PlanItem.plan).options(contains_eager(PlanItem.plan))
