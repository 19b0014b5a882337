"""Which activities close most of the gaps within the hours and money there are."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.people import Person
from assessments.models.project import Project
from assessments.queries import catalogue, plans, projects
from assessments.services import keeping, mapping
from assessments.services.effects import NOTHING_KNOWN, Effects, effects_of
from assessments.services.keeping import Shelf
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.reasons import (
    Reason,
    effect_in,
    effect_words,
    evidence_reason,
    gap_reason,
    goes_away_words,
    project_reason,
)
from capability.gaps import NAMED_GAPS, closed_value
from capability.scale import HIGHEST
from capability.training_plan import TrainingPlan, plan_training
from capability.vocabulary import Learning

MOST_GAPS = 3
MOST_CANDIDATES = 25
PLANS_IN_MEMORY = 2000
SMALLEST_GAP = 0.05
"""Below a twentieth of a level a gap counts as answered by the plan."""


@dataclass(frozen=True, slots=True)
class TrainingSuggestion:
    """An activity, why it is suggested, and what it could bring."""

    activity: Activity
    place: Place
    to_level: float
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
    taken: frozenset[int],
    done: frozenset[int],
    declined: Mapping[str, str],
    planned: Mapping[str, float],
    today: date,
) -> TrainingSuggestions:
    """Return the activities of greatest value within hours and budget.

    ``planned`` is what open items of the plan are to bring already, by competency; what they
    close is not closed twice. ``taken`` are activities that stand in the plan already, ``done``
    those completed (which also fulfil prerequisites), ``declined`` the fingerprints of what was
    said no to.
    """
    gaps = named_gaps(person_map)
    if not gaps:
        return TrainingSuggestions((), 0, 0, 0.0, 0.0, ())
    today_places = {place.code: place for place in person_map.competencies}
    known = effects_of(today)
    by_code = {
        place.code: rest for place in gaps if (rest := after(place, planned)).gap >= SMALLEST_GAP
    }
    candidates = [
        activity
        for activity in catalogue.list_activities_for(list(by_code))
        if activity.id not in taken | done
        and activity.cost is not None
        and speaks(person, activity)
        and declined.get(subject_of(activity)) != fingerprint(activity, today_places)
        and gains_of(activity, by_code, known)
    ]
    considered = _most_promising(candidates, by_code, done, known, budget=budget, hours=hours)
    plan = _solve(considered, by_code, done, known, budget=budget, hours=hours)
    chosen = [activity for activity in considered if activity.code in plan.activities]
    completed = plans.count_completions([activity.id for activity in chosen])
    project = projects.current_project(person)
    suggestions = [
        _suggestion(
            activity, by_code, today_places, known, completed.get(activity.id, 0), project, today
        )
        for activity in chosen
    ]
    order = {place.code: position for position, place in enumerate(gaps)}
    suggestions.sort(key=lambda each: (order[each.place.code], each.activity.code))
    return TrainingSuggestions(
        chosen=tuple(suggestions),
        candidates=len(candidates),
        considered=len(considered),
        cost=plan.cost,
        hours=plan.hours,
        gaps=gaps,
    )


def named_gaps(person_map: PersonMap) -> tuple[Place, ...]:
    """Return the gaps that the evidence names, the most pressing first, at most three."""
    ordered = mapping.gaps_in_order(person_map)
    return tuple(place for place in ordered if place.standing in NAMED_GAPS)[:MOST_GAPS]


def subject_of(activity: Activity) -> str:
    """Return under which name a declined activity is kept."""
    return f"activity:{activity.code}"


def fingerprint(activity: Activity, places: Mapping[str, Place]) -> str:
    """Return a mark that changes when something changes that the suggestion is drawn from.

    ``places`` is where somebody stands today in all that the role asks, so that the mark is the
    same on every page.
    """
    inputs = [
        activity.code,
        activity.cost,
        activity.hours,
        [
            [each.competency.code, each.gain, each.up_to, *_state(places[each.competency.code])]
            for each in activity.gains
            if each.competency.code in places
        ],
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _state(place: Place) -> tuple[float | None, float | None]:
    # To half a level: a tenth more or less is no news to somebody who has said no.
    level = None if place.level is None else round(place.level * 2) / 2
    return level, place.required


def speaks(person: Person, activity: Activity) -> bool:
    """Return whether somebody can follow it; unknown languages rule nothing out."""
    return not person.languages or bool(set(person.languages) & set(activity.languages))


def gains_of(
    activity: Activity, gaps: Mapping[str, Place], known: Effects = NOTHING_KNOWN
) -> dict[str, float]:
    """Return what an activity is expected to bring in each of the gaps, in levels.

    What it brought here counts, weighed with the catalogue's claim; without evidence the claim
    alone, reduced. Nothing leads beyond the level up to which the activity is meant.
    """
    found = {}
    for each in activity.gains:
        place = gaps.get(each.competency.code)
        if place is None or place.level is None:
            continue
        gain = min(known.of(each).expected, each.up_to - place.level)
        if gain > 0:
            found[each.competency.code] = gain
    return found


def _weights(gaps: Mapping[str, Place]) -> dict[str, float]:
    total = sum(place.weight for place in gaps.values()) or 1.0
    return {code: place.weight / total for code, place in gaps.items()}


def _most_promising(
    candidates: Sequence[Activity],
    gaps: Mapping[str, Place],
    done: frozenset[int],
    known: Effects,
    *,
    budget: float,
    hours: float,
) -> list[Activity]:
    """Return at most 25 candidates: what fits alone, by value for its share of hours and money.

    What a candidate needs comes with it, so that prerequisites can be planned too.
    """
    weights = _weights(gaps)

    def density(activity: Activity) -> float:
        value = sum(
            weights[code] * float(closed_value(gaps[code].gap, gain))
            for code, gain in gains_of(activity, gaps, known).items()
        )
        share = activity.hours / max(hours, 1.0) + (activity.cost or 0.0) / max(budget, 1.0)
        return value / (0.05 + share)

    fitting = [each for each in candidates if (each.cost or 0.0) <= budget and each.hours <= hours]
    ranked = sorted(fitting, key=lambda each: (-density(each), each.code))
    kept: dict[str, Activity] = {}
    for activity in ranked:
        bundle = {activity.code: activity} | {
            needed.code: needed
            for needed in activity.prerequisites
            if needed.id not in done and needed.cost is not None and needed.is_offered
        }
        if len(kept | bundle) <= MOST_CANDIDATES:
            kept |= bundle
    return sorted(kept.values(), key=lambda each: each.code)


_shelf: Shelf[TrainingPlan] = Shelf(PLANS_IN_MEMORY)


def _solve(
    activities: Sequence[Activity],
    gaps: Mapping[str, Place],
    done: frozenset[int],
    known: Effects,
    *,
    budget: float,
    hours: float,
) -> TrainingPlan:
    weights = _weights(gaps)
    wanted = [(code, place.gap, weights[code]) for code, place in gaps.items()]
    offered = [(each.code, each.cost, each.hours) for each in activities]
    gains = [
        (each.code, code, gain)
        for each in activities
        for code, gain in gains_of(each, gaps, known).items()
    ]
    needs = [
        (each.code, needed.code)
        for each in activities
        for needed in each.prerequisites
        if needed.id not in done
    ]
    return _shelf.get(
        keeping.fingerprint(wanted, offered, gains, needs, budget, hours),
        lambda: plan_training(
            pd.DataFrame(wanted, columns=["competency", "gap", "weight"]),
            pd.DataFrame(offered, columns=["activity", "cost", "hours"]),
            pd.DataFrame(gains, columns=["activity", "competency", "gain"]),
            budget=budget,
            hours=hours,
            prerequisites=needs,
        ),
    )


def after(place: Place, planned: Mapping[str, float]) -> Place:
    """Return where somebody stands once the open items of the plan have brought their aim."""
    brought = planned.get(place.code, 0.0)
    if not brought or place.level is None:
        return place
    return replace(
        place, level=min(place.level + brought, HIGHEST), gap=max(place.gap - brought, 0.0)
    )


def _suggestion(
    activity: Activity,
    gaps: Mapping[str, Place],
    today_places: Mapping[str, Place],
    known: Effects,
    completed: int,
    project: Project | None,
    today: date,
) -> TrainingSuggestion:
    gains = gains_of(activity, gaps, known)
    weights = _weights(gaps)
    ordered = sorted(
        gains,
        key=lambda code: (-weights[code] * float(closed_value(gaps[code].gap, gains[code])), code),
    )
    main = gaps[ordered[0]] if ordered else next(iter(gaps.values()))
    to_level = (main.level or 0.0) + gains.get(main.code, 0.0)
    effect = effect_in(activity, main.code, known)
    reasons = [gap_reason(today_places[code]) for code in ordered[:2]]
    use = project_reason(project) if activity.learning is Learning.EXPERIENCE else None
    return TrainingSuggestion(
        activity=activity,
        place=main,
        to_level=to_level,
        reasons=(*reasons, *([use] if use else []), evidence_reason(completed, effect)),
        effect=effect_words(main, to_level, effect),
        goes_away=goes_away_words(main),
        session=next((each for each in activity.sessions if each.starts_on > today), None),
        subject=subject_of(activity),
        fingerprint=fingerprint(activity, today_places),
    )
