"""The choice itself: stages of one mixed-integer programme."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.training_plan.placing import fits
from capability.training_plan.problem import (
    Flags,
    Numbers,
    Pairs,
    Problem,
    TrainingPlan,
    state,
)
from capability.training_plan.rows import Programme, build, value_objective

# HiGHS itself keeps constraints to 1e-7; a slack as small made the second stage infeasible.
VALUE_SLACK: Final = 2e-6
RESOURCE_SLACK: Final = 1e-6

ALL_STAGES: Final = 5
FIRST_STAGE_SHARE: Final = 0.6
MOST_CUTS: Final = 8
QUICK_SHARE: Final = 8
SMALLEST_SHARE: Final = 0.05
ROUNDING: Final = 1e-9
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
        return _choose(problem, stages, extra, effort)
    # Without quarters it is a tenth of the work, and what is chosen can mostly be placed. What
    # cannot is cut off, together with all plans that hold it; the answer stays exact.
    flat, extra = problem.without_quarters(), [*extra, *_room(problem)]
    cuts = [] if cuts is None else cuts
    quick = replace(effort, seconds=effort.seconds / QUICK_SHARE)
    for _ in range(MOST_CUTS):
        try:
            found = _choose(flat, stages, [*extra, *cuts], quick, partial(is_placeable, problem))
        except UndecidedError:
            break
        if found is None:
            return None
        starts = _place(problem, found.taken) if is_placeable(problem, found.taken) else None
        if starts is not None:
            return Choice(starts, found.gap)
        cuts += _cuts(problem, found.taken)
    return _choose(problem, stages, extra, replace(effort, seconds=effort.seconds / 2))


def _room(problem: Problem) -> list[Extra]:
    """Return the row that all quarters together have room for so many at once."""
    timing = problem.timing
    if not np.isfinite(timing.at_once):
        return []
    return [(timing.span.astype(float), timing.at_once * len(timing.hours))]


def _place(problem: Problem, taken: Flags) -> NDArray[np.int64] | None:
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


def choose_step_by_step(problem: Problem) -> Choice | None:
    """Return a good choice without a search: what is most promising first, where it still fits.

    ``gap`` is what the plan lacks to closing every gap. ``None`` where not even that has room which
    has to be in the plan.
    """
    count = len(problem.names)
    bundles = [np.isin(np.arange(count), list(needed_by(problem, at))) for at in range(count)]
    promises = np.array([promise(problem, bundle) for bundle in bundles])
    taken = np.zeros(count, dtype=bool)
    for at in np.flatnonzero(problem.must):
        taken |= bundles[at]
    starts = _place(problem, taken)
    if starts is None:
        return None
    for at in np.argsort(-promises, kind="stable"):
        whole = taken | bundles[at]
        placed = _place(problem, whole)
        if placed is not None and problem.value(whole) > problem.value(taken):
            taken, starts = whole, placed
    return Choice(starts, 1 - problem.value(taken) / (problem.greatest_value() or 1.0))


def promise(problem: Problem, bundle: Flags) -> float:
    """Return the value of some activities for their shares of the hours and the budget."""
    of_hours = float(bundle @ problem.hours) / max(problem.most_hours, ROUNDING)
    of_budget = float(bundle @ problem.cost) / max(problem.budget, ROUNDING)
    return problem.value(bundle) / (SMALLEST_SHARE + of_hours + of_budget)


def needed_by(problem: Problem, position: int) -> set[int]:
    """Return an activity with all that it needs, and what that needs."""
    found: set[int] = set()
    waiting = [position]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [needed for needing, needed in problem.needs if needing == each]
    return found


def is_placeable(problem: Problem, taken: Flags) -> bool:
    """Return whether some activities fit into the quarters."""
    found = fits(problem, taken)
    return _place(problem, taken) is not None if found is None else found


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


def _choose(
    problem: Problem,
    stages: int,
    extra: Iterable[Extra],
    effort: Effort,
    is_pursued: Callable[[Flags], bool] = lambda _: True,
) -> Choice | None:
    """Return what to take after so many stages, or after the first if it is not to be pursued."""
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


def _solve(
    programme: Programme,
    objective: Numbers,
    constraints: tuple[Numbers, Numbers],
    options: Options,
) -> tuple[Flags, float] | None:
    """Return the best starts found and the bound that no starts can undercut."""
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
