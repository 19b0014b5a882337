"""What the results of somebody's projects say beside comparable projects."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import PROJECT_RESULTS, Column, check_frame, sorted_keys
from capability.frames.columns import Kind

Numbers = NDArray[np.float64]

PERSON_VARIANCE: Final = 0.15
RESIDUAL_VARIANCE: Final = 0.85
GROUP_VARIANCE: Final = 0.10


def manager_effects(
    projects: pd.DataFrame,
    *,
    outcome: str,
    covariates: Sequence[str] = ("log_size", "duration", "complexity"),
    group_effects: Sequence[str] = ("sector", "country", "year"),
) -> pd.DataFrame:
    """Return how the projects of each person turned out beside comparable ones.

    Parameters
    ----------
    projects : pandas.DataFrame
        One row a (person, project): ``person``, ``share`` (above 0 up to 1, of the project's
        duration), the outcome (higher is better; a blank one is left out) and those of the
        covariates (numbers) and groups that exist; a blank covariate counts as the usual one, a
        blank group as none. The caller leaves out parts of less than half a year or half a share.
    outcome : str
        The name of the outcome's column, such as minus the logarithm of the cost overrun.
    covariates : sequence of str
        What makes a project harder and does not depend on the person.
    group_effects : sequence of str
        What projects have in common.

    Returns
    -------
    pandas.DataFrame
        ``person, effect, sd`` (in standard deviations of the outcome), ``reliability`` (0-1, how
        much of a true difference the effect shows) and ``n_projects``, by name of the person. A
        topic to discuss, never an assessment: nobody is ordered by it.

    Raises
    ------
    FrameError

    Notes
    -----
    One mixed model: the outcome on the covariates, with groups and persons as random effects
    estimated together [1]_. Better people are given larger projects; a two-step estimate charges
    part of their effect to the size. The variances are fixed, of the standardised outcome: .15 for
    persons, .85 for the rest over the share, and .10 for each kind of group. One project alone
    moves an effect by some .15 of the way, three by .35, ten by .64.

    References
    ----------
    .. [1] Henderson (1975), Best linear unbiased estimation and prediction under a selection
       model, *Biometrics* 31.
    """
    present = [name for name in covariates if name in projects.columns]
    groups = [name for name in group_effects if name in projects.columns]
    columns = (
        *PROJECT_RESULTS,
        Column(outcome, Kind.NUMBER, is_blank_allowed=True),
        *(Column(name, Kind.NUMBER, is_blank_allowed=True) for name in present),
        *(Column(name, is_blank_allowed=True) for name in groups),
    )
    known = check_frame(projects, columns)
    known = known[known[outcome].notna()]
    people = sorted_keys(known["person"])
    if not people:
        return _frame(people, np.zeros((3, 0)), np.zeros(0, dtype=np.int64))
    # In one order, so that rounding is the same whatever the order of the rows.
    known = known.sort_values([outcome, "share", *present], kind="stable")
    fixed = np.column_stack(
        [np.ones(len(known)), *(_standardised(known[name]) for name in present if name in known)]
    )
    blocks = [_membership(known["person"], people)]
    variances = [np.full(len(people), PERSON_VARIANCE)]
    for name in groups:
        block = _membership(known[name], sorted_keys(known[name].dropna()))
        blocks.append(block)
        variances.append(np.full(block.shape[1], GROUP_VARIANCE))
    effects, doubt = _predict(
        _standardised(known[outcome]),
        fixed,
        np.hstack(blocks),
        np.concatenate(variances),
        known["share"].to_numpy(float) / RESIDUAL_VARIANCE,
    )
    width = len(people)
    effect, variance = effects[:width], np.minimum(doubt[:width], PERSON_VARIANCE)
    found = np.array([effect, np.sqrt(variance), 1 - variance / PERSON_VARIANCE])
    return _frame(people, found, blocks[0].sum(axis=0).astype(np.int64))


def _predict(
    outcome: Numbers, fixed: Numbers, member: Numbers, variance: Numbers, precision: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the random effects and the variances of their errors, by Henderson's equations."""
    design = np.hstack([fixed, member])
    weighted = design * precision[:, None]
    left = design.T @ weighted
    at = np.arange(fixed.shape[1], len(left))
    left[at, at] += 1 / variance
    # A covariate that is the same everywhere says the same as the constant.
    inverse = np.linalg.pinv(left, hermitian=True)
    solved = inverse @ (weighted.T @ outcome)
    return solved[at], np.diag(inverse)[at]


def _standardised(column: "pd.Series[float]") -> Numbers:
    values = column.to_numpy(np.float64)
    known = values[~np.isnan(values)]
    spread = known.std() if len(known) else 0.0
    centre = known.mean() if len(known) else 0.0
    return np.nan_to_num((values - centre) / (spread or 1.0), nan=0.0)


def _membership(column: "pd.Series[Any]", names: list[Any]) -> Numbers:
    found: pd.Index[Any] = pd.Index(names, dtype=object)
    at = found.get_indexer(pd.Index(column, dtype=object))
    return np.asarray(at[:, None] == np.arange(len(names)), dtype=np.float64)


def _frame(people: list[Any], found: Numbers, count: NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person": people,
            "effect": found[0],
            "sd": found[1],
            "reliability": found[2],
            "n_projects": count,
        }
    )
