"""Early signs: levels that fall, evidence that grows old, demands beyond the map."""

from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtr

from capability.frames import DEMANDS, ESTIMATES, Day, as_day, check_frame, check_ratings
from capability.gaps import probability_met

DROP: Final = 0.3
SURE: Final = 0.9
STALE_MONTHS: Final = 18.0
DAYS_A_MONTH: Final = 30.4375
LIKELY: Final = 0.5
FEWEST_DEMANDS: Final = 2


def find_declines(
    before: pd.DataFrame, now: pd.DataFrame, *, drop: float = DROP, sure: float = SURE
) -> pd.DataFrame:
    """Return whose level has surely fallen.

    Parameters
    ----------
    before, now : pandas.DataFrame
        ``person, competency, level, sd``, levels: estimates from the ratings of two windows that
        share none, such as of the last twelve months and of the twelve before.
    drop : float
        What counts as a fall, in levels.
    sure : float
        The least probability of a fall by more than ``drop``.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, before, now, probability`` in the order of ``now``. A sign to talk
        about, for the person and the coach first.

    Raises
    ------
    FrameError

    Notes
    -----
    Hand over the critical competencies only. In a simulation without any change, windows of a
    year with a self-assessment, a coach and three peers give a sign by chance to 3 % of people
    with five competencies, 4 % with ten and 9 % with twenty-eight.
    """
    earlier, later = (
        check_frame(frame, ESTIMATES[:4], unique=("person", "competency"))
        for frame in (before, now)
    )
    both = later.merge(earlier, on=["person", "competency"], suffixes=("", "_before"))
    doubt = np.sqrt(both["sd"] ** 2 + both["sd_before"] ** 2)
    both["probability"] = ndtr((both["level_before"] - both["level"] - drop) / doubt)
    both = both[both["probability"] >= sure]
    both = both.rename(columns={"level_before": "before", "level": "now"})
    return both[["person", "competency", "before", "now", "probability"]].reset_index(drop=True)


def find_stale(ratings: pd.DataFrame, *, as_of: Day, months: float = STALE_MONTHS) -> pd.DataFrame:
    """Return what was last rated too long ago.

    Parameters
    ----------
    ratings : pandas.DataFrame
        As for :func:`capability.scoring.estimate_levels`.
    as_of : date
    months : float
        An answer older than this says little about today.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, rated_on`` (the latest answer) and ``months`` since then, in the
        order of the ratings. What was never rated is not in it.

    Raises
    ------
    FrameError
    """
    checked = check_ratings(ratings, as_of=as_of)
    answered = checked[checked["level"].notna()]
    key = ["person", "competency"]
    last = answered.groupby(key, sort=False, observed=True)["rated_on"].max().reset_index()
    days = (as_day(as_of) - last["rated_on"].dt.normalize()).dt.days
    last["months"] = days.astype(float) / DAYS_A_MONTH
    return last[last["months"] > months].reset_index(drop=True)


def find_demands(estimates: pd.DataFrame, demands: pd.DataFrame) -> pd.DataFrame:
    """Return who has projects that ask for more than the map shows.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``person, competency, level, sd``, levels.
    demands : pandas.DataFrame
        ``person, project, competency, demand`` (level) and ``share`` (of the person's time,
        above 0): what the present projects ask in critical competencies.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, probability`` (of meeting the demand, weighted by the shares) below
        one half, for people with at least two such competencies, in the order of the demands.

    Raises
    ------
    FrameError
    """
    held = check_frame(estimates, ESTIMATES[:4], unique=("person", "competency"))
    asked = check_frame(demands, DEMANDS, unique=("person", "project", "competency"))
    both = asked.merge(held, on=["person", "competency"])
    met = np.asarray(probability_met(both["level"], both["sd"], both["demand"]))
    both["met"] = met * both["share"]
    key = ["person", "competency"]
    sums = both.groupby(key, sort=False, observed=True)[["met", "share"]].sum().reset_index()
    sums["probability"] = sums["met"] / sums["share"]
    beyond = sums[sums["probability"] < LIKELY]
    count = beyond.groupby("person", observed=True)["competency"].transform("size")
    return beyond[count >= FEWEST_DEMANDS][[*key, "probability"]].reset_index(drop=True)
