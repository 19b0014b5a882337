"""Whether somebody is likely eligible for a certificate, what is missing, and until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from capability.certification.months import (
    BUSINESS,
    PARTS_THAT_COUNT,
    counting_parts,
    held_ahead,
    months_ahead,
)
from capability.frames import PARTS, Day, check_frame, check_known
from capability.project_evidence import experience_months, first_day
from capability.vocabulary import Degree, ProjectPart


class Verdict(StrEnum):
    """What can be said about one path, the most favourable first."""

    LIKELY_ELIGIBLE = "likely_eligible"
    TO_CONFIRM = "to_confirm"
    NOT_YET = "not_yet"


class RequirementKind(StrEnum):
    """What a certifying body asks for."""

    MONTHS = "months"
    EDUCATION_HOURS = "education_hours"
    DEGREE = "degree"
    PREREQUISITE = "prerequisite"


class RequirementStatus(StrEnum):
    """Where one requirement stands."""

    MET = "met"
    TO_CONFIRM = "to_confirm"
    NOT_YET = "not_yet"


DEGREES: Final = (Degree.NONE, Degree.SECONDARY, Degree.BACHELOR, Degree.ACCREDITED)
"""In order: each includes those before it."""


@dataclass(frozen=True, slots=True)
class EligibilityPath:
    """One way to be admitted; None is a rule that we do not know, never "nothing asked".

    Parameters
    ----------
    code : str
        Names the path; comes back in the answer.
    experience : tuple of (int, str) or None
        Months and their kind, such as ``(36, "leading_projects")``; all are asked, none when
        empty.
    within_years : float or None
        The years before today that count; None where every month counts.
    education_hours : float or None
    degree : Degree or None
        The lowest that is accepted.
    prerequisites : tuple of str
        Certificates, any one of which suffices; none asked when empty.
    """

    code: str
    experience: tuple[tuple[int, str], ...] | None = ()
    within_years: float | None = None
    education_hours: float | None = None
    degree: Degree | None = None
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementState:
    """One requirement, what the person has of it, and when that changes.

    ``needed`` and ``held`` are months, hours, a degree or certificate codes, as ``kind`` says;
    None is unknown. ``months_of`` is the kind of months. ``reached_on`` is the first day on which
    missing months are complete if the person stays on what is open today; ``lost_on`` the first
    day on which old months have left the window although the person stays. None: not in sight.
    ``at_most`` is how many months it would be if everything to be confirmed were so.
    """

    kind: RequirementKind
    status: RequirementStatus
    needed: float | Degree | tuple[str, ...] | None
    held: float | Degree | tuple[str, ...] | None
    months_of: str | None = None
    reached_on: date | None = None
    lost_on: date | None = None
    at_most: int | None = None

    @property
    def missing_months(self) -> int:
        """Months still missing; 0 for anything but months."""
        needed, held = self.needed, self.held
        if isinstance(needed, int) and isinstance(held, int) and self.months_of is not None:
            return max(needed - held, 0)
        return 0

    @property
    def months_to_confirm(self) -> int:
        """Further months, once all is confirmed; 0 where enough are held without them."""
        held, at_most = self.held, self.at_most
        if self.status is RequirementStatus.MET or at_most is None or not isinstance(held, int):
            return 0
        return at_most - held


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What can be said about one path for one person.

    ``reached_on`` is the first day on which all months asked are there at once, if months are all
    that is missing; ``lost_on`` the first day on which a requirement now met no longer is.
    """

    path: EligibilityPath
    verdict: Verdict
    requirements: tuple[RequirementState, ...]
    reached_on: date | None
    lost_on: date | None

    @property
    def is_to_confirm(self) -> bool:
        """Whether something that it rests on is still to be confirmed."""
        return any(
            each.status is RequirementStatus.TO_CONFIRM or each.months_to_confirm
            for each in self.requirements
        )


