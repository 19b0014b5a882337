"""The constants of the scoring method."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

from capability.frames import SOURCES
from capability.scale import HIGHEST, LOWEST


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
