"""A matching of mentees to mentors within capacity."""

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import FrameError, FrameProblem, sorted_keys
from capability.mentoring.likely import optimal_by_arcs

Numbers = NDArray[np.float64]

MOST_CELLS: Final = 100_000
"""Mentees times places up to which every single one is looked at."""
SCARCE: Final = 20
"""So many times more where places are scarce: nobody competes for a mentee, so that is quick."""


def match_mentors(
    affinity: pd.DataFrame,
    capacity: "pd.Series[Any]",
    *,
    mode: Literal["optimal", "stable"] = "optimal",
    kept: Sequence[tuple[Any, Any]] = (),
) -> pd.DataFrame:
    """Return one mentor for as many mentees as capacity allows.

    Parameters
    ----------
    affinity : pandas.DataFrame
        Mentees (index) x mentors (columns), any finite number; NaN: not allowed. The caller sets
        NaN below its threshold, see :func:`affinity_matrix`.
    capacity : pandas.Series
        Free places by mentor, whole numbers.
    mode : {"optimal", "stable"}
        "optimal" maximises the total affinity, which is fairer to the mentee worst off; "stable"
        leaves no mentee and mentor who would both rather have each other.
    kept : sequence of (mentee, mentor)
        Pairs made by hand; the others are matched around them. What that costs is the difference
        of the totals with and without.

    Returns
    -------
    pandas.DataFrame
        ``mentee, mentor, affinity`` of the pairs made, in the order of the mentees. A pair of
        affinity below 0 is never made: it would lower the total.

    Raises
    ------
    FrameError
        An affinity is infinite, a name stands twice, a mentor's capacity is missing, negative or
        broken.
    ValueError
        The mode is unknown, or a kept pair is not allowed, has no place or stands twice.

    Notes
    -----
    Up to a hundred thousand mentees times places (two million where there are fewer places than
    mentees) the optimum is found by assignment to single places, beyond in
    :mod:`capability.mentoring.likely`, by assignment among the likely pairs, to which those are
    added that its prices show to be missing. Both are exact: no other matching has a greater
    total, but for what floating point leaves (one part in ten million a pair).
    Which of several matchings of one total is returned is not specified, but is always the same.
    Both sides share one affinity, so taking the largest one that is still possible, again and
    again, gives the stable matching, where equal choices are settled by name.

    Examples
    --------
    >>> affinity = pd.DataFrame([[10, 9], [9, 0]], index=["Li", "Bo"], columns=["Ana", "Eva"])
    >>> match_mentors(affinity, pd.Series({"Ana": 1, "Eva": 1}))
      mentee mentor  affinity
    0     Li    Eva       9.0
    1     Bo    Ana       9.0
    """
    table, places = _checked(affinity, capacity)
    if mode not in _MODES:
        raise ValueError(f"mode must be 'optimal' or 'stable', got {mode!r}")
    by_hand = _by_hand(table, places, kept)
    values = table.to_numpy()
    if by_hand:
        values = values.copy()
        values[[row for row, _ in by_hand]] = np.nan
    left = places - np.bincount([at for _, at in by_hand], minlength=len(places)).astype(np.int64)
    chosen = [*by_hand, *_MODES[mode](values, left)]
    place = affinity.index.get_indexer(table.index)
    return _pairs_frame(table, sorted(chosen, key=lambda pair: int(place[pair[0]])))


def blocking_pairs(
    affinity: pd.DataFrame, capacity: "pd.Series[Any]", pairs: pd.DataFrame
) -> pd.DataFrame:
    """Return the pairs not made who would both rather have each other.

    Parameters
    ----------
    affinity, capacity
        As for :func:`match_mentors`.
    pairs : pandas.DataFrame
        ``mentee, mentor`` of the pairs made.

    Returns
    -------
    pandas.DataFrame
        ``mentee, mentor, affinity``, by name; none for a stable matching.

    Raises
    ------
    FrameError
    """
    table, places = _checked(affinity, capacity)
    values = table.to_numpy()
    made = np.zeros(values.shape, dtype=bool)
    mentee = table.index.get_indexer(pd.Index(pairs["mentee"]))
    made[mentee, table.columns.get_indexer(pd.Index(pairs["mentor"]))] = True
    # Nobody is worth 0: a mentee without mentor and a place still free take any pair from 0 up.
    has_place = made.sum(axis=0) < places
    own = np.where(made.any(axis=1), np.max(values, axis=1, initial=-np.inf, where=made), -np.inf)
    least = np.where(has_place, -np.inf, np.min(values, axis=0, initial=np.inf, where=made))
    is_blocking = (values >= 0) & (values > own[:, None]) & (values > least)
    return _pairs_frame(table, list(zip(*np.nonzero(is_blocking), strict=True)))


