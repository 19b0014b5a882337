"""Level estimates of competencies and areas, and what each source contributed."""

from collections.abc import Hashable, Iterable
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.frames import AREAS, SOURCES, Day, check_frame, check_known
from capability.scale import HIGHEST, LOWEST
from capability.scoring.evidence import Numbers, gather, positions
from capability.scoring.model import ScoringModel
from capability.scoring.posterior import posteriors

NORMAL_90: Final = 1.645


def estimate_levels(
    ratings: pd.DataFrame,
    model: ScoringModel,
    *,
    as_of: Day,
    people: Iterable[Hashable] | None = None,
    means: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what the ratings say together about each person's level in each competency.

    Parameters
    ----------
    ratings : pandas.DataFrame
        ``person, rater, source, competency, level, rated_on`` and optionally ``variance``; small
        groups already dropped. The latest answer of a form counts for each competency; a blank
        level says nothing and never hides an older answer.
    model : ScoringModel
    as_of : date
        The day of the calculation: a rating of that day has age 0, a later one is an error.
    people : iterable, optional
        Whom to estimate, rated or not, in that order; everybody with an answer, by name, otherwise.
    means : pandas.DataFrame, optional
        ``person, competency, level``: the usual level of that person's role, which takes the place
        of the model's where it is given.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, level, sd, low, high``, all in levels; ``level`` and the 90 % range
        ``low`` to ``high`` are clipped to the scale, ``sd`` is not.

    Raises
    ------
    FrameError
        A table does not hold what it promises, or names a competency outside the model.
    """
    evidence = gather(ratings, model, as_of=as_of, people=people, means=means)
    level = evidence.means.copy()
    variance = np.empty_like(level)
    for block, covariance, pull in posteriors(evidence, model):
        level[block] += _times(covariance, pull.sum(axis=1))
        variance[block] = np.diagonal(covariance, axis1=1, axis2=2)
    return pd.DataFrame(
        _labels(evidence.people, "competency", model.competencies)
        | _intervals(level.ravel(), variance.ravel() + model.mean_variance, model)
    )


def explain_levels(
    ratings: pd.DataFrame,
    model: ScoringModel,
    *,
    as_of: Day,
    people: Iterable[Hashable] | None = None,
    means: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return how far each source moved each estimate away from what is usual.

    Parameters
    ----------
    ratings, model, as_of, people, means
        As for :func:`estimate_levels`.

    Returns
    -------
    pandas.DataFrame
        ``person, competency, source, contribution`` (levels), a row for each source that answered
        anything about the person. Over the sources the contributions add up exactly to the
        estimate before clipping minus the usual level.

    Raises
    ------
    FrameError
    """
    evidence = gather(ratings, model, as_of=as_of, people=people, means=means)
    shape = (len(evidence.people), len(SOURCES), len(model.competencies))
    contribution = np.zeros(shape)
    for block, covariance, pull in posteriors(evidence, model):
        contribution[block] = pull @ covariance
    answered = np.zeros(shape[:2], dtype=bool)
    answered[evidence.form_person, evidence.form_source] = True
    # Competency before source, so that the parts of one estimate stand together.
    person, competency, source = np.nonzero(
        np.broadcast_to(answered[:, None, :], (shape[0], shape[2], shape[1]))
    )
    return pd.DataFrame(
        {
            "person": pd.Series(evidence.people).take(person).array,
            "competency": pd.Series(list(model.competencies)).take(competency).array,
            "source": pd.Series(list(SOURCES)).take(source).array,
            "contribution": contribution[person, source, competency],
        }
    )


def level_covariances(
    ratings: pd.DataFrame,
    model: ScoringModel,
    *,
    as_of: Day,
    people: Iterable[Hashable] | None = None,
    means: pd.DataFrame | None = None,
) -> dict[Any, Numbers]:
    """Return how the doubts about each person's levels go together.

    Parameters
    ----------
    ratings, model, as_of, people, means
        As for :func:`estimate_levels`.

    Returns
    -------
    dict of person to array of shape (C, C)
        Covariances in levels squared, in the order of the model's competencies; the roots of the
        diagonal are the ``sd`` of :func:`estimate_levels`.

    Raises
    ------
    FrameError
    """
    evidence = gather(ratings, model, as_of=as_of, people=people, means=means)
    found: dict[Any, Numbers] = {}
    for block, covariance, _ in posteriors(evidence, model):
        # The doubt about the usual levels is one, and shared by all of them.
        whole = covariance + model.mean_variance
        found |= dict(zip(evidence.people[block], whole, strict=True))
    return found


def estimate_areas(
    ratings: pd.DataFrame,
    model: ScoringModel,
    areas: pd.DataFrame,
    *,
    as_of: Day,
    people: Iterable[Hashable] | None = None,
    means: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return level estimates of areas: weighted means of their competencies.

    The range comes from the exact joint posterior. Competencies of one person share a halo and a
    general level, so the range of a mean is far wider than if their doubts were independent.

    Parameters
    ----------
    ratings, model, as_of, people, means
        As for :func:`estimate_levels`.
    areas : pandas.DataFrame
        ``area, competency, weight`` (above 0, of any sum) and optionally ``person``, where people
        have weights of their own. Areas come out in the order in which they first appear.

    Returns
    -------
    pandas.DataFrame
        ``person, area, level, sd, low, high``. With ``person`` in ``areas``, someone without any
        weight in an area has no row for it.

    Raises
    ------
    FrameError
    """
    evidence = gather(ratings, model, as_of=as_of, people=people, means=means)
    names, weights = _area_weights(areas, evidence.people, model)
    level = np.empty(weights.shape[:2])
    variance = np.empty(weights.shape[:2])
    for block, covariance, pull in posteriors(evidence, model):
        competency_level = evidence.means[block] + _times(covariance, pull.sum(axis=1))
        level[block] = _times(weights[block], competency_level)
        variance[block] = np.einsum("nac,ncd,nad->na", weights[block], covariance, weights[block])
    estimates = pd.DataFrame(
        _labels(evidence.people, "area", names)
        | _intervals(level.ravel(), variance.ravel() + model.mean_variance, model)
    )
    return estimates[weights.any(axis=2).ravel()].reset_index(drop=True)


def _area_weights(
    areas: pd.DataFrame, people: list[Any], model: ScoringModel
) -> tuple[list[Any], Numbers]:
    """Return the areas, and weights (N, A, C) that add up to 1 wherever there are any."""
    key = [name for name in ("person", "area", "competency") if name in areas.columns]
    checked = check_frame(areas, AREAS, unique=key)
    check_known(checked["competency"], model.competencies)
    names = list(dict.fromkeys(checked["area"]))
    weights = np.zeros((len(people), len(names), len(model.competencies)))
    area = positions(names, checked["area"])
    competency = positions(model.competencies, checked["competency"])
    weight = checked["weight"].to_numpy(float)
    if "person" in checked:
        person = positions(people, checked["person"])
        known = person >= 0
        weights[person[known], area[known], competency[known]] = weight[known]
    else:
        weights[:, area, competency] = weight
    total = weights.sum(axis=2, keepdims=True)
    return names, np.divide(weights, total, out=weights, where=total > 0)


def _times(matrices: Numbers, vectors: Numbers) -> Numbers:
    product: Numbers = (matrices @ vectors[..., None])[..., 0]
    return product


def _labels(people: list[Any], name: str, keys: Iterable[Any]) -> dict[str, Any]:
    columns = list(keys)
    return {
        "person": pd.Series(people).take(np.repeat(np.arange(len(people)), len(columns))).array,
        name: pd.Series(columns).take(np.tile(np.arange(len(columns)), len(people))).array,
    }


def _intervals(level: Numbers, variance: Numbers, model: ScoringModel) -> dict[str, Any]:
    sd = np.sqrt(variance)
    reach = NORMAL_90 * model.kappa * sd
    return {
        "level": np.clip(level, LOWEST, HIGHEST),
        "sd": sd,
        "low": np.clip(level - reach, LOWEST, HIGHEST),
        "high": np.clip(level + reach, LOWEST, HIGHEST),
    }
