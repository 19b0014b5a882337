"""Months of experience, and how alike two projects are."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import PROJECT_CONTEXT as CONTEXT
from capability.frames import Day, as_day, check_frame, check_spells

Numbers = NDArray[np.float64]
Months = NDArray[np.int64]

SECTOR_SHARE: Final = 0.40
SIZE_SHARE: Final = 0.25
METHOD_SHARE: Final = 0.20
PLACE_SHARE: Final = 0.15
SIZE_RATIO: Final = 4.0


def experience_months(spells: pd.DataFrame, *, as_of: Day, within_years: float | None) -> int:
    """Return how many calendar months were touched by work, each counted once.

    Parameters
    ----------
    spells : pandas.DataFrame
        ``started_on, ended_on`` (blank: still open, runs to ``as_of``). The caller leaves out
        closed projects without dates, and parts that do not count.
    as_of : date
        Work after this day does not count yet.
    within_years : float or None
        The window is the ``within_years * 12`` calendar months that end with the month of
        ``as_of``; None counts all.

    Returns
    -------
    int

    Raises
    ------
    FrameError
    ValueError
        ``within_years`` is negative.

    Examples
    --------
    >>> days = {"started_on": ["2026-01-31"], "ended_on": ["2026-03-01"]}
    >>> spells = pd.DataFrame(days).astype("datetime64[us]")
    >>> experience_months(spells, as_of=pd.Timestamp("2026-06-30"), within_years=8)
    3
    """
    window = window_months(within_years)
    return int(np.sum(touched_months(spells, as_of=as_of) > month_number(as_of) - window))


def experience_calendar(
    spells: pd.DataFrame, *, as_of: Day, within_years: float | None
) -> pd.DataFrame:
    """Return each month that counts with the projects that it comes from.

    Parameters
    ----------
    spells, as_of, within_years
        As for :func:`experience_months`; where ``spells`` has no column ``project``, the label of
        its index stands for it.

    Returns
    -------
    pandas.DataFrame
        ``month`` (its first day) and ``project``, each pair once, in time and then in the order
        of the spells. The distinct months are those that :func:`experience_months` counts.

    Raises
    ------
    FrameError
    ValueError
    """
    spans = _spans(spells, as_of=as_of)
    earliest = month_number(as_of) - window_months(within_years) + 1
    first = np.maximum(spans["first"].to_numpy(float), earliest)
    length = np.maximum(spans["last"].to_numpy(float) - first + 1, 0).astype(np.int64)
    month = np.repeat(first, length) + _counted(length)
    rows = pd.DataFrame(
        {
            "month": first_day(month.astype(np.int64)),
            "project": np.repeat(spans["project"].to_numpy(object), length),
        }
    )
    return rows.drop_duplicates().sort_values("month", kind="stable", ignore_index=True)


def touched_months(spells: pd.DataFrame, *, as_of: Day) -> Months:
    """Return the distinct months touched until ``as_of``, as :func:`month_number`, in time.

    Raises
    ------
    FrameError
    """
    spans = _spans(spells, as_of=as_of)
    first = spans["first"].to_numpy(np.int64)
    length = spans["last"].to_numpy(np.int64) - first + 1
    return np.unique(np.repeat(first, length) + _counted(length))


def month_number(day: Day) -> int:
    """Return the number of a calendar month, counted from year 0.

    >>> month_number(pd.Timestamp("2026-01-31")) - month_number(pd.Timestamp("2025-12-01"))
    1
    """
    at = as_day(day)
    return at.year * 12 + at.month - 1


def first_day(months: Months) -> pd.DatetimeIndex:
    """Return the first day of each numbered month."""
    since_1970 = np.asarray(months, dtype=np.int64) - 1970 * 12
    return pd.DatetimeIndex(since_1970.astype("datetime64[M]").astype("datetime64[us]"))


def window_months(within_years: float | None) -> float:
    """Return the length of a window in months; no window is an infinite one.

    Raises
    ------
    ValueError
        ``within_years`` is negative.
    """
    if within_years is None:
        return np.inf
    if within_years < 0:
        raise ValueError(f"within_years must not be negative, got {within_years}")
    return round(within_years * 12)


def context_similarity(projects: pd.DataFrame, others: pd.DataFrame) -> Numbers:
    """Return how alike the settings of projects are.

    ``.4 sector + .25 size + .2 method + .15 place``: sector, method and place are the same or not,
    place being the country or, failing that, the region; size falls from 1 with the ratio of the
    sizes, ``exp(-|ln ratio| / ln 4)``. What is unknown on either side adds nothing.

    Parameters
    ----------
    projects, others : pandas.DataFrame
        ``sector, size`` (above 0, in one unit), ``method, country, region``; any may be blank or
        absent.

    Returns
    -------
    array of shape (len(projects), len(others))
        From 0 to 1.

    Raises
    ------
    FrameError

    Examples
    --------
    >>> rail = pd.DataFrame({"sector": ["rail"], "size": [1.0]})
    >>> harbour = pd.DataFrame({"sector": ["rail"], "size": [4.0]})
    >>> context_similarity(rail, harbour).round(3)
    array([[0.492]])
    """
    left, right = check_frame(projects, CONTEXT), check_frame(others, CONTEXT)
    shape = (len(left), len(right))
    ratio = _size(left)[:, None] - _size(right)[None, :]
    size = np.nan_to_num(np.exp(-np.abs(ratio) / np.log(SIZE_RATIO)), nan=0.0)
    place = _same(left, right, "country", shape) | _same(left, right, "region", shape)
    return np.asarray(
        SECTOR_SHARE * _same(left, right, "sector", shape)
        + SIZE_SHARE * size
        + METHOD_SHARE * _same(left, right, "method", shape)
        + PLACE_SHARE * place,
        dtype=np.float64,
    )


def _spans(spells: pd.DataFrame, *, as_of: Day) -> pd.DataFrame:
    """Return project, first and last month of each spell begun by ``as_of``."""
    today = as_day(as_of)
    checked = check_spells(spells)
    checked = checked[checked["started_on"] <= today]
    is_past = checked["ended_on"] <= today
    ended_on = checked["ended_on"].where(is_past, today)
    started_on = checked["started_on"]
    return pd.DataFrame(
        {
            "project": checked.get("project", checked.index.to_series()),
            "first": started_on.dt.year * 12 + started_on.dt.month - 1,
            "last": ended_on.dt.year * 12 + ended_on.dt.month - 1,
        }
    )


def _counted(lengths: Months) -> Months:
    """Return 0, 1, ... up to each length, one run after the other."""
    starts = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(lengths.sum()) - np.repeat(starts, lengths), dtype=np.int64)


def _size(projects: pd.DataFrame) -> Numbers:
    if "size" not in projects:
        return np.full(len(projects), np.nan)
    return np.asarray(np.log(projects["size"].to_numpy(float)), dtype=np.float64)


def _same(
    left: pd.DataFrame, right: pd.DataFrame, name: str, shape: tuple[int, int]
) -> NDArray[np.bool_]:
    if name not in left or name not in right:
        return np.zeros(shape, dtype=bool)
    codes, _ = pd.factorize(
        pd.concat([left[name].astype(object), right[name].astype(object)], ignore_index=True)
    )
    ours, theirs = codes[: shape[0], None], codes[None, shape[0] :]
    return np.asarray((ours == theirs) & (ours >= 0), dtype=bool)
