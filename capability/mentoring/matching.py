"""A matching of mentees to mentors within capacity."""

from collections.abc import Sequence
from typing import Any, Final, Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import FrameError, FrameProblem, sorted_keys

Numbers = NDArray[np.float64]

MOST_CELLS: Final = 4_000_000
ARCS: Final = 20
TRACE: Final = 1e-7


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
    Up to some millions of mentees times places the optimum is found by assignment, beyond by
    linear programming over the likely pairs, adding those that its prices show to be missing
    until there are none; both are exact. Both sides share one affinity, so taking the largest one
    that is still possible, again and again, gives the stable matching. Equal choices are settled
    by name.

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
    values = table.to_numpy(copy=True)
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
    table = affinity.loc[sorted_keys(affinity.index), sorted_keys(affinity.columns)].astype(float)
    infinite = np.argwhere(np.isinf(table.to_numpy()))
    if len(infinite):
        row, column = infinite[0]
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
    if len(values) * int(places.sum()) > MOST_CELLS:
        return optimal_by_arcs(values, places)
    # A third of a second to import, and few pages match anybody.
    from scipy.optimize import linear_sum_assignment

    is_useful = values >= 0
    # Everybody is assigned somewhere; what must not be costs a trace more than nothing, so that
    # an allowed pair worth 0 is still preferred to it.
    trace = 1e-9 * max(float(np.max(values, where=is_useful, initial=0.0)), 1e-12) / len(values)
    place = np.repeat(np.arange(len(places)), places)
    mentee, seat = linear_sum_assignment(np.where(is_useful, -values, trace).take(place, axis=1))
    mentor = place[seat]
    is_made = is_useful[mentee, mentor]
    return list(zip(mentee[is_made].tolist(), mentor[is_made].tolist(), strict=True))


def optimal_by_arcs(
    values: Numbers, places: NDArray[np.int64], *, arcs: int = ARCS
) -> list[tuple[int, int]]:
    """Return the pairs of the greatest total by linear programming over the likely pairs.

    The likely pairs are the best for each mentee, those for which a mentor is better than for
    others, and the best for each mentor. A corner of this programme is whole. A pair left out
    would be missed only where it is worth more than the prices of both sides; such pairs are
    added, and the programme is solved again.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    worth = np.where(values >= 0, values, -np.inf)
    count = np.maximum((values >= 0).sum(axis=0), 1)
    usual = np.sum(worth, axis=0, where=values >= 0) / count
    is_arc = _largest(worth, arcs) | _largest(worth - usual, arcs)
    is_arc |= _largest(worth.T, arcs).T
    while True:
        rows, columns = np.nonzero(is_arc)
        ends = np.concatenate([rows, len(values) + columns])
        sides = csr_array(
            (np.ones(len(ends)), (ends, np.tile(np.arange(len(rows)), 2))),
            shape=(sum(values.shape), len(rows)),
        )
        found = linprog(
            -worth[rows, columns],
            A_ub=cast("Any", sides),
            b_ub=np.concatenate([np.ones(len(values)), places]),
            method="highs-ds",
        )
        price = -found.ineqlin.marginals
        better = worth - price[: len(values), None] - price[None, len(values) :]
        better[is_arc] = -np.inf
        is_missed = _largest(better, arcs) & (better > TRACE)
        if not is_missed.any():
            break
        is_arc |= is_missed
    taken = np.asarray(found.x, dtype=np.float64) > 0.5
    made = list(zip(rows[taken].tolist(), columns[taken].tolist(), strict=True))
    # Pairs worth 0 add nothing to the total, and are made all the same.
    rest = values.copy()
    rest[rows[taken]] = np.nan
    left = places - np.bincount(columns[taken], minlength=len(places))
    return made + _stable(rest, left)


def _largest(values: Numbers, count: int) -> NDArray[np.bool_]:
    """Return where the largest finite values of each row stand."""
    is_largest = np.zeros(values.shape, dtype=bool)
    width = min(count, values.shape[1])
    at = np.argpartition(-values, width - 1, axis=1)[:, :width]
    np.put_along_axis(is_largest, at, True, axis=1)
    return np.asarray(is_largest & np.isfinite(values), dtype=bool)


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
