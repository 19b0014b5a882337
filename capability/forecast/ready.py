"""How ready somebody is for a role, and which steps raise it most."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from capability.forecast.levels import gain_variance
from capability.frames import RAISING_STEPS, check_frame, sorted_keys

Numbers = NDArray[np.float64]

FAR: Final = 8.0
FINE: Final = 20_001
COARSE: Final = 401
POINTS: Final = 1 << 14
TRACE: Final = 1e-15
AT_ONCE: Final = 500
ROUNDING: Final = 1e-9


class Measure(StrEnum):
    """What steps are chosen to raise."""

    ALL = "all"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class RaisingSteps:
    """The steps that together raise a measure most, and what it was and would be."""

    steps: tuple[Any, ...]
    before: float
    after: float


def readiness(
    level: ArrayLike, sd: ArrayLike, required: ArrayLike, *, correlation: float = 0.0
) -> float:
    """Return the probability that a person meets all required levels at once.

    Parameters
    ----------
    level, sd, required : float or array of shape (n_competencies,)
        Estimates, their standard deviations, and what the role asks, in levels.
    correlation : float
        Of the doubts about any two competencies, 0 to 1. It is well above 0 for one person: a
        product of the single probabilities is far too pessimistic.

    Returns
    -------
    float
        1 when nothing is asked.

    Raises
    ------
    ValueError
        An ``sd`` is not positive, or the correlation is outside 0-1.

    Notes
    -----
    One common factor carries the correlation; given the factor the competencies are independent,
    and the factor is integrated out on a fine grid. A page shows it to 5 %, as an estimate.

    Examples
    --------
    >>> round(readiness([3.5, 3.0], [0.5, 0.5], [3.0, 3.0]), 4)
    0.4207
    """
    doubt = np.asarray(sd, dtype=float)
    if not np.all(doubt > 0):
        raise ValueError("sd must be positive")
    if not 0 <= correlation <= 1:
        raise ValueError(f"correlation must be between 0 and 1, got {correlation}")
    ahead = np.atleast_1d((np.asarray(level, dtype=float) - np.asarray(required)) / doubt)
    return float(_all_at_once(ahead, correlation, FINE))


def joint_readiness(level: ArrayLike, covariance: ArrayLike, required: ArrayLike) -> float:
    """Return the probability of meeting all required levels, from the joint doubt about them.

    Parameters
    ----------
    level, required : array of shape (n_competencies,)
        Estimates, and what the role asks, in levels.
    covariance : array of shape (n_competencies, n_competencies)
        Of the doubts, levels squared, such as the rows and columns of the critical competencies
        in :func:`capability.scoring.level_covariances`.

    Returns
    -------
    float
        To about three decimals for up to five competencies; 1 when nothing is asked.

    Raises
    ------
    ValueError
        The shapes do not fit, or the covariance is not positive definite.

    Notes
    -----
    One competency after the other given those before it [1]_, over a fixed lattice of points
    instead of random ones, so that the answer is the same every time.

    References
    ----------
    .. [1] Genz (1992), Numerical computation of multivariate normal probabilities,
       *Journal of Computational and Graphical Statistics* 1.

    Examples
    --------
    >>> round(joint_readiness([3.0, 3.0], [[0.25, 0.125], [0.125, 0.25]], [3.0, 3.0]), 3)
    0.333
    """
    ahead = np.asarray(level, dtype=np.float64) - np.asarray(required, dtype=np.float64)
    doubt = np.asarray(covariance, dtype=np.float64)
    if ahead.ndim != 1 or doubt.shape != (len(ahead), len(ahead)):
        raise ValueError(f"covariance must be {ahead.shape * 2}, got {doubt.shape}")
    try:
        root = np.linalg.cholesky(doubt)
    except np.linalg.LinAlgError as error:
        raise ValueError("covariance must be positive definite") from error
    lattice = _lattice(len(ahead))
    drawn = np.zeros((POINTS, len(ahead)))
    chance = np.ones(POINTS)
    for at in range(len(ahead)):
        met = ndtr((ahead[at] - drawn[:, :at] @ root[at, :at]) / root[at, at])
        drawn[:, at] = ndtri(np.clip(lattice[:, at] * met, TRACE, 1 - TRACE))
        chance *= met
    return float(chance.mean())


def raising_steps(
    level: ArrayLike,
    sd: ArrayLike,
    required: pd.Series,
    steps: pd.DataFrame,
    *,
    correlation: float = 0.0,
    most: int = 2,
    measure: Measure = Measure.ALL,
) -> RaisingSteps:
    """Return which steps together raise the readiness for a role most.

    Parameters
    ----------
    level, sd : array of shape (n_competencies,)
        Estimates and their standard deviations, in levels.
    required : pandas.Series
        What the role asks, in levels, by competency; the same order.
    steps : pandas.DataFrame
        ``step, competency, gain`` and optionally ``sd`` of the gain and ``up_to``, the level that
        the step is made for (blank: any), levels; a step may stand in several rows. Competencies
        that the role does not ask are passed over. Steps in one competency build on each other,
        that of the lowest ``up_to`` first; none lifts it further than it is made for, and where a
        step lifts nothing it adds no doubt.
    correlation : float
        As for :func:`readiness`.
    most : int
        How many steps at most.
    measure : Measure
        What is to rise: the chance to meet everything at once, or, where that is too far off to
        tell steps apart, how many of the required levels are likely to be met.

    Returns
    -------
    RaisingSteps
        Fewer steps where more would not raise it; equal ones by name. All combinations are tried.

    Raises
    ------
    FrameError
    ValueError
    """
    before = readiness(level, sd, required.to_numpy(), correlation=correlation)
    if measure is Measure.COUNT:
        ahead = (np.asarray(level, dtype=float) - required.to_numpy()) / np.asarray(sd, dtype=float)
        before = float(ndtr(ahead).sum())
    planned = check_frame(steps, RAISING_STEPS)
    planned = planned[planned["competency"].isin(required.index)]
    names = sorted_keys(planned["step"]) if len(planned) else []
    table = _table_of(planned, names, required.index)
    now = (np.asarray(level, dtype=np.float64), np.asarray(sd, dtype=np.float64) ** 2)
    best = RaisingSteps((), before, before)
    for size in range(1, most + 1):
        for chosen in _in_bulk(names, size):
            after, variance = _lifted(*now, table[:, chosen])
            ahead = (after - required.to_numpy()) / np.sqrt(variance)
            found = (
                ndtr(ahead).sum(axis=-1)
                if measure is Measure.COUNT
                else _all_at_once(ahead, correlation, COARSE)
            )
            at = int(np.argmax(found))
            if found[at] > best.after + ROUNDING:
                best = RaisingSteps(
                    tuple(names[each] for each in chosen[at]), before, float(found[at])
                )
    return best


def _table_of(planned: pd.DataFrame, names: list[Any], competencies: "pd.Index[Any]") -> Numbers:
    """Return gain, variance and reach of each step in each competency (3, steps, levels)."""
    table = np.zeros((3, len(names), len(competencies)))
    table[2] = np.inf
    row = np.array([names.index(name) for name in planned.get("step", ())], dtype=np.intp)
    column = competencies.get_indexer(pd.Index(planned["competency"])).astype(np.intp)
    np.add.at(table[0], (row, column), planned["gain"].to_numpy(float))
    np.add.at(table[1], (row, column), gain_variance(planned).to_numpy(float))
    if "up_to" in planned:
        reach = planned["up_to"].fillna(np.inf).to_numpy(float)
        np.minimum.at(table[2], (row, column), reach)
    return table


def _lifted(level: Numbers, variance: Numbers, steps: Numbers) -> tuple[Numbers, Numbers]:
    """Return levels and variances after steps that build on each other (3, n, steps, levels)."""
    order = np.argsort(steps[2], axis=1, kind="stable")
    gain, doubt, reach = np.take_along_axis(steps, order[None], axis=2)
    for at in range(gain.shape[1]):
        lifted = np.maximum(level, np.minimum(level + gain[:, at], reach[:, at]))
        variance = variance + np.where(lifted > level, doubt[:, at], 0.0)
        level = lifted
    return level, variance


def _in_bulk(names: list[Any], size: int) -> list[NDArray[np.intp]]:
    """Return all combinations of so many names as arrays of positions (n, size)."""
    found = np.array(list(combinations(range(len(names)), size)), dtype=np.intp)
    return [found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE)]


def _all_at_once(ahead: Numbers, correlation: float, points: int) -> Numbers:
    """Return the chance that all of the last axis are met, the common factor integrated out."""
    if correlation == 1:
        return np.asarray(np.min(ndtr(ahead), axis=-1, initial=1.0), dtype=np.float64)
    factor = np.linspace(-FAR, FAR, points)
    # The trapezoid rule is exact to many decimals for so smooth a density.
    density = np.exp(-(factor**2) / 2)
    shift = np.sqrt(correlation) * factor[:, None]
    met = ndtr((ahead[..., None, :] + shift) / np.sqrt(1 - correlation)).prod(axis=-1)
    return np.minimum(met @ density / density.sum(), 1.0)


def _lattice(width: int) -> Numbers:
    """Return points (POINTS, width) spread evenly over the unit cube: multiples of prime roots."""
    primes = [n for n in range(2, 8 * width + 8) if all(n % d for d in range(2, n))][:width]
    steps = np.arange(1, POINTS + 1)[:, None] * np.sqrt(np.array(primes, dtype=np.float64))
    # Folded like a tent, which makes the ends meet and the error fall faster.
    return np.asarray(np.abs(2 * (steps % 1) - 1), dtype=np.float64)
