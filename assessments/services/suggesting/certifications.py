"""Which certificates are in reach, by the rules we know and the history of projects."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from assessments.models.catalogue import (
    Certification,
    CertificationDomain,
    CertificationPath,
)
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import catalogue, projects
from assessments.services import experience
from assessments.services.keeping import Shelf, digest, fingerprint
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.training import gains_of
from capability.certification import Eligibility, EligibilityPath, Verdict, assess_eligibility
from capability.gaps import closed_value

MOST_SHOWN = 3
IN_SIGHT = timedelta(days=3 * 365)
COVERED_FROM = 3.0
"""From this level on (working on one's own) a part of an exam counts as covered."""

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
ELIGIBILITIES_IN_MEMORY = 5000


@dataclass(frozen=True, slots=True)
class DomainCover:
    """How far the map covers a part of an exam; ``thin`` is where it does least."""

    domain: CertificationDomain
    is_known: bool
    thin: Place | None


@dataclass(frozen=True, slots=True)
class CertificationSuggestion:
    """A certificate, how the person stands towards it, and what preparing for it would bring."""

    certification: Certification
    eligibility: Eligibility
    path: CertificationPath
    covers: tuple[DomainCover, ...]
    place: Place | None
    to_level: float | None
    value: float
    has_parts_to_confirm: bool
    missing_dates: int
    subject: str
    fingerprint: str


_shelf: Shelf[Eligibility] = Shelf(ELIGIBILITIES_IN_MEMORY)


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
    held = catalogue.list_certificates(person)
    valid = {
        each.certification.code
        for each in held
        if each.certification and (each.expires_on is None or each.expires_on >= today)
    }
    parts = projects.list_parts(person)
    record = experience.parts_frame(parts)
    missing_dates = sum(experience.spell_of(part) is None for part in parts)
    has_parts_to_confirm = any(not part.is_confirmed for part in parts)
    # What all the rules are held against, so that it is looked at once.
    known = digest(record, today, person.education_hours, person.degree, sorted(valid))
    by_code = {place.code: place for place in gaps}
    found = []
    for certification in catalogue.list_certifications():
        if certification.code in valid or not _suits(certification, role):
            continue
        if not certification.is_offered or not certification.paths:
            continue
        if certification.activity_id in taken:
            continue
        eligibility = _eligibility(certification, person, record, valid, known, today=today)
        if not _is_in_sight(eligibility, today):
            continue
        mark = _fingerprint(certification, eligibility)
        if declined.get(subject_of(certification)) == mark:
            continue
        value, place, to_level = _value(certification, by_code)
        found.append(
            CertificationSuggestion(
                certification=certification,
                eligibility=eligibility,
                path=certification.paths[int(eligibility.path.code)],
                covers=_covers(certification, person_map),
                place=place,
                to_level=to_level,
                value=value,
                has_parts_to_confirm=has_parts_to_confirm,
                missing_dates=missing_dates,
                subject=subject_of(certification),
                fingerprint=mark,
            )
        )
    found.sort(key=lambda each: _order(each, role))
    return tuple(found[:MOST_SHOWN])


def subject_of(certification: Certification) -> str:
    """Return under which name a declined certification is kept."""
    return f"certification:{certification.code}"


def _eligibility(
    certification: Certification,
    person: Person,
    record: pd.DataFrame,
    valid: set[str],
    known: bytes,
    *,
    today: date,
) -> Eligibility:
    paths = [_rule(path, place) for place, path in enumerate(certification.paths)]
    return _shelf.get(
        fingerprint(known, paths),
        lambda: assess_eligibility(
            paths,
            record,
            as_of=today,
            education_hours=person.education_hours,
            degree=person.degree,
            certificates=valid,
        )[0],
    )


def _rule(path: CertificationPath, place: int) -> EligibilityPath:
    return EligibilityPath(
        code=str(place),
        experience=None
        if path.experience is None
        else tuple((int(each["months"]), str(each["months_of"])) for each in path.experience),
        within_years=path.within_years,
        education_hours=path.education_hours,
        degree=path.degree,
        prerequisites=tuple(path.prerequisites),
    )


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


def _value(
    certification: Certification, gaps: Mapping[str, Place]
) -> tuple[float, Place | None, float | None]:
    if certification.activity is None:
        return 0.0, None, None
    gains = gains_of(certification.activity, gaps)
    if not gains:
        return 0.0, None, None
    worth = {
        code: gaps[code].weight * float(closed_value(gaps[code].gap, gain))
        for code, gain in gains.items()
    }
    main = gaps[min(worth, key=lambda code: (-worth[code], code))]
    return sum(worth.values()), main, (main.level or 0.0) + gains[main.code]


def _order(found: CertificationSuggestion, role: Role | None) -> tuple[bool, bool, int, float, str]:
    """Those of the role's own stage first, then those that answer a gap, then the nearest."""
    return (
        _stage_distance(found.certification, role) > NEAR_STAGE,
        found.value == 0,
        list(Verdict).index(found.eligibility.verdict),
        -found.value,
        found.certification.code,
    )


def _covers(certification: Certification, person_map: PersonMap) -> tuple[DomainCover, ...]:
    places = {place.code: place for place in person_map.competencies}
    covers = []
    for domain in certification.domains:
        asked = [places[code] for code in domain.competencies if code in places]
        known = [place for place in asked if place.level is not None]
        thinnest = min(known, key=lambda place: (place.level or 0.0, place.code), default=None)
        is_thin = thinnest is not None and (thinnest.level or 0.0) < COVERED_FROM
        covers.append(DomainCover(domain, bool(known), thinnest if is_thin else None))
    return tuple(covers)


def _fingerprint(certification: Certification, eligibility: Eligibility) -> str:
    inputs = [certification.code, eligibility.verdict, certification.checked_on.isoformat()]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
