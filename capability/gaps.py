"""What a level means against what is asked: gap, probability, standing, order of priority."""

from enum import StrEnum
from typing import Final, overload

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

# ndtr alone imports in a third of the time of scipy.stats.
from scipy.special import ndtr

Numbers = NDArray[np.float64]

SEGMENTS: Final = ((0.5, 1.0), (0.3, 0.6), (0.2, 0.3))
"""The parts of a gap as (share of the gap, value of each level closed in it)."""

HALF_A_LEVEL: Final = 0.5
SURE: Final = 0.75
ROUNDING: Final = 1e-9

CREDITED_SHARE: Final = 0.6
MOST_GAIN: Final = 0.8


class Standing(StrEnum):
    """Where somebody stands against a required level, as far as we know."""

    SHORT = "short"
    PERHAPS_SHORT = "perhaps_short"
    TOO_EARLY = "too_early"
    PROBABLY_MEETS = "probably_meets"
    MEETS = "meets"
    ABOVE = "above"
    NOT_ASKED = "not_asked"


NAMED_GAPS: Final = (Standing.SHORT, Standing.PERHAPS_SHORT)
"""The standings that may be called a gap; anything else is at most a possibility."""


@overload
def expected_gap(level: float, sd: float, required: float) -> float: ...
@overload
def expected_gap(level: ArrayLike, sd: ArrayLike, required: ArrayLike) -> float | Numbers: ...
def expected_gap(level: ArrayLike, sd: ArrayLike, required: ArrayLike) -> float | Numbers:
    """Return how far below the required level a person is expected to be.

    Parameters
    ----------
    level, sd : float or array
        Estimated level (0-5) and its standard deviation, in levels.
    required : float or array
        Level that is asked for, 0-5.

    Returns
    -------
    float or array
        Expectation of ``max(required - true level, 0)``, in levels; NaN where an argument is.

    Raises
    ------
    ValueError
        An ``sd`` is not positive.

    Notes
    -----
    With a normal level this is the loss function of inventory theory [1]_: a person who just
    meets the level on paper still has a gap as wide as our doubt.

    References
    ----------
    .. [1] Silver, Pyke & Thomas (2017), *Inventory and Production Management in Supply Chains*.

    Examples
    --------
    >>> round(expected_gap(3.0, 0.5, 3.0), 4)
    0.1995
    """
    doubt, short, z = _standardise(level, sd, required)
    with np.errstate(over="ignore", invalid="ignore"):
        density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        loss = doubt * density + short * ndtr(z)
    # Far above the requirement the two terms cancel, and rounding may leave a trace below 0.
    return _plain(np.where(np.isneginf(z), 0.0, np.maximum(loss, 0.0)))


@overload
def probability_met(level: float, sd: float, required: float) -> float: ...
@overload
def probability_met(level: ArrayLike, sd: ArrayLike, required: ArrayLike) -> float | Numbers: ...
def probability_met(level: ArrayLike, sd: ArrayLike, required: ArrayLike) -> float | Numbers:
    """Return the probability that the true level reaches the required one.

    Parameters
    ----------
    level, sd, required : float or array
        In levels, as for :func:`expected_gap`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        An ``sd`` is not positive.

    Examples
    --------
    >>> round(probability_met(3.5, 0.5, 3.0), 4)
    0.8413
    """
    _, _, z = _standardise(level, sd, required)
    return _plain(ndtr(-z))


@overload
def closed_value(gap: float, gain: float) -> float: ...
@overload
def closed_value(gap: ArrayLike, gain: ArrayLike) -> float | Numbers: ...
def closed_value(gap: ArrayLike, gain: ArrayLike) -> float | Numbers:
    """Return what a gain is worth against a gap: the first half counts fully, the rest less.

    Parameters
    ----------
    gap : float or array
        Levels short, not negative.
    gain : float or array
        Levels gained, not negative. What exceeds the gap is worth nothing.

    Returns
    -------
    float or array
        Levels, weighted by the slopes of :data:`SEGMENTS`; at most ``0.74 * gap``.

    Raises
    ------
    ValueError
        An argument is negative.

    Examples
    --------
    >>> closed_value(2.0, 1.0), closed_value(2.0, 1.5)
    (1.0, 1.3)
    """
    width, left = np.asarray(gap, dtype=float), np.asarray(gain, dtype=float)
    if np.any(width < 0) or np.any(left < 0):
        raise ValueError("gap and gain must not be negative")
    value = np.zeros(np.broadcast_shapes(width.shape, left.shape))
    for share, slope in SEGMENTS:
        closed = np.minimum(left, share * width)
        value = value + slope * closed
        left = left - closed
    return _plain(value)


def expected_gain(claim: float, *, level: float, up_to: float) -> float:
    """Return what an activity is expected to bring before there is evidence of its effect.

    Parameters
    ----------
    claim : float
        What the catalogue claims, in levels, 0 or more.
    level : float
        Where the person stands.
    up_to : float
        The level beyond which the activity brings nothing.

    Returns
    -------
    float
        Six tenths of the claim, at most .8 levels, and no further than ``up_to``.

    Raises
    ------
    ValueError
        ``claim`` is negative or NaN, or a level is NaN.

    Notes
    -----
    Published effects of training are optimistic [1]_, and catalogues more so; a claim is taken at
    .6 of itself until the organisation's own figures say otherwise.

    References
    ----------
    .. [1] Arthur, Bennett, Edens & Bell (2003), Effectiveness of training in organizations,
       *Journal of Applied Psychology* 88.

    Examples
    --------
    >>> expected_gain(0.5, level=2.0, up_to=3.0)
    0.3
    """
    if not claim >= 0:
        raise ValueError(f"claim must not be negative, got {claim}")
    if np.isnan(level) or np.isnan(up_to):
        raise ValueError(f"levels must be known, got {level} and {up_to}")
    return max(min(CREDITED_SHARE * claim, MOST_GAIN, up_to - level), 0.0)


