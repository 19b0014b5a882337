"""Why an activity is in a plan, and what keeps another one out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.training_plan.choosing import VALUE_SLACK, choose
from capability.training_plan.problem import Flags, Pairs, Problem, TrainingPlan, state

ROUNDING: Final = 1e-9


class Obstacle(StrEnum):
    """Why an activity is not in a plan."""

    NO_GAIN = "no_gain"
    DISPLACED = "displaced"
    EXCLUSION = "exclusion"
    PREREQUISITE = "prerequisite"
    BUDGET = "budget"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class ChosenActivity:
    """``value_lost`` is what the plan loses when this is forbidden and the rest chosen anew."""

    activity: Any
    value_lost: float


@dataclass(frozen=True, slots=True)
class RejectedActivity:
    """``regret`` is what the plan loses when this is forced in; None where it cannot be."""

    activity: Any
    regret: float | None
    reason: Obstacle


@dataclass(frozen=True, slots=True)
class PlanExplanation:
    """Why each activity is in the plan or not, in catalogue order."""

    chosen: tuple[ChosenActivity, ...]
    rejected: tuple[RejectedActivity, ...]


def explain_plan(
    plan: TrainingPlan,
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    *,
    budget: float,
    hours: float,
    prerequisites: Pairs = (),
    exclusions: Pairs = (),
) -> PlanExplanation:
    """Return what each chosen activity adds, and what keeps each other one out.

    Parameters
    ----------
    plan : TrainingPlan
        From :func:`plan_training` with the same other arguments.
    gaps, activities, gains, budget, hours, prerequisites, exclusions
        As for :func:`plan_training`.

    Returns
    -------
    PlanExplanation
        Values in weighted levels, from a plan solved anew for each activity.

    Raises
    ------
    FrameError
    ValueError

    Notes
    -----
    The reason is the first of these that holds: it helps no open gap (``no_gain``); it would add
    nothing to the plan as it stands, because others close the same gaps (``displaced``); it, or
    something it needs, excludes something chosen (``exclusion``); it would fit by itself but not
    with what it needs, or that cannot be had (``prerequisite``); with it the plan exceeds the
    budget or the hours, whichever by the larger part.
    """
    problem = state(gaps, activities, gains, (budget, hours), prerequisites, exclusions)
    taken = np.isin(np.arange(len(problem.names)), [*map(problem.names.index, plan.activities)])
    chosen, rejected = [], []
    for position, name in enumerate(problem.names):
        other = choose(problem, stages=1, fixed=(position, not taken[position]))
        lost = None if other is None else max(problem.value(taken) - problem.value(other), 0.0)
        if taken[position]:
            chosen.append(ChosenActivity(name, 0.0 if lost is None else lost))
        else:
            rejected.append(RejectedActivity(name, lost, _obstacle(problem, taken, position)))
    return PlanExplanation(tuple(chosen), tuple(rejected))


def _obstacle(problem: Problem, taken: Flags, position: int) -> Obstacle:
    if not problem.gain[position].any():
        return Obstacle.NO_GAIN
    with_it = taken | (np.arange(len(taken)) == position)
    if problem.value(with_it) - problem.value(taken) <= VALUE_SLACK * problem.greatest_value():
        return Obstacle.DISPLACED
    needed = _needed(problem, position)
    whole = taken | np.isin(np.arange(len(taken)), list(needed))
    if any(whole[one] and whole[other] for one, other in problem.excludes):
        return Obstacle.EXCLUSION
    of_budget = float(with_it @ problem.cost) / max(problem.budget, ROUNDING)
    of_hours = float(with_it @ problem.hours) / max(problem.most_hours, ROUNDING)
    if max(of_budget, of_hours) <= 1 + ROUNDING:
        return Obstacle.PREREQUISITE
    return Obstacle.BUDGET if of_budget >= of_hours else Obstacle.HOURS


def _needed(problem: Problem, position: int) -> set[int]:
    """Return an activity with all that it needs, and what that needs."""
    found: set[int] = set()
    waiting = [position]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [needed for needing, needed in problem.needs if needing == each]
    return found
