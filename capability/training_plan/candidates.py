"""Which activities are looked at, and why the others are not."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.frames import OFFERED, SESSIONS, SPOKEN, check_frame, sorted_keys
from capability.project_evidence import month_number
from capability.training_plan.problem import (
    Balance,
    Flags,
    Numbers,
    Pairs,
    Problem,
    Timing,
    by_name,
    check_gains,
    exclusion_groups,
    gain_table,
    open_gaps,
    with_needs,
)
from capability.training_plan.wishes import MONTHS_A_QUARTER, Offer, Wishes

MOST_CANDIDATES: Final = 25
_ANY_DAY: Final = date(2000, 1, 1)


class Obstacle(StrEnum):
    """Why an activity is not in a plan."""

    NO_GAIN = "no_gain"
    DISPLACED = "displaced"
    EXCLUSION = "exclusion"
    PREREQUISITE = "prerequisite"
    BUDGET = "budget"
    HOURS = "hours"
    QUARTER_BUDGET = "quarter_budget"
    QUARTER_HOURS = "quarter_hours"
    AT_ONCE = "at_once"
    TOO_LONG = "too_long"
    NO_DATE = "no_date"
    NO_SEAT = "no_seat"
    LANGUAGE = "language"
    EXCLUDED = "excluded"
    DONE = "done"
    CIRCLE = "circle"
    NOT_OFFERED = "not_offered"
    LESS_PROMISING = "less_promising"
    BALANCE = "balance"
    COMBINATION = "combination"


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a plan is chosen from, and what was left out before (reason by activity)."""

    problem: Problem
    left_out: dict[Any, Obstacle]


def find_candidates(gaps: pd.DataFrame, offer: Offer, wishes: Wishes) -> Candidates:
    """Return the activities that could be in a plan, at most 25 and those that must be in it.

    Left out are, in this order: what is not wanted, done, in no language of the person, without a
    session or a seat in time, too long for the quarters, beyond a limit by itself; what needs
    something that is left out, or itself; what neither closes a gap nor is needed for it; and of
    what remains the less promising beyond 25. How promising: the value of an activity taken alone
    with all that it needs, over .05 plus its shares of the hours and of the budget.

    Raises
    ------
    FrameError
    ValueError
        A limit is negative or NaN.
    """
    return _find(gaps, offer, wishes, MOST_CANDIDATES)


def list_candidates(
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    *,
    budget: float = np.inf,
    hours: float = np.inf,
    prerequisites: Pairs = (),
    most: int = MOST_CANDIDATES,
) -> tuple[Any, ...]:
    """Return the likely activities to hand to :func:`plan_training`, in catalogue order.

    Parameters
    ----------
    gaps, activities, gains, budget, hours, prerequisites
        As for :func:`plan_training`.
    most : int
        How many at most.

    Returns
    -------
    tuple
        What closes a gap, with what it needs: only what can be had, neither needs itself in the
        end nor exceeds a limit alone, and of that what promises most.

    Raises
    ------
    FrameError
    ValueError
        A limit is negative or NaN.

    Examples
    --------
    >>> gaps = pd.DataFrame({"competency": ["risk"], "gap": [1.0], "weight": [1.0]})
    >>> courses = pd.DataFrame({"activity": ["a", "b", "c"], "cost": [9, 1, 1], "hours": [1, 1, 1]})
    >>> gains = pd.DataFrame({"activity": ["a", "b"], "competency": "risk", "gain": [0.5, 0.4]})
    >>> list_candidates(gaps, courses, gains, budget=5, prerequisites=[("b", "c")])
    ('b', 'c')
    """
    offer = Offer(activities, gains, prerequisites=prerequisites)
    # Without dates one quarter holds all.
    problem = _find(gaps, offer, Wishes(_ANY_DAY, 1, budget, hours), most).problem
    return tuple(problem.names[at] for at in problem.order)


def _find(gaps: pd.DataFrame, offer: Offer, wishes: Wishes, most: int) -> Candidates:
    whole = _state(gaps, offer, wishes)
    left_out = _left_out_alone(whole, offer, wishes)
    left_out |= _left_out_by_need(whole, offer, wishes, left_out)
    needs = open_needs(offer, wishes)
    needed = {name: with_needs(name, needs) for name in whole.names}
    kept = [name for name in whole.names if name not in left_out]
    left_out |= {name: Obstacle.NO_GAIN for name in _useless(whole, kept, needed, wishes)}
    kept = [name for name in kept if name not in left_out]
    promising = _most_promising(whole, kept, needed, wishes, most)
    left_out |= {name: Obstacle.LESS_PROMISING for name in kept if name not in promising}
    missing = [name for name in sorted_keys(list(wishes.must)) if name not in whole.names]
    left_out |= {name: Obstacle.NOT_OFFERED for name in missing if name not in wishes.done}
    return Candidates(whole.only(np.array([name in promising for name in whole.names])), left_out)