def assess_eligibility(
    paths: Sequence[EligibilityPath],
    parts: pd.DataFrame,
    *,
    as_of: Day,
    education_hours: float | None = None,
    is_education_whole: bool = True,
    degree: Degree | None = None,
    certificates: Collection[str] | None = None,
) -> tuple[Eligibility, ...]:
    """Return how a person stands on each path to a certificate, the closest path first.

    Parameters
    ----------
    paths : sequence of EligibilityPath
    parts : pandas.DataFrame
        The person's parts in projects: ``part, started_on, ended_on`` (blank: open today) and
        optionally ``is_complex`` (blank: unknown) and ``is_confirmed`` (without it all are).
        Closed parts without dates are left out.
    as_of : date
    education_hours : float, optional
        Hours of education in the field; None is unknown.
    is_education_whole : bool
        Whether those are all; otherwise hours that are missing may only not be recorded, and are
        to be confirmed.
    degree : Degree, optional
        None is unknown.
    certificates : collection of str, optional
        Codes of certificates held and still valid; None is unknown.

    Returns
    -------
    tuple of Eligibility
        Ordered by verdict, then those that ask no other degree than is held, then fewest
        requirements not met, then the earliest day on which the months are complete, then fewest
        missing months, then as given.

    Raises
    ------
    FrameError

    Notes
    -----
    A calendar month touched by any part that counts is one month, once. Months on projects whose
    complexity is unknown, general business months beyond those in projects, and kinds of months
    that parts cannot tell (a specialism) are to be confirmed, not missing.
    """
    record = check_frame(parts, PARTS)
    check_known(record["part"], list(ProjectPart))
    hours = (education_hours, is_education_whole)
    found = [_assess(path, record, as_of, hours, degree, certificates) for path in paths]
    return tuple(sorted(found, key=_closeness))


def _assess(
    path: EligibilityPath,
    record: pd.DataFrame,
    as_of: Day,
    education: tuple[float | None, bool],
    degree: Degree | None,
    certificates: Collection[str] | None,
) -> Eligibility:
    requirements = (
        *_experience_states(path, record, as_of),
        *_education_state(path, *education),
        *_degree_state(path, degree),
        *_prerequisite_state(path, certificates),
    )
    statuses = {each.status for each in requirements}
    missing = [each for each in requirements if each.status is RequirementStatus.NOT_YET]
    is_in_sight = bool(missing) and all(each.reached_on is not None for each in missing)
    lost = [each.lost_on for each in requirements if each.lost_on is not None]
    return Eligibility(
        path=path,
        verdict=_verdict(statuses),
        requirements=requirements,
        reached_on=_all_months_on(path, requirements, record, as_of) if is_in_sight else None,
        lost_on=min(lost, default=None),
    )


def _verdict(statuses: set[RequirementStatus]) -> Verdict:
    if RequirementStatus.NOT_YET in statuses:
        return Verdict.NOT_YET
    if RequirementStatus.TO_CONFIRM in statuses:
        return Verdict.TO_CONFIRM
    return Verdict.LIKELY_ELIGIBLE


def _closeness(found: Eligibility) -> tuple[int, bool, int, date, int]:
    missing = [each for each in found.requirements if each.status is RequirementStatus.NOT_YET]
    return (
        list(Verdict).index(found.verdict),
        # Months come by working on; a degree does not.
        any(each.kind is RequirementKind.DEGREE for each in missing),
        len(missing),
        found.reached_on or date.max,
        sum(each.missing_months for each in found.requirements),
    )


def _experience_states(
    path: EligibilityPath, record: pd.DataFrame, as_of: Day
) -> tuple[RequirementState, ...]:
    if path.experience is None:
        return (RequirementState(RequirementKind.MONTHS, RequirementStatus.TO_CONFIRM, None, None),)
    return tuple(_months_state(path, each, record, as_of) for each in path.experience)


