"""The development plans of the demo, in every state."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanComment, PlanItem
from assessments.models.framework import Role
from assessments.services.demonstrating.choosing import Catalogue, first_of
from assessments.services.demonstrating.declining import add_declined
from assessments.services.demonstrating.earlier_plans import EarlierPlans
from assessments.services.demonstrating.past_gaps import Moment, PastGaps
from assessments.services.demonstrating.people import Cast, Member
from assessments.services.demonstrating.progress import Progress
from assessments.services.demonstrating.sending import Sender
from assessments.services.demonstrating.setting import DemoError, Setting, office_moment, pick
from assessments.services.demonstrating.told_plan import ToldPlan
from assessments.services.demonstrating.ways import STATES, Way, way_to
from assessments.services.planning import YEAR, snapshot
from capability.lifecycle import PlanItemStatus, PlanStatus

TOWARDS_NEXT_ROLE = 0.4
REPLIES = 0.4
MENTORING_BEGINS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Draft:
    """Whose plan it is, for which role, and which way it went."""

    member: Member
    role: Role
    way: Way

    def moments(self, setting: Setting) -> list[Moment]:
        """Return when the person was held against the role."""
        days_ago = [sending.sent for sending in self.way.sendings] or [1]
        return [self.moment(setting.day(-each)) for each in days_ago]

    def moment(self, day: date) -> Moment:
        """Return the moment of one day."""
        return Moment(self.member.person.id, self.role, day)


def add_plans(setting: Setting, cast: Cast) -> None:
    """Add the plans with all that was sent, decided and said, and what was declined."""
    contents = setting.read("plans")
    dice = setting.dice("plans")
    drafts = [
        Draft(cast[name], _role(cast[name], dice), way_to(state, days, dice))
        for state in STATES
        for name, days in contents[state].items()
    ]
    told = ToldPlan(setting, cast, contents["told"])
    earlier = EarlierPlans(setting, cast, contents["earlier"])
    moments = [moment for draft in drafts for moment in draft.moments(setting)]
    past = PastGaps([*earlier.moments(), *moments, *told.moments()], today=setting.today)
    catalogue = Catalogue.read(setting)
    earlier.add(past, catalogue)
    sender = Sender(setting, cast, setting.dice("sending"))
    progress = Progress(setting, setting.dice("progress"))
    book = _Book(setting, cast, contents, catalogue, past, sender, progress, dice)
    for draft in drafts:
        book.add(draft)
    told.add(past, sender, progress)
    add_declined(setting, cast)
    db.session.flush()


def _role(member: Member, dice: np.random.Generator) -> Role:
    """Return the role that a plan works towards: the own one, or the one aimed for."""
    own, aim = member.person.role, member.person.aims_for
    is_towards_aim = dice.random() < TOWARDS_NEXT_ROLE
    role = aim if aim is not None and (is_towards_aim or own is None) else own
    if role is None:
        raise DemoError(f"plans.toml: {member.name} has no role to plan for")
    return role


@dataclass(slots=True)
class _Book:
    setting: Setting
    cast: Cast
    contents: dict[str, Any]
    catalogue: Catalogue
    past: PastGaps
    sender: Sender
    progress: Progress
    dice: np.random.Generator

    def add(self, draft: Draft) -> None:
        plan, way = self._begin(draft), draft.way
        items = self._fill(plan, self.past.on(draft.moments(self.setting)[0]), way)
        self.sender.send(
            plan,
            way,
            lambda _number: [snapshot(item) for item in items],
            lambda day: self.past.on(draft.moment(day)),
        )
        match plan.status:
            case PlanStatus.APPROVED:
                self.progress.carry_out(plan, items)
            case PlanStatus.COMPLETED:
                self.progress.finish(plan, items, self.setting.day(-(way.completed or 0)))
        self._reply(plan, way)

    def _begin(self, draft: Draft) -> DevelopmentPlan:
        aim = pick(self.dice, self.contents["texts"]["aims"])
        created_at = office_moment(self.setting.day(-draft.way.created), self.dice)
        starts_on = created_at.date()
        plan = DevelopmentPlan(
            person=draft.member.person,
            role=draft.role,
            aim=aim.format(role=draft.role.name["en"].lower()),
            starts_on=starts_on,
            ends_on=starts_on + YEAR,
            created_at=created_at,
            changed_at=office_moment(self.setting.day(-max(draft.way.changed, 1)), self.dice),
        )
        db.session.add(plan)
        db.session.flush()
        return plan

    def _fill(self, plan: DevelopmentPlan, gaps: pd.DataFrame, way: Way) -> list[PlanItem]:
        items = self.catalogue.choose(plan.person, gaps, plan.starts_on, self.dice)
        mentor = self.contents["mentored"].get(plan.person.name)
        if mentor is not None and way.completed is None and len(gaps):
            begins = plan.starts_on + MENTORING_BEGINS
            person = self.cast[mentor].person
            items.append(self.catalogue.mentoring(person, first_of(gaps), begins))
        for item in items:
            item.plan_id = plan.id
            item.status = PlanItemStatus.PLANNED
        db.session.add_all(items)
        db.session.flush()
        return items

    def _reply(self, plan: DevelopmentPlan, way: Way) -> None:
        """Let the owner answer the last word, for some and where a day has passed since."""
        last = way.sendings[-1] if way.sendings else None
        if last is None or last.coach is None:
            return
        answered = last.hr_on if last.hr is not None else last.coach_on
        if answered > 1 and self.dice.random() < REPLIES:
            db.session.add(
                PlanComment(
                    plan_id=plan.id,
                    author_id=plan.person_id,
                    statement=pick(self.dice, self.contents["texts"]["replies"]),
                    written_at=office_moment(self.setting.day(1 - answered), self.dice),
                )
            )
