"""Which certificates are in reach, by the rules we know and the history of projects."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.models.catalogue import Certification, CertificationPath
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import catalogue
from assessments.services.certifying.background import (
    Background,
    background_of,
    eligibilities,
    path_of,
)
from assessments.services.certifying.domains import DomainRow, domains_of
from assessments.services.effects import Effects, effects_of
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.activities import gains_of
from capability.certification import COVERED_FROM, Eligibility, Verdict, net_worth
from capability.gaps import closed_value

MOST_SHOWN = 3
IN_SIGHT = timedelta(days=3 * 365)

STAGES = {"entry": 0.0, "practitioner": 1.0, "specialist": 1.5, "senior": 2.0, "executive": 3.0}
STAGE_OF_ROLE = {
    "project_coordinator": 0.0,
    "associate_project_manager": 0.5,
    "project_manager": 1.0,
    "senior_project_manager": 2.0,
    "programme_manager": 2.0,
    "portfolio_manager": 3.0,
    "pmo_director": 3.0,
}
FARTHEST_STAGE = 1.0
NEAR_STAGE = 0.5


@dataclass(frozen=True, slots=True)
class Worth:
    """What preparing for a certificate brings towards a role, and what it takes."""

    place: Place | None
    """The competency in which it brings most, if it answers a gap."""
    to_level: float | None
    closed: float
    """Weighted levels of the gaps that it closes."""
    fits_stage: bool
    net: float


@dataclass(frozen=True, slots=True)
class CertificationSuggestion:
    """A certificate, how the person stands towards it, and what preparing for it would bring."""

    certification: Certification
    eligibility: Eligibility
    path: CertificationPath
    covers: tuple[DomainRow, ...]
    worth: Worth
    background: Background
    subject: str
    fingerprint: str


def suggest_certifications(
    person: Person,
    person_map: PersonMap,
    gaps: Sequence[Place],
    role: Role | None,
    *,
    taken: frozenset[int],
    declined: Mapping[str, str],
    today: date,
) -> tuple[CertificationSuggestion, ...]:
    """Return up to three certificates that fit the role and are in reach or in sight."""
    background = background_of(person, today=today)
    by_code = {place.code: place for place in gaps}
    known = effects_of(today)
    found = []
    for certification in catalogue.list_certifications():
        if certification.code in background.valid or not _suits(certification, role):
            continue
        if not certification.is_offered or not certification.paths:
            continue
        if certification.activity_id in taken:
            continue
        eligibility = eligibilities(certification, background)[0]
        if not _is_in_sight(eligibility, today):
            continue
        mark = _fingerprint(certification, eligibility)
        if declined.get(subject_of(certification)) == mark:
            continue
        found.append(
            CertificationSuggestion(
                certification=certification,
                eligibility=eligibility,
                path=path_of(certification, eligibility),
                covers=domains_of(certification, person_map),
                worth=worth_of(certification, by_code, role, known),
                background=background,
                subject=subject_of(certification),
                fingerprint=mark,
            )
        )
    found.sort(key=_order)
    return tuple(found[:MOST_SHOWN])


def subject_of(certification: Certification) -> str:
    """Return under which name a declined certification is kept."""
    return f"certification:{certification.code}"


def worth_of(
    certification: Certification, gaps: Mapping[str, Place], role: Role | None, known: Effects
) -> Worth:
    """Return what preparing for a certificate brings in somebody's gaps, beside its price."""
    activity = certification.activity
    # A certificate proves knowledge: it leads nobody beyond working on one's own.
    gains = {
        code: min(gain, COVERED_FROM - (gaps[code].level or 0.0))
        for code, gain in (gains_of(activity, gaps, known) if activity else {}).items()
        if (gaps[code].level or 0.0) < COVERED_FROM
    }
    closes = {
        code: gaps[code].weight * float(closed_value(gaps[code].gap, gain))
        for code, gain in gains.items()
    }
    closed, fits = sum(closes.values()), fits_stage(certification, role)
    main = gaps[min(closes, key=lambda code: (-closes[code], code))] if closes else None
    net = net_worth(
        closed,
        fits_stage=fits,
        cost=(activity.cost or 0.0) if activity else 0.0,
        hours=activity.hours if activity else 0.0,
        renewal_hours=certification.renewal_units or 0.0,
    )
    to_level = None if main is None else (main.level or 0.0) + gains[main.code]
    return Worth(main, to_level, closed, fits, net)


def fits_stage(certification: Certification, role: Role | None) -> bool:
    """Return whether a certificate belongs to the stage of a role."""
    return _stage_distance(certification, role) <= NEAR_STAGE


def _suits(certification: Certification, role: Role | None) -> bool:
    return _stage_distance(certification, role) <= FARTHEST_STAGE


def _stage_distance(certification: Certification, role: Role | None) -> float:
    if role is None or role.code not in STAGE_OF_ROLE:
        return 0.0
    return abs(STAGES.get(certification.stage, 1.0) - STAGE_OF_ROLE[role.code])


def _is_in_sight(eligibility: Eligibility, today: date) -> bool:
    if eligibility.verdict is not Verdict.NOT_YET:
        return True
    return eligibility.reached_on is not None and eligibility.reached_on <= today + IN_SIGHT


def _order(found: CertificationSuggestion) -> tuple[bool, bool, int, float, str]:
    """Those of the role's own stage first, then those that answer a gap, then the nearest."""
    return (
        not found.worth.fits_stage,
        found.worth.closed == 0,
        list(Verdict).index(found.eligibility.verdict),
        -found.worth.net,
        found.certification.code,
    )


def _fingerprint(certification: Certification, eligibility: Eligibility) -> str:
    inputs = [certification.code, eligibility.verdict, certification.checked_on.isoformat()]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
