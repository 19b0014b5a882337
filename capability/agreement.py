"""How far raters agree: intraclass correlations, r_wg and Krippendorff's alpha.

``ICC(1,.)`` when every person has raters of their own, the ordinary case here; ``ICC(2,.)`` when
one panel rates everybody; ``ICC(3,.)`` when the general level of a rater does not matter.
``(.,1)`` is about a single rater, ``(.,k)`` about the mean of all k.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Measurement = Literal["nominal", "ordinal", "interval", "ratio"]

KINDS: Final = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
FEWEST_TARGETS: Final = 5
FEWEST_RATERS: Final = 2
ROUNDING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of n targets x k raters."""

    n: int
    k: int
    targets: float
    raters: float
    error: float
    within: float


def intraclass_correlation(scores: ArrayLike) -> dict[str, float]:
    """Return the six intraclass correlations of Shrout and Fleiss.

    Parameters
    ----------
    scores : array of shape (n_targets, n_raters)
        Complete; at least 5 targets and 2 raters.

    Returns
    -------
    dict of str to float
        By name, such as ``"ICC(1,1)"``; NaN where nothing varies. Never show one without its
        :func:`intraclass_interval`.

    Raises
    ------
    ValueError
        Too few targets or raters, or a score is missing.

    References
    ----------
    .. [1] Shrout & Fleiss (1979), Intraclass correlations: uses in assessing rater reliability,
       *Psychological Bulletin* 86.
    """
    squares = _mean_squares(scores)
    single = [_single(squares, family) for family in (1, 2, 3)]
    return dict(
        zip(KINDS, [*single, *(_stepped_up(each, squares.k) for each in single)], strict=True)
    )


