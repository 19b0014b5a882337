"""The owner of a plan keeps what somebody else has proposed for it, or declines with a reason."""

from assessments.database import db, now
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.services import auditing, reviewing
from assessments.services.planning import PlanConflictError, conflicts_told
from capability.lifecycle import (
    EDITABLE_PLANS,
    PLAN_ITEM_STEPS,
    PlanEvent,
    PlanItemEvent,
    PlanItemStatus,
    PlanStatus,
    TransitionError,
    advance,
)

REASON_LENGTH = 500


def keep(item: PlanItem, *, by: Person) -> None:
    """Take a proposal into the plan. An approved plan is opened for it and goes round again.

    Raises
    ------
    TransitionError
        The plan is with the coach or HR, or the proposal is answered already.
    """
    plan = item.plan
    if plan.status is PlanStatus.APPROVED:
        reviewing.open_for_changes(plan, by=by)
    elif plan.status not in EDITABLE_PLANS:
        raise TransitionError(plan.status, PlanEvent.REVISE)
    if item.activity is not None:
        # The coach's language may not be the owner's.
        item.title, item.owner = str(item.activity.name), str(item.activity.provider)
    _step(item, PlanItemEvent.ACCEPT, by=by)
    plan.changed_at = now()
    _commit()


def decline(item: PlanItem, reason: str, *, by: Person) -> None:
    """Say no to a proposal, and why; the coach reads it. It can be taken back."""
    _step(item, PlanItemEvent.DECLINE, by=by, reason=reason)
    item.answer = reason.strip()[:REASON_LENGTH]
    _commit()


def reconsider(item: PlanItem, *, by: Person) -> None:
    """Undo: the proposal waits for an answer again."""
    if item.proposed_at is None:
        raise TransitionError(item.status, PlanItemEvent.RECONSIDER)
    if item.status is PlanItemStatus.PLANNED:
        if item.plan.status not in EDITABLE_PLANS:
            raise TransitionError(item.plan.status, PlanEvent.REVISE)
        item.plan.changed_at = now()
    _step(item, PlanItemEvent.RECONSIDER, by=by)
    item.answer = ""
    _commit()


def _step(item: PlanItem, event: PlanItemEvent, *, by: Person, reason: str = "") -> None:
    if item.removed_at is not None:
        db.session.rollback()
        raise PlanConflictError
    old = item.status
    item.status = advance(PLAN_ITEM_STEPS, old, event)
    auditing.note(
        f"{event}_plan_item",
        f"item {item.id}",
        by=by,
        about=item.plan.person,
        old={"status": old},
        new={"status": item.status},
        reason=reason,
    )


def _commit() -> None:
    with conflicts_told():
        db.session.commit()
