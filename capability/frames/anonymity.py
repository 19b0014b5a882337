"""The floor below which a group of raters is not used at all."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from capability.vocabulary import AssessmentSource

ANONYMOUS_SOURCES: Final = (AssessmentSource.PEER.value, AssessmentSource.SPONSOR.value)
ANONYMITY_FLOOR: Final = 3


def drop_small_groups(
    ratings: pd.DataFrame,
    *,
    floor: int = ANONYMITY_FLOOR,
    sources: Sequence[str] = ANONYMOUS_SOURCES,
) -> pd.DataFrame:
    """Return the ratings without groups so small that an answer could be traced to its rater.

    The caller applies this before anything else: the estimate is linear in the answers, so whoever
    knows the other forms could solve for the one peer. There is one estimate, for all viewers.
    It lives beside the tables because scoring, maps and agreement all start from what it leaves.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Columns ``person, rater, source, competency, level`` at least; any other is kept.
    floor : int
        Fewest different raters whose answers may be used together.
    sources : sequence of str
        The sources that were promised anonymity.

    Returns
    -------
    pandas.DataFrame
        The rows that remain, in their order, with their index.

    Notes
    -----
    A group is one person, one source, *one competency*: when three peers send a form and only one
    of them answers Risk, that answer would stand alone, so it is dropped too. "Not applicable"
    does not count as an answer.
    """
    if len(ratings) == 0:
        return ratings.copy()
    is_anonymous = ratings["source"].isin(list(sources)).to_numpy()
    counted = is_anonymous & ratings["level"].notna().to_numpy()
    group = ["person", "source", "competency"]
    raters = ratings[counted].groupby(group, observed=True)["rater"].transform("nunique")
    kept = ~is_anonymous
    kept[counted] = raters.to_numpy() >= floor
    return ratings[kept]
