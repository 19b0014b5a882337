"""Choose activities for one person under a budget and hours; why this one, why not that one.

A mixed-integer programme: each activity is taken or not, each competency's gap is closed along
the concave value of :func:`capability.gaps.closed_value`. Among plans of equal value the cheapest
is chosen, then the shortest, then the one that stands earliest in the catalogue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import ACTIVITIES, GAINS, GAPS, check_frame
from capability.gaps import SEGMENTS, closed_value

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pairs = Iterable[tuple[Any, Any]]

# HiGHS itself keeps constraints to 1e-7; a slack as small made the second stage infeasible.
VALUE_SLACK: Final = 2e-6
RESOURCE_SLACK: Final = 1e-6
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
class TrainingPlan:
    """The activities chosen, in catalogue order, and what they are worth and take.

    ``value`` is the sum of weight times closed gap, in weighted levels.
    """

    value: float
    cost: float
    hours: float
    activities: tuple[Any, ...]


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
    problem = _state(gaps, activities, gains, (budget, hours), prerequisites, exclusions)
    taken = _choose(problem, stages=4)
    # Taking nothing is always possible.
    return problem.plan(np.zeros(len(problem.names), dtype=bool) if taken is None else taken)


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
    problem = _state(gaps, activities, gains, (budget, hours), prerequisites, exclusions)
    taken = np.isin(np.arange(len(problem.names)), [*map(problem.names.index, plan.activities)])
    chosen, rejected = [], []
    for position, name in enumerate(problem.names):
        other = _choose(problem, stages=1, fixed=(position, not taken[position]))
        lost = None if other is None else max(problem.value(taken) - problem.value(other), 0.0)
        if taken[position]:
            chosen.append(ChosenActivity(name, 0.0 if lost is None else lost))
        else:
            rejected.append(RejectedActivity(name, lost, _obstacle(problem, taken, position)))
    return PlanExplanation(tuple(chosen), tuple(rejected))


@dataclass(frozen=True, slots=True)
class _Problem:
    """I activities, C competencies with an open gap."""

    names: list[Any]
    cost: Numbers  # (I,)
    hours: Numbers  # (I,)
    gain: Numbers  # (I, C)
    gap: Numbers  # (C,)
    weight: Numbers  # (C,)
    budget: float
    most_hours: float
    needs: tuple[tuple[int, int], ...]  # -1 for what cannot be had
    excludes: tuple[tuple[int, int], ...]

    def value(self, taken: Flags) -> float:
        return float(np.sum(self.weight * closed_value(self.gap, taken @ self.gain)))

    def greatest_value(self) -> float:
        return float(np.sum(self.weight * closed_value(self.gap, self.gap)))

    def plan(self, taken: Flags) -> TrainingPlan:
        return TrainingPlan(
            value=self.value(taken),
            cost=float(taken @ self.cost),
            hours=float(taken @ self.hours),
            activities=tuple(n for n, is_in in zip(self.names, taken, strict=True) if is_in),
        )


def _state(
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    limits: tuple[float, float],
    prerequisites: Pairs,
    exclusions: Pairs,
) -> _Problem:
    for name, limit in zip(("budget", "hours"), limits, strict=True):
        if not limit >= 0:
            raise ValueError(f"{name} must not be negative, got {limit}")
    wanted = check_frame(gaps, GAPS, unique=("competency",))
    wanted = wanted[wanted["gap"] * wanted["weight"] > 0]
    catalogue = check_frame(activities, ACTIVITIES, unique=("activity",))
    names = catalogue["activity"].tolist()
    place = {name: position for position, name in enumerate(names)}
    return _Problem(
        names=names,
        cost=catalogue["cost"].to_numpy(float),
        hours=catalogue["hours"].to_numpy(float),
        gain=_gain_table(
            check_frame(gains, GAINS, unique=("activity", "competency")), place, wanted
        ),
        gap=wanted["gap"].to_numpy(float),
        weight=wanted["weight"].to_numpy(float),
        budget=float(limits[0]),
        most_hours=float(limits[1]),
        needs=tuple((place[a], place.get(b, -1)) for a, b in prerequisites if a in place),
        excludes=tuple((place[a], place[b]) for a, b in exclusions if a in place and b in place),
    )


def _gain_table(gains: pd.DataFrame, place: dict[Any, int], wanted: pd.DataFrame) -> Numbers:
    column = {name: position for position, name in enumerate(wanted["competency"].tolist())}
    table = np.zeros((len(place), len(column)))
    for activity, competency, gain in zip(
        gains["activity"].tolist(), gains["competency"].tolist(), gains["gain"], strict=True
    ):
        if activity in place and competency in column:
            table[place[activity], column[competency]] = gain
    return table


def _choose(
    problem: _Problem, *, stages: int, fixed: tuple[int, bool] | None = None
) -> Flags | None:
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


def _objectives(problem: _Problem) -> list[tuple[Numbers, float]]:
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


def _constraints(problem: _Problem) -> tuple[Numbers, Numbers]:
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


def _segment_widths(problem: _Problem) -> Numbers:
    return np.outer(problem.gap, [share for share, _ in SEGMENTS]).ravel()


def _filled(problem: _Problem, taken: Flags) -> Numbers:
    """Return how much of each segment the gains fill, the steepest first."""
    widths = _segment_widths(problem).reshape(len(problem.gap), len(SEGMENTS))
    before = np.cumsum(widths, axis=1) - widths
    left = (taken @ problem.gain)[:, None] - before
    filled: Numbers = np.clip(left, 0.0, widths).ravel()
    return filled


def _obstacle(problem: _Problem, taken: Flags, position: int) -> Obstacle:
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


def _needed(problem: _Problem, position: int) -> set[int]:
    """Return an activity with all that it needs, and what that needs."""
    found: set[int] = set()
    waiting = [position]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [needed for needing, needed in problem.needs if needing == each]
    return found
