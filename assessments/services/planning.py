"""Making a plan: its aim and its items, until it is sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from assessments.database import db, now
from assessments.models.development import DeclinedSuggestion, DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services import auditing
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


class PlanConflictError(Exception):
    """The plan or item was changed elsewhere meanwhile; nothing is overwritten."""


def open_plan(person: Person) -> DevelopmentPlan:
    """Return the plan that somebody works on, or begin one for the coming year."""
    plan = plans.current_plan(person)
    if plan is None:
        plan = _begin(person, by=person)
        db.session.commit()
    return plan


def find_or_begin(person: Person, *, by: Person) -> DevelopmentPlan:
    """Return the plan that somebody works on, or a new one; the caller commits it."""
    return plans.current_plan(person) or _begin(person, by=by)


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
    _check_editable(plan)
    [item] = _add(plan, [draft], by=by)
    return item


def add_items(plan: DevelopmentPlan, drafts: Sequence[ItemDraft], *, by: Person) -> list[PlanItem]:
    """Add several items at once; where they go on longer than the plan, so does the plan."""
    _check_editable(plan)
    last = max((draft.due_on for draft in drafts), default=plan.ends_on)
    if last > plan.ends_on:
        old, new = ({"ends_on": each.isoformat()} for each in (plan.ends_on, last))
        auditing.note("set_aim", f"plan {plan.id}", by=by, about=plan.person, old=old, new=new)
        plan.ends_on = last
    return _add(plan, drafts, by=by)


def _add(plan: DevelopmentPlan, drafts: Sequence[ItemDraft], *, by: Person) -> list[PlanItem]:
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


def change_item(item: PlanItem, draft: ItemDraft, *, seen: int, by: Person) -> None:
    """Change an item, as last seen in version ``seen``.

    Raises
    ------
    PlanConflictError
        Somebody changed it meanwhile.
    """
    _check_editable(item.plan)
    _check_taken(item)
    _check_seen(item.version, seen)
    old = snapshot(item)
    for name, value in asdict(draft).items():
        setattr(item, name, value)
    item.plan.changed_at = now()
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
    _check_editable(item.plan)
    _check_taken(item)
    item.removed_at = now()
    item.plan.changed_at = now()
    auditing.note(
        "remove_plan_item", f"item {item.id}", by=by, about=item.plan.person, old=snapshot(item)
    )
    commit()


def remove_items(items: Sequence[PlanItem], *, by: Person) -> None:
    """Take several items out; each can be put back."""
    for item in items:
        _check_editable(item.plan)
        _check_taken(item)
        item.removed_at = item.plan.changed_at = now()
        auditing.note(
            "remove_plan_item", f"item {item.id}", by=by, about=item.plan.person, old=snapshot(item)
        )
    commit()


def restore_item(item: PlanItem, *, by: Person) -> None:
    """Put an item back that was taken out."""
    _check_editable(item.plan)
    item.removed_at = None
    item.plan.changed_at = now()
    auditing.note(
        "restore_plan_item", f"item {item.id}", by=by, about=item.plan.person, new=snapshot(item)
    )
    commit()


def decline(
    person: Person, subject: str, title: str, reason: str, fingerprint: str
) -> DeclinedSuggestion:
    """Keep a suggestion away until what it was drawn from changes."""
    declined = db.session.scalar(_declined(person, subject))
    if declined is None:
        declined = DeclinedSuggestion(person_id=person.id, subject=subject)
        db.session.add(declined)
    declined.title, declined.reason = title, reason
    declined.fingerprint, declined.declined_at = fingerprint, now()
    auditing.note("decline_suggestion", subject, by=person, about=person, reason=reason)
    commit()
    return declined


def take_back_decline(person: Person, subject: str) -> None:
    """Let a declined suggestion come back."""
    declined = db.session.scalar(_declined(person, subject))
    if declined is not None:
        db.session.delete(declined)
        auditing.note("take_back_decline", subject, by=person, about=person)
        commit()


def _declined(person: Person, subject: str) -> Select[DeclinedSuggestion]:
    return select(DeclinedSuggestion).where(
        DeclinedSuggestion.person_id == person.id, DeclinedSuggestion.subject == subject
    )


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
        "status": item.status,
    }


def _check_editable(plan: DevelopmentPlan) -> None:
    if plan.status not in EDITABLE_PLANS:
        raise TransitionError(plan.status, PlanEvent.REVISE)


def _check_taken(item: PlanItem) -> None:
    # A proposal is answered, not changed: who made it is told.
    if item.status in ONLY_PROPOSED_ITEMS:
        raise PlanConflictError


def _check_seen(version: int, seen: int) -> None:
    if version != seen:
        raise PlanConflictError


def commit() -> None:
    """Commit what was changed in a plan; what meets a change made meanwhile is undone and told."""
    with conflicts_told():
        db.session.commit()


@contextmanager
def conflicts_told() -> Iterator[None]:
    """Undo what meets a change made elsewhere meanwhile, and say so.

    Raises
    ------
    PlanConflictError
    """
    try:
        yield
    except (StaleDataError, IntegrityError) as error:
        db.session.rollback()
        raise PlanConflictError from error
