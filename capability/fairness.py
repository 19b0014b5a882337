"""Whether suggestions reach groups of people alike."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# The test itself, because scipy.stats takes seconds to import for one page of one audience.
from scipy.special import gammaln

Numbers = NDArray[np.float64]

ROUNDING: Final = 1e-7
FEWEST_PEOPLE: Final = 5
SMALLEST_SHARE: Final = 0.02
LEAST_RATIO: Final = 0.8
RARE: Final = 0.05


class Finding(StrEnum):
    """What can be said about the rate of one group; the words are the page's."""

    ALIKE = "alike"
    LOWER = "lower"
    INCONCLUSIVE = "inconclusive"
    SMALL_BUT_SYSTEMATIC = "small_but_systematic"
    TOO_SMALL = "too_small"


def is_large_enough(
    total: "pd.Series[Any]", *, fewest: int = FEWEST_PEOPLE, smallest_share: float = SMALLEST_SHARE
) -> "pd.Series[bool]":
    """Return which groups may be looked at: a rate of very few people is a fact about a person.

    The caller drops the others before :func:`impact_ratio`, so that no small group becomes the one
    that all are compared with.

    Parameters
    ----------
    total : pandas.Series
        People by group.
    fewest : int
        Fewest people in a group.
    smallest_share : float
        Smallest share of all people.
    """
    return (total >= fewest) & (total >= smallest_share * total.sum())


def impact_ratio(selected: "pd.Series[Any]", total: "pd.Series[Any]") -> pd.DataFrame:
    """Return the selection rate of each group against the highest one.

    Parameters
    ----------
    selected, total : pandas.Series
        People selected, and people in all, by group; whole numbers.

    Returns
    -------
    pandas.DataFrame
        ``group, rate`` (0-1), ``ratio`` (to the highest rate; below .8 asks for a look) and
        ``p_value`` (Fisher's exact test against the group of the highest rate, two-sided; 1 for
        that group), in the order of ``total``. NaN where a group is empty or nobody is selected
        anywhere. A low ratio with a high p on few people is inconclusive, a fair ratio with a low
        p on many is small but systematic.

    Raises
    ------
    ValueError
        The groups of the two differ, or a group has more selected than people.

    References
    ----------
    .. [1] *Uniform Guidelines on Employee Selection Procedures* (1978), 29 CFR 1607.4 D.

    Examples
    --------
    >>> impact_ratio(pd.Series({"a": 48, "b": 12}), pd.Series({"a": 80, "b": 40})).round(4)
      group  rate  ratio  p_value
    0     a   0.6    1.0   1.0000
    1     b   0.3    0.5   0.0034
    """
    if set(selected.index) != set(total.index) or len(selected) != len(total):
        raise ValueError("selected and total must have the same groups")
    people = total.to_numpy(float)
    taken = selected.reindex(total.index).to_numpy(float)
    if not np.all((taken >= 0) & (taken <= people)):
        raise ValueError("selected must be between 0 and total in each group")
    rate = np.divide(taken, people, out=np.full(len(people), np.nan), where=people > 0)
    highest = np.max(rate, initial=0.0, where=~np.isnan(rate))
    ratio = rate / highest if highest > 0 else np.full(len(rate), np.nan)
    # Equal rates: the first group stands for them, and any of them gives the same ratio.
    compared = np.flatnonzero(rate == highest)[:1]
    p_value = [
        np.nan if people[at] == 0 else _fisher(taken[[at, *compared]], people[[at, *compared]])
        for at in range(len(rate))
    ]
    return pd.DataFrame({"group": total.index, "rate": rate, "ratio": ratio, "p_value": p_value})


def judge_ratios(
    selected: "pd.Series[Any]",
    total: "pd.Series[Any]",
    *,
    fewest: int = FEWEST_PEOPLE,
    smallest_share: float = SMALLEST_SHARE,
) -> pd.DataFrame:
    """Return the selection rate of each group with what can be said about it.

    Parameters
    ----------
    selected, total : pandas.Series
        As for :func:`impact_ratio`.
    fewest, smallest_share
        As for :func:`is_large_enough`; groups below tell nothing and are compared with nothing.

    Returns
    -------
    pandas.DataFrame
        One table of :func:`judge_several`.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> groups = judge_ratios(pd.Series({"a": 48, "b": 12}), pd.Series({"a": 80, "b": 40}))
    >>> [each.value for each in groups["finding"]]
    ['alike', 'lower']
    """
    [found] = judge_several([(selected, total)], fewest=fewest, smallest_share=smallest_share)
    return found


