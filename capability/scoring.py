"""Ratings into level estimates with intervals, and what each source contributed.

One method: each kind of rating is freed of its usual tendency, a rater's halo counts as one doubt
shared by the whole form, and a person's level and profile are drawn towards what is usual for the
role, the more so the less is known. The posterior is exact and in closed form for each person.

The caller first applies :func:`capability.frames.drop_small_groups`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capability.frames import (
    AREAS,
    MEANS,
    SOURCES,
    Day,
    as_day,
    check_frame,
    check_known,
    check_ratings,
    sorted_keys,
)
from capability.scale import HIGHEST, LOWEST

Numbers = NDArray[np.float64]
Positions = NDArray[np.intp]

DAYS_A_MONTH: Final = 30.4375
NORMAL_90: Final = 1.645
HALO_SHARE: Final = 0.6
PEOPLE_AT_ONCE: Final = 512


def _by_source(*values: float) -> dict[str, float]:
    return field(default_factory=lambda: dict(zip(SOURCES, values, strict=True)))


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """The constants of the scoring method, under the symbols of its formula.

    ``y = mu_c + beta_s + lam_s (u_p + v_pc) + b_j + h_jp + e`` for the rating of person p on
    competency c by rater j of source s; the true level is ``mu_c + u_p + v_pc``.

    Parameters
    ----------
    means : mapping of competency to float
        The usual level mu_c, 0-5; its keys are the competencies of the model, in their order.
    mean_variance : float
        How unsure all of ``means`` are together (v_mu), levels squared.
    tau_u2, tau_v2 : float
        Variance of a person's general level, and of the profile around it, levels squared.
    H : float
        Months after which the noise of an answer has doubled.
    beta : mapping of source to float
        Usual leniency, levels. A mapping by source may name a few; the rest keep their defaults.
    beta_sd : mapping of source to float
        How unsure ``beta`` is, levels; read by fitting alone. The coach is the anchor.
    lam : mapping of source to float
        How much of a true difference a source shows.
    b2, h2, e2 : mapping of source to float
        Variance of a rater's severity, of the halo of one form, and of one answer when given.
    kappa : float
        Widens the intervals: variances are never exactly known.
    n0 : float
        Weight of the default variances when fitting, in forms.
    usual_mean, usual_mean_variance : float
        What a competency's mean is expected to be before any rating; read by fitting alone.

    Raises
    ------
    ValueError
        A constant is outside its range, or a source is unknown.

    Notes
    -----
    The variances were found with simulated ratings whose correlations follow the literature
    (self with supervisor .22, and most of a rating's variance from the rater [1]_); nothing is
    validated on field data.

    References
    ----------
    .. [1] Scullen, Mount & Goff (2000), Understanding the latent structure of job performance
       ratings, *Journal of Applied Psychology* 85.
    """

    means: Mapping[Any, float]
    mean_variance: float = 0.0
    tau_u2: float = 0.20
    tau_v2: float = 0.20
    H: float = 36.0
    beta: Mapping[str, float] = _by_source(0.35, 0.0, 0.10, 0.0, 0.0)
    beta_sd: Mapping[str, float] = _by_source(0.20, 0.0, 0.10, 0.15, 0.15)
    lam: Mapping[str, float] = _by_source(0.70, 1.0, 1.0, 1.0, 0.90)
    b2: Mapping[str, float] = _by_source(0.0, 0.09, 0.09, 0.09, 0.0)
    h2: Mapping[str, float] = _by_source(0.50, 0.15, 0.22, 0.22, 0.35)
    e2: Mapping[str, float] = _by_source(0.60, 0.35, 0.45, 0.50, 0.60)
    kappa: float = 1.05
    n0: float = 40.0
    usual_mean: float = 2.6
    usual_mean_variance: float = 0.25

    def __post_init__(self) -> None:
        object.__setattr__(self, "means", dict(self.means))
        for each in fields(self):
            if each.name not in {"means", *_BY_SOURCE}:
                _check_constant(each.name, getattr(self, each.name))
        for name, default in _BY_SOURCE.items():
            given = dict(getattr(self, name))
            unknown = set(given) - set(SOURCES)
            if unknown:
                raise ValueError(f"{name}: unknown source {sorted(map(str, unknown))[0]!r}")
            object.__setattr__(self, name, default | given)
            for value in given.values():
                _check_constant(name, value)
        for competency, level in self.means.items():
            if not LOWEST <= level <= HIGHEST:
                raise ValueError(f"means: {level} for {competency!r} is off the scale")

    @property
    def competencies(self) -> tuple[Any, ...]:
        """The competencies of the model, in order."""
        return tuple(self.means)


_BY_SOURCE: Final[dict[str, dict[str, float]]] = {
    each.name: each.default_factory()
    for each in fields(ScoringModel)
    if callable(each.default_factory)
}
_POSITIVE: Final = {"tau_v2", "H", "lam", "e2", "kappa"}


def _check_constant(name: str, value: float) -> None:
    lowest = -np.inf if name == "beta" else 0.0
    if not np.isfinite(value) or value < lowest or (name in _POSITIVE and value == 0):
        raise ValueError(f"{name}: {value} is outside its range")


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
    evidence = _gather(ratings, model, as_of=as_of, people=people, means=means)
    level = evidence.means.copy()
    variance = np.empty_like(level)
    for block, covariance, pull in _posteriors(evidence, model):
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
    evidence = _gather(ratings, model, as_of=as_of, people=people, means=means)
    shape = (len(evidence.people), len(SOURCES), len(model.competencies))
    contribution = np.zeros(shape)
    for block, covariance, pull in _posteriors(evidence, model):
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
    evidence = _gather(ratings, model, as_of=as_of, people=people, means=means)
    names, weights = _area_weights(areas, evidence.people, model)
    level = np.empty(weights.shape[:2])
    variance = np.empty(weights.shape[:2])
    for block, covariance, pull in _posteriors(evidence, model):
        competency_level = evidence.means[block] + _times(covariance, pull.sum(axis=1))
        level[block] = _times(weights[block], competency_level)
        variance[block] = np.einsum("nac,ncd,nad->na", weights[block], covariance, weights[block])
    estimates = pd.DataFrame(
        _labels(evidence.people, "area", names)
        | _intervals(level.ravel(), variance.ravel() + model.mean_variance, model)
    )
    return estimates[weights.any(axis=2).ravel()].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Answers as arrays: N people, C competencies, F forms sorted by person."""

    people: list[Any]
    means: Numbers  # (N, C)
    form_person: Positions  # (F,)
    form_source: Positions  # (F,)
    residual: Numbers  # (F, C), what an answer says about u + v
    precision: Numbers  # (F, C), 1/d, 0 where nothing was answered
    shared: Numbers  # (F, C), sd that all answers of a form share


def _gather(
    ratings: pd.DataFrame,
    model: ScoringModel,
    *,
    as_of: Day,
    people: Iterable[Hashable] | None,
    means: pd.DataFrame | None,
) -> _Evidence:
    checked = check_ratings(ratings, as_of=as_of, competencies=model.competencies)
    answered = checked[checked["level"].notna()]
    whom = sorted_keys(answered["person"]) if people is None else list(dict.fromkeys(people))
    usual = _usual_levels(means, whom, model)
    person = _positions(whom, answered["person"])
    answered, person = answered[person >= 0], person[person >= 0]
    competency = _positions(model.competencies, answered["competency"])
    source = _positions(SOURCES, answered["source"])
    rater, raters = pd.factorize(answered["rater"])
    keys, form = np.unique(
        (person * len(raters) + rater) * len(SOURCES) + source, return_inverse=True
    )
    latest = _latest(answered, form * len(model.competencies) + competency)
    form_person = np.zeros(len(keys), dtype=np.intp)
    form_source = np.zeros(len(keys), dtype=np.intp)
    form_person[form], form_source[form] = person, source
    cells = (form[latest], competency[latest])
    residual, precision, shared = np.zeros((3, len(keys), len(model.competencies)))
    residual[cells], precision[cells], shared[cells] = _weigh(
        answered.iloc[latest],
        usual[person[latest], competency[latest]],
        model,
        as_of=as_of,
    )
    return _Evidence(whom, usual, form_person, form_source, residual, precision, shared)


def _latest(answered: pd.DataFrame, cell: Positions) -> Positions:
    """Return the position of the row that counts in each cell.

    Two answers of the same instant contradict each other; the higher one counts, because any
    fixed rule serves and this one keeps "a higher answer never lowers the estimate" true.
    """
    order = np.lexsort(
        (answered["variance"], answered["level"], answered["rated_on"].astype("int64"), cell)
    )
    is_last = np.append(cell[order][1:] != cell[order][:-1], True) if len(order) else order
    return np.asarray(order[is_last], dtype=np.intp)


def _weigh(
    answered: pd.DataFrame, usual: Numbers, model: ScoringModel, *, as_of: Day
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the residual, precision and shared sd of each answer, on the scale of u + v.

    A variance given for an answer is split 60/40 into halo and noise. The halo may then differ
    between the answers of one form; it stays one common factor, each answer loading on it with
    its own sd.
    """
    beta, lam, b2, h2, e2 = (
        answered["source"].map(dict(by_source)).to_numpy(float)
        for by_source in (model.beta, model.lam, model.b2, model.h2, model.e2)
    )
    given = answered["variance"].to_numpy()
    halo = np.where(np.isnan(given), h2, HALO_SHARE * given)
    noise = np.where(np.isnan(given), e2, (1 - HALO_SHARE) * given)
    age = (as_day(as_of) - answered["rated_on"].dt.normalize()).dt.days / DAYS_A_MONTH
    residual = (answered["level"].to_numpy() - usual - beta) / lam
    precision = lam**2 / (noise * 2 ** (age.to_numpy(float) / model.H))
    # How strict a rater is stays unknown here: severity 0, its whole variance shared by the form.
    return residual, precision, np.sqrt(halo + b2) / lam


def _posteriors(
    evidence: _Evidence, model: ScoringModel
) -> Iterator[tuple[slice, Numbers, Numbers]]:
    """Yield blocks of people with their covariance (n, C, C) and each source's pull (n, S, C).

    A form adds ``diag(p) - k k'`` to the precision and pulls with ``p R - k k'R``, where p are the
    precisions of its answers and ``k = p s / sqrt(1 + sum p s^2)`` (Woodbury, with shared sd s).
    """
    width = len(model.competencies)
    prior = (np.eye(width) - model.tau_u2 / (model.tau_v2 + width * model.tau_u2)) / model.tau_v2
    weighted = evidence.precision * evidence.shared
    halo = weighted / np.sqrt(1 + (weighted * evidence.shared).sum(axis=1, keepdims=True))
    along = (halo * evidence.residual).sum(axis=1, keepdims=True)
    pulls = evidence.precision * evidence.residual - halo * along
    for start in range(0, len(evidence.people), PEOPLE_AT_ONCE):
        block = slice(start, min(start + PEOPLE_AT_ONCE, len(evidence.people)))
        size = block.stop - block.start
        forms = slice(*np.searchsorted(evidence.form_person, (block.start, block.stop)))
        person = evidence.form_person[forms] - start
        place = np.arange(len(person)) - np.searchsorted(person, person)
        halos = np.zeros((size, int(place.max(initial=-1)) + 1, width))
        halos[person, place] = halo[forms]
        precision = np.zeros((size, width))
        np.add.at(precision, person, evidence.precision[forms])
        pull = np.zeros((size, len(SOURCES), width))
        np.add.at(pull, (person, evidence.form_source[forms]), pulls[forms])
        total = prior - halos.swapaxes(1, 2) @ halos
        total[:, np.arange(width), np.arange(width)] += precision
        yield block, np.asarray(np.linalg.inv(total), dtype=np.float64), pull


def _usual_levels(means: pd.DataFrame | None, people: list[Any], model: ScoringModel) -> Numbers:
    usual = np.tile(np.array(list(model.means.values()), dtype=float), (len(people), 1))
    if means is None:
        return usual
    checked = check_frame(means, MEANS, unique=("person", "competency"))
    check_known(checked["competency"], model.competencies)
    checked = checked[checked["level"].notna()]
    person = _positions(people, checked["person"])
    competency = _positions(model.competencies, checked["competency"])
    known = person >= 0
    usual[person[known], competency[known]] = checked["level"].to_numpy()[known]
    return usual


def _area_weights(
    areas: pd.DataFrame, people: list[Any], model: ScoringModel
) -> tuple[list[Any], Numbers]:
    """Return the areas, and weights (N, A, C) that add up to 1 wherever there are any."""
    key = [name for name in ("person", "area", "competency") if name in areas.columns]
    checked = check_frame(areas, AREAS, unique=key)
    check_known(checked["competency"], model.competencies)
    names = list(dict.fromkeys(checked["area"]))
    weights = np.zeros((len(people), len(names), len(model.competencies)))
    area = _positions(names, checked["area"])
    competency = _positions(model.competencies, checked["competency"])
    weight = checked["weight"].to_numpy(float)
    if "person" in checked:
        person = _positions(people, checked["person"])
        known = person >= 0
        weights[person[known], area[known], competency[known]] = weight[known]
    else:
        weights[:, area, competency] = weight
    total = weights.sum(axis=2, keepdims=True)
    return names, np.divide(weights, total, out=weights, where=total > 0)


def _positions(keys: Iterable[Any], column: "pd.Series[Any]") -> Positions:
    """Return where each value stands among the keys, -1 for a stranger."""
    index: pd.Index[Any] = pd.Index(list(keys), dtype=object)
    return np.asarray(index.get_indexer(pd.Index(column, dtype=object)), dtype=np.intp)


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
