"""What there is to choose from, as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import ACTIVITIES, GAINS, GAPS, check_frame
from capability.gaps import closed_value

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pairs = Iterable[tuple[Any, Any]]


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
class Problem:
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
        """Return the weighted value of the gaps that some activities close."""
        return float(np.sum(self.weight * closed_value(self.gap, taken @ self.gain)))

    def greatest_value(self) -> float:
        """Return the value of closing every gap."""
        return float(np.sum(self.weight * closed_value(self.gap, self.gap)))

    def plan(self, taken: Flags) -> TrainingPlan:
        """Return some activities as a plan."""
        return TrainingPlan(
            value=self.value(taken),
            cost=float(taken @ self.cost),
            hours=float(taken @ self.hours),
            activities=tuple(n for n, is_in in zip(self.names, taken, strict=True) if is_in),
        )


def state(
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    limits: tuple[float, float],
    prerequisites: Pairs,
    exclusions: Pairs,
) -> Problem:
    """Return the tables of a plan as arrays; ``limits`` are budget and hours.

    Raises
    ------
    FrameError
    ValueError
        A limit is negative or NaN.
    """
    for name, limit in zip(("budget", "hours"), limits, strict=True):
        if not limit >= 0:
            raise ValueError(f"{name} must not be negative, got {limit}")
    wanted = check_frame(gaps, GAPS, unique=("competency",))
    wanted = wanted[wanted["gap"] * wanted["weight"] > 0]
    catalogue = check_frame(activities, ACTIVITIES, unique=("activity",))
    names = catalogue["activity"].tolist()
    place = {name: position for position, name in enumerate(names)}
    return Problem(
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
