"""One mixed-integer programme solved in stages: the value first, then what settles equal ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from capability.training_plan.problem import Flags, Numbers, Problem
from capability.training_plan.rows import Programme, build, value_objective

# HiGHS itself keeps constraints to 1e-7; a slack as small made the second stage infeasible.
VALUE_SLACK: Final = 2e-6
RESOURCE_SLACK: Final = 1e-6

ALL_STAGES: Final = 5
FIRST_STAGE_SHARE: Final = 0.6
INFEASIBLE: Final = 2
"""What scipy's milp says where no solution exists; without one, all else says that it gave up."""

Options = dict[str, Any]
Extra = tuple[Numbers, float]
"""A row more to keep: coefficients of the activities (I,), and the most that they may sum to."""


class UndecidedError(Exception):
    """The effort ran out before anything was found: whether there is anything is not known."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a choice may take: seconds in all, and branches of the search in each stage.

    Seconds end at a different place on another machine, branches at the same one everywhere.
    """

    seconds: float = np.inf
    branches: int | None = None


UNLIMITED: Final = Effort()


@dataclass(frozen=True, slots=True)
class Choice:
    """The quarter in which each activity begins, -1 if it is not taken.

    ``gap`` is how much more the best plan could be worth at most, as a part of that; 0 is proven.
    """

    starts: NDArray[np.int64]  # (I,)
    gap: float = 0.0

    @property
    def taken(self) -> Flags:
        """Which activities are taken."""
        return self.starts >= 0


def solve_in_stages(
    problem: Problem,
    stages: int,
    extra: Iterable[Extra],
    effort: Effort,
    is_pursued: Callable[[Flags], bool] = lambda _: True,
) -> Choice | None:
    """Return what to take after so many stages, or after the first if it is not to be pursued.

    The stages are those of :func:`capability.training_plan.choosing.choose`. None where nothing is
    possible.

    Raises
    ------
    UndecidedError
    """
    programme = build(problem)
    more = [(programme.per_start(row), limit) for row, limit in extra]
    rows = np.vstack([programme.rows, *(row for row, _ in more)])
    limits = np.append(programme.limits, [limit for _, limit in more])
    if not len(programme.activity):
        return None if np.any(limits < 0) else Choice(np.full(len(problem.names), -1))
    choice: Choice | None = None
    for number, (objective, slack) in enumerate(_objectives(programme)[:stages]):
        try:
            found = _solve(programme, objective, (rows, limits), _options(effort, number))
        except UndecidedError:
            if choice is None:
                raise
            break
        if found is None:
            break
        starts, bound = found
        # From the starts, not the solver's figure, so that the next stage can reach it.
        reached = float(objective @ programme.settle(starts))
        gap = _missing(reached, bound) if choice is None else choice.gap
        choice = Choice(_quarters(programme, starts), gap)
        if number == 0 and not is_pursued(choice.taken):
            break
        rows = np.vstack([rows, objective])
        limits = np.append(limits, reached + slack * max(1.0, abs(reached)))
    return choice


def least(
    problem: Problem, amounts: Numbers, *, worth: float, effort: Effort = UNLIMITED
) -> Flags | None:
    """Return what to take for the least sum of amounts, None where nothing is possible.

    ``worth`` is the part of the greatest value that has to be reached.
    """
    programme = build(problem)
    rows = np.vstack([programme.rows, value_objective(programme)])
    limits = np.append(programme.limits, -worth)
    if not len(programme.activity):
        return None if np.any(limits < 0) else np.zeros(len(problem.names), dtype=bool)
    scaled = programme.per_start(amounts / (amounts.max() or 1.0))
    found = _solve(programme, scaled, (rows, limits), _options(effort, 0))
    return None if found is None else _quarters(programme, found[0]) >= 0