def _checked(
    affinity: pd.DataFrame, capacity: "pd.Series[Any]"
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return the table and the places with both sides by name, so that order decides nothing."""
    for side, names in (("mentee", affinity.index), ("mentor", affinity.columns)):
        if not names.is_unique:
            twice = names[names.duplicated()][0]
            raise FrameError(FrameProblem.DUPLICATE, side, twice, twice)
    table = _by_name(affinity)
    if np.isinf(table.to_numpy()).any():
        row, column = np.argwhere(np.isinf(table.to_numpy()))[0]
        raise FrameError(
            FrameProblem.OUT_OF_RANGE,
            str(table.columns[column]),
            table.index[row],
            table.iloc[row, column],
        )
    places = pd.to_numeric(capacity.reindex(table.columns)).to_numpy(float)
    is_wrong = ~((places >= 0) & (places == np.floor(places)) & np.isfinite(places))
    if is_wrong.any():
        at = int(np.argmax(is_wrong))
        raise FrameError(FrameProblem.OUT_OF_RANGE, "capacity", table.columns[at], places[at])
    return table, np.minimum(places, len(table)).astype(np.int64)


def _by_name(affinity: pd.DataFrame) -> pd.DataFrame:
    """Return the table as numbers with both sides by name, so that order decides nothing."""
    rows, columns = sorted_keys(affinity.index), sorted_keys(affinity.columns)
    is_sorted = list(affinity.index) == list(rows) and list(affinity.columns) == list(columns)
    # A table of millions of cells is not copied for nothing.
    return (affinity if is_sorted else affinity.loc[rows, columns]).astype(float)


def _by_hand(
    table: pd.DataFrame, places: NDArray[np.int64], kept: Sequence[tuple[Any, Any]]
) -> list[tuple[int, int]]:
    """Return pairs made by hand as positions, each allowed and within the places."""
    pairs = [
        (
            int(table.index.get_indexer(pd.Index([mentee]))[0]),
            int(table.columns.get_indexer(pd.Index([mentor]))[0]),
        )
        for mentee, mentor in kept
    ]
    left, values = places.copy(), table.to_numpy()
    for (row, at), pair in zip(pairs, kept, strict=True):
        is_known = row >= 0 and at >= 0 and not np.isnan(values[row, at])
        if not is_known or left[at] == 0 or [each for each, _ in pairs].count(row) > 1:
            raise ValueError(f"kept: {pair!r} cannot be made")
        left[at] -= 1
    return pairs


def _optimal(values: Numbers, places: NDArray[np.int64]) -> list[tuple[int, int]]:
    if not (values >= 0).any():
        return []
    seats = int(places.sum())
    if len(values) * seats > MOST_CELLS * (SCARCE if seats < len(values) else 1):
        return optimal_by_arcs(values, places)
    # A third of a second to import, and few pages match anybody.
    from scipy.optimize import linear_sum_assignment

    is_useful = values >= 0
    worth = np.where(is_useful, -values, _trace(values))
    place = np.repeat(np.arange(len(places)), places)
    mentee, seat = linear_sum_assignment(worth.take(place, axis=1))
    mentor = place[seat]
    is_made = is_useful[mentee, mentor]
    return list(zip(mentee[is_made].tolist(), mentor[is_made].tolist(), strict=True))


def _trace(values: Numbers) -> float:
    """Return what being matched with nobody costs: a trace, so that a pair worth 0 is preferred."""
    return 1e-9 * max(float(np.nanmax(values)), 1e-12) / len(values)


def _stable(values: Numbers, places: NDArray[np.int64]) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(values >= 0)
    left = places.copy()
    is_free = np.ones(len(values), dtype=bool)
    chosen = []
    # Stable sorting keeps equal pairs by name of the mentee, then of the mentor.
    for at in np.argsort(-values[rows, columns], kind="stable"):
        i, j = int(rows[at]), int(columns[at])
        if is_free[i] and left[j] > 0:
            chosen.append((i, j))
            is_free[i] = False
            left[j] -= 1
    return chosen


_MODES: Final = {"optimal": _optimal, "stable": _stable}


def _pairs_frame(table: pd.DataFrame, pairs: list[tuple[Any, Any]]) -> pd.DataFrame:
    rows = np.array([i for i, _ in pairs], dtype=np.intp)
    columns = np.array([j for _, j in pairs], dtype=np.intp)
    return pd.DataFrame(
        {
            "mentee": table.index.take(rows),
            "mentor": table.columns.take(columns),
            "affinity": table.to_numpy()[rows, columns],
        }
    )
