"""What the history of projects says about somebody's experience, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assessments.models.people import Person
from assessments.models.project import ProjectRole
from assessments.queries import projects
from capability.project_evidence import experience_calendar, experience_months
from capability.vocabulary import ProjectStatus

YEARS = 8
PART_COLUMNS = ["part", "project", "started_on", "ended_on", "is_complex", "is_confirmed"]
COMPLEX_FROM = 3
"""From this complexity (of 1 to 4) on a project counts as complex."""


@dataclass(frozen=True, slots=True)
class MonthsLed:
    """Months in which somebody led, how they come about, and what is still to be confirmed."""

    months: int
    by_project: tuple[tuple[ProjectRole, int], ...]
    missing_dates: tuple[ProjectRole, ...]
    to_confirm: int


def spell_of(part: ProjectRole) -> tuple[date, date | None] | None:
    """Return from when to when somebody had a part; ``None`` as end is still open.

    A closed project without an end, or one without a beginning, gives no spell: its dates are
    missing, and months are never made up.
    """
    project = part.project
    start = part.started_on or project.begins_on
    end = part.ended_on or project.ended_on
    if start is None or project.status is ProjectStatus.PROPOSED:
        return None
    if end is None and project.status is not ProjectStatus.ACTIVE:
        return None
    if end is not None and end < start:
        return None
    return start, end


def misses_dates(part: ProjectRole) -> bool:
    """Return whether a part gives no months for want of its dates; what is proposed has none."""
    return part.project.status is not ProjectStatus.PROPOSED and spell_of(part) is None


def parts_frame(parts: Sequence[ProjectRole]) -> pd.DataFrame:
    """Return parts with dates: part, project, started_on, ended_on (blank: open), is_complex."""
    rows = [
        (
            part.part.value,
            part.id,
            spell[0],
            spell[1],
            _complexity(part),
            float(part.is_confirmed),
        )
        for part in parts
        if (spell := spell_of(part)) is not None
    ]
    frame = pd.DataFrame(rows, columns=PART_COLUMNS)
    frame["started_on"] = pd.to_datetime(frame["started_on"])
    frame["ended_on"] = pd.to_datetime(frame["ended_on"])
    return frame.astype({"is_complex": float, "is_confirmed": float})


def _complexity(part: ProjectRole) -> float | None:
    complexity = part.project.complexity
    return None if complexity is None else float(complexity >= COMPLEX_FROM)


def months_led(person: Person, *, today: date) -> MonthsLed:
    """Return in how many calendar months of the last years somebody led, and where."""
    parts = projects.list_parts(person)
    led = [part for part in parts if part.part in projects.LEADING]
    spells = parts_frame(led)
    counted = experience_calendar(spells, as_of=today, within_years=YEARS)
    months: dict[Any, int] = counted["project"].value_counts(sort=False).to_dict()
    by_id = {part.id: part for part in led}
    return MonthsLed(
        months=experience_months(spells, as_of=today, within_years=YEARS),
        by_project=tuple(
            (by_id[key], int(count))
            for key, count in sorted(months.items(), key=lambda pair: -pair[1])
        ),
        missing_dates=tuple(part for part in led if misses_dates(part)),
        to_confirm=sum(not part.is_confirmed for part in led),
    )
