"""The choice itself: four stages of one mixed-integer programme."""

from typing import Final

import numpy as np
import pandas as pd

from capability.gaps import SEGMENTS
from capability.training_plan.problem import Flags, Numbers, Pairs, Problem, TrainingPlan, state

# HiGHS itself keeps constraints to 1e-7; a slack as small made the second stage infeasible.
VALUE_SLACK: Final = 2e-6
RESOURCE_SLACK: Final = 1e-6


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
        ``activity, cost, hours`` in catalogue order.
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
        ``value`` is computed from the activities chosen, not taken from the solver. Some 25
        activities take a fifth of a second, and explaining the plan a second more: choose the
        likely ones first.

    Raises
    ------
    FrameError
    ValueError
        ``budget`` or ``hours`` is negative or NaN.

    Notes
    -----
    Lexicographic: greatest value; then least cost, hours and sum of catalogue positions, each
    stage holding the earlier ones within a slack of some millionths.

    Examples
    --------
    >>> gaps = pd.DataFrame({"competency": ["risk"], "gap": [1.0], "weight": [1.0]})
    >>> courses = {"activity": ["a", "b"], "cost": [100, 80], "hours": [8, 8]}
    >>> gains = {"activity": ["a", "b"], "competency": ["risk", "risk"], "gain": [0.5, 0.5]}
    >>> plan_training(gaps, pd.DataFrame(courses), pd.DataFrame(gains), budget=150, hours=20)
    TrainingPlan(value=0.5, cost=80.0, hours=8.0, activities=('b',))
    """
    problem = state(gaps, activities, gains, (budget, hours), prerequisites, exclusions)
    taken = choose(problem, stages=4)
    # Taking nothing is always possible.
    return problem.plan(np.zeros(len(problem.names), dtype=bool) if taken is None else taken)


def choose(problem: Problem, *, stages: int, fixed: tuple[int, bool] | None = None) -> Flags | None:
    """Return which activities to take after so many stages, None if none are possible.

    Variables are the activities, then the gain that falls into each segment of each gap.
    """
    if not problem.names:
        return np.zeros(0, dtype=bool)
    # Half a second to import, and most pages plan nothing.
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = len(problem.names)
    upper = np.concatenate([np.ones(count), _segment_widths(problem)])
    lower = np.zeros(len(upper))
    if fixed is not None:
        lower[fixed[0]] = upper[fixed[0]] = float(fixed[1])
    rows, limits = _constraints(problem)
    taken: Flags | None = None
    for objective, slack in _objectives(problem)[:stages]:
        found = milp(
            objective,
            integrality=(np.arange(len(upper)) < count).astype(int),
            bounds=Bounds(lower, upper),
            constraints=LinearConstraint(rows, -np.inf, limits),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            return taken
        taken = found.x[:count] > 0.5
        # From the activities, not the solver's figure, so that the next stage can reach it.
        reached = float(objective @ np.concatenate([taken, _filled(problem, taken)]))
        rows = np.vstack([rows, objective])
        limits = np.append(limits, reached + slack * max(1.0, abs(reached)))
    return taken


def _objectives(problem: Problem) -> list[tuple[Numbers, float]]:
    """Return what each stage minimises with its slack, in units of about 1."""
    slopes = np.tile([slope for _, slope in SEGMENTS], len(problem.gap))
    worth = np.repeat(problem.weight, len(SEGMENTS)) * slopes
    none_closed = np.zeros(len(worth))
    count = len(problem.names)
    value = np.concatenate([np.zeros(count), -worth / (problem.greatest_value() or 1.0)])
    return [(value, VALUE_SLACK)] + [
        (np.concatenate([amount / (amount.max() or 1.0), none_closed]), RESOURCE_SLACK)
        for amount in (problem.cost, problem.hours, np.arange(1.0, count + 1))
    ]


def _constraints(problem: Problem) -> tuple[Numbers, Numbers]:
    """Return rows and limits of ``rows @ variables <= limits``."""
    count, competencies = len(problem.names), len(problem.gap)
    parts = np.repeat(np.eye(competencies), len(SEGMENTS), axis=1)
    rows = [np.hstack([-problem.gain.T, parts])]
    limits = [0.0] * competencies

    def add(coefficients: dict[int, float], limit: float) -> None:
        row = np.zeros((1, count + parts.shape[1]))
        for position, coefficient in coefficients.items():
            row[0, position] = coefficient
        rows.append(row)
        limits.append(limit)

    add(dict(enumerate(problem.cost)), problem.budget)
    add(dict(enumerate(problem.hours)), problem.most_hours)
    for needing, needed in problem.needs:
        add({needing: 1.0} if needed < 0 else {needed: -1.0, needing: 1.0}, 0.0)
    for one, other in problem.excludes:
        add({one: 1.0, other: 1.0}, 1.0)
    return np.vstack(rows), np.array(limits)


def _segment_widths(problem: Problem) -> Numbers:
    return np.outer(problem.gap, [share for share, _ in SEGMENTS]).ravel()


def _filled(problem: Problem, taken: Flags) -> Numbers:
    """Return how much of each segment the gains fill, the steepest first."""
    widths = _segment_widths(problem).reshape(len(problem.gap), len(SEGMENTS))
    before = np.cumsum(widths, axis=1) - widths
    left = (taken @ problem.gain)[:, None] - before
    filled: Numbers = np.clip(left, 0.0, widths).ravel()
    return filled
