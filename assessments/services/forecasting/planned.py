"""What a plan is expected to bring, and when: the steps that a forecast counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import pandas as pd

from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.queries import catalogue
from assessments.services.carrying_out import OPEN
from assessments.services.effects import NOTHING_KNOWN, Effects, effects_of
from assessments.services.forecasting.levels import months_until
from capability.forecast import MONTHS_TO_SHOW, JointLevels
from capability.gaps import MOST_GAIN, expected_gain
from capability.lifecycle import PlanItemStatus
from capability.scale import HIGHEST

COLUMNS = ["step", "competency", "gain", "ends_in"]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One item of a plan, what it is expected to bring by competency, and when it ends."""

    item: PlanItem
    gains: dict[str, float]
    ends_in: float
    """Months from today; below 0 for what has ended already."""


def planned_steps(
    plan: DevelopmentPlan | None, levels: JointLevels, *, today: date
) -> tuple[PlannedStep, ...]:
    """Return the items of a plan that are still to show in somebody's levels, the next one first.

    What was completed less than three months ago is among them. Several steps in one competency
    build on each other, so that none lifts a level further than it is made for.
    """
    items = _counted(plan.items if plan else (), today)
    activities = catalogue.list_activities_by_id(
        [item.activity_id for item in items if item.activity_id]
    )
    known = effects_of(today) if activities else NOTHING_KNOWN
    reached = dict(zip(levels.competencies, map(float, levels.level), strict=True))
    steps = []
    for item in items:
        gains = _gains(item, activities.get(item.activity_id or 0), reached, known)
        for code, gain in gains.items():
            reached[code] += gain
        steps.append(PlannedStep(item, gains, _ends_in(item, today)))
    return tuple(steps)


def steps_frame(steps: Iterable[tuple[object, dict[str, float], float]]) -> pd.DataFrame:
    """Return steps as a table of the core: step, competency, gain, ends_in."""
    rows = chain.from_iterable(
        [(name, code, gain, ends_in) for code, gain in gains.items()]
        for name, gains, ends_in in steps
    )
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    return frame.astype({"gain": float, "ends_in": float})


def activity_gains(
    activity: Activity, reached: dict[str, float], known: Effects
) -> dict[str, float]:
    """Return what an activity is expected to bring from the levels reached, by competency."""
    gains = {
        each.competency.code: min(
            known.of(each).expected, each.up_to - reached[each.competency.code]
        )
        for each in activity.gains
        if each.competency.code in reached
    }
    return {code: gain for code, gain in gains.items() if gain > 0}


def _counted(items: Sequence[PlanItem], today: date) -> list[PlanItem]:
    standing = [item for item in items if item.removed_at is None]
    counted = [
        item
        for item in standing
        if item.status in OPEN
        or (
            item.status is PlanItemStatus.DONE
            and item.completed_on is not None
            and months_until(item.completed_on, today=today) + MONTHS_TO_SHOW > 0
        )
    ]
    return sorted(counted, key=lambda item: (item.completed_on or item.due_on, item.id))


def _ends_in(item: PlanItem, today: date) -> float:
    if item.completed_on is not None:
        return months_until(item.completed_on, today=today)
    # What is overdue is still to be done, so it can end today and not earlier.
    return max(months_until(item.due_on, today=today), 0.0)


def _gains(
    item: PlanItem, activity: Activity | None, reached: dict[str, float], known: Effects
) -> dict[str, float]:
    if activity is not None:
        return activity_gains(activity, reached, known)
    competency = item.competency
    if competency is None or competency.code not in reached:
        return {}
    aim = max((item.to_level or 0.0) - (item.from_level or 0.0), 0.0)
    if item.to_level is None or item.from_level is None or aim == 0:
        return {}
    level = reached[competency.code]
    # With a mentor the aim was worked out; an aim that somebody wrote is a claim.
    gain = (
        min(aim, MOST_GAIN, HIGHEST - level)
        if item.mentor_id is not None
        else expected_gain(aim, level=level, up_to=HIGHEST)
    )
    return {competency.code: gain} if gain > 0 else {}
