"""What a plan is expected to bring, and when: the steps that a forecast counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import pandas as pd

from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import catalogue, plans
from assessments.services.carrying_out import OPEN
from assessments.services.effects import NOTHING_KNOWN, Effects, effects_of
from assessments.services.forecasting.levels import months_until
from capability.forecast import DAYS_A_MONTH, MONTHS_TO_SHOW, JointLevels
from capability.gaps import MOST_GAIN, expected_gain
from capability.lifecycle import PlanItemStatus
from capability.scale import HIGHEST

TO_SHOW = timedelta(days=MONTHS_TO_SHOW * DAYS_A_MONTH)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One item of a plan, what it is expected to bring by competency, and when it ends."""

    item: PlanItem
    gains: dict[str, float]
    ends_in: float
    """Months from today; below 0 for what has ended already."""

    @property
    def is_done(self) -> bool:
        """Whether it was completed, so that it counts whatever becomes of the plan."""
        return self.item.completed_on is not None


def planned_steps(
    person: Person, plan: DevelopmentPlan | None, levels: JointLevels, *, today: date
) -> tuple[PlannedStep, ...]:
    """Return the items of a plan that are still to show in somebody's levels, the next one first.

    What was completed less than three months ago is among them, also of plans that are completed.
    Several steps in one competency build on each other, so that none lifts a level further than it
    is made for.
    """
    lately = plans.list_lately_done(person, today - TO_SHOW)
    items = _counted([*(plan.items if plan else ()), *lately], today)
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
    frame = pd.DataFrame(list(rows), columns=["step", "competency", "gain", "ends_in"])
    return frame.astype({"gain": float, "ends_in": float})


def gains_together(
    activities: Sequence[Activity], reached: Mapping[str, float], known: Effects
) -> tuple[dict[str, float], ...]:
    """Return what each of some activities is expected to bring from the levels reached.

    By competency. They build on each other, and none lifts a level further than it is made for.
    """
    level = dict(reached)
    found: tuple[dict[str, float], ...] = tuple({} for _each in activities)
    claims = [
        (each.up_to, at, each) for at, activity in enumerate(activities) for each in activity.gains
    ]
    for up_to, at, each in sorted(claims, key=lambda claim: claim[:2]):
        code = each.competency.code
        if code not in level:
            continue
        gain = min(known.of(each).expected, up_to - level[code])
        if gain > 0:
            found[at][code] = gain
            level[code] += gain
    return found


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
        [gains] = gains_together([activity], reached, known)
        return gains
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
