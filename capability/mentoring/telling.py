"""What is to be told about a matching: who is left, who is worst off, who carries how much."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capability.mentoring.matching import blocking_pairs


@dataclass(frozen=True, slots=True, eq=False)
class MatchingSummary:
    """What is to be told about a matching.

    Parameters
    ----------
    matched : int
        Mentees with a mentor.
    unmatched : tuple
        Mentees without one, in the order of the affinities.
    total : float
        Sum of the affinities, and of what is maximised.
    least_affinity : float
        Of the mentee worst off among those matched; NaN where nobody is.
    worst_off : tuple
        Who they are, in the order of the affinities.
    load : pandas.DataFrame
        ``mentor, places, taken``, in the order of the affinities.
    load_gini : float
        How unevenly the mentees are spread over mentors with a place: 0 evenly, towards 1 to one.
    blocking : pandas.DataFrame
        ``mentee, mentor, affinity`` who would both rather have each other.
    """

    matched: int
    unmatched: tuple[Any, ...]
    total: float
    least_affinity: float
    worst_off: tuple[Any, ...]
    load: pd.DataFrame
    load_gini: float
    blocking: pd.DataFrame


def summarise_matching(
    affinity: pd.DataFrame, capacity: "pd.Series[Any]", pairs: pd.DataFrame
) -> MatchingSummary:
    """Return what is to be told about a matching.

    Parameters
    ----------
    affinity, capacity
        As for :func:`capability.mentoring.match_mentors`.
    pairs : pandas.DataFrame
        ``mentee, mentor, affinity`` of the pairs made.

    Returns
    -------
    MatchingSummary

    Raises
    ------
    FrameError
    """
    least = float(pairs["affinity"].min()) if len(pairs) else np.nan
    # The order of the affinities is that of names for the caller: nobody is ordered by fit.
    lowest = set(pairs["mentee"][pairs["affinity"] == least])
    found = set(pairs["mentee"])
    places = capacity.reindex(affinity.columns).to_numpy()
    taken = pairs["mentor"].value_counts().reindex(affinity.columns, fill_value=0).to_numpy(int)
    load = pd.DataFrame({"mentor": affinity.columns, "places": places, "taken": taken})
    return MatchingSummary(
        matched=len(pairs),
        unmatched=tuple(name for name in affinity.index if name not in found),
        total=float(pairs["affinity"].sum()),
        least_affinity=least,
        worst_off=tuple(name for name in affinity.index if name in lowest),
        load=load,
        load_gini=_gini(taken[places > 0].astype(np.float64)),
        blocking=blocking_pairs(affinity, capacity, pairs),
    )


def _gini(loads: "np.ndarray[Any, np.dtype[np.float64]]") -> float:
    """Return the mean difference of any two loads over twice their mean."""
    total = loads.sum()
    if total == 0:
        return 0.0
    ordered = np.sort(loads)
    place = np.arange(1, len(loads) + 1)
    return float(2 * (place @ ordered) / (len(loads) * total) - (len(loads) + 1) / len(loads))
