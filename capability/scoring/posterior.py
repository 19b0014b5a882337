"""The exact joint posterior of each person's levels."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from capability.frames import SOURCES
from capability.scoring.evidence import Evidence, Numbers
from capability.scoring.model import ScoringModel

PEOPLE_AT_ONCE: Final = 512


def posteriors(evidence: Evidence, model: ScoringModel) -> Iterator[tuple[slice, Numbers, Numbers]]:
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
