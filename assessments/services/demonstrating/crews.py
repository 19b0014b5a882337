"""Who does what in one project of the demo, from when to when."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from assessments.models.project import Project, ProjectRole
from assessments.services.demonstrating.people import Member
from assessments.services.demonstrating.staffing import Staff
from capability.vocabulary import ProjectPart

HANDED_OVER = 0.09
HAS_DEPUTY = 0.5
CONFIRMED = 0.93
MOST_MEMBERS = 3


@dataclass(slots=True)
class Crews:
    """Gives projects their people."""

    staff: Staff
    dice: np.random.Generator

    def fill(
        self, project: Project, lead: Member, part: ProjectPart, begin: date, end: date
    ) -> None:
        """Add everybody who works in a project; ``end`` is the last day known or planned."""
        self._lead(project, lead, part, begin, end)
        if self.dice.random() < HAS_DEPUTY:
            deputy = self.staff.choose_deputy(lead, begin, self.dice)
            if deputy is not None:
                self._add(project, deputy, ProjectPart.DEPUTY_LEAD, self._share(), (begin, end))
        count = int(self.dice.integers(1, MOST_MEMBERS + 1))
        taken = {role.person.name for role in project.roles}
        for member in self.staff.choose_members(lead, begin, count, self.dice):
            if member.name not in taken:
                self._add(project, member, ProjectPart.TEAM_MEMBER, self._share(), (begin, end))

    def _lead(
        self, project: Project, lead: Member, part: ProjectPart, begin: date, end: date
    ) -> None:
        if project.ended_on is None or self.dice.random() >= HANDED_OVER:
            self._add(project, lead, part, 1.0, (begin, end))
            return
        done = float(self.dice.uniform(0.3, 0.7))
        last_day = begin + timedelta(days=round((end - begin).days * done))
        successor = self.staff.choose_successor(lead, last_day, self.dice)
        if successor is None:
            self._add(project, lead, part, 1.0, (begin, end))
            return
        self._add(project, lead, part, round(done, 2), (begin, last_day))
        next_day = last_day + timedelta(days=1)
        self._add(project, successor, part, round(1 - done, 2), (next_day, end))

    def _share(self) -> float:
        return float(self.dice.integers(2, 9)) / 10

    def _add(
        self,
        project: Project,
        member: Member,
        part: ProjectPart,
        share: float,
        days: tuple[date, date],
    ) -> None:
        begin, end = days
        is_over = project.ended_on is not None
        project.roles.append(
            ProjectRole(
                person=member.person,
                part=part,
                started_on=begin,
                # In a project that still runs so does the part.
                ended_on=end if is_over else None,
                share=share,
                is_confirmed=bool(self.dice.random() < CONFIRMED),
            )
        )
        self.staff.take(member, part, begin, end if is_over else date.max)