def standing(
    level: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    probability: ArrayLike,
    required: ArrayLike,
    *,
    is_agreed: ArrayLike = False,
    is_own_view: ArrayLike = False,
) -> "Standing | NDArray[np.object_]":
    """Return where a level stands against what is asked, in words that the evidence can bear.

    Parameters
    ----------
    level, low, high : float or array
        The level drawn and its 90 % range, in levels; a NaN level is an unknown one.
    probability : float or array
        Probability of meeting the requirement.
    required : float or array
        NaN where the role asks nothing.
    is_agreed : bool or array
        The level was settled between person and coach, so it is compared as it is.
    is_own_view : bool or array
        The level is the person's own answer, and nobody else has said anything yet.

    Returns
    -------
    Standing or array of Standing

    Notes
    -----
    In this order:

    1. nothing asked: ``NOT_ASKED``; level unknown: ``TOO_EARLY``;
    2. agreed: ``ABOVE`` from half a level over the requirement, ``MEETS`` from the requirement,
       else ``SHORT``;
    3. own view: claims are never taken for certain either way. ``PROBABLY_MEETS`` from the
       requirement, ``PERHAPS_SHORT`` from half a level below it, else ``TOO_EARLY``;
    4. estimate with its whole range from the requirement up: ``ABOVE`` or ``MEETS`` as under 2;
       with its whole range below: ``SHORT``;
    5. the range crosses the requirement: ``PROBABLY_MEETS`` from a probability of .75,
       ``PERHAPS_SHORT`` up to .25, else ``TOO_EARLY``.

    Levels closer than 1e-9 count as equal, because weighted means carry rounding.

    Examples
    --------
    >>> standing(3.4, 3.1, 3.7, 0.99, 3.0)
    <Standing.MEETS: 'meets'>
    """
    at = np.asarray(level, dtype=float)
    asked = np.asarray(required, dtype=float)
    agreed = np.asarray(is_agreed, dtype=bool)
    own = np.asarray(is_own_view, dtype=bool)
    chance = np.asarray(probability, dtype=float)
    is_over = at >= asked + HALF_A_LEVEL - ROUNDING
    is_from = at >= asked - ROUNDING
    is_surely_from = np.asarray(low, dtype=float) >= asked - ROUNDING
    is_surely_below = np.asarray(high, dtype=float) < asked - ROUNDING
    rules = (
        (np.isnan(asked), Standing.NOT_ASKED),
        (np.isnan(at), Standing.TOO_EARLY),
        (agreed & is_over, Standing.ABOVE),
        (agreed & is_from, Standing.MEETS),
        (agreed, Standing.SHORT),
        (own & is_from, Standing.PROBABLY_MEETS),
        (own & (at <= asked - HALF_A_LEVEL + ROUNDING), Standing.PERHAPS_SHORT),
        (own, Standing.TOO_EARLY),
        (is_surely_from & is_over, Standing.ABOVE),
        (is_surely_from, Standing.MEETS),
        (is_surely_below, Standing.SHORT),
        (chance >= SURE, Standing.PROBABLY_MEETS),
        (chance <= 1 - SURE, Standing.PERHAPS_SHORT),
    )
    conditions = np.broadcast_arrays(*(holds for holds, _ in rules))
    which = np.select(conditions, range(len(rules)), default=len(rules))
    names = np.array([*(name for _, name in rules), Standing.TOO_EARLY], dtype=object)
    found: Standing | NDArray[np.object_] = names[which]
    return found


def priority_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have a gap, the most pressing first.

    Gaps that the evidence names (``SHORT``, ``PERHAPS_SHORT``) come before those that are only a
    possibility; then critical competencies before others; then the larger weight times gap; equal
    ones by name of the competency. A met requirement has an expected gap above 0 too, as small as
    our doubt, which is why the standing leads.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``competency, gap`` (levels), ``weight``, ``is_critical``, ``standing``, such as a map of
        one person.

    Returns
    -------
    pandas.DataFrame
        The same columns, the index of the old rows; rows without a gap above 0 are left out.
    """
    if len(rows) == 0:
        return rows.copy()
    rows = rows[rows["gap"] > 0]
    pressing = (rows["weight"].fillna(0.0) * rows["gap"]).to_numpy(float)
    by_name = rows["competency"].astype(str).to_numpy(object)
    is_minor = ~rows["is_critical"].to_numpy(bool)
    is_unnamed = ~rows["standing"].isin(NAMED_GAPS).to_numpy(bool)
    return rows.iloc[np.lexsort((by_name, -pressing, is_minor, is_unnamed))]


def _standardise(
    level: ArrayLike, sd: ArrayLike, required: ArrayLike
) -> tuple[Numbers, Numbers, Numbers]:
    doubt = np.asarray(sd, dtype=float)
    if np.any(doubt <= 0):
        raise ValueError(f"sd must be positive, got {np.nanmin(doubt)}")
    short = np.asarray(required, dtype=float) - np.asarray(level, dtype=float)
    # An sd close to 0 makes z infinite, which density and distribution take as the limit.
    with np.errstate(over="ignore"):
        return doubt, short, short / doubt


def _plain(values: Numbers) -> float | Numbers:
    return float(values) if np.ndim(values) == 0 else values
