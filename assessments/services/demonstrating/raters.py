"""Who answers about whom in which round."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from assessments.models.assessment import AssessmentCycle
from assessments.models.project import Project
from assessments.services.demonstrating.answers import Examples
from assessments.services.demonstrating.earlier_answers import add_earlier_answers
from assessments.services.demonstrating.forms import Forms
from assessments.services.demonstrating.histories import Histories
from assessments.services.demonstrating.levels import Truth
from assessments.services.demonstrating.people import Cast, Group, Member
from assessments.services.demonstrating.setting import Setting
from assessments.services.demonstrating.ways import STATES
from capability.vocabulary import AssessmentSource

TAKES_PART = 0.93
COACHED = 0.67
HAS_PEERS = 0.5
HAS_SPONSORS = 0.25
PEERS = (3, 5)
SPONSORS = (1, 3)
COLLEAGUES_REACH_BACK = timedelta(days=900)
EXECUTIVE_RUNG = 5
SUBMITTED, UNDER_WAY = 0.5, 0.8


def add_answers(
    setting: Setting,
    cast: Cast,
    truths: dict[str, Truth],
    projects: list[Project],
    cycles: list[AssessmentCycle],
) -> None:
    """Add all forms and answers: two closed rounds, the open one, and the one before them all."""
    contents = setting.read("rounds")
    histories = Histories(projects)
    forms = Forms(
        setting,
        cast,
        truths,
        Examples(setting, histories, setting.read("examples")["example"]),
        {(each["person"], each["round"], each["source"]): each for each in contents["answer"]},
        setting.dice("answers"),
        unseen=contents["unseen"],
    )
    plans = setting.read("plans")
    planners = frozenset(name for state in STATES for name in plans[state])
    asked = _Asked(setting, cast, histories, contents, planners, forms, setting.dice("raters"))
    first, second, third = cycles
    for member in cast.assessed():
        asked.own(first, 1, member)
        asked.own(second, 2, member)
        if member.group is Group.PROJECT_MANAGERS:
            asked.others(second, 2, member)
        asked.open(third, 3, member)
    forms.write()
    add_earlier_answers(setting, cast, forms, second)


@dataclass(slots=True)
class _Asked:
    setting: Setting
    cast: Cast
    histories: Histories
    contents: dict[str, Any]
    planners: frozenset[str]
    forms: Forms
    dice: np.random.Generator

    def own(self, cycle: AssessmentCycle, number: int, member: Member) -> None:
        """Let somebody take part in a closed round, if they were there."""
        was_there = member.years > self.setting.years_before(cycle.opens_on)
        # Who sent a plan knew the gaps that it was drawn from.
        is_told = member.name in self._peers or member.name in self.planners
        takes_part = self.dice.random() < TAKES_PART or is_told
        if was_there and takes_part and member.name not in self.contents["new"]:
            self.forms.add(cycle, number, member, member, AssessmentSource.SELF)

    def others(self, cycle: AssessmentCycle, number: int, member: Member) -> None:
        """Let coach, colleagues and sponsors answer, where they do."""
        is_coached = self.dice.random() < COACHED or member.name in self.contents["told"]["coached"]
        coach = self.cast.by_id.get(member.person.coach_id or 0)
        if is_coached and coach is not None:
            self.forms.add(cycle, number, member, coach, AssessmentSource.COACH)
        for rater in self._choose_peers(cycle, member):
            self.forms.add(cycle, number, member, rater, AssessmentSource.PEER)
        for rater in self._choose_sponsors(member):
            self.forms.add(cycle, number, member, rater, AssessmentSource.SPONSOR)

    def open(self, cycle: AssessmentCycle, number: int, member: Member) -> None:
        """Let somebody be as far in the open round as told, or as drawn."""
        asked = len(self.setting.codes)
        drawn, part = self.dice.random(), int(self.dice.integers(3, asked - 1))
        begun = asked if drawn < SUBMITTED else part
        count = self.contents["progress"].get(member.name, begun if drawn < UNDER_WAY else 0)
        if count == 0 or member.name in self.contents["new"]:
            return
        order = [self.setting.codes.index(code) for code in self._order(member)]
        places = (order or list(range(asked)))[:count] if count < asked else None
        self.forms.add(cycle, number, member, member, AssessmentSource.SELF, places=places)

    def _order(self, member: Member) -> list[str]:
        order: list[str] = self.contents["order"].get(member.name, [])
        return order

    @property
    def _peers(self) -> dict[str, int]:
        peers: dict[str, int] = self.contents["told"]["peers"]
        return peers

    def _choose_peers(self, cycle: AssessmentCycle, member: Member) -> list[Member]:
        drawn = int(self.dice.integers(PEERS[0], PEERS[1] + 1))
        count = self._peers.get(member.name, drawn if self.dice.random() < HAS_PEERS else 0)
        since = cycle.opens_on - COLLEAGUES_REACH_BACK
        known = self.histories.colleagues(member.person.id, since, cycle.opens_on)
        same = [
            each.person.id
            for each in self.cast.of(Group.PROJECT_MANAGERS)
            if each.person.department_id == member.person.department_id
        ]
        others = [each for each in same if each not in known and each != member.person.id]
        ids = [*self._shuffled(known), *self._shuffled(others)][:count]
        return [self.cast.by_id[each] for each in ids]

    def _choose_sponsors(self, member: Member) -> list[Member]:
        count = int(self.dice.integers(SPONSORS[0], SPONSORS[1] + 1))
        if self.dice.random() >= HAS_SPONSORS:
            return []
        executives = [
            each.person.id
            for each in self.cast
            if (each.group is Group.HEADS or each.rung >= EXECUTIVE_RUNG) and each is not member
        ]
        chosen = self._shuffled(executives)[:count]
        return [self.cast.by_id[each] for each in chosen]

    def _shuffled(self, ids: list[int]) -> list[int]:
        return [int(each) for each in self.dice.permutation(ids)] if ids else []
