"""One step of an item of a plan, with its line in the audit trail."""

from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.services import auditing
from capability.lifecycle import PLAN_ITEM_STEPS, PlanItemEvent, advance


def take_step(item: PlanItem, event: PlanItemEvent, *, by: Person, reason: str = "") -> None:
    """Move an item on; the caller commits.

    Raises
    ------
    TransitionError
        The step is not possible from where the item stands.
    """
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
