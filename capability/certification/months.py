"""Which months count towards what a certificate asks, and when their number turns."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import PARTS, Column, Day, as_day, check_frame, check_known
from capability.project_evidence import (
    experience_calendar,
    first_day,
    month_number,
    touched_months,
    window_months,
)
from capability.vocabulary import ProjectPart

Months = NDArray[np.int64]


class NotCounted(StrEnum):
    """Why a part in a project gives no months towards a requirement."""

    NO_DATES = "no_dates"
    NOT_BEGUN = "not_begun"
    OTHER_PART = "other_part"
    TO_CONFIRM = "to_confirm"
    COMPLEXITY_UNKNOWN = "complexity_unknown"
    NOT_COMPLEX = "not_complex"
    TOO_LONG_AGO = "too_long_ago"


COMPLEX_PROJECTS: Final = "complex_projects"
BUSINESS: Final = "business"

PARTS_THAT_COUNT: Final[Mapping[str, frozenset[ProjectPart]]] = MappingProxyType(
    {
        "leading_projects": frozenset({ProjectPart.PROJECT_LEAD, ProjectPart.PROGRAMME_LEAD}),
        # Kept apart from programmes, because PgMP asks for months of both and counts none twice.
        "managing_projects": frozenset({ProjectPart.PROJECT_LEAD, ProjectPart.DEPUTY_LEAD}),
        COMPLEX_PROJECTS: frozenset(
            {ProjectPart.PROJECT_LEAD, ProjectPart.PROGRAMME_LEAD, ProjectPart.PORTFOLIO_LEAD}
        ),
        "programme": frozenset({ProjectPart.PROGRAMME_LEAD}),
        "portfolio": frozenset({ProjectPart.PORTFOLIO_LEAD}),
        BUSINESS: frozenset(ProjectPart),
    }
)
"""Which parts in a project give months of which kind. Any other kind cannot be read from parts."""


def requirement_calendar(
    parts: pd.DataFrame, months_of: str, *, as_of: Day, within_years: float | None = None
) -> pd.DataFrame:
    """Return each month that counts towards a requirement with the projects it comes from.

    Parameters
    ----------
    parts : pandas.DataFrame
        As for :func:`assess_eligibility`, optionally with ``project``; the label of the index
        stands for it otherwise.
    months_of : str
        A kind of months, such as ``"leading_projects"``.
    as_of : date
    within_years : float, optional
        The window of the path.

    Returns
    -------
    pandas.DataFrame
        ``month`` (its first day) and ``project``, each pair once, in time. The distinct months
        are those that the requirement counts as held; none for a kind that parts cannot tell.

    Raises
    ------
    FrameError
    """
    record = check_frame(parts, (Column("project", is_optional=True), *PARTS))
    check_known(record["part"], list(ProjectPart))
    sure, _ = counting_parts(record, months_of)
    return experience_calendar(sure, as_of=as_of, within_years=within_years)


def window_starts_on(as_of: Day, within_years: float | None) -> date | None:
    """Return the first month that counts as of a day; None where every month does.

    >>> window_starts_on(date(2026, 6, 15), 8)
    datetime.date(2018, 7, 1)
    """
    window = window_months(within_years)
    if np.isinf(window):
        return None
    return _month_day(month_number(as_of) - int(window) + 1)


def leaves_window_on(month: Day, within_years: float | None) -> date | None:
    """Return the first day on which a month no longer counts; None where it always does.

    >>> leaves_window_on(date(2018, 7, 1), 8)
    datetime.date(2026, 7, 1)
    """
    window = window_months(within_years)
    if np.isinf(window):
        return None
    return _month_day(month_number(month) + int(window))


def _month_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def counting_parts(record: pd.DataFrame, months_of: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the parts that surely give months of a kind, and those that do if all is confirmed."""
    counting = PARTS_THAT_COUNT.get(months_of, frozenset())
    possible = record[record["part"].isin(list(counting))]
    sure = possible[possible.get("is_confirmed", pd.Series(1.0, possible.index)) == 1]
    if months_of == COMPLEX_PROJECTS:
        complexity = possible.get("is_complex", pd.Series(np.nan, possible.index))
        sure, possible = sure[complexity[sure.index] == 1], possible[complexity != 0]
    return sure, possible


def months_ahead(needed: int, *, as_of: Day, within_years: float | None) -> Months:
    """Return this month and those to come in which anything can still turn."""
    window = window_months(within_years)
    # Nothing new happens once all that is missing was worked, or all that is old has left.
    horizon = needed + (0 if np.isinf(window) else int(window))
    return month_number(as_of) + np.arange(horizon + 1)


def held_ahead(
    parts: pd.DataFrame, ahead: Months, *, as_of: Day, within_years: float | None
) -> Months:
    """Return how many months will count in each month ahead, if the person stays."""
    begun = parts[parts["started_on"] <= as_day(as_of)]
    touched = touched_months(begun, as_of=first_day(ahead)[-1])
    gone = np.searchsorted(touched, ahead - window_months(within_years), "right")
    return np.asarray(np.searchsorted(touched, ahead, "right") - gone, dtype=np.int64)
