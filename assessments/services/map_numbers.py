"""What maps are drawn from, read once, and the numbers of the core, kept as long as they hold."""

import hashlib
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial

import pandas as pd

from assessments.models.framework import CompetencyArea
from assessments.queries import assessment, framework
from capability import scoring
from capability.capability_map import Side, map_areas, map_people, strengths_and_gaps
from capability.frames import drop_small_groups

ANSWER = ["person", "rater", "source", "competency"]
MAPS_IN_MEMORY = 512


@dataclass(frozen=True, slots=True)
class Numbers:
    """Frames of the core: by competency, by area, and the strengths and gaps named."""

    competencies: pd.DataFrame
    areas: pd.DataFrame
    named: pd.DataFrame

    def named_as(self, side: Side) -> list[str]:
        """Return the competencies that are named on one side, the first one first."""
        return list(self.named["competency"][self.named["side"] == side])


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that maps of some people are drawn from, read once."""

    people: tuple[int, ...]
    areas: Sequence[CompetencyArea]
    answers: pd.DataFrame
    agreed: pd.DataFrame
    means: pd.DataFrame
    model: scoring.ScoringModel


def read_evidence(person_ids: Sequence[int]) -> Evidence:
    """Read what is known about some people, in a number of queries that does not grow."""
    areas = framework.list_areas()
    codes = [competency.code for area in areas for competency in area.competencies]
    usual = scoring.ScoringModel(means={}).usual_mean
    return Evidence(
        people=tuple(person_ids),
        areas=areas,
        answers=assessment.answers_frame(person_ids),
        agreed=assessment.agreed_frame(person_ids),
        means=framework.usual_levels_frame(person_ids),
        model=scoring.ScoringModel(means=dict.fromkeys(codes, usual)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    """Everything that the numbers of one person depend on; equal facts have equal numbers."""

    evidence: Evidence
    requirements: pd.DataFrame
    today: date
    fingerprint: bytes

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Facts) and self.fingerprint == other.fingerprint


def numbers_of(evidence: Evidence, requirements: pd.DataFrame, *, today: date) -> Numbers:
    """Return where people stand by competency and by area: the frames of the core.

    Those of one person are kept in memory under the fingerprint of the facts, so that nothing
    ever has to be told that a fact has changed. Nobody may write into the frames.
    """
    if len(evidence.people) > 1:
        return _reckon(evidence, requirements, today)
    known = (
        evidence.people, evidence.answers, evidence.agreed, evidence.means,
        dict(evidence.model.means), requirements, today,
    )  # fmt: skip
    fingerprint = hashlib.blake2b(pickle.dumps(known), digest_size=16).digest()
    # Rows of the database stay out: they would outlive their session.
    return _kept(_Facts(replace(evidence, areas=()), requirements, today, fingerprint))


@lru_cache(maxsize=MAPS_IN_MEMORY)
def _kept(facts: _Facts) -> Numbers:
    return _reckon(facts.evidence, facts.requirements, facts.today)


def _reckon(evidence: Evidence, requirements: pd.DataFrame, today: date) -> Numbers:
    ratings = drop_small_groups(evidence.answers)
    weighted = requirements.loc[requirements["required"].notna() & (requirements["weight"] > 0)]
    estimate_levels, estimate_areas = (
        partial(ask, as_of=today, people=evidence.people, means=evidence.means)
        for ask in (scoring.estimate_levels, scoring.estimate_areas)
    )
    levels = estimate_levels(ratings, evidence.model)
    columns = [name for name in ("person", "area", "competency", "weight") if name in weighted]
    areas = estimate_areas(ratings, evidence.model, weighted[columns])
    latest = ratings.drop_duplicates(ANSWER, keep="last")
    competencies = map_people(levels, requirements, latest, evidence.agreed)
    return Numbers(competencies, map_areas(competencies, areas), strengths_and_gaps(competencies))
