"""Why an activity is in a plan, and what keeps another one out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capability.gaps import ROUNDING
from capability.training_plan.candidates import Obstacle
from capability.training_plan.choosing import choose
from capability.training_plan.problem import Flags, Pairs, Problem, TrainingPlan, state
from capability.training_plan.solving import VALUE_SLACK, Extra


@dataclass(frozen=True, slots=True)
class ChosenActivity:
    """``value_lost`` is what the plan loses when this is forbidden and the rest chosen anew.

    None where there is no plan without it, or where it ``is_weighed`` no more for lack of time.
    """

    activity: Any
    value_lost: float | None
    is_weighed: bool = True


@dataclass(frozen=True, slots=True)
class RejectedActivity:
    """``regret`` is what the plan loses when this is forced in; None where it cannot be.

    ``displaces`` are the activities of the plan that would have to go. Both are unknown where it
    ``is_weighed`` no more for lack of time; the reason holds all the same.
    """

    activity: Any
    regret: float | None
    reason: Obstacle
    displaces: tuple[Any, ...] = ()
    is_weighed: bool = True


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
    for position in problem.order:
        name = problem.names[position]
        other = choose(problem, stages=1, extra=[fixed(problem, position, not taken[position])])
        lost = None if other is None else problem.value(taken) - problem.value(other.taken)
        lost = None if lost is None else max(lost, 0.0)
        if taken[position]:
            chosen.append(ChosenActivity(name, lost))
        else:
            reason = obstacle_of(problem, taken, position) or Obstacle.PREREQUISITE
            rejected.append(RejectedActivity(name, lost, reason))
    return PlanExplanation(tuple(chosen), tuple(rejected))


def fixed(problem: Problem, position: int, is_taken: bool) -> Extra:
    """Return the row that forces one activity in or out."""
    row = np.zeros(len(problem.names))
    row[position] = -1.0 if is_taken else 1.0
    return row, -1.0 if is_taken else 0.0


def obstacle_of(problem: Problem, taken: Flags, position: int) -> Obstacle | None:
    """Return what keeps an activity out of a plan apart from its quarters, None if nothing does.

    The reasons are asked for in the order that :func:`explain_plan` gives.
    """
    if not problem.gain[position].any():
        return Obstacle.NO_GAIN
    with_it = taken | (np.arange(len(taken)) == position)
    if problem.value(with_it) - problem.value(taken) <= VALUE_SLACK * problem.greatest_value():
        return Obstacle.DISPLACED
    whole = with_needed(problem, taken, position)
    if any(whole[list(group)].sum() > 1 for group in problem.excludes):
        return Obstacle.EXCLUSION
    over = _parts_used(problem, with_it)
    worst = max(over, key=lambda name: over[name])
    if over[worst] > 1 + ROUNDING:
        return worst
    is_within = max(_parts_used(problem, whole).values()) <= 1 + ROUNDING
    return None if is_within and -1 not in problem.needed_by(position) else Obstacle.PREREQUISITE


def _parts_used(problem: Problem, taken: Flags) -> dict[Obstacle, float]:
    """Return which parts of budget and hours some activities take."""
    return {
        Obstacle.BUDGET: float(taken @ problem.cost) / max(problem.budget, ROUNDING),
        Obstacle.HOURS: float(taken @ problem.hours) / max(problem.most_hours, ROUNDING),
    }


def with_needed(problem: Problem, taken: Flags, position: int) -> Flags:
    """Return some activities with one more, and with all that this one needs."""
    return taken | np.isin(np.arange(len(taken)), list(problem.needed_by(position)))