def _state(gaps: pd.DataFrame, offer: Offer, wishes: Wishes) -> Problem:
    """Return all activities as arrays, whether they can be taken or not."""
    wanted = open_gaps(gaps)
    catalogue = by_name(check_frame(offer.activities, OFFERED, unique=("activity",)))
    names = catalogue["activity"].tolist()
    place = {name: position for position, name in enumerate(names)}
    span = np.ceil(_column(catalogue, "duration").fillna(1.0).to_numpy(float)).astype(np.int64)
    hours = catalogue["hours"].to_numpy(float)
    prerequisites = offer.prerequisites
    return Problem(
        names=names,
        order=np.argsort(catalogue["place"]).tolist(),
        cost=catalogue["cost"].to_numpy(float),
        hours=hours,
        gain=gain_table(check_gains(offer.gains), place, wanted),
        gap=wanted["gap"].to_numpy(float),
        weight=wanted["weight"].to_numpy(float),
        budget=wishes.budget,
        most_hours=wishes.hours,
        # What is not offered cannot be had, but what needs it is left out for that.
        needs=tuple(
            sorted({(place[a], place[b]) for a, b in prerequisites if {a, b} <= place.keys()})
        ),
        excludes=exclusion_groups(offer.exclusions, place),
        must=np.array([name in wishes.must for name in names], dtype=bool),
        timing=Timing(
            starts=_starts(offer, place, span, wishes),
            span=span,
            lag=span,
            budget=wishes.by_quarter("quarter_budget"),
            hours=wishes.by_quarter("quarter_hours"),
            at_once=wishes.most_at_once,
        ),
        balance=_balance(_column(catalogue, "learning"), hours, wishes),
    )


def _starts(offer: Offer, place: dict[Any, int], span: Numbers, wishes: Wishes) -> Flags:
    """Return in which quarters each activity may begin (I, Q)."""
    starts = np.ones((len(place), wishes.quarters), dtype=bool)
    sessions = check_sessions(offer.sessions, wishes)
    for name in sessions["activity"].drop_duplicates():
        if name in place:
            open_ones = sessions[(sessions["activity"] == name) & sessions["has_seat"]]
            starts[place[name]] = np.isin(np.arange(wishes.quarters), open_ones["quarter"])
    ends = np.arange(wishes.quarters) + span[:, None]
    return np.asarray(starts & (ends <= wishes.quarters), dtype=bool)


def check_sessions(sessions: pd.DataFrame, wishes: Wishes) -> pd.DataFrame:
    """Return sessions with ``quarter`` (-1: past, or after the last quarter) and ``has_seat``.

    Raises
    ------
    FrameError
    """
    checked = check_frame(sessions, SESSIONS)
    begun = checked["starts_on"].dt.normalize()
    month = begun.dt.year * 12 + begun.dt.month - 1
    quarter = (month - month_number(wishes.starts_on)) // MONTHS_A_QUARTER
    is_ahead = (begun >= pd.Timestamp(wishes.starts_on)) & (quarter < wishes.quarters)
    return checked.assign(
        starts_on=begun,
        quarter=quarter.where(is_ahead, -1).astype(int),
        has_seat=checked["seats"].fillna(1.0) >= 1,
    )


def _balance(learning: "pd.Series[Any]", hours: Numbers, wishes: Wishes) -> Balance | None:
    if wishes.shares is None:
        return None
    is_of = np.array([(learning == way).to_numpy(float) for way in wishes.shares]).T
    scale = wishes.hours if np.isfinite(wishes.hours) else float(hours.sum())
    share = np.array(list(wishes.shares.values()), dtype=np.float64)
    return Balance(is_of.reshape(len(hours), len(share)), share, scale or 1.0)


