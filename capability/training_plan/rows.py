"""The mixed-integer programme: its variables, and the rows that a plan must keep.

Variables are a start of an activity in a quarter (0 or 1), the levels that fall into each segment
of each gap, and the hours of each way of learning outside its band.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from capability.gaps import ROUNDING, SEGMENTS
from capability.training_plan.problem import Balance, Flags, Numbers, Problem

BAND: Final = 0.15
"""How far the share of a way of learning may lie from what is aimed at without any loss."""

OUTSIDE_BAND: Final = 0.10
"""What hours outside the band cost: this part of the greatest value for all hours there are."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Starts of activities (n), segments of gaps and ways of learning, with the rows to keep.

    ``activity`` and ``quarter`` (n,) say what each start stands for.
    """

    problem: Problem
    activity: NDArray[np.intp]
    quarter: NDArray[np.intp]
    rows: Numbers  # (rows, variables)
    limits: Numbers  # (rows,), rows @ variables <= limits

    @property
    def upper(self) -> Numbers:
        """The most that each variable may be."""
        others = np.full(_ways(self.problem), np.inf)
        return np.concatenate([np.ones(len(self.activity)), segment_widths(self.problem), others])

    def per_start(self, amounts: Numbers) -> Numbers:
        """Return an objective that sums what each activity amounts to."""
        whole = np.zeros(len(self.upper))
        whole[: len(self.activity)] = amounts[self.activity]
        return whole

    def count_of(self, starts: Flags) -> Numbers:
        """Return an objective that counts how many of some starts are taken."""
        whole = np.zeros(len(self.upper))
        whole[: len(self.activity)] = starts
        return whole

    def keeps(self, starts: Flags) -> bool:
        """Return whether some starts keep all rows, exactly but for rounding."""
        slack = ROUNDING * np.maximum(1.0, np.abs(self.limits))
        return bool(np.all(self.rows @ self.settle(starts) <= self.limits + slack))

    def settle(self, starts: Flags) -> Numbers:
        """Return all variables for some starts, exactly."""
        taken = np.isin(np.arange(len(self.problem.names)), self.activity[starts])
        filled = _filled(self.problem, taken)
        return np.concatenate([starts, filled, outside_band(self.problem, taken)])


def outside_band(problem: Problem, taken: Flags) -> Numbers:
    """Return the hours of each way of learning outside its band, over the scale of hours."""
    if problem.balance is None:
        return np.zeros(0)
    hours = (taken * problem.hours) @ problem.balance.is_of
    away = np.abs(hours - problem.balance.share * hours.sum()) - BAND * hours.sum()
    outside: Numbers = np.maximum(away, 0.0) / problem.balance.scale
    return outside


def segment_widths(problem: Problem) -> Numbers:
    """Return how many levels each segment of each gap holds."""
    return np.outer(problem.gap, [share for share, _ in SEGMENTS]).ravel()


def value_objective(programme: Programme) -> Numbers:
    """Return what the first stage minimises: minus the value, as a part of the greatest one."""
    problem = programme.problem
    slopes = np.tile([slope for _, slope in SEGMENTS], len(problem.gap))
    worth = np.repeat(problem.weight, len(SEGMENTS)) * slopes / (problem.greatest_value() or 1.0)
    of_band = np.full(_ways(problem), OUTSIDE_BAND)
    return np.concatenate([np.zeros(len(programme.activity)), -worth, of_band])


def build(problem: Problem) -> Programme:
    """Return the programme of a problem."""
    activity, quarter = np.nonzero(problem.timing.starts)
    builder = _Rows(problem, activity, quarter)
    builder.add_gains()
    builder.add_totals()
    builder.add_quarters()
    builder.add_order()
    if problem.balance is not None:
        builder.add_balance(problem.balance)
    is_limited = np.isfinite(builder.limits)
    rows = np.array(builder.rows).reshape(len(builder.rows), builder.width)
    return Programme(
        problem, activity, quarter, rows[is_limited], np.array(builder.limits)[is_limited]
    )


class _Rows:
    """Collects rows one rule after the other."""

    def __init__(
        self, problem: Problem, activity: NDArray[np.intp], quarter: NDArray[np.intp]
    ) -> None:
        self.problem, self.activity, self.quarter = problem, activity, quarter
        self.width = len(activity) + len(segment_widths(problem)) + _ways(problem)
        self.rows: list[Numbers] = []
        self.limits: list[float] = []

    def add(self, of_starts: Numbers | Flags, limit: float) -> Numbers:
        row = np.zeros(self.width)
        row[: len(self.activity)] = of_starts
        self.rows.append(row)
        self.limits.append(limit)
        return row

    def add_gains(self) -> None:
        """Fill the segments of a gap with no more than the activities bring."""
        for at in range(len(self.problem.gap)):
            row = self.add(-self.problem.gain[self.activity, at], 0.0)
            first = len(self.activity) + at * len(SEGMENTS)
            row[first : first + len(SEGMENTS)] = 1.0

    def add_totals(self) -> None:
        problem = self.problem
        self.add(problem.cost[self.activity], problem.budget)
        self.add(problem.hours[self.activity], problem.most_hours)
        for at in np.flatnonzero(problem.timing.starts.sum(axis=1) > 1):
            self.add(self.activity == at, 1.0)
        for at in np.flatnonzero(problem.must):
            self.add(-1.0 * (self.activity == at), -1.0)

    def add_quarters(self) -> None:
        """Let the cost fall into the first quarter, the hours evenly into all."""
        problem, timing = self.problem, self.problem.timing
        span = timing.span[self.activity]
        for at in range(timing.starts.shape[1]):
            runs = (self.quarter <= at) & (at < self.quarter + span)
            self.add(problem.cost[self.activity] * (self.quarter == at), timing.budget[at])
            self.add(problem.hours[self.activity] / span * runs, timing.hours[at])
            self.add(runs, timing.at_once)

    def add_order(self) -> None:
        problem, timing = self.problem, self.problem.timing
        for needing, needed in problem.needs:
            for at in range(timing.starts.shape[1]):
                begun = (self.activity == needing) & (self.quarter <= at)
                done = (self.activity == needed) & (self.quarter <= at - timing.lag[needed])
                self.add(begun * 1.0 - done, 0.0)
        for group in problem.excludes:
            self.add(np.isin(self.activity, group), 1.0)

    def add_balance(self, balance: Balance) -> None:
        """Measure what the share of a way of learning lacks or exceeds beyond its band."""
        hours = self.problem.hours[self.activity] / balance.scale
        for at, share in enumerate(balance.share):
            over = hours * balance.is_of[self.activity, at] - share * hours
            for side in (over, -over):
                row = self.add(side - BAND * hours, 0.0)
                row[self.width - len(balance.share) + at] = -1.0


def _ways(problem: Problem) -> int:
    return 0 if problem.balance is None else len(problem.balance.share)


def _filled(problem: Problem, taken: Flags) -> Numbers:
    """Return how much of each segment the gains fill, the steepest first."""
    widths = segment_widths(problem).reshape(len(problem.gap), len(SEGMENTS))
    before = np.cumsum(widths, axis=1) - widths
    left = (taken @ problem.gain)[:, None] - before
    filled: Numbers = np.clip(left, 0.0, widths).ravel()
    return filled
