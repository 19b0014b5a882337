"""Which parts of an exam somebody's map covers, and where it is thin."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assessments.models.catalogue import Certification, CertificationDomain
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability.certification import COVERED_FROM, Cover, ExamDomain, cover_domains

THIN = frozenset({Cover.THIN, Cover.PERHAPS_THIN})


@dataclass(frozen=True, slots=True)
class DomainRow:
    """How far the map covers a part of an exam, competency by competency."""

    domain: CertificationDomain
    cover: Cover
    places: tuple[tuple[Place, Cover], ...]
    thin: tuple[Place, ...]
    """Where it is thin, the lowest first."""

    @property
    def is_known(self) -> bool:
        """Whether anything can be said."""
        return self.cover is not Cover.UNKNOWN


def domains_of(certification: Certification, person_map: PersonMap) -> tuple[DomainRow, ...]:
    """Return how far a map covers each part of the exam."""
    places = {place.code: place for place in person_map.competencies}
    asked = [
        ExamDomain(str(each.id), each.weight_percent, tuple(each.competencies))
        for each in certification.domains
    ]
    levels = pd.DataFrame(
        [(each.code, each.level, each.low, each.high) for each in places.values()],
        columns=["competency", "level", "low", "high"],
    )
    return tuple(
        DomainRow(
            domain=domain,
            cover=found.cover,
            places=tuple((places[code], cover) for code, cover in found.covers if code in places),
            thin=tuple(places[code] for code in found.thin),
        )
        for domain, found in zip(certification.domains, cover_domains(asked, levels), strict=True)
    )


def thin_gaps(rows: Sequence[DomainRow]) -> dict[str, tuple[float, float]]:
    """Return levels short and share of the exam in percent, by competency that is thin."""
    gaps: dict[str, tuple[float, float]] = {}
    for row in rows:
        share = row.domain.weight_percent / max(len(row.domain.competencies), 1)
        for place in row.thin:
            short = COVERED_FROM - (place.level or 0.0)
            if short > 0:
                _gap, weight = gaps.get(place.code, (0.0, 0.0))
                gaps[place.code] = (short, weight + share)
    return gaps
