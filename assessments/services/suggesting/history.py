"""What somebody has in plans already, and what was said no to: suggestions build on both."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from assessments.database import db
from assessments.models.development import DeclinedSuggestion, PlanItem
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services.carrying_out import OPEN
from capability.lifecycle import COUNTED_ITEMS, ONLY_PROPOSED_ITEMS, PlanStatus


def declined_by(person: Person) -> Sequence[DeclinedSuggestion]:
    """Return what somebody has declined, by its subject."""
    return db.session.scalars(
        select(DeclinedSuggestion)
        .where(DeclinedSuggestion.person_id == person.id)
        .order_by(DeclinedSuggestion.subject)
    ).all()


def items_in_sight(person: Person) -> list[PlanItem]:
    """Return all items of somebody's plans that stand, also of completed plans.

    What a coach has proposed is not suggested beside it, nor is what was declined there, as long
    as that plan is worked on.
    """
    return [
        item
        for item in plans.list_items(person)
        if item.status in COUNTED_ITEMS
        or (item.status in ONLY_PROPOSED_ITEMS and item.plan.status is not PlanStatus.COMPLETED)
    ]


def planned_gains(items: Iterable[PlanItem]) -> dict[str, float]:
    """Return what open items aim to bring, by competency, in levels."""
    gains: dict[str, float] = {}
    for item in items:
        if item.status in OPEN and item.competency and None not in (item.from_level, item.to_level):
            gain = (item.to_level or 0.0) - (item.from_level or 0.0)
            gains[item.competency.code] = gains.get(item.competency.code, 0.0) + gain
    return gains
