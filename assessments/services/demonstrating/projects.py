"""Eight years of projects: what they were, when they ran, how they ended."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any, TypeVar

import numpy as np

from assessments.database import db
from assessments.models.project import Project
from assessments.services.demonstrating.crews import Crews
from assessments.services.demonstrating.levels import EFFECT_SD, Truth
from assessments.services.demonstrating.outcomes import Outcome, draw_outcome
from assessments.services.demonstrating.people import Cast, Member
from assessments.services.demonstrating.setting import YEAR, DemoError, Setting
from assessments.services.demonstrating.staffing import Staff, part_of_rung
from assessments.services.demonstrating.told_projects import tell_projects
from capability.vocabulary import DeliveryMethod, ProjectPart, ProjectStatus

BETTER_GET_BIGGER = 0.5
MOST_PROPOSED = 3
STOPPED = 0.03
SECOND_SECTOR = 0.15
UNKNOWN = 0.03
MOST_DAYS_LATE = 40
MOST_EXTRA = 4

Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Class:
    """What a project of some rung is like: cost in euro, days, complexity from 1 to 5."""

    cost: float
    spread: float
    days: int
    complexity: tuple[int, int]


CLASSES = {
    1: Class(0.6e6, 0.6, 240, (1, 2)),
    2: Class(3e6, 0.7, 390, (2, 3)),
    3: Class(11e6, 0.7, 570, (3, 4)),
    4: Class(40e6, 0.6, 900, (4, 5)),
    5: Class(90e6, 0.5, 720, (4, 5)),
    6: Class(150e6, 0.5, 720, (5, 5)),
}
METHODS = tuple(DeliveryMethod)
# Chances in the order of METHODS: predictive, agile, hybrid.
METHOD_CHANCES = {"digital": (0.15, 0.55, 0.3)}
USUAL_METHOD_CHANCES = (0.6, 0.12, 0.28)
NAME_ENDINGS = {
    ProjectPart.PROGRAMME_LEAD: " programme",
    ProjectPart.PORTFOLIO_LEAD: " portfolio",
}


def add_projects(setting: Setting, cast: Cast, truths: dict[str, Truth]) -> list[Project]:
    """Add the projects and return them, the oldest first."""
    contents = setting.read("projects")
    told = tell_projects(setting, cast, contents["fixed"])
    staff = Staff(setting, cast, frozenset(contents["told_only"]))
    for project in told:
        staff.remember(project)
    dice = setting.dice("projects")
    maker = _Maker(
        setting, truths, staff, Crews(staff, setting.dice("crews")), contents, dice,
        {project.name for project in told},
    )  # fmt: skip
    proposed = np.sort(dice.integers(20, 200, MOST_PROPOSED))[: contents["proposed"]]
    ahead = [setting.day(int(day)) for day in proposed]
    count = contents["count"] - len(told) - len(ahead)
    years = np.sort(dice.uniform(0.1, contents["years"], count))[::-1]
    starts = [setting.day(-round(each * YEAR)) for each in years] + ahead
    projects = sorted(told + [maker.make(on) for on in starts], key=_first_day)
    for number, project in enumerate(projects, start=1):
        project.code = f"NW-P{number:03}"
    db.session.add_all(projects)
    db.session.flush()
    return projects


def _first_day(project: Project) -> tuple[date, str]:
    return project.begins_on or date.max, project.name


@dataclass(slots=True)
class _Maker:
    setting: Setting
    truths: dict[str, Truth]
    staff: Staff
    crews: Crews
    contents: dict[str, Any]
    dice: np.random.Generator
    names: set[str]

    def make(self, started: date) -> Project:
        """Return a project that starts on a day, not yet added."""
        department, lead = self._lead(started)
        rung = max(lead.rung_then(self.setting.years_before(started)), 1)
        kind, part = CLASSES[rung], part_of_rung(rung)
        effect = self.truths[lead.name].effect
        size = self._size(effect)
        complexity = int(self.dice.integers(kind.complexity[0], kind.complexity[1] + 1))
        days = self._days(kind, size)
        planned = started - timedelta(days=int(self.dice.integers(0, MOST_DAYS_LATE)))
        project = Project(
            name=self._name(department, part),
            sectors=self._sectors(department),
            country=self._perhaps(str(self.dice.choice(self.contents["countries"]))),
            method=self._perhaps(self._method(department)),
            complexity=complexity,
            approved_on=planned - timedelta(days=int(self.dice.integers(20, 200))),
            planned_start_on=planned,
            planned_end_on=planned + timedelta(days=days),
            planned_cost=round(kind.cost * float(np.exp(kind.spread * size)), -4),
        )
        outcome = draw_outcome(effect, size=size, complexity=complexity, dice=self.dice)
        self._run(project, started, days, outcome)
        last_day = project.ended_on or started + timedelta(days=days)
        self.crews.fill(project, lead, part, started, last_day)
        return project

    def _lead(self, on: date) -> tuple[str, Member]:
        departments = [str(each) for each in self.dice.permutation(sorted(self.contents["sector"]))]
        # In a busy year somebody leads one more than usual.
        for extra, department in product(range(MOST_EXTRA), departments):
            lead = self.staff.choose_lead(department, on, self.dice, extra=extra)
            if lead is not None:
                return department, lead
        raise DemoError(f"nobody is free to lead a project that begins on {on}")

    def _size(self, effect: float) -> float:
        """Return the size within the class in standard deviations: the better get the bigger."""
        noise = self.dice.normal() * (1 - BETTER_GET_BIGGER**2) ** 0.5
        return float(np.clip(BETTER_GET_BIGGER * effect / EFFECT_SD + noise, -2.5, 2.5))

    def _days(self, kind: Class, size: float) -> int:
        return round(kind.days * float(np.exp(0.15 * size + self.dice.normal(0, 0.25))))

    def _method(self, department: str) -> DeliveryMethod:
        chances = METHOD_CHANCES.get(department, USUAL_METHOD_CHANCES)
        return METHODS[int(self.dice.choice(len(METHODS), p=chances))]

    def _perhaps(self, value: Known) -> Known | None:
        return None if self.dice.random() < UNKNOWN else value

    def _sectors(self, department: str) -> list[str]:
        sectors = [str(self.dice.choice(self.contents["sector"][department]["sectors"]))]
        if self.dice.random() < SECOND_SECTOR and department != "digital":
            sectors.append("Digital services")
        return sectors

    def _name(self, department: str, part: ProjectPart) -> str:
        parts = self.contents["sector"][department]
        while True:
            place, work = (str(self.dice.choice(parts[name])) for name in ("places", "works"))
            name = f"{place} {work}{NAME_ENDINGS.get(part, '')}"
            if name not in self.names:
                self.names.add(name)
                return name

    def _run(self, project: Project, started: date, days: int, outcome: Outcome) -> None:
        """Let the project begin and, if there was time, end."""
        is_stopped = self.dice.random() < STOPPED
        ratio = outcome.duration_ratio * (0.5 if is_stopped else 1.0)
        ended = started + timedelta(days=round(days * ratio))
        cost = self._perhaps(round((project.planned_cost or 0.0) * outcome.cost_ratio, -3))
        if started > self.setting.today:
            project.status, project.planned_start_on = ProjectStatus.PROPOSED, started
            return
        project.started_on = started
        if ended >= self.setting.today:
            project.status = ProjectStatus.ACTIVE
            return
        project.ended_on = ended
        project.status = ProjectStatus.STOPPED if is_stopped else ProjectStatus.CLOSED
        if not is_stopped:
            project.actual_cost = cost
            project.quality_rating = outcome.quality
            project.stakeholder_rating = outcome.stakeholders
            project.benefits_rating = outcome.benefits
