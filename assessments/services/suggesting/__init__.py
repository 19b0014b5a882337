"""Suggestions for one person: training, certificates and mentors, each with its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from assessments.database import db
from assessments.models.development import DeclinedSuggestion, PlanItem
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services import mapping
from assessments.services.carrying_out import OPEN
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.certifications import (
    CertificationSuggestion,
    suggest_certifications,
)
from assessments.services.suggesting.mentors import MentorSuggestion, suggest_mentors
from assessments.services.suggesting.training import (
    TrainingSuggestion,
    TrainingSuggestions,
    suggest_training,
)
from capability.lifecycle import COUNTED_ITEMS, ONLY_PROPOSED_ITEMS, PlanItemStatus, PlanStatus

__all__ = [
    "CertificationSuggestion",
    "Limits",
    "MentorSuggestion",
    "Suggestions",
    "TrainingSuggestion",
    "TrainingSuggestions",
    "find_mentor",
    "suggest",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """The hours and the money there are."""

    hours: float
    budget: float

    def beside(self, items: Iterable[PlanItem]) -> "Limits":
        """Return what is left beside the items that are still to be done."""
        waiting = [item for item in items if item.status in OPEN]
        return Limits(
            hours=max(self.hours - sum(item.hours for item in waiting), 0.0),
            budget=max(self.budget - sum(item.cost for item in waiting), 0.0),
        )


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All suggestions for one person, and the map that they are drawn from."""

    map: PersonMap
    training: TrainingSuggestions
    certifications: tuple[CertificationSuggestion, ...]
    mentors: tuple[MentorSuggestion, ...]
    declined: tuple[DeclinedSuggestion, ...]
    left: Limits


def suggest(person: Person, role: Role | None, limits: Limits, *, today: date) -> Suggestions:
    """Return what could help somebody towards a role within the limits."""
    person_map = mapping.map_of(person, role, today=today)
    declined = tuple(
        db.session.scalars(
            select(DeclinedSuggestion)
            .where(DeclinedSuggestion.person_id == person.id)
            .order_by(DeclinedSuggestion.subject)
        )
    )
    refused = {each.subject: each.fingerprint for each in declined}
    items = _items(person)
    taken = frozenset(item.activity_id for item in items if item.activity_id)
    done = frozenset(
        item.activity_id
        for item in items
        if item.activity_id and item.status is PlanItemStatus.DONE
    )
    left = limits.beside(items)
    training = suggest_training(
        person,
        person_map,
        hours=left.hours,
        budget=left.budget,
        taken=taken - done,
        done=done,
        declined=refused,
        planned=_planned_gains(items),
        today=today,
    )
    return Suggestions(
        map=person_map,
        training=training,
        certifications=suggest_certifications(
            person, person_map, training.gaps, role, taken=taken, declined=refused, today=today
        ),
        mentors=suggest_mentors(
            person,
            training.gaps,
            taken=frozenset(item.mentor_id for item in items if item.mentor_id),
            declined=refused,
            today=today,
        ),
        declined=declined,
        left=left,
    )


def find_mentor(
    person: Person, role: Role | None, mentor_id: int, *, today: date
) -> MentorSuggestion | None:
    """Return a mentor who is suggested to somebody now; other people are not to be had."""
    found = suggest(person, role, Limits(0.0, 0.0), today=today)
    return next((each for each in found.mentors if each.mentor.id == mentor_id), None)


def _planned_gains(items: Iterable[PlanItem]) -> dict[str, float]:
    """Return what open items aim to bring, by competency, in levels."""
    gains: dict[str, float] = {}
    for item in items:
        if item.status in OPEN and item.competency and None not in (item.from_level, item.to_level):
            gain = (item.to_level or 0.0) - (item.from_level or 0.0)
            gains[item.competency.code] = gains.get(item.competency.code, 0.0) + gain
    return gains


def _items(person: Person) -> list[PlanItem]:
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
