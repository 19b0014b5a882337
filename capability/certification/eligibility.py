"""Whether somebody is likely eligible for a certificate, what is missing, and until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from capability.frames import PARTS, Column, Day, as_day, check_frame, check_known
from capability.project_evidence import (
    experience_calendar,
    experience_months,
    first_day,
    month_number,
    touched_months,
    window_months,
)
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


class NotCounted(StrEnum):
    """Why a part in a project gives no months towards a requirement."""

    NO_DATES = "no_dates"
    NOT_BEGUN = "not_begun"
    OTHER_PART = "other_part"
    TO_CONFIRM = "to_confirm"
    COMPLEXITY_UNKNOWN = "complexity_unknown"
    NOT_COMPLEX = "not_complex"
    TOO_LONG_AGO = "too_long_ago"


COMPLEX_PROJECTS: Final = "complex_projects"
BUSINESS: Final = "business"

PARTS_THAT_COUNT: Final[Mapping[str, frozenset[ProjectPart]]] = MappingProxyType(
    {
        "leading_projects": frozenset({ProjectPart.PROJECT_LEAD, ProjectPart.PROGRAMME_LEAD}),
        # Kept apart from programmes, because PgMP asks for months of both and counts none twice.
        "managing_projects": frozenset({ProjectPart.PROJECT_LEAD, ProjectPart.DEPUTY_LEAD}),
        COMPLEX_PROJECTS: frozenset(
            {ProjectPart.PROJECT_LEAD, ProjectPart.PROGRAMME_LEAD, ProjectPart.PORTFOLIO_LEAD}
        ),
        "programme": frozenset({ProjectPart.PROGRAMME_LEAD}),
        "portfolio": frozenset({ProjectPart.PORTFOLIO_LEAD}),
        BUSINESS: frozenset(ProjectPart),
    }
)
"""Which parts in a project give months of which kind. Any other kind cannot be read from parts."""

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


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What can be said about one path for one person.

    ``reached_on`` is the day on which the last missing months are complete, if months are all that
    is missing; ``lost_on`` the first day on which a requirement now met no longer is.
    """

    path: EligibilityPath
    verdict: Verdict
    requirements: tuple[RequirementState, ...]
    reached_on: date | None
    lost_on: date | None


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
        Ordered by verdict, then fewest requirements not met, then the earliest day on which the
        months are complete, then fewest missing months, then as given.

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


def requirement_calendar(
    parts: pd.DataFrame, months_of: str, *, as_of: Day, within_years: float | None = None
) -> pd.DataFrame:
    """Return each month that counts towards a requirement with the projects it comes from.

    Parameters
    ----------
    parts : pandas.DataFrame
        As for :func:`assess_eligibility`, optionally with ``project``; the label of the index
        stands for it otherwise.
    months_of : str
        A kind of months, such as ``"leading_projects"``.
    as_of : date
    within_years : float, optional
        The window of the path.

    Returns
    -------
    pandas.DataFrame
        ``month`` (its first day) and ``project``, each pair once, in time. The distinct months
        are those that the requirement counts as held; none for a kind that parts cannot tell.

    Raises
    ------
    FrameError
    """
    record = check_frame(parts, (Column("project", is_optional=True), *PARTS))
    check_known(record["part"], list(ProjectPart))
    counting = PARTS_THAT_COUNT.get(months_of, frozenset())
    sure, _ = _counting_parts(record, months_of, counting)
    return experience_calendar(sure, as_of=as_of, within_years=within_years)


def window_starts_on(as_of: Day, within_years: float | None) -> date | None:
    """Return the first month that counts as of a day; None where every month does.

    >>> window_starts_on(date(2026, 6, 15), 8)
    datetime.date(2018, 7, 1)
    """
    window = window_months(within_years)
    if np.isinf(window):
        return None
    return _month_day(month_number(as_of) - int(window) + 1)


def leaves_window_on(month: Day, within_years: float | None) -> date | None:
    """Return the first day on which a month no longer counts; None where it always does.

    >>> leaves_window_on(date(2018, 7, 1), 8)
    datetime.date(2026, 7, 1)
    """
    window = window_months(within_years)
    if np.isinf(window):
        return None
    return _month_day(month_number(month) + int(window))


def _month_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


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
    reached = [each.reached_on for each in missing if each.reached_on is not None]
    lost = [each.lost_on for each in requirements if each.lost_on is not None]
    return Eligibility(
        path=path,
        verdict=_verdict(statuses),
        requirements=requirements,
        reached_on=max(reached) if missing and len(reached) == len(missing) else None,
        lost_on=min(lost, default=None),
    )


def _verdict(statuses: set[RequirementStatus]) -> Verdict:
    if RequirementStatus.NOT_YET in statuses:
        return Verdict.NOT_YET
    if RequirementStatus.TO_CONFIRM in statuses:
        return Verdict.TO_CONFIRM
    return Verdict.LIKELY_ELIGIBLE


def _closeness(found: Eligibility) -> tuple[int, int, date, int]:
    return (
        list(Verdict).index(found.verdict),
        sum(each.status is RequirementStatus.NOT_YET for each in found.requirements),
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
    counting = PARTS_THAT_COUNT.get(months_of)
    if counting is None:
        return RequirementState(
            RequirementKind.MONTHS, RequirementStatus.TO_CONFIRM, needed, None, months_of
        )
    sure, possible = _counting_parts(record, months_of, counting)
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


def _counting_parts(
    record: pd.DataFrame, months_of: str, counting: frozenset[ProjectPart]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the parts that surely give months of a kind, and those that do if all is confirmed."""
    possible = record[record["part"].isin(list(counting))]
    sure = possible[possible.get("is_confirmed", pd.Series(1.0, possible.index)) == 1]
    if months_of == COMPLEX_PROJECTS:
        complexity = possible.get("is_complex", pd.Series(np.nan, possible.index))
        sure, possible = sure[complexity[sure.index] == 1], possible[complexity != 0]
    return sure, possible


def _turns(
    parts: pd.DataFrame, needed: int, as_of: Day, within_years: float | None
) -> tuple[date | None, date | None]:
    """Return the first day with enough months, if there are too few, or with too few."""
    window, now = window_months(within_years), month_number(as_of)
    # Nothing new happens once all that is missing was worked, or all that is old has left.
    horizon = needed + (0 if np.isinf(window) else int(window))
    ahead = now + np.arange(horizon + 1)
    begun = parts[parts["started_on"] <= as_day(as_of)]
    touched = touched_months(begun, as_of=first_day(ahead)[-1])
    held = np.searchsorted(touched, ahead, "right") - np.searchsorted(
        touched, ahead - window, "right"
    )
    turned = np.flatnonzero((held >= needed) != (held[0] >= needed))
    if not len(turned):
        return None, None
    day = first_day(ahead)[turned[0]].date()
    return (None, day) if held[0] >= needed else (day, None)


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
