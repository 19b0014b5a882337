"""What coaches of the demo proposed to several people at once, and how those answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import plans
from assessments.services import cohort_gaps
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.setting import DemoError, Setting, at
from assessments.services.map_places import Place
from assessments.services.planning import YEAR
from assessments.services.taking_up import dates_of, main_gap
from capability.lifecycle import PlanItemEvent, PlanItemStatus, PlanStatus

TALKED_AT, ANSWERED_AT = 95, 200
"""Minutes after eight at which such things happen."""


def add_proposals(setting: Setting, cast: Cast) -> None:
    """Add the proposals, each with the answer that it got."""
    for entry in setting.read("proposals")["proposal"]:
        proposed_at = at(setting.day(-entry["days_ago"]), TALKED_AT)
        propose = _Proposing.prepare(setting, cast, entry).propose
        for name in entry["waiting"]:
            propose(name, proposed_at)
        for name in entry["kept"]:
            item = propose(name, proposed_at)
            answered_at = at(setting.day(1 - entry["days_ago"]), ANSWERED_AT)
            _answer(item, PlanItemEvent.ACCEPT, PlanItemStatus.PLANNED, answered_at)
        for told in entry["declined"]:
            item = propose(told["person"], proposed_at)
            item.answer = told["reason"]
            answered_at = at(setting.day(-told["days_ago"]), ANSWERED_AT)
            _answer(item, PlanItemEvent.DECLINE, PlanItemStatus.DECLINED, answered_at)
    db.session.flush()


@dataclass(frozen=True, slots=True)
class _Proposing:
    """One activity that a coach proposes to several people, with where all of them stand."""

    setting: Setting
    cast: Cast
    entry: dict[str, Any]
    activity: Activity
    gaps: dict[int, list[Place]]

    @classmethod
    def prepare(cls, setting: Setting, cast: Cast, entry: dict[str, Any]) -> "_Proposing":
        activity = db.session.scalar(select(Activity).where(Activity.code == entry["activity"]))
        if activity is None:
            raise DemoError(f"proposals.toml: the catalogue has no activity {entry['activity']}")
        codes = [each.competency.code for each in activity.gains]
        declined = [told["person"] for told in entry["declined"]]
        ids = [cast.id_of(name) for name in (*entry["waiting"], *entry["kept"], *declined)]
        gaps = cohort_gaps.places_short_in(ids, codes, today=setting.today)
        return cls(setting, cast, entry, activity, gaps)

    def propose(self, name: str, proposed_at: datetime) -> PlanItem:
        person, coach = self.cast[name].person, self.cast[self.entry["coach"]].person
        activity, word = self.activity, self.entry["word"]
        gaps = {each.code: each for each in self.gaps.get(person.id, ())}
        place, to_level = main_gap(activity, gaps)
        starts_on, due_on = dates_of(activity, today=self.setting.today)
        code = place.code if place else activity.gains[0].competency.code
        item = PlanItem(
            plan=_plan_of(person, proposed_at),
            kind=activity.kind,
            title=activity.name["en"],
            activity_id=activity.id,
            competency_id=self.setting.competency_ids[code],
            from_level=place.level if place else None,
            to_level=to_level,
            starts_on=starts_on,
            due_on=due_on,
            cost=activity.cost or 0.0,
            hours=activity.hours,
            owner=activity.provider["en"],
            reason=word,
            status=PlanItemStatus.PROPOSED,
            proposed_by_id=coach.id,
            proposed_at=proposed_at,
        )
        db.session.add(item)
        db.session.flush()
        new = {"activity": activity.code}
        _note(item, coach, proposed_at, action="propose_plan_item", new=new, reason=word)
        return item


def _plan_of(person: Person, at_moment: datetime) -> DevelopmentPlan:
    plan = plans.current_plan(person)
    if plan is None:
        plan = DevelopmentPlan(
            person=person,
            role=person.aims_for or person.role,
            starts_on=at_moment.date(),
            ends_on=at_moment.date() + YEAR,
            status=PlanStatus.DRAFT,
            created_at=at_moment,
            changed_at=at_moment,
        )
    return plan


def _answer(
    item: PlanItem, event: PlanItemEvent, status: PlanItemStatus, answered_at: datetime
) -> None:
    old, item.status = item.status, status
    _note(
        item,
        item.plan.person,
        answered_at,
        action=f"{event}_plan_item",
        old={"status": old},
        new={"status": status},
        reason=item.answer,
    )


def _note(item: PlanItem, by: Person, at_moment: datetime, **facts: object) -> None:
    db.session.add(
        AuditLine(
            at=at_moment,
            actor_id=by.id,
            person_id=item.plan.person_id,
            subject=f"item {item.id}",
            **facts,
        )
    )
