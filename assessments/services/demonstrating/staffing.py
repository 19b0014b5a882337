"""Who leads and who works in the demo's projects, and who is busy already."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from assessments.models.project import Project
from assessments.services.demonstrating.people import Cast, Group, Member
from assessments.services.demonstrating.setting import Setting
from capability.vocabulary import ProjectPart

LEAD_WEIGHTS = {1: 0.7, 2: 1.2, 3: 1.0, 4: 4.0, 5: 4.0, 6: 2.0}
LEADS_AT_ONCE = 2
PROGRAMMES_AT_ONCE = 1
PROGRAMME_RUNG = 4
PARTS_AT_ONCE = 3
HIGHEST_MEMBER_RUNG = 1


def part_of_rung(rung: int) -> ProjectPart:
    """Return what somebody on a rung leads: projects, then programmes, then portfolios."""
    if rung > PROGRAMME_RUNG:
        return ProjectPart.PORTFOLIO_LEAD
    return ProjectPart.PROGRAMME_LEAD if rung == PROGRAMME_RUNG else ProjectPart.PROJECT_LEAD


@dataclass(slots=True)
class Staff:
    """Everybody who may work in projects, and when they do."""

    setting: Setting
    cast: Cast
    told: frozenset[str]
    """Those whose projects are told, so that none is drawn for them."""
    busy: dict[str, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    leading: dict[str, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))

    def choose_lead(
        self, department: str, on: date, dice: np.random.Generator, *, extra: int = 0
    ) -> Member | None:
        """Return who leads a project that begins on a day; ``None`` when nobody is free.

        ``extra`` says how many more than usual people lead at once.
        """
        years_ago = self.setting.years_before(on)
        free = [
            member
            for member in self.cast.of(Group.PROJECT_MANAGERS)
            if member.rung_then(years_ago) >= 1
            and _department(member) == department
            and member.name not in self.told
            and self._load(self.leading, member, on) < self._most(member, years_ago) + extra
        ]
        if not free:
            return None
        weights = np.array([LEAD_WEIGHTS[member.rung_then(years_ago)] for member in free])
        return free[int(dice.choice(len(free), p=weights / weights.sum()))]

    def choose_deputy(self, lead: Member, on: date, dice: np.random.Generator) -> Member | None:
        """Return a deputy from a rung below the lead's."""
        years_ago = self.setting.years_before(on)
        below = lead.rung_then(years_ago)
        return self._choose(lead, on, dice, lambda member: 0 <= member.rung_then(years_ago) < below)

    def choose_members(
        self, lead: Member, on: date, count: int, dice: np.random.Generator
    ) -> list[Member]:
        """Return people who learn the work, and those who want to come into it."""
        years_ago = self.setting.years_before(on)
        found: list[Member] = []
        for _ in range(count):
            member = self._choose(
                lead, on, dice, lambda each: each not in found and _may_join(each, years_ago)
            )
            if member is not None:
                found.append(member)
        return found

    def choose_successor(self, lead: Member, on: date, dice: np.random.Generator) -> Member | None:
        """Return somebody of the same rung to hand a project over to."""
        years_ago = self.setting.years_before(on)
        rung = lead.rung_then(years_ago)
        return self._choose(lead, on, dice, lambda member: member.rung_then(years_ago) == rung)

    def take(self, member: Member, part: ProjectPart, begun: date, until: date) -> None:
        """Remember that somebody is busy."""
        self.busy[member.name].append((begun, until))
        if part not in {ProjectPart.DEPUTY_LEAD, ProjectPart.TEAM_MEMBER}:
            self.leading[member.name].append((begun, until))

    def remember(self, project: Project) -> None:
        """Remember who is busy in a told project."""
        for role in project.roles:
            begun = role.started_on or date.min
            until = role.ended_on or date.max
            self.take(self.cast[role.person.name], role.part, begun, until)

    def _choose(
        self,
        lead: Member,
        on: date,
        dice: np.random.Generator,
        fits: Callable[[Member], bool],
    ) -> Member | None:
        free = [
            member
            for member in self.cast.of(Group.PROJECT_MANAGERS, Group.BECOMING)
            if member is not lead
            and member.name not in self.told
            and _department(member) == _department(lead)
            and fits(member)
            and self._load(self.busy, member, on) < PARTS_AT_ONCE
        ]
        return free[int(dice.integers(len(free)))] if free else None

    def _most(self, member: Member, years_ago: float) -> int:
        is_programme = member.rung_then(years_ago) == PROGRAMME_RUNG
        return PROGRAMMES_AT_ONCE if is_programme else LEADS_AT_ONCE

    def _load(self, spells: dict[str, list[tuple[date, date]]], member: Member, on: date) -> int:
        return sum(begun <= on <= until for begun, until in spells[member.name])


def _may_join(member: Member, years_ago: float) -> bool:
    if member.group is Group.BECOMING:
        return years_ago < member.years
    return 0 <= member.rung_then(years_ago) <= HIGHEST_MEMBER_RUNG


def _department(member: Member) -> str:
    department = member.person.department
    return department.code if department is not None else ""
