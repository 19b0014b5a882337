"""What somebody can give to training and wants, as a page and a draft know it."""

from dataclasses import dataclass, replace
from typing import Any

from assessments.models.people import Person
from assessments.models.training import TrainingDraft
from assessments.queries.organisation import organisation
from assessments.services.suggesting import MOST_HOURS

FEWEST_QUARTERS, MOST_QUARTERS = 1, 8
MOST_HOURS_A_QUARTER = MOST_HOURS // 4
MOST_AT_ONCE = 10
USUAL_QUARTERS = 4
USUAL_AT_ONCE = 2
USUAL_HOURS, USUAL_BUDGET = 100.0, 3000.0
"""A year, where the organisation has set no limit."""


@dataclass(frozen=True, slots=True)
class TrainingWishes:
    """Hours in each quarter, quarters, money in all, and what is wanted; codes of activities."""

    hours: float
    quarters: int
    budget: float
    at_once: int | None
    languages: tuple[str, ...]
    is_balanced: bool
    pinned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def with_pinned(self, *codes: str) -> "TrainingWishes":
        """Return the wishes with some activities that must be in the plan."""
        kept = tuple(each for each in self.excluded if each not in codes)
        return replace(self, pinned=_sorted(self.pinned, codes), excluded=kept)

    def without(self, *codes: str) -> "TrainingWishes":
        """Return the wishes with some activities that stay out of the plan."""
        kept = tuple(each for each in self.pinned if each not in codes)
        return replace(self, pinned=kept, excluded=_sorted(self.excluded, codes))

    def free_of(self, *codes: str) -> "TrainingWishes":
        """Return the wishes without any word on some activities."""
        return replace(
            self,
            pinned=tuple(each for each in self.pinned if each not in codes),
            excluded=tuple(each for each in self.excluded if each not in codes),
        )

    def as_question(self, role: str | None) -> dict[str, Any]:
        """Return the wishes as an address of the page asks them."""
        return {
            "hours": _plain(self.hours),
            "quarters": self.quarters,
            "budget": _plain(self.budget),
            "at_once": "" if self.at_once is None else self.at_once,
            "speaks": list(self.languages),
            "role": role or "",
            **({"balanced": "y"} if self.is_balanced else {}),
            "pin": list(self.pinned),
            "without": list(self.excluded),
        }


def usual_wishes(person: Person) -> TrainingWishes:
    """Return what is asked for somebody who has said nothing else: a year of what there is."""
    settings = organisation()
    hours, budget = settings.development_hours, settings.person_budget
    return TrainingWishes(
        hours=round((USUAL_HOURS if hours is None else hours) / USUAL_QUARTERS),
        quarters=USUAL_QUARTERS,
        budget=round(USUAL_BUDGET if budget is None else budget),
        at_once=USUAL_AT_ONCE,
        languages=tuple(sorted(person.languages)),
        is_balanced=True,
    )


def wishes_of(draft: TrainingDraft) -> TrainingWishes:
    """Return the wishes that a draft keeps."""
    return TrainingWishes(
        hours=draft.hours,
        quarters=draft.quarters,
        budget=draft.budget,
        at_once=draft.at_once,
        languages=tuple(draft.languages),
        is_balanced=draft.is_balanced,
        pinned=tuple(draft.pinned),
        excluded=tuple(draft.excluded),
    )


def _sorted(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*old, *new}))


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
