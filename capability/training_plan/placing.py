"""Whether some activities fit into the quarters: a search that is quick because plans are short."""

from typing import Final

import numpy as np

from capability.training_plan.problem import Flags, Problem

FEASIBLE: Final = 1e-7
"""How far HiGHS itself lets a limit be exceeded."""

MOST_STEPS: Final = 20_000


def fits(problem: Problem, taken: Flags) -> bool | None:
    """Return whether some activities can be placed; ``None`` where the search takes too long.

    What activities need of those that are not taken is taken for granted.
    """
    part = problem.only(taken)
    if part.hours.sum() > part.most_hours + FEASIBLE or part.cost.sum() > part.budget + FEASIBLE:
        return False
    if part.excludes:
        return False
    return _Search(part).run()


class _Search:
    """Places one activity after the other, the hardest first, and takes back what leads nowhere."""

    def __init__(self, problem: Problem) -> None:
        timing = problem.timing
        self.load = (problem.hours / timing.span).tolist()
        self.cost = problem.cost.tolist()
        self.span, self.lag = timing.span.tolist(), timing.lag.tolist()
        self.open = [np.flatnonzero(row).tolist() for row in timing.starts]
        self.hours = (timing.hours + FEASIBLE).tolist()
        self.budget = (timing.budget + FEASIBLE).tolist()
        self.running = [timing.at_once] * len(self.hours)
        self.begun: dict[int, int] = {}
        self.before: dict[int, list[int]] = {}
        for needing, needed in problem.needs:
            self.before.setdefault(needing, []).append(needed)
        self.order = self._ordered()
        self.steps = 0

    def run(self) -> bool | None:
        """Return whether all can be placed."""
        if len(self.order) < len(self.open):
            return False
        found = self._place(0)
        return None if self.steps > MOST_STEPS else found

    def _ordered(self) -> list[int]:
        """Return the activities: what is needed before what needs it, else the hardest first."""
        order: list[int] = []
        waiting = sorted(
            range(len(self.open)),
            key=lambda at: (len(self.open[at]) - self.span[at], -self.load[at], -self.cost[at], at),
        )
        while ready := [
            at for at in waiting if all(each in order for each in self.before.get(at, ()))
        ]:
            order.append(ready[0])
            waiting.remove(ready[0])
        return order

    def _place(self, position: int) -> bool:
        if position == len(self.order):
            return True
        at = self.order[position]
        earliest = max(
            (self.begun[each] + self.lag[each] for each in self.before.get(at, ())), default=0
        )
        for quarter in self.open[at]:
            self.steps += 1
            if self.steps > MOST_STEPS:
                return False
            if quarter < earliest or not self._has_room(at, quarter):
                continue
            self._book(at, quarter, 1)
            self.begun[at] = quarter
            if self._place(position + 1):
                return True
            self._book(at, quarter, -1)
        return False

    def _has_room(self, at: int, quarter: int) -> bool:
        return self.cost[at] <= self.budget[quarter] and all(
            self.load[at] <= self.hours[each] and self.running[each] >= 1
            for each in range(quarter, quarter + self.span[at])
        )

    def _book(self, at: int, quarter: int, sign: int) -> None:
        self.budget[quarter] -= sign * self.cost[at]
        for each in range(quarter, quarter + self.span[at]):
            self.hours[each] -= sign * self.load[at]
            self.running[each] -= sign
