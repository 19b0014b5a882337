"""How the levels of a person have moved over the past assessments, against the own past only."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from assessments.models.people import Person
from assessments.queries import framework
from assessments.services.map_numbers import Evidence, numbers_of, read_evidence
from assessments.services.mapping import PersonMap
from capability.vocabulary import AssessmentSource

MOST = 3
"""Past assessments shown beside today: a year and a half of rounds."""


@dataclass(frozen=True, slots=True)
class PastLevel:
    """The level of an area at one moment."""

    level: float | None
    is_own_view: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """Levels by area at past assessments, the oldest first; today's stand in the map itself."""

    moments: tuple[date, ...]
    levels: dict[str, tuple[PastLevel, ...]]

    @property
    def has_past(self) -> bool:
        """Whether there is anything to compare today with."""
        return bool(self.moments)


def growth_of(person: Person, person_map: PersonMap) -> Growth:
    """Return where somebody stood at the self-assessments before the last one."""
    evidence = read_evidence([person.id])
    own = evidence.answers[evidence.answers["source"] == AssessmentSource.SELF]
    sent = sorted(own["submitted_at"].drop_duplicates())
    past = sent[:-1][-MOST:]
    role = person_map.role
    requirements = framework.requirements_frame(role.id if role else None)
    drawn = [_levels_at(moment, evidence, requirements) for moment in past]
    return Growth(
        tuple(moment.date() for moment in past),
        {
            area.code: tuple(levels.get(area.code, PastLevel(None, False)) for levels in drawn)
            for area in person_map.areas
        },
    )


def _levels_at(
    moment: pd.Timestamp, evidence: Evidence, requirements: pd.DataFrame
) -> dict[str, PastLevel]:
    day = moment.date()
    known = replace(
        evidence,
        answers=evidence.answers[evidence.answers["submitted_at"] <= moment],
        agreed=evidence.agreed[evidence.agreed["agreed_on"].map(lambda on: on <= day)],
    )
    rows = numbers_of(known, requirements, today=day).areas
    return {
        str(area): PastLevel(None if pd.isna(level) else float(level), bool(is_own_view))
        for area, level, is_own_view in zip(
            rows["area"], rows["level"], rows["is_own_view"], strict=True
        )
    }
