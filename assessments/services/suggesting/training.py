"""Which activities close most of the gaps within the hours and money there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.people import Person
from assessments.models.project import Project
from assessments.queries import catalogue, plans, projects
from assessments.services import keeping
from assessments.services.effects import Effects, effects_of
from assessments.services.keeping import Shelf
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.activities import (
    fingerprint,
    gains_of,
    left_open,
    named_gaps,
    speaks,
    subject_of,
)
from assessments.services.suggesting.reasons import (
    Reason,
    effect_in,
    effect_words,
    evidence_reason,
    gap_reason,
    goes_away_words,
    needed_reason,
    project_reason,
)
from capability.training_plan import TrainingPlan, list_candidates, plan_training
from capability.vocabulary import Learning

PLANS_IN_MEMORY = 2000


@dataclass(frozen=True, slots=True)
class TrainingSuggestion:
    """An activity, why it is suggested, and what it could bring.

    What is suggested only because something else needs it first brings nothing itself: it stands
    beside the gap that it leads to, without a level.
    """

    activity: Activity
    place: Place
    to_level: float | None
    reasons: tuple[Reason, ...]
    effect: str
    goes_away: str
    session: ActivitySession | None
    subject: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class TrainingSuggestions:
    """What fits best, and out of how many."""

    chosen: tuple[TrainingSuggestion, ...]
    candidates: int
    considered: int
    cost: float
    hours: float
    gaps: tuple[Place, ...]


def suggest_training(
    person: Person,
    person_map: PersonMap,
    *,
    hours: float,
    budget: float,
    held: frozenset[int],
    fulfilled: frozenset[int],
    declined: Mapping[str, str],
    planned: Mapping[str, float],
    today: date,
) -> TrainingSuggestions:
    """Return the activities of greatest value within hours and budget.

    ``held`` are activities that somebody has done, plans to do or was proposed; ``fulfilled`` those
    of them that what needs them can count on. ``declined`` are the fingerprints of what was said no
    to. ``planned`` is what open items of the plan are to bring already, by competency; what they
    close is not closed twice.
    """
    gaps = named_gaps(person_map)
    if not gaps:
        return TrainingSuggestions((), 0, 0, 0.0, 0.0, ())
    today_places = {place.code: place for place in person_map.competencies}
    rests = left_open(gaps, planned)
    offered = [
        activity
        for activity in catalogue.list_activities_to_plan(list(rests), ())
        if activity.id not in held
        and activity.cost is not None
        and speaks(person, activity)
        and declined.get(subject_of(activity)) != fingerprint(activity, today_places)
    ]
    known = effects_of(today)
    found = _solve(offered, rests, fulfilled, known, budget=budget, hours=hours)
    chosen = {each.code: each for each in offered if each.code in found.plan.activities}
    telling = _Telling(
        gaps=rests,
        today_places=today_places,
        known=known,
        chosen=chosen,
        completed=plans.count_completions([each.id for each in chosen.values()]),
        project=projects.current_project(person),
        today=today,
    )
    order = {place.code: position for position, place in enumerate(gaps)}
    suggestions = [telling.suggestion(each) for each in chosen.values()]
    suggestions.sort(
        key=lambda each: (order[each.place.code], each.to_level is not None, each.activity.code)
    )
    return TrainingSuggestions(
        chosen=tuple(suggestions),
        candidates=found.candidates,
        considered=found.considered,
        cost=found.plan.cost,
        hours=found.plan.hours,
        gaps=gaps,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What fits best, out of how many that were looked at, out of how many there are."""

    plan: TrainingPlan
    considered: int
    candidates: int


_shelf: Shelf[_Found] = Shelf(PLANS_IN_MEMORY)


def _solve(
    offered: Sequence[Activity],
    gaps: Mapping[str, Place],
    fulfilled: frozenset[int],
    known: Effects,
    *,
    budget: float,
    hours: float,
) -> _Found:
    total = sum(place.weight for place in gaps.values()) or 1.0
    wanted = [(code, place.gap, place.weight / total) for code, place in gaps.items()]
    activities = [(each.code, each.cost, each.hours) for each in offered]
    gains = [
        (each.code, code, gain)
        for each in offered
        for code, gain in gains_of(each, gaps, known).items()
    ]
    needs = [
        (each.code, needed.code)
        for each in offered
        for needed in each.prerequisites
        if needed.id not in fulfilled
    ]

    def solve() -> _Found:
        asked = (
            pd.DataFrame(wanted, columns=["competency", "gap", "weight"]),
            pd.DataFrame(activities, columns=["activity", "cost", "hours"]),
            pd.DataFrame(gains, columns=["activity", "competency", "gain"]),
        )
        every = list_candidates(*asked, prerequisites=needs, most=len(offered))
        likely = list_candidates(*asked, budget=budget, hours=hours, prerequisites=needs)
        is_likely = asked[1]["activity"].isin(likely)
        plan = plan_training(
            asked[0], asked[1][is_likely], asked[2],
            budget=budget, hours=hours, prerequisites=needs,
        )  # fmt: skip
        return _Found(plan, len(likely), len(every))

    return _shelf.get(keeping.fingerprint(wanted, activities, gains, needs, budget, hours), solve)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the words of a suggestion rest on."""

    gaps: Mapping[str, Place]
    today_places: Mapping[str, Place]
    known: Effects
    chosen: Mapping[str, Activity]
    completed: Mapping[int, int]
    project: Project | None
    today: date

    def suggestion(self, activity: Activity) -> TrainingSuggestion:
        """Return one activity with its reasons."""
        gains = gains_of(activity, self.gaps, self.known)
        use = project_reason(self.project) if activity.learning is Learning.EXPERIENCE else None
        main = self._main(activity)
        to_level = (main.level or 0.0) + gains[main.code] if gains else None
        effect = effect_in(activity, main.code, self.known)
        first = self._needing(activity)
        return TrainingSuggestion(
            activity=activity,
            place=main,
            to_level=to_level,
            reasons=(
                *(gap_reason(self.today_places[code]) for code in [*gains][:2]),
                *([needed_reason([str(each.name) for each in first])] if first else []),
                *([use] if use else []),
                evidence_reason(self.completed.get(activity.id, 0), effect),
            ),
            effect="" if to_level is None else effect_words(main, to_level, effect),
            goes_away=goes_away_words(main),
            session=next((each for each in activity.sessions if each.starts_on > self.today), None),
            subject=subject_of(activity),
            fingerprint=fingerprint(activity, self.today_places),
        )

    def _main(self, activity: Activity) -> Place:
        """Return the gap in which it brings most, or that of what needs it."""
        gains = gains_of(activity, self.gaps, self.known)
        return self.gaps[next(iter(gains))] if gains else self._main(self._needing(activity)[0])

    def _needing(self, activity: Activity) -> list[Activity]:
        """Return what is suggested too and needs an activity first."""
        return [each for each in self.chosen.values() if activity in each.prerequisites]
