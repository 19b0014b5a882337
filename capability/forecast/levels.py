"""Levels by a date, once what is planned has had its effect."""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.frames import ESTIMATES, STEPS, check_frame
from capability.scale import HIGHEST, LOWEST

DRIFT_A_YEAR: Final = 0.0625
MONTHS_TO_SHOW: Final = 3.0
GAIN_VARIANCE: Final = 0.05
NORMAL_90: Final = 1.645
KAPPA: Final = 1.05


def project_levels(
    estimates: pd.DataFrame, steps: pd.DataFrame, *, months: float, kappa: float = KAPPA
) -> pd.DataFrame:
    """Return one person's levels in some months, with what is planned until then.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``competency, level, sd``, levels: where the person stands today.
    steps : pandas.DataFrame
        ``competency, gain`` (levels), ``ends_in`` (months from today) and optionally ``sd`` of
        the gain (levels; blank or absent: the root of .05). A gain shows three months after its
        step has ended. Steps in other competencies are passed over.
    months : float
        How far ahead, 0 or more.
    kappa : float
        Widens the range, as in :class:`capability.scoring.ScoringModel`.

    Returns
    -------
    pandas.DataFrame
        ``competency, level, sd, low, high`` in the order of the estimates; ``level`` and the 90 %
        range are clipped to the scale, ``sd`` is not.

    Raises
    ------
    FrameError
    ValueError
        ``months`` is negative.

    Notes
    -----
    ``level + sum of gains``, with variance ``sd^2 + .0625 t / 12 + sum of the gains' variances``:
    levels drift by a quarter of a level a year.

    Examples
    --------
    >>> today = pd.DataFrame({"competency": ["risk"], "level": [2.8], "sd": [0.35]})
    >>> plan = pd.DataFrame({"competency": ["risk"], "gain": [0.5], "ends_in": [6]})
    >>> project_levels(today, plan, months=8)["level"].item()
    2.8
    >>> project_levels(today, plan, months=9)["level"].item()
    3.3
    """
    now = check_frame(estimates, ESTIMATES[1:4], unique=("competency",))
    gain, added = shown_until(now["competency"], steps, months=months)
    level = now["level"] + gain
    variance = now["sd"] ** 2 + added
    sd = np.sqrt(variance)
    reach = NORMAL_90 * kappa * sd
    return pd.DataFrame(
        {
            "competency": now["competency"],
            "level": level.clip(LOWEST, HIGHEST),
            "sd": sd,
            "low": (level - reach).clip(LOWEST, HIGHEST),
            "high": (level + reach).clip(LOWEST, HIGHEST),
        }
    ).reset_index(drop=True)


def shown_until(
    competencies: "pd.Series[Any]",
    steps: pd.DataFrame,
    *,
    months: float,
    still: Collection[Any] = (),
) -> "tuple[pd.Series[float], pd.Series[float]]":
    """Return what is added to levels and to their variances in some months, by competency.

    ``still`` are the competencies that do not drift.
    """
    if not months >= 0:
        raise ValueError(f"months must not be negative, got {months}")
    planned = check_frame(steps, STEPS)
    shown = planned[planned.get("ends_in", _blank(planned)).fillna(0.0) + MONTHS_TO_SHOW <= months]
    drift = (~competencies.isin(list(still))).astype(float) * (DRIFT_A_YEAR * months / 12)
    gain = _sum(competencies, shown, shown["gain"])
    return gain, drift + _sum(competencies, shown, gain_variance(shown))


def gain_variance(steps: pd.DataFrame) -> "pd.Series[float]":
    """Return how unsure the gain of each step is, levels squared."""
    variance: pd.Series[float] = (steps.get("sd", _blank(steps)) ** 2).fillna(GAIN_VARIANCE)
    return variance


def _sum(
    competencies: "pd.Series[Any]", steps: pd.DataFrame, amounts: "pd.Series[Any]"
) -> "pd.Series[float]":
    """Return the sum of what each competency has in the steps."""
    by_competency = amounts.groupby(steps["competency"], observed=True).sum()
    found: pd.Series[float] = competencies.map(by_competency).fillna(0.0).astype(float)
    return found


def _blank(frame: pd.DataFrame) -> "pd.Series[float]":
    return pd.Series(np.nan, frame.index)
