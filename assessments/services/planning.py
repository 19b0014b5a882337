"""Making a plan: its aim and its items, until it is sent."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from assessments.database import db, now
from assessments.models.development import DeclinedSuggestion, DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit, conflicts_told
from assessments.services.locking import lock
from capability.lifecycle import (
    EDITABLE_PLANS,
    ONLY_PROPOSED_ITEMS,
    PlanEvent,
    PlanStatus,
    TransitionError,
)
from capability.vocabulary import ActivityKind

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What a person writes about one item. Levels, cost and hours are as in the catalogue."""

    kind: ActivityKind
    title: str
    starts_on: date
    due_on: date
    competency_id: int | None = None
    from_level: float | None = None
    to_level: float | None = None
    cost: float = 0.0
    hours: float = 0.0
    owner: str = ""
    reason: str = ""
    activity_id: int | None = None
    mentor_id: int | None = None


def open_plan(person: Person) -> DevelopmentPlan:
    """Return the plan that somebody works on, or begin one for the coming year."""
    plan = plans.current_plan(person)
    if plan is None:
        plan = find_or_begin(person, by=person)
        db.session.commit()
    return plan


def find_or_begin(person: Person, *, by: Person) -> DevelopmentPlan:
    """Return the plan that somebody works on, or a new one; the caller commits it."""
    plan = plans.current_plan(person)
    if plan is None:
        # Of two who begin one at once the later waits here, and finds the other's.
        lock(person)
        plan = plans.current_plan(person) or _begin(person, by=by)
    return plan