def judge_several(
    tables: Iterable[tuple["pd.Series[Any]", "pd.Series[Any]"]],
    *,
    fewest: int = FEWEST_PEOPLE,
    smallest_share: float = SMALLEST_SHARE,
) -> list[pd.DataFrame]:
    """Return several tables of rates, judged as one look at all of them.

    Parameters
    ----------
    tables : iterable of (selected, total)
        Each as for :func:`impact_ratio`.
    fewest, smallest_share
        As for :func:`is_large_enough`; groups below tell nothing and are compared with nothing.

    Returns
    -------
    list of pandas.DataFrame
        For each table, in the order of its ``total``: ``group, rate, ratio, p_value`` as from
        :func:`impact_ratio` (NaN for small groups); ``adjusted``, the p-value after allowing for
        all comparisons in all the tables, see :func:`adjust_p_values` (NaN where nothing is
        compared: in small groups, in the one that the others are compared with, and where nobody
        is selected anywhere); ``finding`` (a :class:`Finding`, by a ratio below .8 and an
        adjusted p-value below .05); and ``turns_with_one_more``: one more person selected in this
        group would lift its ratio to .8; such a finding hangs on one person.

    Raises
    ------
    ValueError

    Notes
    -----
    Where nothing differs, of ten comparisons one or more look rare by themselves up to four times
    in ten; of forty, nearly nine times. Unadjusted, a page of many groups would nearly always name
    one.

    Examples
    --------
    >>> once = pd.Series({"a": 48, "b": 15}), pd.Series({"a": 80, "b": 40})
    >>> [found] = judge_several([once])
    >>> found["adjusted"].round(3).tolist()
    [nan, 0.032]
    >>> alike = pd.Series({"a": 10, "b": 10}), pd.Series({"a": 20, "b": 20})
    >>> first, _ = judge_several([once, alike])
    >>> first["adjusted"].round(3).tolist(), first["finding"].iloc[1].value
    ([nan, 0.065], 'inconclusive')
    """
    rated = [_rated(*each, fewest, smallest_share) for each in tables]
    compared = [each["p_value"].where(_is_compared(each)).to_numpy(float) for each in rated]
    adjusted = adjust_p_values(pd.Series(np.concatenate([*compared, []]))).to_numpy()
    ends = np.cumsum([len(each) for each in rated])
    parts = np.split(adjusted, ends[:-1]) if rated else []
    return [_judged(each.assign(adjusted=part)) for each, part in zip(rated, parts, strict=True)]


def adjust_p_values(p_values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return p-values that allow for how many comparisons were made at once.

    Parameters
    ----------
    p_values : pandas.Series
        One for each comparison; NaN where there was none.

    Returns
    -------
    pandas.Series
        Of the comparisons whose adjusted value lies below .05, at most one in twenty is expected
        to be by chance alone. With the same index; NaN stays.

    Notes
    -----
    The k-th smallest of m values times m / k, and never more than those of the larger ones
    (Benjamini & Hochberg). It holds for comparisons that are independent or go up and down
    together, such as those of one group in several measures.

    References
    ----------
    .. [1] Benjamini & Hochberg (1995), Controlling the false discovery rate, *Journal of the Royal
       Statistical Society B* 57.

    Examples
    --------
    >>> adjust_p_values(pd.Series([0.01, 0.04, 0.03, 0.5])).round(3).tolist()
    [0.04, 0.053, 0.053, 0.5]
    """
    known = p_values.dropna().sort_values(kind="stable")
    grown = known.to_numpy(float) * len(known) / np.arange(1, len(known) + 1)
    # From the largest down: none may exceed a larger one's.
    least = np.minimum.accumulate(grown[::-1])[::-1]
    return pd.Series(least, index=known.index, dtype=float).reindex(p_values.index)


def _rated(
    selected: "pd.Series[Any]", total: "pd.Series[Any]", fewest: int, smallest_share: float
) -> pd.DataFrame:
    """Return the rates of the groups that are large enough; NaN for the others."""
    is_large = is_large_enough(total, fewest=fewest, smallest_share=smallest_share)
    if set(selected.index) != set(total.index):
        raise ValueError("selected and total must have the same groups")
    found = impact_ratio(selected[is_large.reindex(selected.index)], total[is_large])
    found = found.set_index("group").reindex(total.index).rename_axis("group")
    one_more = (selected.reindex(total.index) + 1) / total
    turns = (found["ratio"] < LEAST_RATIO) & (one_more >= LEAST_RATIO * found["rate"].max())
    return found.assign(turns_with_one_more=turns, is_large=is_large).reset_index()


def _is_compared(rated: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows are compared with another: not the first of the highest rate."""
    is_highest = rated["ratio"] == 1.0
    return rated["ratio"].notna() & ~(is_highest & (is_highest.cumsum() == 1))


def _judged(rated: pd.DataFrame) -> pd.DataFrame:
    is_low, is_rare = rated["ratio"] < LEAST_RATIO, rated["adjusted"] < RARE
    rules = (
        (~rated["is_large"], Finding.TOO_SMALL),
        (is_low & is_rare, Finding.LOWER),
        (is_low, Finding.INCONCLUSIVE),
        (is_rare, Finding.SMALL_BUT_SYSTEMATIC),
    )
    finding = pd.Series(Finding.ALIKE, index=rated.index, dtype=object)
    for holds, name in reversed(rules):
        finding[holds] = name
    columns = ["group", "rate", "ratio", "p_value", "adjusted", "finding", "turns_with_one_more"]
    return rated.assign(finding=finding)[columns]


def _fisher(taken: Numbers, people: Numbers) -> float:
    """Return the chance, all margins given, of a table no likelier than this one."""
    selected, everybody = taken.sum(), people.sum()
    least, most = max(0.0, selected - people[1]), min(selected, people[0])
    first = np.arange(least, most + 1)
    likelihood = np.exp(
        _log_choices(people[0], first)
        + _log_choices(people[1], selected - first)
        - _log_choices(everybody, selected)
    )
    observed = likelihood[int(taken[0] - least)]
    return min(float(likelihood[likelihood <= observed * (1 + ROUNDING)].sum()), 1.0)


def _log_choices(people: float, taken: Numbers) -> Numbers:
    ways = gammaln(people + 1) - gammaln(taken + 1) - gammaln(people - taken + 1)
    return np.asarray(ways, dtype=np.float64)
