"""One step of an item of a plan, with its line in the audit trail."""

from datetime import date

from assessments.database import db
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.conflicts import ConflictError
from capability.lifecycle import PLAN_ITEM_STEPS, PlanItemEvent, advance


def take_step(
    item: PlanItem,
    event: PlanItemEvent,
    *,
    by: Person,
    reason: str = "",
    completed_on: date | None = None,
) -> None:
    """Move an item on; the caller commits.

    Raises
    ------
    TransitionError
        The step is not possible from where the item stands.
    ConflictError
        The item was taken out meanwhile.
    """
    if item.removed_at is not None:
        db.session.rollback()
        raise ConflictError
    old = _where_it_stands(item)
    item.status = advance(PLAN_ITEM_STEPS, item.status, event)
    item.completed_on = completed_on
    auditing.note(
        f"{event}_plan_item",
        f"item {item.id}",
        by=by,
        about=item.plan.person,
        old=old,
        new=_where_it_stands(item),
        reason=reason,
    )


def _where_it_stands(item: PlanItem) -> dict[str, str]:
    day = {"completed_on": item.completed_on.isoformat()} if item.completed_on else {}
    return {"status": item.status, **day}
