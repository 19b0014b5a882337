"""Reads of plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from assessments.database import db
from assessments.models.development import (
    DevelopmentPlan,
    PlanItem,
    PlanReview,
    PlanSubmission,
    SubmittedGap,
)
from assessments.models.people import Person
from assessments.permissions import Access
from capability.lifecycle import (
    COUNTED_ITEMS,
    CoachDecision,
    PlanItemStatus,
    PlanStatus,
    ReviewDecision,
)


def _whole() -> Select[DevelopmentPlan]:
    return select(DevelopmentPlan).options(
        joinedload(DevelopmentPlan.person),
        joinedload(DevelopmentPlan.role),
        selectinload(DevelopmentPlan.items).options(
            joinedload(PlanItem.competency),
            joinedload(PlanItem.mentor),
            joinedload(PlanItem.activity),
            joinedload(PlanItem.proposed_by),
        ),
        selectinload(DevelopmentPlan.comments),
        selectinload(DevelopmentPlan.submissions).options(
            joinedload(PlanSubmission.review).joinedload(PlanReview.reviewer),
            joinedload(PlanSubmission.coach),
            selectinload(PlanSubmission.gaps).joinedload(SubmittedGap.competency),
        ),
    )


def get_plan(plan_id: int) -> DevelopmentPlan:
    """Return one plan with all that belongs to it; answers 404 where there is none."""
    return db.one_or_404(_whole().where(DevelopmentPlan.id == plan_id))


def get_item(item_id: int) -> PlanItem:
    """Return one item of a plan; answers 404 where there is none."""
    return db.one_or_404(
        select(PlanItem)
        .where(PlanItem.id == item_id)
        .options(joinedload(PlanItem.plan).joinedload(DevelopmentPlan.person))
    )


def current_plan(person: Person) -> DevelopmentPlan | None:
    """Return the plan that somebody works on: the newest that is not completed."""
    return db.session.scalar(
        _whole()
        .where(
            DevelopmentPlan.person_id == person.id,
            DevelopmentPlan.status != PlanStatus.COMPLETED,
        )
        .order_by(DevelopmentPlan.id.desc())
        .limit(1)
    )


def list_completed(person: Person) -> Sequence[DevelopmentPlan]:
    """Return somebody's completed plans, the newest first."""
    return db.session.scalars(
        select(DevelopmentPlan)
        .where(
            DevelopmentPlan.person_id == person.id,
            DevelopmentPlan.status == PlanStatus.COMPLETED,
        )
        .order_by(DevelopmentPlan.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A plan that waits, with its size."""

    plan_id: int
    person: Person
    aim: str
    sent_at: datetime
    items: int
    hours: float
    cost: float
    submissions: int


def list_waiting_for_coach(coach: Person) -> list[QueueRow]:
    """Return the plans that wait for a coach's word, the oldest first."""
    return _queue(PlanStatus.SUBMITTED, coach_id=coach.id)


def list_waiting_for_hr() -> list[QueueRow]:
    """Return the plans that wait for HR, the oldest first."""
    return _queue(PlanStatus.ENDORSED)


def _queue(status: PlanStatus, *, coach_id: int | None = None) -> list[QueueRow]:
    sizes = (
        select(
            PlanItem.plan_id,
            func.count().label("item_count"),
            func.sum(PlanItem.hours).label("hours"),
            func.sum(PlanItem.cost).label("cost"),
        )
        .where(PlanItem.removed_at.is_(None), PlanItem.status.in_(COUNTED_ITEMS))
        .group_by(PlanItem.plan_id)
        .subquery()
    )
    sent = (
        select(
            PlanSubmission.plan_id,
            func.max(PlanSubmission.number).label("number"),
            func.max(func.coalesce(PlanSubmission.coach_decided_at, PlanSubmission.submitted_at))
            .label("sent_at"),
        )
        .group_by(PlanSubmission.plan_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(
            DevelopmentPlan, Person, sent.c.sent_at, sent.c.number,
            sizes.c.item_count, sizes.c.hours, sizes.c.cost,
        )
        .join(DevelopmentPlan.person)
        .join(sent, sent.c.plan_id == DevelopmentPlan.id)
        .outerjoin(sizes, sizes.c.plan_id == DevelopmentPlan.id)
        .where(DevelopmentPlan.status == status)
        .order_by(sent.c.sent_at, DevelopmentPlan.id)
    )  # fmt: skip
    if coach_id is not None:
        query = query.where(Person.coach_id == coach_id)
    return [
        QueueRow(plan.id, person, plan.aim, sent_at, items or 0, hours or 0.0, cost or 0.0, number)
        for plan, person, sent_at, number, items, hours, cost in db.session.execute(query)
    ]


def latest_states(
    person_ids: Sequence[int], *, only_sent: bool = False
) -> dict[int, tuple[int, PlanStatus]]:
    """Return each person's newest plan: its id and state.

    ``only_sent`` leaves out plans that their owners have shown to nobody yet.
    """
    query = (
        select(DevelopmentPlan.person_id, DevelopmentPlan.id, DevelopmentPlan.status)
        .where(DevelopmentPlan.person_id.in_(person_ids))
        .order_by(DevelopmentPlan.id)
    )
    if only_sent:
        query = query.where(DevelopmentPlan.first_submitted_at.is_not(None))
    rows = db.session.execute(query)
    return {person: (plan, status) for person, plan, status in rows}


def count_completions(activity_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people have completed each activity as an item of a plan."""
    rows = db.session.execute(
        select(PlanItem.activity_id, func.count(func.distinct(DevelopmentPlan.person_id)))
        .join(PlanItem.plan)
        .where(
            PlanItem.activity_id.in_(activity_ids),
            PlanItem.status == PlanItemStatus.DONE,
            PlanItem.removed_at.is_(None),
        )
        .group_by(PlanItem.activity_id)
    )
    return {activity: count for activity, count in rows if activity is not None}


def count_booked(activity_ids: Sequence[int]) -> dict[tuple[int, date], int]:
    """Return how many plans hold an activity on a day, by activity and first day."""
    rows = db.session.execute(
        select(
            PlanItem.activity_id, PlanItem.starts_on, func.count(func.distinct(PlanItem.plan_id))
        )
        .where(
            PlanItem.activity_id.in_(activity_ids),
            PlanItem.status.in_([PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY]),
            PlanItem.removed_at.is_(None),
        )
        .group_by(PlanItem.activity_id, PlanItem.starts_on)
    )
    return {(activity, day): count for activity, day, count in rows if activity is not None}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was said about a plan: a comment, or the words of a decision."""

    author: Person
    access: Access | None
    at: datetime
    statement: str
    decision: CoachDecision | ReviewDecision | None = None
    item: PlanItem | None = None


def conversation(plan: DevelopmentPlan) -> list[Remark]:
    """Return all that was said about a plan, the oldest first."""
    remarks = [
        Remark(
            comment.author,
            _standpoint(plan, comment.author),
            comment.written_at,
            comment.statement,
            item=comment.item,
        )
        for comment in plan.comments
    ]
    for sent in plan.submissions:
        if sent.coach and sent.coach_decision and sent.coach_decided_at:
            remarks.append(
                Remark(
                    sent.coach,
                    Access.PMO_COACH,
                    sent.coach_decided_at,
                    sent.coach_comment,
                    sent.coach_decision,
                )
            )
        if sent.review:
            remarks.append(
                Remark(
                    sent.review.reviewer,
                    Access.HR_REVIEWER,
                    sent.review.decided_at,
                    sent.review.reason,
                    sent.review.decision,
                )
            )
    return sorted(remarks, key=lambda remark: remark.at)


def _standpoint(plan: DevelopmentPlan, author: Person) -> Access | None:
    """Return as what somebody speaks about a plan; the owner speaks as the owner."""
    if author.id == plan.person_id:
        return None
    if author.id == plan.person.coach_id:
        return Access.PMO_COACH
    order = (Access.HR_REVIEWER, Access.DEPARTMENT_HEAD, Access.PMO_COACH)
    return next((access for access in order if access in author.accesses), None)


def list_lately_done(person: Person, since: date) -> Sequence[PlanItem]:
    """Return what was completed after a day in plans that are completed themselves."""
    return db.session.scalars(
        select(PlanItem)
        .join(PlanItem.plan)
        .where(
            DevelopmentPlan.person_id == person.id,
            DevelopmentPlan.status == PlanStatus.COMPLETED,
            PlanItem.status == PlanItemStatus.DONE,
            PlanItem.completed_on > since,
            PlanItem.removed_at.is_(None),
        )
        .options(joinedload(PlanItem.activity), joinedload(PlanItem.competency))
        .order_by(PlanItem.id)
    ).all()


def list_items(person: Person) -> Sequence[PlanItem]:
    """Return the items of all of somebody's plans, without those taken out."""
    return db.session.scalars(
        select(PlanItem)
        .join(PlanItem.plan)
        .where(DevelopmentPlan.person_id == person.id, PlanItem.removed_at.is_(None))
        .options(
            joinedload(PlanItem.competency),
            joinedload(PlanItem.activity),
            contains_eager(PlanItem.plan),
        )
        .order_by(PlanItem.id)
    ).all()
