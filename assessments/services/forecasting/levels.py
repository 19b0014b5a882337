"""Somebody's levels of today, as the map draws them, with how the doubts go together."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from assessments.models.people import Person
from assessments.services.keeping import Shelf, fingerprint
from assessments.services.map_fingerprints import map_fingerprint
from assessments.services.map_numbers import read_evidence
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability import scoring
from capability.capability_map import Basis
from capability.forecast import DAYS_A_MONTH, JointLevels, settle
from capability.frames import drop_small_groups

# About six kilobytes each.
DOUBTS_IN_MEMORY = 1000

_shelf: Shelf[JointLevels] = Shelf(DOUBTS_IN_MEMORY)


def levels_of(person: Person, person_map: PersonMap, *, today: date) -> JointLevels:
    """Return the levels that somebody's map draws, and the covariance of the doubts about them.

    Agreed levels stand above estimates and are not in doubt. Where nobody has answered, what is
    usual in the person's role stands in, with all the doubt there is about it.
    """
    key = fingerprint(map_fingerprint(person.id, today=today))
    estimated = _shelf.get(key, lambda: _estimate(person.id, today))
    drawn = pd.Series({place.code: drawn_level(place) for place in person_map.competencies})
    level = np.asarray(drawn.reindex(list(estimated.competencies)), dtype=np.float64)
    agreed = {place.code: place.level for place in agreed_places(person_map.competencies)}
    return settle(
        JointLevels(estimated.competencies, level, estimated.covariance),
        pd.Series(agreed, dtype=float),
    )


def agreed_places(places: Iterable[Place]) -> list[Place]:
    """Return the places whose level the person and the coach agreed on."""
    return [place for place in places if place.basis is Basis.AGREED]


def drawn_level(place: Place) -> float:
    """Return the level that is drawn, else what is usual; one of the two is always known."""
    level = place.estimate if place.level is None else place.level
    return 0.0 if level is None else level


def months_until(day: date, *, today: date) -> float:
    """Return how many months lie between today and a day; below 0 for one that is past."""
    return (day - today).days / DAYS_A_MONTH


def _estimate(person_id: int, today: date) -> JointLevels:
    evidence = read_evidence([person_id])
    ratings, people, means = drop_small_groups(evidence.answers), evidence.people, evidence.means
    levels = scoring.estimate_levels(
        ratings, evidence.model, as_of=today, people=people, means=means
    )
    covariances = scoring.level_covariances(
        ratings, evidence.model, as_of=today, people=people, means=means
    )
    return JointLevels(
        tuple(evidence.model.competencies),
        levels["level"].to_numpy(dtype=np.float64),
        covariances[person_id],
    )
