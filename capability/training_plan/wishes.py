"""What there is to choose from, and what a person can give and wants, for a plan with dates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.training_plan.problem import Numbers, check_limits
from capability.vocabulary import Learning

LEARNING_SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {Learning.EXPERIENCE: 0.7, Learning.SOCIAL: 0.2, Learning.FORMAL: 0.1}
)
"""The 70-20-10 rule of thumb. Evidence for it is thin, so it is a wish and never a limit."""

MONTHS_A_QUARTER: Final = 3


class Wish(StrEnum):
    """What can be relaxed so that a plan becomes possible, or worth anything."""

    BUDGET = "budget"
    QUARTER_BUDGET = "quarter_budget"
    HOURS = "hours"
    QUARTER_HOURS = "quarter_hours"
    AT_ONCE = "at_once"
    QUARTERS = "quarters"
    DATES = "dates"
    LANGUAGES = "languages"
    EXCLUDED = "excluded"
    PREREQUISITES = "prerequisites"
    EXCLUSIONS = "exclusions"
    PINNED = "pinned"
    MANDATORY = "mandatory"
    CATALOGUE = "catalogue"
    GAPS = "gaps"


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What there is to choose from.

    Parameters
    ----------
    activities : pandas.DataFrame
        ``activity, cost, hours`` in catalogue order, and optionally ``duration`` (quarters, from
        1; blank is 1) and ``learning`` (experience, social, formal; blank is none of them).
    gains : pandas.DataFrame
        ``activity, competency, gain`` in levels, final: nothing is shrunk or capped here.
    sessions : pandas.DataFrame
        ``activity, starts_on, seats`` (free ones; blank: enough). What has sessions begins with
        one of them that has a seat; anything else may begin in any quarter.
    languages : pandas.DataFrame
        ``activity, language``: what has no row is open to everybody.
    prerequisites : pairs
        (a, b): b is done, or ends in a quarter before a begins.
    exclusions : tuples of two or more
        At most one of each.
    """

    activities: pd.DataFrame
    gains: pd.DataFrame
    sessions: pd.DataFrame = field(default_factory=pd.DataFrame)
    languages: pd.DataFrame = field(default_factory=pd.DataFrame)
    prerequisites: Iterable[tuple[Any, Any]] = ()
    exclusions: Iterable[tuple[Any, ...]] = ()

    def __post_init__(self) -> None:
        # Both are read more than once, and what is handed over may be used up by reading it.
        for name in ("prerequisites", "exclusions"):
            object.__setattr__(self, name, tuple(tuple(each) for each in getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person can give, and wants; infinity and None are no limit.

    Parameters
    ----------
    starts_on : date
        The first quarter is the three calendar months that begin with the month of this day.
        Sessions before this day are past.
    quarters : int
        How many quarters the plan has, from 1. What is begun ends within them.
    budget, hours : float
        At most this much in all.
    quarter_budget, quarter_hours : float or sequence of float
        At most this much in each quarter. The cost of an activity falls into its first quarter,
        its hours evenly into all of its quarters.
    at_once : int, optional
        At most so many activities in any one quarter.
    languages : collection of str, optional
        The languages that the person speaks.
    mandatory, pinned : collection
        Activities that must be in the plan, because they have to or because the person wants them.
    excluded : collection
        Activities that the person does not want.
    done : collection
        Activities already completed: they fulfil prerequisites and are not taken again.
    shares : mapping of Learning to float, optional
        Which part of the hours each way of learning should have, such as
        :data:`LEARNING_SHARES`; up to .15 more or less costs nothing.

    Raises
    ------
    ValueError
        A limit is negative or NaN, or there is not one for each quarter.
    """

    starts_on: date
    quarters: int = 4
    budget: float = np.inf
    hours: float = np.inf
    quarter_budget: float | Sequence[float] = np.inf
    quarter_hours: float | Sequence[float] = np.inf
    at_once: int | None = None
    languages: Collection[str] | None = None
    mandatory: Collection[Any] = ()
    pinned: Collection[Any] = ()
    excluded: Collection[Any] = ()
    done: Collection[Any] = ()
    shares: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        if self.quarters < 1:
            raise ValueError(f"quarters must be 1 or more, got {self.quarters}")
        limits = {"budget": self.budget, "hours": self.hours, "at_once": self.most_at_once}
        for name in ("quarter_budget", "quarter_hours"):
            limits |= {f"{name} {at}": value for at, value in enumerate(self.by_quarter(name))}
        check_limits(limits)

    @property
    def most_at_once(self) -> float:
        """How many activities a quarter may hold, as a number."""
        return np.inf if self.at_once is None else float(self.at_once)

    @property
    def must(self) -> frozenset[Any]:
        """The activities that have to be in the plan."""
        return frozenset(self.mandatory) | frozenset(self.pinned)

    def by_quarter(self, name: str) -> Numbers:
        """Return ``quarter_budget`` or ``quarter_hours`` as one number a quarter.

        Raises
        ------
        ValueError
            There is not one for each quarter.
        """
        given = np.asarray(getattr(self, name), dtype=np.float64)
        if given.ndim and len(given) != self.quarters:
            raise ValueError(f"{name} must have one value for each of {self.quarters} quarters")
        return np.broadcast_to(given, self.quarters)
