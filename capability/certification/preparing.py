"""Which courses prepare best for an exam, and what a certificate is worth beside its price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from capability.frames import GAINS, GAPS, OFFERED, check_frame
from capability.gaps import closed_value

MOST_COURSES: Final = 3
SMALLEST_STEP: Final = 0.1
"""Levels that a course must close in at least one competency, to be worth the way."""

USUAL_SHARE: Final = 0.5
"""Added to a course's share of hours and money, so that it is not the shortest that wins."""

STAGE_BONUS: Final = 0.5
HOURS_FOR_A_LEVEL: Final = 200.0
COST_FOR_A_LEVEL: Final = 5000.0


@dataclass(frozen=True, slots=True)
class Preparation:
    """One course of a preparation: what it closes, and the education hours it brings.

    ``closes`` holds (competency, levels) that nothing before it in the list closes already, the
    largest first; it is empty for a course that is there for its hours alone.
    """

    activity: str
    closes: tuple[tuple[str, float], ...]
    education_hours: float


def choose_preparation(
    gaps: pd.DataFrame,
    activities: pd.DataFrame,
    gains: pd.DataFrame,
    *,
    budget: float,
    hours: float,
    education: Mapping[str, float],
    education_missing: float = 0.0,
    prerequisites: Iterable[tuple[str, str]] = (),
    most: int = MOST_COURSES,
) -> tuple[Preparation, ...]:
    """Return the courses to take before an exam, one after the other.

    Each next one closes most of what is still open for its share of hours and money; once nothing
    is left worth closing, courses are added for the hours of education that are missing.

    Parameters
    ----------
    gaps : pandas.DataFrame
        ``competency, gap, weight``: levels short of what the exam asks, and its share in the exam.
    activities : pandas.DataFrame
        ``activity, cost, hours``.
    gains : pandas.DataFrame
        ``activity, competency, gain`` in levels, final.
    budget, hours : float
        What there is for the courses.
    education : mapping
        The hours that an activity brings as education; none where it is missing.
    education_missing : float
        Hours of education that the certifying body still asks.
    prerequisites : pairs (a, b)
        a needs b, which must stand before it.
    most : int
        Courses that are chosen at most.

    Returns
    -------
    tuple of Preparation
        Ties break by cost, hours and name.

    Raises
    ------
    FrameError
    """
    open_gaps = check_frame(gaps, GAPS).set_index("competency")
    offer = check_frame(activities, OFFERED).set_index("activity").sort_index()
    brought: dict[str, dict[str, float]] = {}
    columns = check_frame(gains, GAINS)[["activity", "competency", "gain"]]
    for activity, competency, gain in columns.to_numpy().tolist():
        if competency in open_gaps.index:
            brought.setdefault(str(activity), {})[str(competency)] = float(gain)
    search = _Search(
        gaps={str(code): float(gap) for code, gap in open_gaps["gap"].items()},
        weights={str(code): float(weight) for code, weight in open_gaps["weight"].items()},
        offer={
            str(code): (float(row["cost"]), float(row["hours"])) for code, row in offer.iterrows()
        },
        gains=brought,
        education=education,
        needs=tuple(prerequisites),
        budget=budget,
        hours=hours,
    )
    chosen: list[Preparation] = []
    missing = education_missing
    while len(chosen) < most:
        found = search.next_course(chosen, wants_hours=missing > 0)
        if found is None:
            break
        chosen.append(found)
        missing -= found.education_hours
    return tuple(chosen)


def net_worth(
    closed: float,
    *,
    fits_stage: bool,
    cost: float,
    hours: float,
    renewal_hours: float = 0.0,
) -> float:
    """Return what a certificate is worth towards a role beside its price, in levels.

    Parameters
    ----------
    closed : float
        Weighted levels that preparing for it closes.
    fits_stage : bool
        Whether it belongs to the stage of the role, which adds half a level.
    cost, hours : float
        Of preparation and exam; 5,000 in money or 200 hours weigh as much as a level.
    renewal_hours : float
        Hours that one cycle of renewal takes.

    Returns
    -------
    float

    Examples
    --------
    >>> net_worth(0.4, fits_stage=True, cost=500.0, hours=60.0)
    0.5
    """
    price = cost / COST_FOR_A_LEVEL + (hours + renewal_hours) / HOURS_FOR_A_LEVEL
    return round(closed + (STAGE_BONUS if fits_stage else 0.0) - price, 9)


@dataclass(frozen=True, slots=True)
class _Search:
    gaps: Mapping[str, float]
    weights: Mapping[str, float]
    offer: Mapping[str, tuple[float, float]]
    gains: Mapping[str, Mapping[str, float]]
    education: Mapping[str, float]
    needs: tuple[tuple[str, str], ...]
    budget: float
    hours: float

    def next_course(self, chosen: list[Preparation], *, wants_hours: bool) -> Preparation | None:
        """Return the course that does most after those chosen, or none."""
        taken = {each.activity for each in chosen}
        closed: dict[str, float] = {}
        for each in chosen:
            for code, levels in each.closes:
                closed[code] = closed.get(code, 0.0) + levels
        best: tuple[tuple[bool, float, float, float, str], Preparation] | None = None
        for activity in self._within_reach(taken):
            closes = self._closes(activity, closed)
            step = Preparation(activity, closes, self.education.get(activity, 0.0))
            is_worth_it = bool(closes) and closes[0][1] >= SMALLEST_STEP
            if not is_worth_it and not (wants_hours and step.education_hours > 0):
                continue
            order = self._order(step, closed, is_worth_it=is_worth_it)
            if best is None or order < best[0]:
                best = (
                    order,
                    step if is_worth_it else Preparation(activity, (), step.education_hours),
                )
        return None if best is None else best[1]

    def _order(
        self, step: Preparation, closed: Mapping[str, float], *, is_worth_it: bool
    ) -> tuple[bool, float, float, float, str]:
        cost, hours = self.offer[step.activity]
        worth = sum(self._worth(code, closed.get(code, 0.0), by) for code, by in step.closes)
        if not is_worth_it:
            worth = step.education_hours
        share = hours / max(self.hours, 1.0) + cost / max(self.budget, 1.0)
        return not is_worth_it, -worth / (USUAL_SHARE + share), cost, hours, step.activity

    def _within_reach(self, taken: set[str]) -> list[str]:
        spent = [self.offer[each] for each in taken]
        budget = self.budget - sum(cost for cost, _ in spent)
        hours = self.hours - sum(hours for _, hours in spent)
        return [
            activity
            for activity, (cost, length) in self.offer.items()
            if activity not in taken
            and cost <= budget
            and length <= hours
            and all(needed in taken for one, needed in self.needs if one == activity)
        ]

    def _closes(self, activity: str, closed: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        found = [
            (code, min(gain, self.gaps[code] - closed.get(code, 0.0)))
            for code, gain in self.gains.get(activity, {}).items()
        ]
        rest = [(code, levels) for code, levels in found if levels > 0]
        return tuple(sorted(rest, key=lambda pair: (-pair[1], pair[0])))

    def _worth(self, code: str, closed: float, by: float) -> float:
        gap = self.gaps[code]
        more = float(closed_value(gap, closed + by)) - float(closed_value(gap, closed))
        return self.weights[code] * more
