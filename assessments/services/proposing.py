"""A coach puts an activity into the plans of several people at once, for each to keep or decline.

However many people there are, the number of statements stays the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from assessments.database import db, now
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import proposals
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit
from assessments.services.importing import records
from assessments.services.planning import YEAR
from assessments.services.taking_up import dates_of
from capability.lifecycle import Holding, PlanItemStatus, PlanStatus

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Aim:
    """For which competency somebody is to do it, and from which level to which."""

    competency_id: int | None = None
    from_level: float | None = None
    to_level: float | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came of it: who has it in the plan now, and who had it before."""

    people: tuple[int, ...]
    skipped: dict[int, Holding]
    first_item_id: int | None


def propose(
    activity: Activity, aims: Mapping[int, Aim], reason: str, *, by: Person, today: date
) -> Proposed:
    """Propose an activity to some people, each with an aim; who has it already is left out.

    A plan is begun for whoever has none. Of two who propose the same at once the later one
    finds it there.
    """
    at = now()
    # Written first: from here on nobody else can propose, so what is read next still holds.
    auditing.note("propose_activity", f"activity {activity.code}", by=by, about=None, reason=reason)
    db.session.flush()
    proposals.lock_people(list(aims))
    held = proposals.holdings(activity, list(aims))
    chosen = [person for person in aims if person not in held]
    plans = proposals.current_plan_ids(chosen)
    plans |= _begin_plans([person for person in chosen if person not in plans], at, by=by)
    common = _common(activity, reason, at, by=by, today=today)
    rows = [
        {
            **common,
            "plan_id": plans[person],
            "competency_id": aims[person].competency_id,
            "from_level": aims[person].from_level,
            "to_level": aims[person].to_level,
        }
        for person in chosen
    ]
    items = _insert_items(rows)
    records.add(
        AuditLine,
        [
            records.audit_line(
                "propose_plan_item",
                f"item {items[plans[person]]}",
                by=by,
                about=person,
                new={"activity": activity.code, "cost": common["cost"], "hours": common["hours"]},
                reason=reason,
            )
            for person in chosen
        ],
    )
    db.session.commit()
    return Proposed(tuple(chosen), held, min(items.values(), default=None))


def take_back(item: PlanItem, *, by: Person) -> int:
    """Take back everything that was proposed together with an item, unless somebody has answered.

    Returns how many proposals were taken back.

    Raises
    ------
    ConflictError
        Somebody has answered meanwhile; nothing is taken back.
    """
    if item.proposed_at is None or item.proposed_by_id != by.id:
        raise ConflictError
    together = proposals.list_proposed_with(item, lock=True)
    if not together or any(each.status is not PlanItemStatus.PROPOSED for each in together):
        db.session.rollback()
        raise ConflictError
    at = now()
    records.change(PlanItem, [{"id": each.id, "removed_at": at} for each in together])
    records.add(
        AuditLine,
        [
            records.audit_line(
                "take_back_proposal", f"item {each.id}", by=by, about=each.plan.person_id
            )
            for each in together
        ],
    )
    commit()
    return len(together)


def _begin_plans(person_ids: Sequence[int], at: datetime, *, by: Person) -> dict[int, int]:
    """Begin a plan for the coming year for each of some people; return its key by person."""
    if not person_ids:
        return {}
    roles = proposals.roles_to_plan_for(person_ids)
    rows = [
        {
            "person_id": person,
            "role_id": roles.get(person),
            "aim": "",
            "starts_on": at.date(),
            "ends_on": at.date() + YEAR,
            "status": PlanStatus.DRAFT,
            "created_at": at,
            "changed_at": at,
            "version": 1,
        }
        for person in person_ids
    ]
    found = db.session.execute(
        insert(DevelopmentPlan).returning(DevelopmentPlan.person_id, DevelopmentPlan.id), rows
    )
    begun = {person: plan for person, plan in found}
    records.add(
        AuditLine,
        [
            records.audit_line("begin_plan", f"plan {plan}", by=by, about=person)
            for person, plan in begun.items()
        ],
    )
    return begun


def _insert_items(rows: list[Row]) -> dict[int, int]:
    """Insert the items of one proposal; return their keys by plan."""
    if not rows:
        return {}
    # Read back in one go: PostgreSQL takes longer to return them one by one than to write them.
    db.session.execute(insert(PlanItem), rows, execution_options={"render_nulls": True})
    of_proposal = [
        getattr(PlanItem, name) == rows[0][name]
        for name in ("activity_id", "proposed_by_id", "proposed_at")
    ]
    found = db.session.execute(select(PlanItem.plan_id, PlanItem.id).where(*of_proposal))
    return {plan: item for plan, item in found}


def _common(activity: Activity, reason: str, at: datetime, *, by: Person, today: date) -> Row:
    starts_on, due_on = dates_of(activity, today=today)
    return {
        "kind": activity.kind,
        "title": str(activity.name),
        "activity_id": activity.id,
        "starts_on": starts_on,
        "due_on": due_on,
        "cost": activity.cost or 0.0,
        "hours": activity.hours,
        "owner": str(activity.provider),
        "reason": reason.strip(),
        "status": PlanItemStatus.PROPOSED,
        "proposed_by_id": by.id,
        "proposed_at": at,
        "answer": "",
        "evidence": "",
        "version": 1,
    }
