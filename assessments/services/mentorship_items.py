"""The item of the mentee's plan that stands for a mentorship, kept in step with it."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from assessments.database import db, now
from assessments.models.development import PlanItem
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.item_steps import take_step
from assessments.services.planning import find_or_begin, snapshot
from capability.lifecycle import (
    EDITABLE_PLANS,
    PLAN_ITEM_STEPS,
    MentorshipEvent,
    PlanItemEvent,
    PlanItemStatus,
    is_possible,
)
from capability.vocabulary import ActivityKind

HOURS = 12.0
"""For half a year: two hours a month."""


def add(mentorship: Mentorship, *, by: Person) -> PlanItem | None:
    """Put a mentorship into the mentee's plan, or begin one with it.

    A plan on its way is not changed behind its readers' backs: there it is only proposed, for the
    mentee to keep. The caller commits.
    """
    if mentorship.starts_on is None or mentorship.ends_on is None:
        return None
    plan = find_or_begin(mentorship.mentee, by=by)
    is_open = plan.status in EDITABLE_PLANS
    goal = mentorship.goals[0] if mentorship.goals else None
    item = PlanItem(
        plan_id=plan.id,
        kind=ActivityKind.MENTORING,
        title=_("Mentoring with %(name)s", name=mentorship.mentor.name),
        mentor_id=mentorship.mentor_id,
        competency_id=goal.competency_id if goal else None,
        from_level=goal.from_level if goal else None,
        to_level=goal.to_level if goal else None,
        starts_on=mentorship.starts_on,
        due_on=mentorship.ends_on,
        hours=HOURS,
        owner=mentorship.mentor.name,
        status=PlanItemStatus.PLANNED if is_open else PlanItemStatus.PROPOSED,
        proposed_by_id=None if is_open else mentorship.mentor_id,
        proposed_at=None if is_open else now(),
    )
    db.session.add(item)
    plan.changed_at = now()
    db.session.flush()
    mentorship.plan_item_id = item.id
    auditing.note(
        "add_plan_item" if is_open else "propose_plan_item",
        f"item {item.id}",
        by=by,
        about=mentorship.mentee,
        new=snapshot(item),
    )
    return item


def close(mentorship: Mentorship, event: MentorshipEvent, *, today: date, by: Person) -> None:
    """Close the item with the mentorship: done when it was completed, given up when it ended."""
    item = _item(mentorship)
    if item is None or item.removed_at is not None:
        return
    is_done = event is MentorshipEvent.COMPLETE
    step = PlanItemEvent.COMPLETE if is_done else PlanItemEvent.DROP
    if item.status is PlanItemStatus.PROPOSED:
        # Nobody is asked any more to keep what is over.
        item.removed_at = now()
        return
    if not is_possible(PLAN_ITEM_STEPS, item.status, step):
        return
    take_step(item, step, by=by)
    if is_done:
        item.completed_on = today
        item.evidence = item.evidence or _("The mentorship was completed.")


def _item(mentorship: Mentorship) -> PlanItem | None:
    if mentorship.plan_item_id is None:
        return None
    return db.session.scalar(select(PlanItem).where(PlanItem.id == mentorship.plan_item_id))
