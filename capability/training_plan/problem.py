"""What there is to choose from, as arrays."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import ACTIVITIES, GAINS, GAPS, check_frame, sorted_keys
from capability.gaps import ROUNDING, closed_value

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pairs = Iterable[tuple[Any, Any]]

SMALLEST_SHARE: Final = 0.05


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
class Timing:
    """When I activities may begin in Q quarters, how long they take, and what a quarter bears."""

    starts: Flags  # (I, Q)
    span: NDArray[np.int64]  # (I,), quarters from the first to the last
    lag: NDArray[np.int64]  # (I,), quarters after its start until others may build on it
    budget: Numbers  # (Q,)
    hours: Numbers  # (Q,)
    at_once: float

    def only(self, kept: list[int]) -> "Timing":
        """Return the timing of some activities."""
        return replace(self, starts=self.starts[kept], span=self.span[kept], lag=self.lag[kept])


@dataclass(frozen=True, slots=True)
class Balance:
    """K ways of learning and the share of the hours that each should have."""

    is_of: Numbers  # (I, K), 0 or 1
    share: Numbers  # (K,)
    scale: float  # hours in which what lies outside the band is counted

    def only(self, kept: list[int]) -> "Balance":
        """Return the balance of some activities."""
        return replace(self, is_of=self.is_of[kept])


@dataclass(frozen=True, slots=True)
class Problem:
    """I activities, C competencies with an open gap, both by name.

    The order of the tables decides nothing but the order in which a plan is told.
    """

    names: list[Any]
    order: list[int]  # positions of the names in catalogue order
    cost: Numbers  # (I,)
    hours: Numbers  # (I,)
    gain: Numbers  # (I, C)
    gap: Numbers  # (C,)
    weight: Numbers  # (C,)
    budget: float
    most_hours: float
    needs: tuple[tuple[int, int], ...]  # -1 for what cannot be had
    excludes: tuple[tuple[int, ...], ...]
    must: Flags  # (I,)
    timing: Timing
    balance: Balance | None = None

    def value(self, taken: Flags) -> float:
        """Return the weighted value of the gaps that some activities close."""
        return float(np.sum(self.weight * closed_value(self.gap, taken @ self.gain)))

    def greatest_value(self) -> float:
        """Return the value of closing every gap."""
        return float(np.sum(self.weight * closed_value(self.gap, self.gap)))

    def promise(self, bundle: Flags) -> float:
        """Return the value of some activities for their shares of the hours and the budget."""
        of_hours = float(bundle @ self.hours) / max(self.most_hours, ROUNDING)
        of_budget = float(bundle @ self.cost) / max(self.budget, ROUNDING)
        return self.value(bundle) / (SMALLEST_SHARE + of_hours + of_budget)

    def needed_by(self, position: int) -> set[int]:
        """Return an activity with all that it needs, and what that needs."""
        needs: dict[Any, set[Any]] = {}
        for needing, needed in self.needs:
            needs.setdefault(needing, set()).add(needed)
        return with_needs(position, needs)

    def only(self, kept: Flags) -> "Problem":
        """Return the problem of some activities; what else they need is taken for granted."""
        at = np.flatnonzero(kept).tolist()
        place = {old: new for new, old in enumerate(at)}
        needs = ((place[a], place[b]) for a, b in self.needs if a in place and b in place)
        groups = ([place[old] for old in group if old in place] for group in self.excludes)
        return replace(
            self,
            names=[self.names[old] for old in at],
            order=[place[old] for old in self.order if old in place],
            cost=self.cost[at],
            hours=self.hours[at],
            gain=self.gain[at],
            needs=tuple(needs),
            excludes=tuple(tuple(group) for group in groups if len(group) > 1),
            must=self.must[at],
            timing=self.timing.only(at),
            balance=self.balance and self.balance.only(at),
        )

    def without_quarters(self) -> "Problem":
        """Return the problem with the sums of the quarters: what fits them fits this."""
        timing = self.timing
        # What an activity needs may then be in the same plan at any time.
        once = replace(
            _no_timing(len(self.names)), starts=np.asarray(timing.starts.any(axis=1)).reshape(-1, 1)
        )
        return replace(
            self,
            budget=min(self.budget, float(timing.budget.sum())),
            most_hours=min(self.most_hours, float(timing.hours.sum())),
            timing=once,
        )

    def plan(self, taken: Flags) -> TrainingPlan:
        """Return some activities as a plan."""
        return TrainingPlan(
            value=self.value(taken),
            cost=float(taken @ self.cost),
            hours=float(taken @ self.hours),
            activities=tuple(self.names[at] for at in self.order if taken[at]),
        )


def state(
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    limits: tuple[float, float],
    prerequisites: Pairs,
    exclusions: Pairs,
) -> Problem:
    """Return the tables of a plan without dates as arrays; ``limits`` are budget and hours.

    Raises
    ------
    FrameError
    ValueError
        A limit is negative or NaN.
    """
    check_limits(dict(zip(("budget", "hours"), limits, strict=True)))
    wanted = open_gaps(gaps)
    catalogue = by_name(check_frame(activities, ACTIVITIES, unique=("activity",)))
    names = catalogue["activity"].tolist()
    place = {name: position for position, name in enumerate(names)}
    return Problem(
        names=names,
        order=np.argsort(catalogue["place"]).tolist(),
        cost=catalogue["cost"].to_numpy(float),
        hours=catalogue["hours"].to_numpy(float),
        gain=gain_table(check_gains(gains), place, wanted),
        gap=wanted["gap"].to_numpy(float),
        weight=wanted["weight"].to_numpy(float),
        budget=float(limits[0]),
        most_hours=float(limits[1]),
        needs=tuple(sorted({(place[a], place.get(b, -1)) for a, b in prerequisites if a in place})),
        excludes=exclusion_groups(exclusions, place),
        must=np.zeros(len(names), dtype=bool),
        timing=_no_timing(len(names)),
    )


def check_limits(limits: dict[str, float]) -> None:
    """Refuse a limit that is negative or NaN.

    Raises
    ------
    ValueError
    """
    for name, limit in limits.items():
        if not limit >= 0:
            raise ValueError(f"{name} must not be negative, got {limit}")


def open_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps that are worth closing, by name of the competency."""
    wanted = check_frame(gaps, GAPS, unique=("competency",))
    wanted = wanted[wanted["gap"] * wanted["weight"] > 0].set_index("competency", drop=False)
    return wanted.loc[sorted_keys(wanted["competency"])]