def _months_state(
    path: EligibilityPath, asked: tuple[int, str], record: pd.DataFrame, as_of: Day
) -> RequirementState:
    needed, months_of = asked
    if months_of not in PARTS_THAT_COUNT:
        return RequirementState(
            RequirementKind.MONTHS, RequirementStatus.TO_CONFIRM, needed, None, months_of
        )
    sure, possible = counting_parts(record, months_of)
    held, at_most = (
        experience_months(each, as_of=as_of, within_years=path.within_years)
        for each in (sure, possible)
    )
    if held >= needed:
        status = RequirementStatus.MET
    elif at_most >= needed or months_of == BUSINESS:
        status = RequirementStatus.TO_CONFIRM
    else:
        status = RequirementStatus.NOT_YET
    # What is not confirmed can still make up the months that are missing.
    turns = _turns(sure if held >= needed else possible, needed, as_of, path.within_years)
    reached_on, lost_on = (None, None) if status is RequirementStatus.TO_CONFIRM else turns
    return RequirementState(
        RequirementKind.MONTHS, status, needed, held, months_of, reached_on, lost_on, at_most
    )


def _all_months_on(
    path: EligibilityPath,
    requirements: Sequence[RequirementState],
    record: pd.DataFrame,
    as_of: Day,
) -> date | None:
    """Return the first day with enough months of every kind at once: old ones of one may leave."""
    window = path.within_years
    # The months asked stand first among the requirements, in their order.
    asked = [
        (needed, months_of, each.status)
        for (needed, months_of), each in zip(path.experience or (), requirements, strict=False)
        if each.status is not RequirementStatus.TO_CONFIRM
    ]
    ahead = months_ahead(max(needed for needed, *_ in asked), as_of=as_of, within_years=window)
    is_enough = np.ones(len(ahead), dtype=bool)
    for needed, months_of, status in asked:
        sure, possible = counting_parts(record, months_of)
        counting = sure if status is RequirementStatus.MET else possible
        is_enough &= held_ahead(counting, ahead, as_of=as_of, within_years=window) >= needed
    found = np.flatnonzero(is_enough)
    return first_day(ahead)[found[0]].date() if len(found) else None


def _turns(
    parts: pd.DataFrame, needed: int, as_of: Day, within_years: float | None
) -> tuple[date | None, date | None]:
    """Return the first day with enough months, if there are too few, or with too few."""
    ahead = months_ahead(needed, as_of=as_of, within_years=within_years)
    is_enough = held_ahead(parts, ahead, as_of=as_of, within_years=within_years) >= needed
    turned = np.flatnonzero(is_enough != is_enough[0])
    if not len(turned):
        return None, None
    day = first_day(ahead)[turned[0]].date()
    return (None, day) if is_enough[0] else (day, None)


def _education_state(
    path: EligibilityPath, hours: float | None, is_whole: bool
) -> tuple[RequirementState, ...]:
    needed = path.education_hours
    if needed == 0:
        return ()
    is_met = None if needed is None or hours is None else hours >= needed
    if is_met is False and not is_whole:
        is_met = None
    return (RequirementState(RequirementKind.EDUCATION_HOURS, _STATUS[is_met], needed, hours),)


def _degree_state(path: EligibilityPath, degree: Degree | None) -> tuple[RequirementState, ...]:
    needed = path.degree
    if needed is Degree.NONE:
        return ()
    is_met = (
        None if needed is None or degree is None else DEGREES.index(degree) >= DEGREES.index(needed)
    )
    return (RequirementState(RequirementKind.DEGREE, _STATUS[is_met], needed, degree),)


def _prerequisite_state(
    path: EligibilityPath, certificates: Collection[str] | None
) -> tuple[RequirementState, ...]:
    needed = path.prerequisites
    if not needed:
        return ()
    held = None if certificates is None else tuple(c for c in needed if c in certificates)
    is_met = None if held is None else bool(held)
    return (RequirementState(RequirementKind.PREREQUISITE, _STATUS[is_met], needed, held),)


_STATUS: Final[Mapping[bool | None, RequirementStatus]] = MappingProxyType(
    {
        True: RequirementStatus.MET,
        False: RequirementStatus.NOT_YET,
        None: RequirementStatus.TO_CONFIRM,
    }
)
