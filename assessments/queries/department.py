"""Reads of a head's department: its people and the plans that they have sent, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import lazyload

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanItem, PlanSubmission
from assessments.models.people import Person
from assessments.queries.pages import Counted, counted_on
from assessments.queries.people import PAGE, holds_words, may_see
from capability.lifecycle import COUNTED_ITEMS, PlanItemStatus, PlanStatus


def people_page(head: Person, words: str, *, page: int) -> Counted[Person]:
    """Return the people of the department that somebody heads whose name holds the words."""
    condition = and_(_of_department(head), *holds_words(words))
    total = db.session.scalar(select(func.count(Person.id)).where(condition)) or 0
    query = (
        select(Person)
        .where(condition)
        .options(lazyload(Person.account))
        .order_by(Person.name, Person.id)
    )
    return counted_on(page, query, total, size=PAGE)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan that was sent, with its size and how far it is."""

    plan: DevelopmentPlan
    person: Person
    sent_at: datetime | None
    items: int
    done: int
    hours: float
    cost: float


def plans_page(head: Person, state: PlanStatus | None, *, page: int) -> Counted[PlanRow]:
    """Return the plans of a department that their owners have sent at least once, by name."""
    condition = [_of_department(head), DevelopmentPlan.first_submitted_at.is_not(None)]
    if state is not None:
        condition.append(DevelopmentPlan.status == state)
    total = (
        db.session.scalar(
            select(func.count(DevelopmentPlan.id)).join(DevelopmentPlan.person).where(*condition)
        )
        or 0
    )
    query = (
        select(DevelopmentPlan.id)
        .join(DevelopmentPlan.person)
        .where(*condition)
        .order_by(Person.name, DevelopmentPlan.id)
    )
    ids = counted_on(page, query, total, size=PAGE)
    return Counted(_rows(ids.rows), ids.number, total, PAGE)


def _rows(plan_ids: Sequence[int]) -> list[PlanRow]:
    sizes, sent = _sizes(plan_ids).subquery(), _sent(plan_ids).subquery()
    found = db.session.execute(
        select(
            DevelopmentPlan, Person, sent.c.sent_at, sizes.c.item_count, sizes.c.done,
            sizes.c.hours, sizes.c.cost,
        )
        .join(DevelopmentPlan.person)
        .outerjoin(sizes, sizes.c.plan_id == DevelopmentPlan.id)
        .outerjoin(sent, sent.c.plan_id == DevelopmentPlan.id)
        .where(DevelopmentPlan.id.in_(plan_ids))
        .options(lazyload(Person.account))
        .order_by(Person.name, DevelopmentPlan.id)
    )  # fmt: skip
    return [
        PlanRow(plan, person, sent_at, items or 0, done or 0, hours or 0.0, cost or 0.0)
        for plan, person, sent_at, items, done, hours, cost in found.unique()
    ]


def _sizes(plan_ids: Sequence[int]) -> Select[int, int, int, float, float]:
    is_done = PlanItem.status == PlanItemStatus.DONE
    return (
        select(
            PlanItem.plan_id,
            func.count().label("item_count"),
            func.count().filter(is_done).label("done"),
            func.sum(PlanItem.hours).label("hours"),
            func.sum(PlanItem.cost).label("cost"),
        )
        .where(
            PlanItem.plan_id.in_(plan_ids),
            PlanItem.removed_at.is_(None),
            PlanItem.status.in_(COUNTED_ITEMS),
        )
        .group_by(PlanItem.plan_id)
    )


def _sent(plan_ids: Sequence[int]) -> Select[int, datetime]:
    return (
        select(PlanSubmission.plan_id, func.max(PlanSubmission.submitted_at).label("sent_at"))
        .where(PlanSubmission.plan_id.in_(plan_ids))
        .group_by(PlanSubmission.plan_id)
    )


def _of_department(head: Person) -> ColumnElement[bool]:
    return and_(
        may_see(head),
        Person.department_id == head.department_id,
        Person.id != head.id,
        Person.left_on.is_(None),
    )
