"""The choice itself: what to take, and when, for the greatest value."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from capability.training_plan.placing import fits
from capability.training_plan.problem import Flags, Pairs, Problem, TrainingPlan, state
from capability.training_plan.solving import (
    ALL_STAGES,
    UNLIMITED,
    Choice,
    Effort,
    Extra,
    UndecidedError,
    place_early,
    solve_in_stages,
)

MOST_CUTS: Final = 8
QUICK_SHARE: Final = 8


def plan_training(
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    *,
    budget: float,
    hours: float,
    prerequisites: Pairs = (),
    exclusions: Pairs = (),
) -> TrainingPlan:
    """Return the plan of greatest value that budget and hours allow.

    Parameters
    ----------
    gaps : pandas.DataFrame
        ``competency, gap`` (levels), ``weight`` (used as given).
    activities : pandas.DataFrame
        ``activity, cost, hours``.
    gains : pandas.DataFrame
        ``activity, competency, gain`` in levels, final: nothing is shrunk or capped here. Rows of
        other activities and competencies are passed over.
    budget, hours : float
        At most this much in all, in the units of the activities; infinity is no limit.
    prerequisites : pairs
        (a, b): a needs b in the plan too. A b that is not among the activities cannot be had, so
        leave out what the person has already done.
    exclusions : pairs
        (a, b): not both.

    Returns
    -------
    TrainingPlan
        In catalogue order. ``value`` is computed from the activities chosen, not taken from the
        solver. Some 25 activities take a fifth of a second, and explaining the plan a second
        more: choose the likely ones first.

    Raises
    ------
    FrameError
    ValueError
        ``budget`` or ``hours`` is negative or NaN.

    Notes
    -----
    Lexicographic: greatest value; then least cost, hours and sum of positions by name, each stage
    holding the earlier ones within a slack of some millionths. The order of the tables decides
    nothing.

    Examples
    --------
    >>> gaps = pd.DataFrame({"competency": ["risk"], "gap": [1.0], "weight": [1.0]})
    >>> courses = {"activity": ["a", "b"], "cost": [100, 80], "hours": [8, 8]}
    >>> gains = {"activity": ["a", "b"], "competency": ["risk", "risk"], "gain": [0.5, 0.5]}
    >>> plan_training(gaps, pd.DataFrame(courses), pd.DataFrame(gains), budget=150, hours=20)
    TrainingPlan(value=0.5, cost=80.0, hours=8.0, activities=('b',))
    """
    problem = state(gaps, activities, gains, (budget, hours), prerequisites, exclusions)
    found = choose(problem)
    # Taking nothing is always possible.
    taken = np.zeros(len(problem.names), dtype=bool) if found is None else found.taken
    return problem.plan(taken)


def choose(
    problem: Problem,
    *,
    stages: int = ALL_STAGES,
    extra: Iterable[Extra] = (),
    effort: Effort = UNLIMITED,
    cuts: list[Extra] | None = None,
) -> Choice | None:
    """Return what to take and when after so many stages, None where nothing is possible.

    ``cuts`` keeps what is learnt about activities that cannot be placed together; handing over
    the same list makes the next choice from the same problem quicker.

    The stages: value (less what the balance of learning loses), cost, hours, position by name,
    and the sum of the quarters in which activities begin.

    Raises
    ------
    UndecidedError
    """
    if problem.timing.starts.shape[1] == 1:
        return solve_in_stages(problem, stages, extra, effort)
    # Without quarters it is a tenth of the work, and what is chosen can mostly be placed. What
    # cannot is cut off, together with all plans that hold it; the answer stays exact.
    flat, extra = problem.without_quarters(), [*extra, *_room(problem)]
    cuts = [] if cuts is None else cuts
    quick = replace(effort, seconds=effort.seconds / QUICK_SHARE)
    for _ in range(MOST_CUTS):
        try:
            found = solve_in_stages(
                flat, stages, [*extra, *cuts], quick, partial(is_placeable, problem)
            )
        except UndecidedError:
            break
        if found is None:
            return None
        starts = place_early(problem, found.taken) if is_placeable(problem, found.taken) else None
        if starts is not None:
            return Choice(starts, found.gap)
        cuts += _cuts(problem, found.taken)
    return solve_in_stages(problem, stages, extra, replace(effort, seconds=effort.seconds / 2))


def _room(problem: Problem) -> list[Extra]:
    """Return the row that all quarters together have room for so many at once."""
    timing = problem.timing
    if not np.isfinite(timing.at_once):
        return []
    return [(timing.span.astype(float), timing.at_once * len(timing.hours))]


def is_placeable(problem: Problem, taken: Flags) -> bool:
    """Return whether some activities fit into the quarters."""
    found = fits(problem, taken)
    return place_early(problem, taken) is not None if found is None else found


def _cuts(problem: Problem, taken: Flags) -> list[Extra]:
    """Return rows that keep out smallest parts of some activities that cannot be placed."""
    load = problem.hours / problem.timing.span
    at = np.flatnonzero(taken)
    # Spared in different orders, other parts are left, and one search more costs little.
    orders = (at, at[::-1], at[np.argsort(load[at], kind="stable")],
              at[np.argsort(-load[at], kind="stable")])  # fmt: skip
    parts = {_smallest_part(problem, taken, order.tolist()) for order in orders}
    return [
        (np.isin(np.arange(len(taken)), part).astype(float), len(part) - 1.0)
        for part in sorted(parts)
    ]


def _smallest_part(problem: Problem, taken: Flags, order: list[int]) -> tuple[int, ...]:
    part = taken.copy()
    for at in order:
        part[at] = False
        part[at] = is_placeable(problem, part)
    return tuple(np.flatnonzero(part).tolist())
