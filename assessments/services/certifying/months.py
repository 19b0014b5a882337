"""The months that count towards a requirement, each with the projects that it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.models.project import ProjectRole
from assessments.services.certifying.background import Background
from assessments.services.experience import COMPLEX_FROM, spell_of
from capability.certification import (
    COMPLEX_PROJECTS,
    PARTS_THAT_COUNT,
    Eligibility,
    NotCounted,
    RequirementKind,
    RequirementState,
    leaves_window_on,
    requirement_calendar,
    window_starts_on,
)
from capability.vocabulary import ProjectStatus

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months in a row that come from the same projects."""

    first: date
    last: date
    months: int
    parts: tuple[ProjectRole, ...]


@dataclass(frozen=True, slots=True)
class MonthTrace:
    """How the months of one requirement come about."""

    requirement: RequirementState
    stretches: tuple[Stretch, ...]
    years: tuple[tuple[int, tuple[bool | None, ...]], ...]
    """Year by year, each month: whether it counts, ``None`` outside the window."""
    open_parts: tuple[ProjectRole, ...]
    """Parts that go on, by which further months come, also such as are to be confirmed."""
    not_counted: tuple[tuple[ProjectRole, NotCounted], ...]
    window_from: date | None
    first_leaves_on: date | None
    """The day on which the oldest month that counts leaves the window."""

    @property
    def months(self) -> int:
        """How many months count."""
        return sum(each.months for each in self.stretches)


def traces_of(found: Eligibility, background: Background) -> tuple[MonthTrace, ...]:
    """Return how the months come about for each requirement of months that parts can tell."""
    return tuple(
        _trace(each, found.path.within_years, background)
        for each in found.requirements
        if each.kind is RequirementKind.MONTHS
        and each.needed
        and each.months_of in PARTS_THAT_COUNT
    )


def _trace(
    requirement: RequirementState, within_years: float | None, background: Background
) -> MonthTrace:
    today, kind = background.today, requirement.months_of or ""
    calendar = requirement_calendar(background.record, kind, as_of=today, within_years=within_years)
    by_month: dict[date, list[int]] = {}
    for month, part_id in zip(calendar["month"], calendar["project"], strict=True):
        by_month.setdefault(month.date(), []).append(int(part_id))
    parts = {part.id: part for part in background.parts}
    counting = {part_id for ids in by_month.values() for part_id in ids}
    oldest = min(by_month, default=None)
    return MonthTrace(
        requirement=requirement,
        stretches=tuple(_stretches(by_month, parts)),
        years=_years(by_month, window_starts_on(today, within_years), today),
        open_parts=tuple(part for part in background.parts if _goes_on(part, kind, today)),
        not_counted=tuple(
            (part, _why_not(part, kind, today))
            for part in background.parts
            if part.id not in counting
        ),
        window_from=window_starts_on(today, within_years),
        first_leaves_on=None if oldest is None else leaves_window_on(oldest, within_years),
    )


def _goes_on(part: ProjectRole, kind: str, today: date) -> bool:
    spell = spell_of(part)
    if spell is None or spell[0] > today or (spell[1] is not None and spell[1] <= today):
        return False
    return part.part in PARTS_THAT_COUNT[kind] and not (
        kind == COMPLEX_PROJECTS and _is_simple(part)
    )


def _is_simple(part: ProjectRole) -> bool:
    complexity = part.project.complexity
    return complexity is not None and complexity < COMPLEX_FROM


def _stretches(by_month: dict[date, list[int]], parts: dict[int, ProjectRole]) -> Iterable[Stretch]:
    run: list[date] = []
    for month in sorted(by_month):
        if run and (_after(run[-1]) != month or by_month[run[-1]] != by_month[month]):
            yield _stretch(run, by_month, parts)
            run = []
        run.append(month)
    if run:
        yield _stretch(run, by_month, parts)


def _stretch(
    run: list[date], by_month: dict[date, list[int]], parts: dict[int, ProjectRole]
) -> Stretch:
    named = sorted((parts[each] for each in by_month[run[0]]), key=lambda each: each.project.name)
    return Stretch(run[0], run[-1], len(run), tuple(named))


def _after(month: date) -> date:
    years, number = divmod(month.month, MONTHS_OF_A_YEAR)
    return date(month.year + years, number + 1, 1)


def _years(
    by_month: dict[date, list[int]], window_from: date | None, today: date
) -> tuple[tuple[int, tuple[bool | None, ...]], ...]:
    first = window_from or min(by_month, default=today.replace(day=1))
    return tuple(
        (
            year,
            tuple(
                date(year, month, 1) in by_month if first <= date(year, month, 1) <= today else None
                for month in range(1, MONTHS_OF_A_YEAR + 1)
            ),
        )
        for year in range(first.year, today.year + 1)
    )


def _why_not(part: ProjectRole, kind: str, today: date) -> NotCounted:
    spell = spell_of(part)
    if part.project.status is ProjectStatus.PROPOSED or (spell and spell[0] > today):
        return NotCounted.NOT_BEGUN
    if part.part not in PARTS_THAT_COUNT[kind]:
        return NotCounted.OTHER_PART
    if spell is None:
        return NotCounted.NO_DATES
    if kind == COMPLEX_PROJECTS and _is_simple(part):
        return NotCounted.NOT_COMPLEX
    if not part.is_confirmed:
        return NotCounted.TO_CONFIRM
    if kind == COMPLEX_PROJECTS and part.project.complexity is None:
        return NotCounted.COMPLEXITY_UNKNOWN
    return NotCounted.TOO_LONG_AGO
