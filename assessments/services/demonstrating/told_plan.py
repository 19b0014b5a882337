"""The one plan that the file tells in full: approved, changed, endorsed again, now with HR."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.database import db
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanComment, PlanItem
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.services.demonstrating.past_gaps import Moment, PastGaps
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.progress import Progress
from assessments.services.demonstrating.sending import Sender
from assessments.services.demonstrating.setting import DemoError, Setting, office_moment
from assessments.services.demonstrating.ways import Sending, Way
from assessments.services.planning import snapshot
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus, ReviewDecision
from capability.vocabulary import ActivityKind

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """The plan as the file has it; days are counted from today."""

    setting: Setting
    cast: Cast
    told: Entry

    @property
    def person(self) -> Person:
        """Whose plan it is."""
        return self.cast[self.told["person"]].person

    @property
    def role(self) -> Role:
        """The role that the plan works towards: the owner's."""
        if self.person.role is None:
            raise DemoError("plans.toml: the told plan is of somebody without a role")
        return self.person.role

    def moments(self) -> list[Moment]:
        """Return when the plan was sent."""
        return [self._moment(self.setting.day(each["sent"])) for each in self.told["sending"]]

    def add(self, past: PastGaps, sender: Sender, progress: Progress) -> None:
        """Add the plan with its two versions and what was said."""
        plan = self._begin()
        items = [self._item(entry, plan) for entry in self.told["item"]]
        db.session.add_all(items)
        db.session.flush()
        versions = {1: self._first_version(items), 2: self._second_version(plan, items, progress)}
        sendings = tuple(_sending(entry) for entry in self.told["sending"])
        way = Way(PlanStatus.ENDORSED, -self.told["created"], sendings)
        sender.send(plan, way, versions.__getitem__, lambda day: past.on(self._moment(day)))
        for comment in self.told["comment"]:
            self._say(plan, comment, items)

    def _moment(self, day: date) -> Moment:
        return Moment(self.person.id, self.role, day)

    def _begin(self) -> DevelopmentPlan:
        starts_on, ends_on = (self.setting.day(offset) for offset in self.told["days"])
        dice = self.setting.dice("told plan")
        created_at = office_moment(self.setting.day(self.told["created"]), dice)
        plan = DevelopmentPlan(
            person=self.person,
            role=self.role,
            aim=self.told["aim"],
            starts_on=starts_on,
            ends_on=ends_on,
            created_at=created_at,
            changed_at=created_at,
        )
        db.session.add(plan)
        db.session.flush()
        return plan

    def _item(self, entry: Entry, plan: DevelopmentPlan) -> PlanItem:
        starts_on, due_on = (self.setting.day(offset) for offset in entry["days"])
        item = PlanItem(
            plan_id=plan.id,
            competency_id=self.setting.competency_ids[entry["competency"]],
            from_level=entry["aim"][0],
            to_level=entry["aim"][1],
            starts_on=starts_on,
            due_on=due_on,
            reason=entry.get("reason", ""),
            status=PlanItemStatus.PLANNED,
            cost=entry.get("cost", 0.0),
            hours=entry.get("hours", 0.0),
            owner=plan.person.name,
        )
        if "activity" in entry:
            _take_from_catalogue(item, entry["activity"], self.setting.today)
        else:
            item.kind, item.title = ActivityKind(entry["kind"]), entry["title"]
        if "mentor" in entry:
            item.mentor_id, item.owner = self.cast.id_of(entry["mentor"]), entry["mentor"]
        return item

    def _first_version(self, items: list[PlanItem]) -> list[Entry]:
        rows = []
        for entry, item in zip(self.told["item"], items, strict=True):
            row = snapshot(item)
            if "moved_from" in entry:
                row["starts_on"] = self.setting.day(entry["moved_from"]).isoformat()
            if not entry.get("is_new"):
                rows.append(row)
        return rows

    def _second_version(
        self, plan: DevelopmentPlan, items: list[PlanItem], progress: Progress
    ) -> list[Entry]:
        """Bring the items to where they stand now, and return those of the second version."""
        revised_on = self.setting.day(self.told["sending"][1]["revised"])
        for entry, item in zip(self.told["item"], items, strict=True):
            if "done" in entry:
                done = entry["done"]
                progress.complete(plan, item, self.setting.day(done["day"]), done["evidence"])
            if entry.get("is_under_way"):
                item.status = PlanItemStatus.UNDER_WAY
            if entry.get("is_removed"):
                item.removed_at = office_moment(revised_on, progress.dice)
        return [snapshot(item) for item in items if item.removed_at is None]

    def _say(self, plan: DevelopmentPlan, comment: Entry, items: list[PlanItem]) -> None:
        about = next((item.id for item in items if item.title == comment.get("on")), None)
        dice = self.setting.dice(comment["statement"])
        db.session.add(
            PlanComment(
                plan_id=plan.id,
                item_id=about,
                author_id=self.cast.id_of(comment["by"]),
                statement=comment["statement"],
                written_at=office_moment(self.setting.day(comment["day"]), dice),
            )
        )


def _take_from_catalogue(item: PlanItem, code: str, today: date) -> None:
    activity = db.session.scalar(select(Activity).where(Activity.code == code))
    if activity is None:
        raise DemoError(f"plans.toml: the catalogue has no activity {code}")
    item.activity_id, item.kind = activity.id, activity.kind
    item.title = activity.name["en"]
    item.cost, item.hours = activity.cost or 0.0, activity.hours
    item.owner = activity.provider["en"]
    ahead = [each for each in activity.sessions if each.starts_on > today]
    if ahead and item.starts_on > today:
        item.starts_on, item.due_on = ahead[0].starts_on, ahead[0].ends_on


def _sending(entry: Entry) -> Sending:
    approved = entry.get("approved")
    return Sending(
        sent=-entry["sent"],
        coach=CoachDecision.ENDORSE,
        coach_on=-entry["endorsed"],
        coach_words=entry["endorsed_with"],
        hr=ReviewDecision.APPROVE if approved is not None else None,
        hr_on=-(approved or 0),
        hr_words=entry.get("approved_with"),
        revised=-entry["revised"] if "revised" in entry else None,
    )