def _begin(person: Person, *, by: Person) -> DevelopmentPlan:
    today = now().date()
    plan = DevelopmentPlan(
        person=person,
        role=person.aims_for or person.role,
        starts_on=today,
        ends_on=today + YEAR,
        status=PlanStatus.DRAFT,
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(plan)
    db.session.flush()
    auditing.note("begin_plan", f"plan {plan.id}", by=by, about=person)
    return plan


def set_aim(plan: DevelopmentPlan, aim: str, ends_on: date, *, seen: int, by: Person) -> None:
    """Keep what the plan is for, and until when."""
    _check_editable(plan)
    _check_seen(plan.version, seen)
    old = {"aim": plan.aim, "ends_on": plan.ends_on.isoformat()}
    plan.aim, plan.ends_on, plan.changed_at = aim.strip(), ends_on, now()
    auditing.note(
        "set_aim",
        f"plan {plan.id}",
        by=by,
        about=plan.person,
        old=old,
        new={"aim": plan.aim, "ends_on": ends_on.isoformat()},
    )
    commit()


def add_item(plan: DevelopmentPlan, draft: ItemDraft, *, by: Person) -> PlanItem:
    """Add an item to a plan that is still being made."""
    [item] = add_items(plan, [draft], by=by)
    return item


def add_items(plan: DevelopmentPlan, drafts: Sequence[ItemDraft], *, by: Person) -> list[PlanItem]:
    """Add several items at once; where they go on longer than the plan, so does the plan."""
    _check_editable(plan)
    if not drafts:
        return []
    reach(plan, max(draft.due_on for draft in drafts), by=by)
    items = [PlanItem(plan=plan, **asdict(draft)) for draft in drafts]
    plan.changed_at = now()
    db.session.add_all(items)
    with conflicts_told():
        db.session.flush()
        for item in items:
            auditing.note(
                "add_plan_item", f"item {item.id}", by=by, about=plan.person, new=snapshot(item)
            )
        db.session.commit()
    return items


def reach(plan: DevelopmentPlan, day: date, *, by: Person) -> None:
    """Let a plan last until a day at least: HR looks twice at items beyond its end."""
    if day > plan.ends_on:
        old, new = ({"ends_on": each.isoformat()} for each in (plan.ends_on, day))
        auditing.note("set_aim", f"plan {plan.id}", by=by, about=plan.person, old=old, new=new)
        plan.ends_on = day


def change_item(item: PlanItem, draft: ItemDraft, *, seen: int, by: Person) -> None:
    """Change an item, as last seen in version ``seen``; one that was taken out is put back.

    Raises
    ------
    ConflictError
        Somebody changed it meanwhile.
    """
    _check_editable(item.plan)
    _check_taken(item)
    _check_seen(item.version, seen)
    old = snapshot(item)
    for name, value in asdict(draft).items():
        setattr(item, name, value)
    reach(item.plan, item.due_on, by=by)
    item.plan.changed_at = now()
    if item.removed_at is not None:
        item.removed_at = None
        auditing.note(
            "restore_plan_item", f"item {item.id}", by=by, about=item.plan.person, old=old
        )
    auditing.note(
        "change_plan_item",
        f"item {item.id}",
        by=by,
        about=item.plan.person,
        old=old,
        new=snapshot(item),
    )
    commit()


def remove_item(item: PlanItem, *, by: Person) -> None:
    """Take an item out; it can be put back."""
    remove_items([item], by=by)


def remove_items(items: Sequence[PlanItem], *, by: Person) -> None:
    """Take several items out; each can be put back."""
    for item in items:
        _check_editable(item.plan)
        _check_taken(item)
        if item.removed_at is None:
            item.removed_at = item.plan.changed_at = now()
            auditing.note(
                "remove_plan_item", f"item {item.id}", by=by, about=item.plan.person,
                old=snapshot(item),
            )  # fmt: skip
    commit()


def restore_item(item: PlanItem, *, by: Person) -> None:
    """Put an item back that its owner took out; what a coach has taken back stays so."""
    _check_editable(item.plan)
    _check_taken(item)
    if item.removed_at is not None:
        item.removed_at, item.plan.changed_at = None, now()
        auditing.note(
            "restore_plan_item", f"item {item.id}", by=by, about=item.plan.person,
            new=snapshot(item),
        )  # fmt: skip
    commit()


def decline(person: Person, subject: str, title: str, reason: str, fingerprint: str) -> None:
    """Keep a suggestion away until what it was drawn from changes.

    Of two tabs that say so at once the first one's reason stands.
    """
    with suppress(ConflictError), conflicts_told():
        declined = db.session.scalar(select(DeclinedSuggestion).where(*_about(person, subject)))
        if declined is None:
            declined = DeclinedSuggestion(person_id=person.id, subject=subject)
            db.session.add(declined)
        declined.title, declined.reason = title, reason
        declined.fingerprint, declined.declined_at = fingerprint, now()
        auditing.note("decline_suggestion", subject, by=person, about=person, reason=reason)
        db.session.commit()


def take_back_decline(person: Person, subject: str) -> None:
    """Let a declined suggestion come back; of two tabs that do so at once one is noted."""
    gone = delete(DeclinedSuggestion).where(*_about(person, subject))
    if db.session.scalar(gone.returning(DeclinedSuggestion.id)) is not None:
        auditing.note("take_back_decline", subject, by=person, about=person)
    db.session.commit()


def _about(person: Person, subject: str) -> tuple[ColumnElement[bool], ...]:
    return DeclinedSuggestion.person_id == person.id, DeclinedSuggestion.subject == subject


def competency_id(code: str) -> int | None:
    """Return the key of a competency."""
    return db.session.scalar(select(Competency.id).where(Competency.code == code))


def snapshot(item: PlanItem) -> dict[str, Any]:
    """Return an item as it is kept in submissions and in the audit trail."""
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "competency_id": item.competency_id,
        "from_level": item.from_level,
        "to_level": item.to_level,
        "starts_on": item.starts_on.isoformat(),
        "due_on": item.due_on.isoformat(),
        "cost": item.cost,
        "hours": item.hours,
        "owner": item.owner,
        "reason": item.reason,
        "status": item.status,
    }


def _check_editable(plan: DevelopmentPlan) -> None:
    if plan.status not in EDITABLE_PLANS:
        raise TransitionError(plan.status, PlanEvent.REVISE)


def _check_taken(item: PlanItem) -> None:
    # A proposal is answered, not changed: who made it is told.
    if item.status in ONLY_PROPOSED_ITEMS:
        raise ConflictError


def _check_seen(version: int, seen: int) -> None:
    if version != seen:
        raise ConflictError
