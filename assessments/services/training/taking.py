"""From a training plan to items of the development plan: taken, or proposed by the coach."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import select

from assessments.database import db, now
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import proposals
from assessments.services import auditing, planning
from assessments.services.conflicts import ConflictError, commit
from assessments.services.planning import ItemDraft
from assessments.services.training.building import Built, PlannedActivity
from capability.lifecycle import PlanItemStatus


def draft_of(item: PlannedActivity) -> ItemDraft:
    """Return an activity of a training plan as an item: with its dates, and for its main gap."""
    activity = item.activity
    main = item.changes[0] if item.changes else None
    keys = {each.competency.code: each.competency_id for each in activity.gains}
    first = activity.gains[0].competency_id if activity.gains else None
    return ItemDraft(
        kind=activity.kind,
        title=str(activity.name),
        starts_on=item.starts_on,
        due_on=item.ends_on,
        competency_id=keys[main.place.code] if main else first,
        from_level=main.place.level if main else None,
        to_level=main.to_level if main else None,
        cost=activity.cost or 0.0,
        hours=activity.hours,
        owner=str(activity.provider),
        activity_id=activity.id,
    )


def take(built: Built, codes: Collection[str], *, by: Person) -> list[PlanItem]:
    """Take some of a training plan into the own development plan, which may run longer for it.

    Raises
    ------
    TransitionError
        The plan is on its way and cannot be changed.
    ConflictError
        It was changed elsewhere meanwhile.
    """
    drafts = [draft_of(each) for each in built.items if each.activity.code in codes]
    return planning.add_items(planning.open_plan(by), drafts, by=by)


def propose(built: Built, codes: Collection[str], reason: str, *, by: Person) -> list[PlanItem]:
    """Propose some of a training plan to the person it is for; who has one already keeps that."""
    person = built.ground.person
    at = now()
    proposals.lock_people([person.id])
    held = proposals.held_activities(person.id)
    drafts = [
        draft_of(each)
        for each in built.items
        if each.activity.code in codes and each.activity.id not in held
    ]
    if not drafts:
        db.session.rollback()
        return []
    plan = planning.find_or_begin(person, by=by)
    items = [
        PlanItem(
            plan=plan,
            **asdict(draft) | {"reason": reason.strip()},
            status=PlanItemStatus.PROPOSED,
            proposed_by_id=by.id,
            proposed_at=at,
        )
        for draft in drafts
    ]
    db.session.add_all(items)
    db.session.flush()
    for item in items:
        auditing.note(
            "propose_plan_item", f"item {item.id}", by=by, about=person,
            new=planning.snapshot(item), reason=reason,
        )  # fmt: skip
    commit()
    return items


def take_back(person: Person, item_ids: Sequence[int], *, by: Person) -> int:
    """Take back what was proposed together, unless some of it is answered.

    Raises
    ------
    ConflictError
        Some of it is answered; nothing is taken back.
    """
    items = db.session.scalars(
        select(PlanItem)
        .join(PlanItem.plan)
        .where(
            PlanItem.id.in_(item_ids),
            PlanItem.proposed_by_id == by.id,
            PlanItem.removed_at.is_(None),
            DevelopmentPlan.person_id == person.id,
        )
        .order_by(PlanItem.id)
        .with_for_update(of=PlanItem)
        .execution_options(populate_existing=True)
    ).all()
    if not items or any(each.status is not PlanItemStatus.PROPOSED for each in items):
        db.session.rollback()
        raise ConflictError
    for item in items:
        item.removed_at = now()
        auditing.note("take_back_proposal", f"item {item.id}", by=by, about=person)
    commit()
    return len(items)
