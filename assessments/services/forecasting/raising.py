"""Which two steps raise the readiness for a role most: of the plan, and of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from assessments.models.catalogue import Activity
from assessments.models.people import Person
from assessments.queries import catalogue, plans
from assessments.services.effects import effects_of
from assessments.services.forecasting.planned import (
    PlannedStep,
    activity_gains,
    steps_frame,
)
from assessments.services.suggesting.training import speaks
from capability.forecast import (
    MONTHS_TO_SHOW,
    JointLevels,
    Measure,
    chance_of,
    count_met,
    project_jointly,
    raising_steps,
)
from capability.lifecycle import COUNTED_ITEMS, ONLY_PROPOSED_ITEMS

if TYPE_CHECKING:
    import pandas as pd

LEAST_RISE = {Measure.ALL: 0.025, Measure.COUNT: 0.05}
"""What a page that rounds to 5 %, or to one decimal, can show."""
SETTLED_SD = 0.05
"""Stands for no doubt while steps are compared; the figures shown come from the joint doubt."""
MOST_CORRELATED = 0.99


@dataclass(frozen=True, slots=True)
class Raising:
    """Up to two steps, and what they raise together.

    ``measure`` says what ``before`` and ``after`` are: the chance that all that matters most is
    reached at once, or, where that is too far off to tell steps apart, how much of it is likely to
    be reached.
    """

    measure: Measure
    steps: tuple[PlannedStep, ...]
    activities: tuple[Activity, ...]
    gains: tuple[dict[str, float], ...]
    before: float
    after: float


def raise_within(
    alone: JointLevels,
    required: "pd.Series[float]",
    steps: Sequence[PlannedStep],
    *,
    months: float,
) -> Raising | None:
    """Return the items of a plan that raise readiness most, of those that show until then."""
    showing = {
        step.item.id: step
        for step in steps
        if step.gains and step.ends_in + MONTHS_TO_SHOW <= months
    }
    gains = {key: step.gains for key, step in showing.items()}
    for measure in Measure:
        chosen = _choose(alone, required, gains, measure)
        found = tuple(showing[key] for key in chosen)
        told = _told(alone, required, measure, tuple(each.gains for each in found), steps=found)
        if told is not None:
            return told
    return None


def raise_beyond(
    person: Person, then: JointLevels, required: "pd.Series[float]", *, today: date
) -> Raising | None:
    """Return the activities of the catalogue that raise readiness most beside the plan.

    They would have to end three months before the day. What stands in a plan already, or was
    done, is left out, and so is what is given in a language that the person does not speak.
    """
    taken = {
        item.activity_id
        for item in plans.list_items(person)
        if item.status in COUNTED_ITEMS or item.status in ONLY_PROPOSED_ITEMS
    }
    reached = dict(zip(then.competencies, map(float, then.level), strict=True))
    found = {
        activity.code: activity
        for activity in catalogue.list_activities_for(list(required.index))
        if activity.id not in taken and speaks(person, activity)
    }
    known = effects_of(today)
    gains = {code: activity_gains(activity, reached, known) for code, activity in found.items()}
    for measure in Measure:
        chosen = _choose(then, required, gains, measure)
        told = _told(
            then,
            required,
            measure,
            tuple(gains[code] for code in chosen),
            activities=tuple(found[code] for code in chosen),
        )
        if told is not None:
            return told
    return None


def _choose(
    levels: JointLevels,
    required: "pd.Series[float]",
    gains: Mapping[Any, dict[str, float]],
    measure: Measure,
) -> tuple[Any, ...]:
    places = [levels.competencies.index(code) for code in required.index]
    doubt = levels.covariance[np.ix_(places, places)]
    sd = np.sqrt(np.diag(doubt))
    steps = steps_frame((key, each, 0.0) for key, each in gains.items())
    found = raising_steps(
        levels.level[places],
        np.maximum(sd, SETTLED_SD),
        required,
        steps[["step", "competency", "gain"]],
        correlation=_correlation(doubt, sd),
        measure=measure,
    )
    return found.steps


def _correlation(doubt: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", sd: object) -> float:
    """Return the mean correlation of the doubts that are open."""
    spread = np.asarray(sd, dtype=float)
    is_open = spread > 0
    if is_open.sum() < 2:
        return 0.0
    scaled = doubt[np.ix_(is_open, is_open)] / np.outer(spread[is_open], spread[is_open])
    mean = float(scaled[~np.eye(len(scaled), dtype=bool)].mean())
    return min(max(mean, 0.0), MOST_CORRELATED)


def _told(
    levels: JointLevels,
    required: "pd.Series[float]",
    measure: Measure,
    gains: tuple[dict[str, float], ...],
    *,
    steps: tuple[PlannedStep, ...] = (),
    activities: tuple[Activity, ...] = (),
) -> Raising | None:
    """Return the steps with the figures of the joint doubt; ``None`` where none can be seen."""
    frame = steps_frame((number, each, -MONTHS_TO_SHOW) for number, each in enumerate(gains))
    # The levels are those of the day already, so nothing drifts on top of it.
    measured = {Measure.ALL: chance_of, Measure.COUNT: count_met}[measure]
    before = measured(levels, required)
    after = measured(project_jointly(levels, frame, months=0.0), required)
    if after - before < LEAST_RISE[measure]:
        return None
    return Raising(measure, steps, activities, gains, before, after)
