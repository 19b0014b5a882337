"""The item of the mentee's plan that stands for a mentorship, kept in step with it."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from assessments.database import db, now
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.item_steps import take_step
from assessments.services.planning import find_or_begin, reach, snapshot
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

    An item that foresaw it with this mentor is that one. A plan on its way is not changed behind
    its readers' backs: there a new item is only proposed, for the mentee to keep, and one that was
    foreseen keeps its dates. The caller commits.
    """
    if mentorship.starts_on is None or mentorship.ends_on is None:
        return None
    plan = find_or_begin(mentorship.mentee, by=by)
    is_open = plan.status in EDITABLE_PLANS
    item = next((each for each in plan.items if _foresees(each, mentorship)), None)
    if item is None:
        item = _new_item(mentorship, plan, is_open=is_open)
        action, old = "add_plan_item" if is_open else "propose_plan_item", None
    elif is_open:
        action, old = "change_plan_item", snapshot(item)
        item.starts_on, item.due_on = mentorship.starts_on, mentorship.ends_on
    else:
        mentorship.plan_item_id = item.id
        return item
    if is_open:
        reach(plan, item.due_on, by=by)
    plan.changed_at = now()
    db.session.flush()
    mentorship.plan_item_id = item.id
    about, subject = mentorship.mentee, f"item {item.id}"
    auditing.note(action, subject, by=by, about=about, old=old, new=snapshot(item))
    return item


def _foresees(item: PlanItem, mentorship: Mentorship) -> bool:
    """Whether an item of the plan that is not begun is for a mentorship with this mentor."""
    is_planned = item.status is PlanItemStatus.PLANNED and item.removed_at is None
    return is_planned and item.mentor_id == mentorship.mentor_id


def _new_item(mentorship: Mentorship, plan: DevelopmentPlan, *, is_open: bool) -> PlanItem:
    """Return an item for a mentorship, planned or, in a plan on its way, only proposed."""
    goal = mentorship.goals[0] if mentorship.goals else None
    with _in_language_of(mentorship.mentee):
        title = _("Mentoring with %(name)s", name=mentorship.mentor.name)
    item = PlanItem(
        plan_id=plan.id,
        kind=ActivityKind.MENTORING,
        title=title,
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
        item.removed_at = item.plan.changed_at = now()
        about, subject = mentorship.mentee, f"item {item.id}"
        auditing.note("remove_plan_item", subject, by=by, about=about, old=snapshot(item))
    elif is_possible(PLAN_ITEM_STEPS, item.status, step):
        take_step(item, step, by=by, completed_on=today if is_done else None)
        item.plan.changed_at = now()
        if is_done and not item.evidence:
            with _in_language_of(mentorship.mentee):
                item.evidence = _("The mentorship was completed.")


def _in_language_of(person: Person) -> AbstractContextManager[object]:
    """Let what is written down be in the words of whose plan it is, whoever writes it."""
    language = person.account.language if person.account else None
    return force_locale(language) if language else nullcontext()


def _item(mentorship: Mentorship) -> PlanItem | None:
    if mentorship.plan_item_id is None:
        return None
    return db.session.scalar(select(PlanItem).where(PlanItem.id == mentorship.plan_item_id))
