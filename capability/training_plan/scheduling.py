"""A plan with dates: what to take and when, under all that a person can give and wants."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.training_plan.candidates import (
    Candidates,
    Obstacle,
    check_sessions,
    find_candidates,
)
from capability.training_plan.choosing import choose
from capability.training_plan.problem import Problem
from capability.training_plan.relaxing import WORTH, Relaxation, lacking, relaxations
from capability.training_plan.rows import OUTSIDE_BAND, outside_band
from capability.training_plan.solving import Choice, Effort, UndecidedError
from capability.training_plan.step_by_step import choose_step_by_step
from capability.training_plan.wishes import Offer, Wishes

SECONDS: Final = Effort(seconds=8.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity in its place: quarters from 0; the session is None where there are none."""

    activity: Any
    quarter: int
    last_quarter: int
    session_on: date | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """What to take and when, and what stands in the way of more.

    Parameters
    ----------
    value : float
        Sum of weight times closed gap at slopes 1, .6 and .3, in weighted levels.
    merit : float
        ``value`` less what the plan loses outside the balance of ways of learning; this is what
        is maximised.
    cost, hours : float
    placed : tuple of Placed
        By quarter, then in catalogue order.
    gap : float
        How much more the best plan could be worth at most, as a part of its merit: 0 unless the
        time ran out.
    left_out : tuple of (activity, Obstacle)
        What was not looked at, and why, by reason and then by name.
    is_possible : bool
        False when what must be in the plan cannot be; the plan is then empty.
    relax : tuple of tuple of Relaxation
        Where the plan is impossible or worth nothing: ways out, each a set of wishes that open
        one when they are relaxed together.
    """

    value: float
    merit: float
    cost: float
    hours: float
    placed: tuple[Placed, ...]
    gap: float
    left_out: tuple[tuple[Any, Obstacle], ...]
    is_possible: bool = True
    relax: tuple[tuple[Relaxation, ...], ...] = ()

    @property
    def activities(self) -> tuple[Any, ...]:
        """The activities of the plan, by quarter, then in catalogue order."""
        return tuple(each.activity for each in self.placed)


def schedule_training(
    gaps: pd.DataFrame, offer: Offer, wishes: Wishes, *, effort: Effort = SECONDS
) -> Schedule:
    """Return the plan of greatest value that the wishes allow, and when to begin what.

    Parameters
    ----------
    gaps : pandas.DataFrame
        ``competency, gap`` (levels), ``weight`` (used as given).
    offer : Offer
    wishes : Wishes
    effort : Effort
        How long to search. When it runs out, the best plan found comes back and says how far from
        the best it may be. A limit of ``branches`` gives the same plan on every machine.

    Returns
    -------
    Schedule

    Raises
    ------
    FrameError

    Notes
    -----
    Lexicographic: greatest merit; then least cost, hours, sum of positions by name; then the
    earliest quarters. The order of the tables decides nothing. With up to 25 activities that can
    be taken at all, merit never falls with more budget, hours or activities; beyond, those left
    out are chosen by a rule of thumb, see
    :func:`capability.training_plan.candidates.find_candidates`.

    Examples
    --------
    >>> gaps = pd.DataFrame({"competency": ["risk"], "gap": [1.0], "weight": [1.0]})
    >>> courses = {"activity": ["basics", "risk"], "cost": [80, 100], "hours": [8, 8]}
    >>> gains = {"activity": ["risk"], "competency": ["risk"], "gain": [0.5]}
    >>> offer = Offer(
    ...     pd.DataFrame(courses), pd.DataFrame(gains), prerequisites=[("risk", "basics")]
    ... )
    >>> plan = schedule_training(gaps, offer, Wishes(date(2026, 1, 1), budget=200))
    >>> [(each.activity, each.quarter) for each in plan.placed]
    [('basics', 0), ('risk', 1)]
    """
    candidates = find_candidates(gaps, offer, wishes)
    problem = candidates.problem
    is_lacking = lacking(candidates, wishes)
    try:
        choice = None if is_lacking else choose(problem, effort=effort)
    except UndecidedError:
        choice = choose_step_by_step(problem)
    if choice is None:
        empty = as_schedule(candidates, offer, wishes, Choice(_nothing(problem)))
        ways_out = relaxations(gaps, offer, wishes, is_for_value=False)
        return replace(empty, is_possible=False, relax=ways_out)
    found = as_schedule(candidates, offer, wishes, choice)
    if found.gap > 0 or found.value > WORTH * problem.greatest_value():
        return found
    return replace(found, relax=relaxations(gaps, offer, wishes, is_for_value=True))


def as_schedule(candidates: Candidates, offer: Offer, wishes: Wishes, choice: Choice) -> Schedule:
    """Return a choice as a schedule."""
    problem = candidates.problem
    plan = problem.plan(choice.taken)
    outside = float(outside_band(problem, choice.taken).sum())
    return Schedule(
        value=plan.value,
        merit=plan.value - OUTSIDE_BAND * problem.greatest_value() * outside,
        cost=plan.cost,
        hours=plan.hours,
        placed=_placed(candidates, offer, wishes, choice),
        gap=choice.gap,
        left_out=tuple(candidates.left_out.items()),
    )


def _nothing(problem: Problem) -> NDArray[np.int64]:
    return np.full(len(problem.names), -1)


def _placed(
    candidates: Candidates, offer: Offer, wishes: Wishes, choice: Choice
) -> tuple[Placed, ...]:
    problem = candidates.problem
    sessions = check_sessions(offer.sessions, wishes)
    sessions = sessions[(sessions["quarter"] >= 0) & sessions["has_seat"]]
    first = sessions.groupby(["activity", "quarter"], observed=True)["starts_on"].min().to_dict()
    placed = []
    for at in problem.order:
        if choice.taken[at]:
            name, quarter = problem.names[at], int(choice.starts[at])
            day = first.get((name, quarter))
            last = quarter + int(problem.timing.span[at]) - 1
            placed.append(Placed(name, quarter, last, None if day is None else day.date()))
    return tuple(sorted(placed, key=lambda each: each.quarter))