def by_name(catalogue: pd.DataFrame) -> pd.DataFrame:
    """Return the catalogue by name, with ``place``, where each row stood."""
    rows = catalogue.assign(place=np.arange(len(catalogue)))
    rows = rows.set_index("activity", drop=False)
    return rows.loc[sorted_keys(rows["activity"])]


def check_gains(gains: pd.DataFrame) -> pd.DataFrame:
    """Return gains in canonical form.

    Raises
    ------
    FrameError
    """
    return check_frame(gains, GAINS, unique=("activity", "competency"))


def gain_table(gains: pd.DataFrame, place: dict[Any, int], wanted: pd.DataFrame) -> Numbers:
    """Return the gains of activities (rows) in open gaps (columns)."""
    column = {name: position for position, name in enumerate(wanted["competency"].tolist())}
    table = np.zeros((len(place), len(column)))
    for activity, competency, gain in zip(
        gains["activity"].tolist(), gains["competency"].tolist(), gains["gain"], strict=True
    ):
        if activity in place and competency in column:
            table[place[activity], column[competency]] = gain
    return table


def with_needs(name: Hashable, needs: Mapping[Any, Collection[Any]]) -> set[Any]:
    """Return an activity with all that it needs, and what that needs."""
    found: set[Any] = set()
    waiting: list[Any] = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += needs.get(each, ())
    return found


def exclusion_groups(
    exclusions: Iterable[tuple[Any, ...]], place: dict[Any, int]
) -> tuple[tuple[int, ...], ...]:
    """Return the groups of which at most one may be taken, as positions."""
    groups = ({place[name] for name in group if name in place} for group in exclusions)
    return tuple(sorted({tuple(sorted(group)) for group in groups if len(group) > 1}))


def _no_timing(count: int) -> Timing:
    """Return the timing of a plan without dates: one quarter without limits of its own."""
    return Timing(
        starts=np.ones((count, 1), dtype=bool),
        span=np.ones(count, dtype=np.int64),
        lag=np.zeros(count, dtype=np.int64),
        budget=np.array([np.inf]),
        hours=np.array([np.inf]),
        at_once=np.inf,
    )
