"""Suggestions for one person: training, certificates and mentors, each with its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.models.development import DeclinedSuggestion, PlanItem
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries.organisation import organisation
from assessments.services import mapping
from assessments.services.carrying_out import OPEN
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.certifications import (
    CertificationSuggestion,
    suggest_certifications,
)
from assessments.services.suggesting.history import declined_by, items_in_sight, planned_gains
from assessments.services.suggesting.mentors import MentorSuggestion, suggest_mentors
from assessments.services.suggesting.training import (
    TrainingSuggestion,
    TrainingSuggestions,
    suggest_training,
)
from capability.lifecycle import COUNTED_ITEMS

__all__ = [
    "CertificationSuggestion",
    "Limits",
    "MentorSuggestion",
    "Suggestions",
    "TrainingSuggestion",
    "TrainingSuggestions",
    "suggest",
    "usual_limits",
]

MOST_HOURS = 2000
MOST_BUDGET = 10_000_000


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


def usual_limits() -> Limits:
    """Return the hours and the money there are for a person, the most where nothing limits it."""
    settings = organisation()
    hours, budget = settings.development_hours, settings.person_budget
    return Limits(MOST_HOURS if hours is None else hours, MOST_BUDGET if budget is None else budget)


def suggest(person: Person, role: Role | None, limits: Limits, *, today: date) -> Suggestions:
    """Return what could help somebody towards a role within the limits."""
    person_map = mapping.map_of(person, role, today=today)
    declined = tuple(declined_by(person))
    refused = {each.subject: each.fingerprint for each in declined}
    items = items_in_sight(person)
    held = frozenset(item.activity_id for item in items if item.activity_id)
    counted = [item.activity_id for item in items if item.status in COUNTED_ITEMS]
    left = limits.beside(items)
    training = suggest_training(
        person,
        person_map,
        hours=left.hours,
        budget=left.budget,
        held=held,
        fulfilled=frozenset(each for each in counted if each),
        declined=refused,
        planned=planned_gains(items),
        today=today,
    )
    return Suggestions(
        map=person_map,
        training=training,
        certifications=suggest_certifications(
            person, person_map, training.gaps, role, taken=held, declined=refused, today=today
        ),
        mentors=suggest_mentors(
            person,
            training.gaps,
            declined=refused,
            today=today,
        ),
        declined=declined,
        left=left,
    )
