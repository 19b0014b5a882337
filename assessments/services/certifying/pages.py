"""What the pages about certificates show: a list of all, and one of them in full."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.models.catalogue import Certification, CertificationPath
from assessments.models.development import PlanItem
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import catalogue, plans
from assessments.services import mapping
from assessments.services.carrying_out import OPEN
from assessments.services.certifying.background import (
    Background,
    background_of,
    eligibilities,
    path_of,
)
from assessments.services.certifying.domains import DomainRow, domains_of
from assessments.services.certifying.months import MonthTrace, traces_of
from assessments.services.certifying.preparing import Way, way_to
from assessments.services.effects import effects_of
from assessments.services.mapping import PersonMap
from assessments.services.renewing import Renewal, renewals_of
from assessments.services.suggesting.activities import named_gaps
from assessments.services.suggesting.certifications import Worth, fits_stage, worth_of
from assessments.services.suggesting.history import items_in_sight
from capability.certification import Eligibility, Verdict
from capability.lifecycle import PlanItemStatus


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certificate that somebody does not hold, and how they stand towards it."""

    certification: Certification
    eligibility: Eligibility | None
    """The closest way; ``None`` where no rule is known."""
    fits_stage: bool
    is_planned: bool


@dataclass(frozen=True, slots=True)
class CertificateList:
    """All certificates of somebody: held, and within reach or not."""

    background: Background
    roles: tuple[Role, ...]
    """The own role and the one aimed for, to whose stages the list is kept."""
    renewals: tuple[Renewal, ...]
    candidates: tuple[Candidate, ...]
    others: int
    """How many are not shown, because they belong to another stage."""
    done: tuple[tuple[PlanItem, Certification], ...]
    """Exams said to be done in the plan whose certificate is not recorded yet."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way to be admitted, and how its months come about."""

    path: CertificationPath
    eligibility: Eligibility
    traces: tuple[MonthTrace, ...]


@dataclass(frozen=True, slots=True)
class CertificationPage:
    """Everything that is said about one certificate to one person."""

    certification: Certification
    background: Background
    role: Role | None
    map: PersonMap
    ways_in: tuple[WayIn, ...]
    """The closest first; empty where no rule is known."""
    domains: tuple[DomainRow, ...]
    worth: Worth
    """What preparing for it brings towards the role aimed for."""
    stage_roles: tuple[Role, ...]
    """Of the own role and the one aimed for, those to whose stage it belongs."""
    way: Way | None
    """How to prepare; ``None`` where it is held and valid, or no rule is known."""
    renewal: Renewal | None
    names: Mapping[str, str]
    """Names of the certificates that are asked first, by code."""

    def names_of(self, codes: Iterable[str]) -> list[str]:
        """Return the names of some of them; the code of one that nobody knows any more."""
        return [self.names.get(code, code) for code in codes]


def target_of(person: Person) -> Role | None:
    """Return the role that certificates are looked at for: the one aimed for, else the own."""
    return person.aims_for or person.role


def list_of(person: Person, *, is_all: bool, today: date) -> CertificateList:
    """Return somebody's certificates; ``is_all``: also those of other stages of the ladder."""
    background = background_of(person, today=today)
    roles = _roles(person)
    items = items_in_sight(person)
    planned = {item.activity_id for item in items if item.status in OPEN}
    open_ones = [
        each
        for each in catalogue.list_certifications()
        if each.is_offered and each.code not in background.valid
    ]
    fitting = [
        each for each in open_ones if not roles or any(fits_stage(each, role) for role in roles)
    ]
    shown = open_ones if is_all else fitting
    candidates = [
        Candidate(
            certification=each,
            eligibility=eligibilities(each, background)[0] if each.paths else None,
            fits_stage=each in fitting,
            is_planned=each.activity_id is not None and each.activity_id in planned,
        )
        for each in shown
    ]
    return CertificateList(
        background=background,
        roles=tuple(roles),
        renewals=tuple(renewals_of(background.held, today=today)),
        candidates=tuple(sorted(candidates, key=_nearness)),
        others=len(open_ones) - len(shown),
        done=_done_exams(items, background),
    )


def page_of(person: Person, code: str, *, today: date) -> CertificationPage:
    """Return one certificate in full; answers 404 where there is none of the code."""
    certification = catalogue.get_whole_certification(code)
    background = background_of(person, today=today)
    role = target_of(person)
    person_map = mapping.map_of(person, role, today=today)
    domains = domains_of(certification, person_map)
    found = eligibilities(certification, background) if certification.paths else ()
    held = background.held_of(certification)
    way = None
    if found and certification.is_offered and code not in background.valid:
        way = way_to(certification, found[0], domains, background, items_in_sight(person))
    return CertificationPage(
        certification=certification,
        background=background,
        role=role,
        map=person_map,
        ways_in=tuple(
            WayIn(path_of(certification, each), each, traces_of(each, background)) for each in found
        ),
        domains=domains,
        worth=worth_of(
            certification,
            {place.code: place for place in named_gaps(person_map)},
            role,
            effects_of(today),
        ),
        stage_roles=tuple(each for each in _roles(person) if fits_stage(certification, each)),
        way=way,
        renewal=renewals_of([held], today=today)[0] if held else None,
        names=_names(certification),
    )


def done_exams(person: Person, *, today: date) -> tuple[tuple[PlanItem, Certification], ...]:
    """Return the exams said to be done in somebody's plans whose certificate is not recorded."""
    return _done_exams(plans.list_items(person), background_of(person, today=today))


def _roles(person: Person) -> list[Role]:
    """Return the own role and the one aimed for, as far as there are any, each once."""
    return list(dict.fromkeys(role for role in (person.role, person.aims_for) if role is not None))


def _names(certification: Certification) -> dict[str, str]:
    codes = {code for path in certification.paths for code in path.prerequisites}
    return catalogue.certification_names(codes) if codes else {}


def _done_exams(
    items: Sequence[PlanItem], background: Background
) -> tuple[tuple[PlanItem, Certification], ...]:
    known = {each.certification_id for each in background.held}
    done = [item for item in items if item.status is PlanItemStatus.DONE and item.activity_id]
    exams = catalogue.certifications_of_activities([item.activity_id or 0 for item in done])
    return tuple(
        (item, exams[item.activity_id])
        for item in done
        if item.activity_id in exams and exams[item.activity_id].id not in known
    )


def _nearness(found: Candidate) -> tuple[bool, int, date, str]:
    eligibility = found.eligibility
    if eligibility is None:
        return True, len(Verdict), date.max, found.certification.name
    return (
        False,
        list(Verdict).index(eligibility.verdict),
        eligibility.reached_on or date.max,
        found.certification.name,
    )
