"""Plans of the year before, all carried out: several people did the same in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Role
from assessments.services.demonstrating.choosing import Catalogue
from assessments.services.demonstrating.past_gaps import Moment, PastGaps
from assessments.services.demonstrating.people import Cast, Member
from assessments.services.demonstrating.progress import Progress
from assessments.services.demonstrating.sending import Sender
from assessments.services.demonstrating.setting import DemoError, Setting, office_moment, pick
from assessments.services.demonstrating.ways import Sending, Way
from assessments.services.planning import YEAR, snapshot
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus, ReviewDecision

Entry = dict[str, Any]

DAYS_APART = 2
"""So many days after one of a group the next one sent a plan."""
BEGUN_BEFORE, ENDORSED_AFTER, APPROVED_AFTER = 9, 4, 7
LATER = (0, 20)
"""So many days before the last of a group the others completed theirs."""
MOST_ELSE = 1


@dataclass(frozen=True, slots=True)
class EarlierPlans:
    """What the file tells of them; days are counted from today."""

    setting: Setting
    cast: Cast
    entries: list[Entry]

    def moments(self) -> list[Moment]:
        """Return when each plan was sent."""
        return [_moment(self.setting, member, sent) for _, member, sent in self._each()]

    def add(self, past: PastGaps, catalogue: Catalogue) -> None:
        """Add the plans, with what else each of them held."""
        sender = Sender(self.setting, self.cast, self.setting.dice("earlier sending"))
        progress = Progress(self.setting, self.setting.dice("earlier progress"))
        dice = self.setting.dice("earlier plans")
        for entry, member, sent in self._each():
            gaps = past.on(_moment(self.setting, member, sent))
            plan = self._begin(member, sent, dice)
            items = self._fill(plan, entry, gaps, catalogue, dice)
            completed = -entry["completed"] + int(dice.integers(*LATER))
            _send(sender, plan, items, gaps, sent, completed)
            progress.finish(plan, items, self.setting.day(-completed))

    def _each(self) -> Iterator[tuple[Entry, Member, int]]:
        """Yield the plans: what is told, whose it is, and how many days ago it was sent."""
        for entry in self.entries:
            for place, name in enumerate(entry["people"]):
                yield entry, self.cast[name], -entry["sent"] - DAYS_APART * place

    def _begin(self, member: Member, sent: int, dice: np.random.Generator) -> DevelopmentPlan:
        created_at = office_moment(self.setting.day(-sent - BEGUN_BEFORE), dice)
        role = _role(member)
        aim = pick(dice, self.setting.read("plans")["texts"]["aims"])
        plan = DevelopmentPlan(
            person=member.person,
            role=role,
            aim=aim.format(role=role.name["en"].lower()),
            starts_on=created_at.date(),
            ends_on=created_at.date() + YEAR,
            created_at=created_at,
            changed_at=created_at,
        )
        db.session.add(plan)
        db.session.flush()
        return plan

    def _fill(
        self,
        plan: DevelopmentPlan,
        entry: Entry,
        gaps: pd.DataFrame,
        catalogue: Catalogue,
        dice: np.random.Generator,
    ) -> list[PlanItem]:
        first, last = (self.setting.day(offset) for offset in entry["days"])
        told = catalogue.take(entry["activity"], gaps, (first, last), dice)
        others = catalogue.choose(plan.person, gaps, plan.starts_on, dice)
        items = [told, *self._apart(others, catalogue)]
        for item in items:
            item.plan_id, item.status = plan.id, PlanItemStatus.PLANNED
        db.session.add_all(items)
        db.session.flush()
        return items

    def _apart(self, items: list[PlanItem], catalogue: Catalogue) -> list[PlanItem]:
        """Return what serves nothing that the told activities serve: it could not be told apart."""
        told = {
            gain.competency_id
            for entry in self.entries
            for gain in catalogue.activities[entry["activity"]].gains
        }
        gains = {
            each.id: {gain.competency_id for gain in each.gains}
            for each in catalogue.activities.values()
        }
        return [item for item in items if not told & gains[item.activity_id or 0]][:MOST_ELSE]


def _role(member: Member) -> Role:
    role = member.person.aims_for or member.person.role
    if role is None:
        raise DemoError(f"plans.toml: {member.name} has no role to have planned for")
    return role


def _moment(setting: Setting, member: Member, sent: int) -> Moment:
    return Moment(member.person.id, _role(member), setting.day(-sent))


def _send(
    sender: Sender,
    plan: DevelopmentPlan,
    items: list[PlanItem],
    gaps: pd.DataFrame,
    sent: int,
    completed: int,
) -> None:
    sending = Sending(
        sent,
        CoachDecision.ENDORSE,
        sent - ENDORSED_AFTER,
        hr=ReviewDecision.APPROVE,
        hr_on=sent - APPROVED_AFTER,
    )
    rows = [snapshot(item) for item in items]
    way = Way(PlanStatus.COMPLETED, sent + BEGUN_BEFORE, (sending,), completed=completed)
    sender.send(plan, way, lambda _number: rows, lambda _day: gaps)