def place_early(problem: Problem, taken: Flags) -> NDArray[np.int64] | None:
    """Return the earliest quarters for some activities, None where they cannot be placed."""
    part = problem.only(taken)
    nothing = np.zeros(0)
    programme = build(
        replace(part, must=part.must | True, gap=nothing, weight=nothing, gain=part.gain[:, :0])
    )
    if not len(programme.activity):
        return None if taken.any() else np.full(len(taken), -1)
    late = _lateness(programme)
    found = _solve(programme, late, (programme.rows, programme.limits), _options(UNLIMITED, 0))
    if found is None:
        return None
    starts = np.full(len(taken), -1)
    starts[taken] = _quarters(programme, found[0])
    return starts


def _solve(
    programme: Programme,
    objective: Numbers,
    constraints: tuple[Numbers, Numbers],
    options: Options,
) -> tuple[Flags, float] | None:
    """Return the best starts found and the bound that no starts can undercut."""
    rows, limits = constraints
    while True:
        found = _search(programme, objective, (rows, limits), options)
        if found is None or programme.keeps(found[0]):
            return found
        # HiGHS takes a millionth over a limit for keeping it; a budget is kept to the cent.
        too_much = programme.count_of(found[0])
        rows = np.vstack([rows, too_much])
        limits = np.append(limits, too_much.sum() - 1)


def _search(
    programme: Programme,
    objective: Numbers,
    constraints: tuple[Numbers, Numbers],
    options: Options,
) -> tuple[Flags, float] | None:
    # Half a second to import, and most pages plan nothing.
    from scipy.optimize import Bounds, LinearConstraint, milp

    upper = programme.upper
    count = len(programme.activity)
    found = milp(
        objective,
        integrality=(np.arange(len(upper)) < count).astype(int),
        bounds=Bounds(np.zeros(len(upper)), upper),
        constraints=LinearConstraint(constraints[0], -np.inf, constraints[1]),
        options=cast("Any", options),
    )
    if found.x is None:
        if found.status != INFEASIBLE:
            raise UndecidedError
        return None
    is_proven = found.status == 0
    return found.x[:count] > 0.5, found.fun if is_proven else found.mip_dual_bound


def _missing(reached: float, bound: float) -> float:
    """Return the part of the bound that is not reached; both count downwards from 0."""
    short = reached - bound
    return short / -bound if short > VALUE_SLACK else 0.0


def _options(effort: Effort, stage: int) -> Options:
    """Return the options of a stage: most of the time goes to the first."""
    share = FIRST_STAGE_SHARE if stage == 0 else (1 - FIRST_STAGE_SHARE) / (ALL_STAGES - 1)
    # With presolve HiGHS now and then corrupts memory on such problems, and is no quicker.
    options: Options = {"mip_rel_gap": 0.0, "presolve": False}
    if np.isfinite(effort.seconds):
        options["time_limit"] = share * effort.seconds
    if effort.branches is not None:
        options["node_limit"] = effort.branches
    return options


def _objectives(programme: Programme) -> list[tuple[Numbers, float]]:
    """Return what each stage minimises with its slack, in units of about 1."""
    problem = programme.problem
    amounts = (problem.cost, problem.hours, np.arange(1.0, len(problem.names) + 1))
    stages = [(value_objective(programme), VALUE_SLACK)]
    stages += [
        (programme.per_start(amount / (amount.max() or 1.0)), RESOURCE_SLACK) for amount in amounts
    ]
    if problem.timing.starts.shape[1] > 1:
        stages.append((_lateness(programme), RESOURCE_SLACK))
    return stages


def _lateness(programme: Programme) -> Numbers:
    """Return the objective that begins everything as early as can be."""
    late = np.zeros(len(programme.upper))
    late[: len(programme.quarter)] = programme.quarter / programme.problem.timing.starts.shape[1]
    return late


def _quarters(programme: Programme, starts: Flags) -> NDArray[np.int64]:
    quarters = np.full(len(programme.problem.names), -1)
    quarters[programme.activity[starts]] = programme.quarter[starts]
    return quarters