def _left_out_alone(whole: Problem, offer: Offer, wishes: Wishes) -> dict[Any, Obstacle]:
    """Return what cannot be in a plan, whatever else is."""
    spoken = check_frame(offer.languages, SPOKEN)
    sessions = check_sessions(offer.sessions, wishes)
    timing, count = whole.timing, len(whole.names)
    named = pd.Series(whole.names, dtype=object)
    understood = spoken[spoken["language"].isin(list(wishes.languages or ()))]
    in_time = sessions[sessions["quarter"] >= 0]
    seated = in_time[in_time["has_seat"]]

    def among(rows: pd.DataFrame) -> Flags:
        return np.asarray(named.isin(rows["activity"].tolist()), dtype=bool)

    is_foreign = among(spoken) & ~among(understood) & (wishes.languages is not None)
    cheap = whole.cost[:, None] <= timing.budget
    load = whole.hours / timing.span
    light = np.array([_light(timing, at, load[at]) for at in range(count)], dtype=bool)
    rules = (
        (Obstacle.EXCLUDED, named.isin(list(wishes.excluded)).to_numpy(bool)),
        (Obstacle.DONE, named.isin(list(wishes.done)).to_numpy(bool)),
        (Obstacle.LANGUAGE, is_foreign),
        (Obstacle.NO_DATE, among(sessions) & ~among(in_time)),
        (Obstacle.NO_SEAT, among(in_time) & ~among(seated)),
        (Obstacle.TOO_LONG, ~timing.starts.any(axis=1)),
        (Obstacle.BUDGET, whole.cost > whole.budget),
        (Obstacle.HOURS, whole.hours > whole.most_hours),
        (Obstacle.QUARTER_BUDGET, ~(cheap & timing.starts).any(axis=1)),
        (Obstacle.QUARTER_HOURS, ~(light.reshape(timing.starts.shape) & timing.starts).any(axis=1)),
        (Obstacle.AT_ONCE, np.full(count, timing.at_once < 1)),
    )
    found: dict[Any, Obstacle] = {}
    for obstacle, holds in rules:
        found |= {whole.names[at]: obstacle for at in np.flatnonzero(holds)} | found
    return found


def _light(timing: Timing, position: int, load: float) -> list[bool]:
    """Return in which quarters an activity could begin with a load in each of its quarters."""
    span = timing.span[position]
    return [bool(np.all(load <= timing.hours[at : at + span])) for at in range(len(timing.hours))]


def _left_out_by_need(
    whole: Problem, offer: Offer, wishes: Wishes, left_out: dict[Any, Obstacle]
) -> dict[Any, Obstacle]:
    """Return what needs something that cannot be had, and what needs itself in the end."""
    needs = open_needs(offer, wishes)
    able = {name for name in whole.names if name not in left_out}
    # What can be begun once all that it needs is begun; what is never reached stays out.
    reached: set[Any] = set()
    while ready := {n for n in able - reached if needs.get(n, set()) <= reached}:
        reached |= ready
    stuck = {name for name in able - reached if needs.get(name, set()) <= able}
    # In or behind a circle, unless something in its way is left out for another reason.
    while lost := {name for name in stuck if not needs[name] <= stuck | reached}:
        stuck -= lost
    return {
        name: Obstacle.CIRCLE if name in stuck else Obstacle.PREREQUISITE
        for name in sorted(able - reached, key=whole.names.index)
    }


def open_needs(offer: Offer, wishes: Wishes) -> dict[Any, set[Any]]:
    """Return what each activity needs that is not yet done."""
    needs: dict[Any, set[Any]] = {}
    for needing, needed in offer.prerequisites:
        if needed not in wishes.done:
            needs.setdefault(needing, set()).add(needed)
    return needs


def _useless(
    whole: Problem, kept: list[Any], needed: dict[Any, set[Any]], wishes: Wishes
) -> list[Any]:
    """Return what neither closes a gap nor is needed by what does."""
    place = {name: at for at, name in enumerate(whole.names)}
    useful = [name for name in kept if whole.gain[place[name]].any() or name in wishes.must]
    wanted = set().union(*(needed[name] for name in useful))
    return [name for name in kept if name not in wanted]


def _most_promising(
    whole: Problem, kept: list[Any], needed: dict[Any, set[Any]], wishes: Wishes, most: int
) -> set[Any]:
    """Return so many activities, each with what it needs; what must be in comes first."""

    def bundle(name: Hashable) -> Flags:
        return np.array([each in needed[name] for each in whole.names], dtype=bool)

    found: set[Any] = set().union(*(needed[name] for name in kept if name in wishes.must))
    place = {name: at for at, name in enumerate(whole.names)}
    for name in sorted(kept, key=lambda each: (-whole.promise(bundle(each)), place[each])):
        if len(found | needed[name]) <= most:
            found |= needed[name]
    return found


def _column(catalogue: pd.DataFrame, name: str) -> "pd.Series[Any]":
    return catalogue.get(name, pd.Series(np.nan, catalogue.index, dtype=object))
