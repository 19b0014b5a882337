"""The one plan that the file tells in full: approved, changed, endorsed again, now with HR."""

from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.database import db
from assessments.models.catalogue import Activity
from assessments.models.development import DevelopmentPlan, PlanComment, PlanItem
from assessments.services.demonstrating.past_gaps import PastGaps
from assessments.services.demonstrating.people import Cast
from assessments.services.demonstrating.progress import Progress
from assessments.services.demonstrating.sending import Sender
from assessments.services.demonstrating.setting import DemoError, Setting, office_moment
from assessments.services.demonstrating.ways import Sending, Way
from assessments.services.planning import snapshot
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus, ReviewDecision
from capability.vocabulary import ActivityKind


def add_told_plan(
    setting: Setting, cast: Cast, past: PastGaps, sender: Sender, progress: Progress
) -> None:
    """Add the told plan with its two versions."""
    told = setting.read("plans")["told"]
    dice = setting.dice("told plan")
    person = cast[told["person"]].person
    role = person.role
    if role is None:
        raise DemoError("plans.toml: the told plan is of somebody without a role")
    created_at = office_moment(setting.day(told["created"]), dice)
    plan = DevelopmentPlan(
        person=person,
        role=role,
        aim=told["aim"],
        starts_on=setting.day(told["days"][0]),
        ends_on=setting.day(told["days"][1]),
        created_at=created_at,
        changed_at=created_at,
    )
    db.session.add(plan)
    db.session.flush()
    items = [_item(setting, cast, entry, plan) for entry in told["item"]]
    db.session.add_all(items)
    db.session.flush()
    versions = {
        1: _first_version(setting, told["item"], items),
        2: _second_version(setting, told, items, progress, plan),
    }
    sender.send(plan, _way(told), versions.__getitem__, lambda day: past.on(person.id, role, day))
    for comment in told["comment"]:
        titles = [item.id for item in items if item.title == comment.get("on")]
        db.session.add(
            PlanComment(
                plan_id=plan.id,
                item_id=titles[0] if titles else None,
                author_id=cast.id_of(comment["by"]),
                statement=comment["statement"],
                written_at=office_moment(setting.day(comment["day"]), dice),
            )
        )


def _item(setting: Setting, cast: Cast, entry: dict[str, Any], plan: DevelopmentPlan) -> PlanItem:
    starts_on, due_on = (setting.day(offset) for offset in entry["days"])
    item = PlanItem(
        plan_id=plan.id,
        competency_id=setting.competency_ids[entry["competency"]],
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
        _take_from_catalogue(item, entry["activity"], setting.today)
    else:
        item.kind, item.title = ActivityKind(entry["kind"]), entry["title"]
    if "mentor" in entry:
        item.mentor_id, item.owner = cast.id_of(entry["mentor"]), entry["mentor"]
    return item


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


def _first_version(
    setting: Setting, entries: list[dict[str, Any]], items: list[PlanItem]
) -> list[dict[str, Any]]:
    rows = []
    for entry, item in zip(entries, items, strict=True):
        if entry.get("is_new"):
            continue
        row = snapshot(item)
        if "moved_from" in entry:
            row["starts_on"] = setting.day(entry["moved_from"]).isoformat()
        rows.append(row)
    return rows


def _second_version(
    setting: Setting,
    told: dict[str, Any],
    items: list[PlanItem],
    progress: Progress,
    plan: DevelopmentPlan,
) -> list[dict[str, Any]]:
    """Bring the items to where they stand now, and return those of the second version."""
    revised = told["sending"][1]["revised"]
    for entry, item in zip(told["item"], items, strict=True):
        if "done" in entry:
            done = entry["done"]
            progress.complete(plan, item, setting.day(done["day"]), done["evidence"])
        if entry.get("is_under_way"):
            item.status = PlanItemStatus.UNDER_WAY
        if entry.get("is_removed"):
            item.removed_at = office_moment(setting.day(revised), progress.dice)
    return [snapshot(item) for item in items if item.removed_at is None]


def _way(told: dict[str, Any]) -> Way:
    sendings = tuple(_sending(entry) for entry in told["sending"])
    return Way(PlanStatus.ENDORSED, -told["created"], sendings)


def _sending(entry: dict[str, Any]) -> Sending:
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