def intraclass_interval(
    scores: ArrayLike, kind: str, *, level: float = 0.95
) -> tuple[float, float]:
    """Return the confidence interval of an intraclass correlation.

    Parameters
    ----------
    scores : array of shape (n_targets, n_raters)
    kind : str
        A name as in :func:`intraclass_correlation`.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    (low, high) : tuple of float
        ``(1, 1)`` for perfect agreement, NaN where nothing varies.

    Raises
    ------
    ValueError
        As for :func:`intraclass_correlation`, or an unknown kind or level.

    Notes
    -----
    Exact F intervals for families 1 and 3, Satterthwaite's approximation for family 2 [1]_; the
    mean of k raters by the Spearman-Brown formula, which maps one interval exactly to the other.

    References
    ----------
    .. [1] McGraw & Wong (1996), Forming inferences about some intraclass correlation
       coefficients, *Psychological Methods* 1.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, got {kind!r}")
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}")
    squares = _mean_squares(scores)
    family = int(kind[4])
    estimate = _single(squares, family)
    if np.isnan(estimate):
        return np.nan, np.nan
    if estimate >= 1 - ROUNDING:
        return 1.0, 1.0
    tail = (1 + level) / 2
    low, high = _panel_limits(squares, tail) if family == 2 else _limits(squares, family, tail)
    if kind.endswith("k)"):
        return _stepped_up(low, squares.k), _stepped_up(high, squares.k)
    return low, high


def within_group_agreement(levels: ArrayLike, *, options: int = 6) -> float:
    """Return r_wg: how much less raters of one person differ than answers at random would.

    Parameters
    ----------
    levels : array of shape (n_raters,) or (n_raters, n_items)
        NaN is no answer. With several items the result is r_wg(J).
    options : int
        Answers to choose from: 6 on a scale of 0 to 5.

    Returns
    -------
    float
        0 to 1. More disagreement than chance, as from two camps, is reported as 0.

    Raises
    ------
    ValueError
        An item has fewer than two answers, or there are fewer than two options.

    References
    ----------
    .. [1] James, Demaree & Wolf (1984), Estimating within-group interrater reliability with and
       without response bias, *Journal of Applied Psychology* 69.

    Examples
    --------
    >>> round(within_group_agreement([3, 3, 4]), 4)
    0.8857
    """
    if options < 2:
        raise ValueError(f"options must be at least 2, got {options}")
    table = np.asarray(levels, dtype=float)
    items = table[:, None] if table.ndim == 1 else table
    if not items.size or np.any(np.sum(~np.isnan(items), axis=0) < FEWEST_RATERS):
        raise ValueError("each item needs at least two answers")
    by_chance = (options**2 - 1) / 12
    agreed = 1 - float(np.mean(np.nanvar(items, axis=0, ddof=1))) / by_chance
    return max(_stepped_up(agreed, items.shape[1]), 0.0) if agreed > 0 else 0.0


def krippendorff_alpha(table: ArrayLike, *, measurement: Measurement = "ordinal") -> float:
    """Return Krippendorff's alpha, which bears missing answers.

    Parameters
    ----------
    table : array of shape (n_raters, n_units)
        NaN is no answer; units with fewer than two answers say nothing.
    measurement : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two answers are taken to be.

    Returns
    -------
    float
        1 is perfect agreement, 0 what chance gives; NaN when all answers are equal.

    Raises
    ------
    ValueError
        No unit has two answers, or the measurement is unknown.

    References
    ----------
    .. [1] Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*.
    """
    answers = np.asarray(table, dtype=float)
    answers = answers[:, np.sum(~np.isnan(answers), axis=0) >= FEWEST_RATERS]
    if not answers.size:
        raise ValueError("no unit has two answers")
    values = np.unique(answers[~np.isnan(answers)])
    # How often each value was given to each unit.
    counts = np.sum(answers[:, :, None] == values, axis=0).astype(float)
    given = counts.sum(axis=1)
    paired = counts / (given - 1)[:, None]
    coincidences = counts.T @ paired - np.diag(paired.sum(axis=0))
    totals = counts.sum(axis=0)
    by_chance = (np.outer(totals, totals) - np.diag(totals)) / (totals.sum() - 1)
    distance = _distance(values, totals, measurement)
    expected = float(np.sum(by_chance * distance))
    if expected == 0:
        return np.nan
    return 1 - float(np.sum(coincidences * distance)) / expected


def _mean_squares(scores: ArrayLike) -> _Squares:
    table = np.asarray(scores, dtype=float)
    if table.ndim != 2 or table.shape[0] < FEWEST_TARGETS or table.shape[1] < FEWEST_RATERS:
        raise ValueError(f"needs at least 5 targets and 2 raters, got shape {table.shape}")
    if not np.isfinite(table).all():
        raise ValueError("scores must be complete")
    n, k = table.shape
    centred = table - table.mean()
    targets = k * np.sum(centred.mean(axis=1) ** 2)
    raters = n * np.sum(centred.mean(axis=0) ** 2)
    total = np.sum(centred**2)
    # Differences of sums: rounding must not leave a negative trace where agreement is perfect.
    within = max(float(total - targets), 0.0)
    error = max(float(total - targets - raters), 0.0)
    trace = ROUNDING * float(total)
    return _Squares(
        n=n,
        k=k,
        targets=float(targets) / (n - 1),
        raters=float(raters) / (k - 1),
        error=(error if error > trace else 0.0) / ((n - 1) * (k - 1)),
        within=(within if within > trace else 0.0) / (n * (k - 1)),
    )


def _single(squares: _Squares, family: int) -> float:
    noise = squares.within if family == 1 else squares.error
    spread = squares.targets + (squares.k - 1) * noise
    if family == 2:
        spread += squares.k * (squares.raters - squares.error) / squares.n
    return (squares.targets - noise) / spread if spread else np.nan


def _stepped_up(single: float, k: int) -> float:
    """Return the reliability of the mean of k, by Spearman and Brown."""
    spread = 1 + (k - 1) * single
    # Nothing but noise between the targets leaves nothing to divide by.
    return k * single / spread if spread > ROUNDING else np.nan


def _limits(squares: _Squares, family: int, tail: float) -> tuple[float, float]:
    # fdtri is the quantile of F without the seconds that scipy.stats takes to import.
    from scipy.special import fdtri

    k, of_targets = squares.k, squares.n - 1
    noise = squares.within if family == 1 else squares.error
    of_noise = squares.n * (k - 1) if family == 1 else of_targets * (k - 1)
    ratio = squares.targets / noise
    low = ratio / float(fdtri(of_targets, of_noise, tail))
    high = ratio * float(fdtri(of_noise, of_targets, tail))
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _panel_limits(squares: _Squares, tail: float) -> tuple[float, float]:
    from scipy.special import fdtri

    n, k = squares.n, squares.k
    rho = _single(squares, 2)
    odds = k * rho / (n * (1 - rho))
    raters, error = odds * squares.raters, (1 + odds * (n - 1)) * squares.error
    freedom = (raters + error) ** 2 / (raters**2 / (k - 1) + error**2 / ((n - 1) * (k - 1)))
    rest = k * squares.raters + (k * n - k - n) * squares.error
    # Where the approximation leaves next to no freedom, its quantiles may lie below 1, and the
    # interval would miss its own estimate, which is where both are 1.
    above = max(float(fdtri(n - 1, freedom, tail)), 1.0)
    below = max(float(fdtri(freedom, n - 1, tail)), 1.0)
    low = n * (squares.targets - above * squares.error) / (above * rest + n * squares.targets)
    high = n * (below * squares.targets - squares.error) / (rest + n * below * squares.targets)
    return low, high


def _distance(values: Numbers, totals: Numbers, measurement: str) -> Numbers:
    one, other = values[:, None], values[None, :]
    if measurement == "nominal":
        return np.asarray(one != other, dtype=np.float64)
    if measurement == "ordinal":
        # How many answers lie between two values, half of the two themselves included.
        rank = np.cumsum(totals) - totals / 2
        squared: Numbers = (rank[:, None] - rank[None, :]) ** 2
        return squared
    if measurement == "interval":
        return np.asarray((one - other) ** 2, dtype=np.float64)
    if measurement == "ratio":
        total = one + other
        share = np.divide(one - other, total, out=np.zeros(total.shape), where=total != 0)
        return np.asarray(share**2, dtype=np.float64)
    raise ValueError(f"unknown measurement {measurement!r}")
