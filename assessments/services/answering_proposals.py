"""The owner of a plan keeps what somebody else has proposed for it, or declines with a reason."""

from assessments.database import now
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.services import reviewing
from assessments.services.conflicts import commit
from assessments.services.item_steps import take_step
from assessments.services.planning import reach
from capability.lifecycle import (
    EDITABLE_PLANS,
    PlanEvent,
    PlanItemEvent,
    PlanItemStatus,
    PlanStatus,
    TransitionError,
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
    take_step(item, PlanItemEvent.ACCEPT, by=by)
    reach(plan, item.due_on, by=by)
    plan.changed_at = now()
    commit()


def decline(item: PlanItem, reason: str, *, by: Person) -> None:
    """Say no to a proposal, and why; the coach reads it. It can be taken back."""
    take_step(item, PlanItemEvent.DECLINE, by=by, reason=reason)
    item.answer = reason.strip()[:REASON_LENGTH]
    commit()


def reconsider(item: PlanItem, *, by: Person) -> None:
    """Undo: the proposal waits for an answer again."""
    if item.proposed_at is None:
        raise TransitionError(item.status, PlanItemEvent.RECONSIDER)
    if item.status is PlanItemStatus.PLANNED:
        if item.plan.status not in EDITABLE_PLANS:
            raise TransitionError(item.plan.status, PlanEvent.REVISE)
        item.plan.changed_at = now()
    take_step(item, PlanItemEvent.RECONSIDER, by=by)
    item.answer = ""
    commit()
