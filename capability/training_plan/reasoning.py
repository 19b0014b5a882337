"""Why an activity is in a plan with dates or not, what more would bring, and other good plans."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.training_plan.candidates import Candidates, Obstacle, find_candidates
from capability.training_plan.choosing import choose, is_placeable
from capability.training_plan.explaining import (
    ChosenActivity,
    PlanExplanation,
    RejectedActivity,
    fixed,
    obstacle_of,
    with_needed,
)
from capability.training_plan.problem import Flags, Problem
from capability.training_plan.rows import OUTSIDE_BAND, outside_band
from capability.training_plan.scheduling import SECONDS, Schedule, as_schedule, schedule_training
from capability.training_plan.solving import Choice, Effort, Extra, UndecidedError
from capability.training_plan.wishes import Offer, Wish, Wishes

EACH: Final = Effort(seconds=2.0)
MORE_HOURS: Final = 10.0
MORE_BUDGET: Final = 1000.0
CLOSE: Final = 0.02
MOST_ALTERNATIVES: Final = 3


@dataclass(frozen=True, slots=True)
class WorthOfMore:
    """What a little more of one limit would change: the value gained, and which activities."""

    wish: Wish
    amount: float
    value: float
    added: tuple[Any, ...]
    dropped: tuple[Any, ...]


def explain_schedule(
    schedule: Schedule,
    gaps: pd.DataFrame,
    offer: Offer,
    wishes: Wishes,
    *,
    effort: Effort = EACH,
    is_time_left: Callable[[], bool] = lambda: True,
) -> PlanExplanation:
    """Return what each chosen activity adds, and what keeps each other one out.

    Parameters
    ----------
    schedule : Schedule
        From :func:`schedule_training` with the same other arguments.
    gaps, offer, wishes, effort
        As for :func:`schedule_training`; ``effort`` is for each activity.
    is_time_left : callable
        Asked before each plan that is solved anew. Once there is none, what is left is told by
        its reason alone, as is what cannot be proven with the effort: first what was chosen is
        weighed, then the most promising of the others.

    Returns
    -------
    PlanExplanation
        In catalogue order; what was not looked at comes last with the reason for that. Losses
        are differences of merit between plans solved anew.

    Raises
    ------
    FrameError

    Notes
    -----
    The reason is the first of these that holds: it helps no open gap (``no_gain``); it would add
    nothing, because others close the same gaps (``displaced``); it, or something it needs,
    excludes something chosen (``exclusion``); added to the plan, it exceeds budget or hours,
    whichever by the larger part, or what it needs does (``prerequisite``); the plan and it do not
    fit into the quarters: the one limit of the quarters without which they would
    (``quarter_budget``, ``quarter_hours``, ``at_once``, ``no_date``), or several at once
    (``combination``); it fits, but the ways of learning would lie further apart (``balance``).
    """
    problem = find_candidates(gaps, offer, wishes).problem
    taken = np.array([name in schedule.activities for name in problem.names], dtype=bool)
    promises = [problem.promise(np.arange(len(taken)) == at) for at in range(len(taken))]
    others: dict[int, Choice | None] = {}
    cuts: list[Extra] = []
    for at in sorted(problem.order, key=lambda each: (not taken[each], -promises[each])):
        if not is_time_left():
            break
        row = fixed(problem, at, not taken[at])
        try:
            other = choose(problem, stages=1, extra=[row], effort=effort, cuts=cuts)
        except UndecidedError:
            continue
        # What is not proven would make the plan look more needed than it is.
        if other is None or other.gap == 0:
            others[at] = other
    chosen, rejected = [], []
    for at in problem.order:
        name, other, is_weighed = problem.names[at], others.get(at), at in others
        lost = None if other is None else max(schedule.merit - _merit(problem, other.taken), 0.0)
        if taken[at]:
            chosen.append(ChosenActivity(name, lost, is_weighed))
            continue
        gone = () if other is None else _names(problem, taken & ~other.taken)
        reason = obstacle_of(problem, taken, at)
        reason = reason or _obstacle_of_time(problem, with_needed(problem, taken, at))
        rejected.append(RejectedActivity(name, lost, reason, gone, is_weighed))
    rejected += [RejectedActivity(name, None, why) for name, why in schedule.left_out]
    return PlanExplanation(tuple(chosen), tuple(rejected))


def worth_of_more(
    schedule: Schedule,
    gaps: pd.DataFrame,
    offer: Offer,
    wishes: Wishes,
    *,
    hours: float = MORE_HOURS,
    budget: float = MORE_BUDGET,
    effort: Effort = SECONDS,
) -> tuple[WorthOfMore, ...]:
    """Return what some more hours, and some more money, would bring.

    Parameters
    ----------
    schedule, gaps, offer, wishes
        As for :func:`explain_schedule`.
    hours, budget : float
        How much more, in all and evenly over the quarters.
    effort : Effort
        For each of the two.

    Returns
    -------
    tuple of WorthOfMore
        One for the hours and one for the budget, where there is a limit at all. The plan is
        solved anew; prices at the margin would be wrong for activities that are taken whole.

    Raises
    ------
    FrameError
    """
    more = []
    for wish, limit, amount in (
        (Wish.HOURS, "quarter_hours", hours),
        (Wish.BUDGET, "quarter_budget", budget),
    ):
        by_quarter = wishes.by_quarter(limit)
        if np.isinf([getattr(wishes, wish), *by_quarter]).all():
            continue
        changed = {
            wish.value: getattr(wishes, wish) + amount,
            limit: (by_quarter + amount / wishes.quarters).tolist(),
        }
        found = schedule_training(gaps, offer, replace(wishes, **changed), effort=effort)
        more.append(
            WorthOfMore(
                wish,
                amount,
                max(found.value - schedule.value, 0.0),
                tuple(name for name in found.activities if name not in schedule.activities),
                tuple(name for name in schedule.activities if name not in found.activities),
            )
        )
    return tuple(more)


def list_alternatives(
    schedule: Schedule,
    gaps: pd.DataFrame,
    offer: Offer,
    wishes: Wishes,
    *,
    within: float = CLOSE,
    most: int = MOST_ALTERNATIVES,
    effort: Effort = SECONDS,
) -> tuple[Schedule, ...]:
    """Return other plans that are almost as good, the best first.

    Parameters
    ----------
    schedule, gaps, offer, wishes
        As for :func:`explain_schedule`.
    within : float
        How much of the merit an alternative may lack, as a part of it.
    most : int
        How many at most.
    effort : Effort
        For each of them.

    Returns
    -------
    tuple of Schedule
        Each does without at least one activity of the plan and of every alternative before it.

    Raises
    ------
    FrameError
    """
    candidates = find_candidates(gaps, offer, wishes)
    found = _others(schedule, candidates, offer, wishes, effort)
    others: list[Schedule] = []
    for each in found:
        if len(others) == most or each.merit < (1 - within) * schedule.merit:
            break
        others.append(each)
    return tuple(others)


def _others(
    schedule: Schedule, candidates: Candidates, offer: Offer, wishes: Wishes, effort: Effort
) -> Iterator[Schedule]:
    problem = candidates.problem
    without: list[Extra] = []
    cuts: list[Extra] = []
    names = schedule.activities
    while names:
        row = np.array([float(name in names) for name in problem.names])
        without.append((row, float(row.sum() - 1)))
        try:
            choice = choose(problem, extra=without, effort=effort, cuts=cuts)
        except UndecidedError:
            return
        if choice is None:
            return
        other = as_schedule(candidates, offer, wishes, choice)
        yield other
        names = other.activities


def _merit(problem: Problem, taken: Flags) -> float:
    outside = float(outside_band(problem, taken).sum())
    return problem.value(taken) - OUTSIDE_BAND * problem.greatest_value() * outside


def _names(problem: Problem, flags: Flags) -> tuple[Any, ...]:
    return tuple(problem.names[at] for at in problem.order if flags[at])


def _obstacle_of_time(problem: Problem, whole: Flags) -> Obstacle:
    """Return the one limit of the quarters without which some activities could be placed."""
    timing = problem.timing
    if is_placeable(problem, whole):
        return Obstacle.BALANCE
    free = np.full(len(timing.hours), np.inf)
    ends = np.arange(len(free)) + timing.span[:, None]
    for obstacle, changed in (
        (Obstacle.QUARTER_BUDGET, {"budget": free}),
        (Obstacle.QUARTER_HOURS, {"hours": free}),
        (Obstacle.AT_ONCE, {"at_once": np.inf}),
        (Obstacle.NO_DATE, {"starts": ends <= len(free)}),
    ):
        if is_placeable(replace(problem, timing=replace(timing, **changed)), whole):
            return obstacle
    return Obstacle.COMBINATION
