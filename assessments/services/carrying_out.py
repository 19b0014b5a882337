"""Working a plan off: items begin, are done with evidence, and the plan is completed.

Of two tabs that step at once the later one is told, by a ``PlanConflictError``.
"""

from datetime import date

from assessments.database import db, now
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.planning import conflicts_told
from capability.lifecycle import (
    PLAN_ITEM_STEPS,
    PLAN_STEPS,
    PlanEvent,
    PlanItemEvent,
    PlanItemStatus,
    advance,
)

OPEN = frozenset({PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY})


class ItemsOpenError(Exception):
    """A plan cannot be completed while items are open."""


def begin(item: PlanItem, *, by: Person) -> None:
    """Say that work on an item has begun."""
    _step(item, PlanItemEvent.BEGIN, by=by)
    _commit()


def complete(item: PlanItem, completed_on: date, evidence: str, *, by: Person) -> None:
    """Say that an item is done, on which day, and what shows it."""
    _step(item, PlanItemEvent.COMPLETE, by=by, reason=evidence)
    item.completed_on = completed_on
    item.evidence = evidence.strip()
    _commit()


def drop(item: PlanItem, reason: str, *, by: Person) -> None:
    """Give an item up, with the reason."""
    _step(item, PlanItemEvent.DROP, by=by, reason=reason)
    _commit()


def resume(item: PlanItem, *, by: Person) -> None:
    """Undo: an item that was begun, done or dropped is open again. Its evidence is kept."""
    _step(item, PlanItemEvent.RESUME, by=by)
    item.completed_on = None
    _commit()


def complete_plan(plan: DevelopmentPlan, *, by: Person) -> None:
    """Close a plan whose items are all done or dropped."""
    if any(item.removed_at is None and item.status in OPEN for item in plan.items):
        raise ItemsOpenError
    old = plan.status
    plan.status = advance(PLAN_STEPS, old, PlanEvent.COMPLETE)
    plan.changed_at = now()
    auditing.note(
        "complete_plan",
        f"plan {plan.id}",
        by=by,
        about=plan.person,
        old={"status": old},
        new={"status": plan.status},
    )
    _commit()


def _commit() -> None:
    with conflicts_told():
        db.session.commit()


def _step(item: PlanItem, event: PlanItemEvent, *, by: Person, reason: str = "") -> None:
    old = item.status
    item.status = advance(PLAN_ITEM_STEPS, old, event)
    item.plan.changed_at = now()
    auditing.note(
        f"{event}_plan_item",
        f"item {item.id}",
        by=by,
        about=item.plan.person,
        old={"status": old},
        new={"status": item.status},
        reason=reason,
    )
