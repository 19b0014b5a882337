"""A matching of mentees to mentors within capacity."""

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import FrameError, FrameProblem, sorted_keys


def match_mentors(
    affinity: pd.DataFrame,
    capacity: "pd.Series[Any]",
    *,
    mode: Literal["optimal", "stable"] = "optimal",
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
        The mode is unknown.

    Notes
    -----
    Both sides share one affinity, so taking the largest one that is still possible, again and
    again, gives the stable matching. Equal choices are settled by name.

    Examples
    --------
    >>> affinity = pd.DataFrame([[10, 9], [9, 0]], index=["Li", "Bo"], columns=["Ana", "Eva"])
    >>> match_mentors(affinity, pd.Series({"Ana": 1, "Eva": 1}))
      mentee mentor  affinity
    0     Li    Eva       9.0
    1     Bo    Ana       9.0
    """
    table, places = _checked(affinity, capacity)
    if mode == "optimal":
        chosen = _optimal(table, places)
    elif mode == "stable":
        chosen = _stable(table, places)
    else:
        raise ValueError(f"mode must be 'optimal' or 'stable', got {mode!r}")
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


def _optimal(table: pd.DataFrame, places: NDArray[np.int64]) -> list[tuple[int, int]]:
    # A third of a second to import, and few pages match anybody.
    from scipy.optimize import linear_sum_assignment

    values = table.to_numpy()
    is_useful = values >= 0
    if not is_useful.any():
        return []
    # Everybody is assigned somewhere; what must not be is worth a trace less than nothing, so
    # that an allowed pair worth 0 is still preferred to it.
    trace = 1e-9 * max(float(np.max(values, where=is_useful, initial=0.0)), 1e-12) / len(values)
    place = np.repeat(np.arange(len(places)), places)
    worth = np.where(is_useful, values, -trace)[:, place]
    mentee, seat = linear_sum_assignment(worth, maximize=True)
    return [
        (int(i), int(place[s])) for i, s in zip(mentee, seat, strict=True) if is_useful[i, place[s]]
    ]


def _stable(table: pd.DataFrame, places: NDArray[np.int64]) -> list[tuple[int, int]]:
    values = table.to_numpy()
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
