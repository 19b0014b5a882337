"""One person's levels with how the doubts about them go together, today and by a date."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.forecast.levels import KAPPA, NORMAL_90, shown_until
from capability.forecast.ready import joint_readiness
from capability.gaps import ROUNDING
from capability.scale import HIGHEST, LOWEST

Numbers = NDArray[np.float64]

MOST_CRITICAL: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class JointLevels:
    """Levels of one person, and the covariance of the doubts about them, in levels squared.

    What is settled, because the person and the coach agreed on it, is not in doubt: its rows and
    columns are 0.
    """

    competencies: tuple[Any, ...]
    level: Numbers
    covariance: Numbers

    def reach(self, weights: "pd.Series[float]", *, kappa: float = KAPPA) -> tuple[float, float]:
        """Return the 90 % range of a weighted mean of levels, clipped to the scale.

        ``weights`` are by competency, of any sum above 0.
        """
        share = np.array([weights.get(name, 0.0) for name in self.competencies], dtype=float)
        share /= share.sum()
        middle = float(share @ self.level)
        half = NORMAL_90 * kappa * float(np.sqrt(share @ self.covariance @ share))
        low, high = np.clip((middle - half, middle + half), LOWEST, HIGHEST)
        return float(low), float(high)


def settle(levels: JointLevels, agreed: "pd.Series[float]") -> JointLevels:
    """Return the levels with what was agreed on in the place of its estimate, and without doubt.

    The others stay as they are: an agreement in one competency says nothing of another.
    """
    is_settled = np.array([name in agreed.index for name in levels.competencies], dtype=bool)
    level, covariance = levels.level.copy(), levels.covariance.copy()
    settled = [agreed[name] for name in levels.competencies if name in agreed.index]
    level[is_settled] = settled
    covariance[is_settled, :] = 0.0
    covariance[:, is_settled] = 0.0
    return JointLevels(levels.competencies, level, covariance)


def project_jointly(
    levels: JointLevels,
    steps: pd.DataFrame,
    *,
    months: float,
    settled: Collection[Any] = (),
) -> JointLevels:
    """Return one person's levels in some months, with what is planned until then.

    Parameters
    ----------
    levels : JointLevels
    steps, months
        As for :func:`capability.forecast.project_levels`, which this agrees with for what is not
        settled.
    settled : collection of competencies
        An agreed level stands until it is agreed anew: it does not drift, and only what is planned
        on top of it is in doubt.

    Returns
    -------
    JointLevels
        Levels are not clipped to the scale.

    Raises
    ------
    FrameError
    ValueError
        ``months`` is negative.
    """
    names = pd.Series(levels.competencies, dtype=object)
    gain, variance = shown_until(names, steps, months=months, still=settled)
    grown = levels.covariance + np.diag(variance.to_numpy(float))
    return JointLevels(levels.competencies, levels.level + gain.to_numpy(float), grown)


def chance_of(levels: JointLevels, required: "pd.Series[float]") -> float:
    """Return how probable it is that all required levels are reached at once.

    Parameters
    ----------
    levels : JointLevels
    required : pandas.Series
        What a role asks, by competency; each of them is in ``levels``.

    Returns
    -------
    float
        What is without doubt is reached or not; the others are taken together, as by
        :func:`capability.forecast.joint_readiness`. 1 when nothing is asked.
    """
    places = [levels.competencies.index(name) for name in required.index]
    level, asked = levels.level[places], required.to_numpy(dtype=float)
    doubt = levels.covariance[np.ix_(places, places)]
    is_open = np.diag(doubt) > 0
    if np.any(level[~is_open] < asked[~is_open] - ROUNDING):
        return 0.0
    return joint_readiness(level[is_open], doubt[np.ix_(is_open, is_open)], asked[is_open])


def count_met(levels: JointLevels, required: "pd.Series[float]") -> float:
    """Return how many of the required levels are likely to be reached: the sum of their chances.

    Parameters
    ----------
    levels, required
        As for :func:`chance_of`.

    Returns
    -------
    float
        0 to the number of competencies; how the doubts go together does not matter to it.
    """
    return float(sum(chance_of(levels, required.iloc[[at]]) for at in range(len(required))))


def critical_requirements(
    requirements: pd.DataFrame, *, most: int = MOST_CRITICAL
) -> "pd.Series[float]":
    """Return what a role asks where it matters most: what readiness is about.

    Parameters
    ----------
    requirements : pandas.DataFrame
        ``competency, required`` (NaN: not asked), ``weight, is_critical``.
    most : int
        Of more critical competencies those of greatest weight, of equal ones the first; the joint
        chance of many says little about a role.

    Returns
    -------
    pandas.Series
        Required levels by competency, in the order of the requirements. Where nothing is marked
        as critical, what weighs most stands for it.
    """
    asked = requirements[requirements["required"].notna()]
    critical = asked[asked["is_critical"].eq(True)]
    chosen = critical if len(critical) else asked
    kept = chosen["weight"].sort_values(ascending=False, kind="stable").index[:most]
    rows = chosen.loc[chosen.index.isin(kept)]
    found: pd.Series[float] = rows.set_index("competency")["required"].astype(float)
    return found
