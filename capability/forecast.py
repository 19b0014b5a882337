"""How ready somebody is for a role."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

FAR: Final = 8.0
STEPS: Final = 20_001


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
    if correlation == 1:
        return float(np.min(ndtr(ahead), initial=1.0))
    factor = np.linspace(-FAR, FAR, STEPS)[:, None]
    met = ndtr((ahead + np.sqrt(correlation) * factor) / np.sqrt(1 - correlation)).prod(axis=1)
    density = np.exp(-(factor[:, 0] ** 2) / 2)
    return min(float(met @ density / density.sum()), 1.0)
