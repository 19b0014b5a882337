"""Which two steps raise the readiness for a role most: of the plan, and of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from assessments.models.catalogue import Activity
from assessments.models.people import Person
from assessments.queries import catalogue
from assessments.services.effects import effects_of
from assessments.services.forecasting.levels import months_until
from assessments.services.forecasting.planned import PlannedStep, gains_together, steps_frame
from assessments.services.suggesting.activities import speaks, subject_of
from assessments.services.suggesting.history import declined_by, items_in_sight
from capability.forecast import (
    MONTHS_TO_SHOW,
    JointLevels,
    Measure,
    chance_of,
    count_met,
    project_jointly,
    raising_steps,
)
from capability.lifecycle import COUNTED_ITEMS
from capability.scale import HIGHEST

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
    frame = steps_frame((key, step.gains, 0.0) for key, step in showing.items())
    for measure in Measure:
        chosen = tuple(showing[key] for key in _choose(alone, required, frame, measure))
        risen = _risen(alone, required, measure, [step.gains for step in chosen])
        if risen is not None:
            return Raising(measure, chosen, (), *risen)
    return None


def raise_beyond(
    person: Person, then: JointLevels, required: "pd.Series[float]", *, months: float, today: date
) -> Raising | None:
    """Return the activities of the catalogue that raise readiness most beside the plan.

    What could not end three months before the day is left out, and so is what stands in a plan
    already or was done, was declined, needs something else first, or is given in a language that
    the person does not speak.
    """
    found = _open_to(person, list(required.index), months=months, today=today)
    reached = dict(zip(then.competencies, map(float, then.level), strict=True))
    known = effects_of(today)
    claims = [
        (code, each.competency.code, known.of(each).expected, each.up_to)
        for code, activity in found.items()
        for each in activity.gains
        if each.up_to > reached.get(each.competency.code, HIGHEST)
    ]
    frame = pd.DataFrame(claims, columns=["step", "competency", "gain", "up_to"])
    frame = frame.astype({"gain": float, "up_to": float})
    for measure in Measure:
        chosen = tuple(found[code] for code in _choose(then, required, frame, measure))
        gains = gains_together(chosen, reached, known)
        risen = _risen(then, required, measure, gains)
        if risen is not None:
            return Raising(measure, (), chosen, *risen)
    return None


def _open_to(
    person: Person, competencies: Sequence[str], *, months: float, today: date
) -> dict[str, Activity]:
    """Return the activities that somebody could still do in time, by code."""
    items = items_in_sight(person)
    standing = {item.activity_id for item in items}
    counted = {item.activity_id for item in items if item.status in COUNTED_ITEMS}
    # What comes back after a change comes back among the suggestions.
    declined = {each.subject for each in declined_by(person)}
    return {
        activity.code: activity
        for activity in catalogue.list_activities_for(competencies)
        if activity.id not in standing
        and subject_of(activity) not in declined
        and speaks(person, activity)
        and all(needed.id in counted for needed in activity.prerequisites)
        and months_until(_first_end(activity, today), today=today) + MONTHS_TO_SHOW <= months
    }


def _first_end(activity: Activity, today: date) -> date:
    """Return the first day on which an activity could be over."""
    tomorrow = today + timedelta(days=1)
    begins_on = next((each.starts_on for each in activity.sessions if each.starts_on > today), None)
    return (begins_on or tomorrow) + timedelta(days=max(activity.duration_days - 1, 0))


def _choose(
    levels: JointLevels, required: "pd.Series[float]", steps: "pd.DataFrame", measure: Measure
) -> tuple[Any, ...]:
    places = [levels.competencies.index(code) for code in required.index]
    doubt = levels.covariance[np.ix_(places, places)]
    sd = np.sqrt(np.diag(doubt))
    found = raising_steps(
        levels.level[places],
        np.maximum(sd, SETTLED_SD),
        required,
        steps,
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


def _risen(
    levels: JointLevels,
    required: "pd.Series[float]",
    measure: Measure,
    gains: Sequence[dict[str, float]],
) -> tuple[float, float] | None:
    """Return the measure before and after, by the joint doubt; ``None`` where none can be seen."""
    frame = steps_frame((number, each, -MONTHS_TO_SHOW) for number, each in enumerate(gains))
    # The levels are those of the day already, so nothing drifts on top of it.
    measured = {Measure.ALL: chance_of, Measure.COUNT: count_met}[measure]
    before = measured(levels, required)
    after = measured(project_jointly(levels, frame, months=0.0), required)
    return None if after - before < LEAST_RISE[measure] else (before, after)
