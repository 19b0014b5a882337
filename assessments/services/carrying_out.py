"""Working a plan off: items begin, are done with evidence, and the plan is completed.

Of two tabs that step at once the later one is told, by a ``ConflictError``.
"""

from datetime import date

from assessments.database import now
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit
from assessments.services.item_steps import take_step
from capability.lifecycle import (
    PLAN_STEPS,
    PlanEvent,
    PlanItemEvent,
    PlanItemStatus,
    PlanStatus,
    advance,
)

OPEN = frozenset({PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY})


class ItemsOpenError(Exception):
    """A plan cannot be completed while items are open."""


def begin(item: PlanItem, *, by: Person) -> None:
    """Say that work on an item has begun."""
    _step(item, PlanItemEvent.BEGIN, by=by)
    commit()


def complete(item: PlanItem, completed_on: date, evidence: str, *, by: Person) -> None:
    """Say that an item is done, on which day, and what shows it."""
    _step(item, PlanItemEvent.COMPLETE, by=by, reason=evidence, completed_on=completed_on)
    item.evidence = evidence.strip()
    commit()


def drop(item: PlanItem, reason: str, *, by: Person) -> None:
    """Give an item up, with the reason."""
    _step(item, PlanItemEvent.DROP, by=by, reason=reason)
    commit()


def resume(item: PlanItem, *, by: Person) -> None:
    """Undo: an item that was begun, done or dropped is open again. Its evidence is kept."""
    _step(item, PlanItemEvent.RESUME, by=by)
    commit()


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
    commit()


def _step(
    item: PlanItem,
    event: PlanItemEvent,
    *,
    by: Person,
    reason: str = "",
    completed_on: date | None = None,
) -> None:
    if item.plan.status is not PlanStatus.APPROVED:
        raise ConflictError
    take_step(item, event, by=by, reason=reason, completed_on=completed_on)
    item.plan.changed_at = now()
