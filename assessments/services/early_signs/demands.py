"""Signs in the projects: what those of today and the next ask beyond somebody's map.

What a project asks is not written anywhere. It is taken from who leads such projects here: the
role that more than half of the people who led the latest projects of the same complexity are in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from assessments.database import LocalText
from assessments.models.framework import Role
from assessments.models.project import ProjectRole
from assessments.queries import cohorts, early_signs, framework
from assessments.queries.early_signs import Kind
from assessments.services import cohort_numbers
from capability.capability_map import Basis
from capability.forecast import critical_requirements, find_demands

AGREED_SD = 0.001
FEWEST = 5
"""Below so many leaders nothing is said about a kind of project."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A competency that the projects ask, and how probable it is that the map reaches it."""

    code: str
    name: LocalText
    demand: float
    probability: float


@dataclass(frozen=True, slots=True)
class Usual:
    """The role that most who lead a kind of project are in: so many of so many."""

    role_id: int
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Projects of one kind, and the role that most who lead such projects are in."""

    parts: tuple[ProjectRole, ...]
    role: Role
    usual: Usual


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody's projects ask beyond the map, kind by kind and together."""

    kinds: tuple[AskedBy, ...]
    competencies: tuple[Asked, ...]

    @property
    def part_ids(self) -> list[int]:
        """Keys of the parts in the projects that ask it."""
        return sorted(part.id for each in self.kinds for part in each.parts)

    @property
    def role_ids(self) -> list[int]:
        """Keys of the roles that lead such projects."""
        return sorted({each.role.id for each in self.kinds})


def find_asks(person_ids: Sequence[int], *, today: date) -> dict[int, Ask]:
    """Return what projects of today and the next ask beyond people's maps, by person.

    Projects that are led by people of one's own role ask no more than that role does, which the
    map itself shows; they give no sign.
    """
    parts = early_signs.list_ahead(person_ids, today=today)
    if not parts:
        return {}
    usual = usual_roles(early_signs.roles_of_leaders(_kind(part) for part in parts))
    people = cohorts.list_people(sorted({part.person_id for part in parts}))
    beyond = [
        part
        for part in parts
        if (found := usual.get(_kind(part))) and found.role_id != people[part.person_id].role_id
    ]
    if not beyond:
        return {}
    roles = {
        role.id: role
        for role in framework.list_roles_by_id({usual[_kind(part)].role_id for part in beyond})
    }
    profiles = framework.requirements_of_roles(roles)
    demands = demands_frame(
        beyond, {part.id: usual[_kind(part)].role_id for part in beyond}, profiles
    )
    short = find_demands(_estimates(sorted({part.person_id for part in beyond}), today), demands)
    names = {each.code: each.name for each in framework.list_competencies()}
    return {
        person: _ask(person, rows, beyond, usual, roles, demands, names)
        for person, rows in ((key, short[short["person"] == key]) for key in people)
        if len(rows)
    }


def usual_roles(leaders: Mapping[Kind, Sequence[int]]) -> dict[Kind, Usual]:
    """Return the role that more than half of the leaders of each kind of project are in."""
    found = {}
    for kind, roles in leaders.items():
        counts = Counter(roles).most_common(1)
        if len(roles) >= FEWEST and counts and counts[0][1] * 2 > len(roles):
            found[kind] = Usual(counts[0][0], counts[0][1], len(roles))
    return found


def demands_frame(
    parts: Iterable[ProjectRole], roles: Mapping[int, int], profiles: Mapping[int, pd.DataFrame]
) -> pd.DataFrame:
    """Return what projects ask where it matters most, as the core wants it."""
    rows = [
        (part.person_id, part.id, code, float(required), part.share)
        for part in parts
        for code, required in critical_requirements(profiles[roles[part.id]]).items()
    ]
    columns = ["person", "project", "competency", "demand", "share"]
    return pd.DataFrame(rows, columns=columns).astype({"demand": float, "share": float})


def _kind(part: ProjectRole) -> Kind:
    return part.part, part.project.complexity or 0


def _estimates(person_ids: Sequence[int], today: date) -> pd.DataFrame:
    """Return the levels that the maps draw; an agreed one is as good as without doubt."""
    columns = ["person", "competency", "level", "sd"]
    if not person_ids:
        return pd.DataFrame(columns=columns)
    grid = cohort_numbers.cohort_of(person_ids, today=today).competencies
    rows = pd.DataFrame(
        {
            "person": np.repeat(person_ids, len(grid.codes)),
            "competency": np.tile(grid.codes, len(person_ids)),
            "level": grid.level.ravel(),
            "sd": np.where(grid.basis == Basis.AGREED, AGREED_SD, grid.sd).ravel(),
        }
    )
    return rows.dropna(subset=["level", "sd"])


def _ask(
    person: int,
    short: pd.DataFrame,
    beyond: Sequence[ProjectRole],
    usual: Mapping[Kind, Usual],
    roles: Mapping[int, Role],
    demands: pd.DataFrame,
    names: Mapping[str, LocalText],
) -> Ask:
    kinds: dict[Kind, list[ProjectRole]] = {}
    for part in beyond:
        if part.person_id == person:
            kinds.setdefault(_kind(part), []).append(part)
    highest: dict[Any, float] = (
        demands[demands["person"] == person].groupby("competency")["demand"].max().to_dict()
    )
    found = {
        str(code): Asked(str(code), names[str(code)], highest[code], float(probability))
        for code, probability in zip(short["competency"], short["probability"], strict=True)
    }
    return Ask(
        kinds=tuple(
            AskedBy(tuple(parts), roles[usual[kind].role_id], usual[kind])
            for kind, parts in kinds.items()
        ),
        competencies=tuple(found[code] for code in names if code in found),
    )
