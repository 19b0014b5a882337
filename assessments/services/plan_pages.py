"""A plan as its pages show it: size, way so far, timeline, conversation, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import pandas as pd
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from assessments import filters
from assessments.labels.activities import ACTIVITY_KINDS
from assessments.labels.plans import PLAN_STATUSES
from assessments.models.development import DevelopmentPlan, PlanItem, PlanSubmission
from assessments.queries import framework, plans
from assessments.services import drawing
from assessments.services.carrying_out import OPEN
from capability.charts import TimelineWords, timeline_spec
from capability.lifecycle import (
    COUNTED_ITEMS,
    ONLY_PROPOSED_ITEMS,
    CoachDecision,
    PlanItemStatus,
    PlanStatus,
)
from capability.vocabulary import ActivityKind

WAY = (
    PlanStatus.DRAFT,
    PlanStatus.SUBMITTED,
    PlanStatus.ENDORSED,
    PlanStatus.APPROVED,
    PlanStatus.COMPLETED,
)
TIMELINE_STATUS = {
    PlanItemStatus.DONE: "done",
    PlanItemStatus.UNDER_WAY: "under_way",
    PlanItemStatus.PLANNED: "planned",
}


class Change(StrEnum):
    """How an item differs from the version sent before."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class ItemChange(NamedTuple):
    """One difference between two versions of a plan, in words."""

    subject: str
    before: str
    after: str
    kind: Change


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What a plan's page shows beside the plan itself."""

    items: list[PlanItem]
    proposals: list[PlanItem]
    declined: list[PlanItem]
    done: int
    hours: float
    cost: float
    steps: list[tuple[str, str, str]]
    timeline: Markup | None
    timeline_phone: Markup | None
    remarks: list[plans.Remark]
    submission: PlanSubmission | None
    changes: list[ItemChange]
    is_ready_to_complete: bool


def standing_items(plan: DevelopmentPlan) -> list[PlanItem]:
    """Return the items that have not been taken out; what is only proposed is not in it yet."""
    return [
        item
        for item in plan.items
        if item.removed_at is None and item.status not in ONLY_PROPOSED_ITEMS
    ]


def page_of(plan: DevelopmentPlan, *, today: date, with_timeline: bool = True) -> PlanPage:
    """Return all that a plan's page shows."""
    items = standing_items(plan)
    counted = [item for item in items if item.status in COUNTED_ITEMS]
    others = [item for item in plan.items if item.removed_at is None]
    drawn = [
        _timeline(counted, today, size=size) if with_timeline else None
        for size in ("wide", "phone")
    ]
    return PlanPage(
        items=items,
        proposals=[item for item in others if item.status is PlanItemStatus.PROPOSED],
        declined=[item for item in others if item.status is PlanItemStatus.DECLINED],
        done=sum(item.status is PlanItemStatus.DONE for item in items),
        hours=sum(item.hours for item in counted),
        cost=sum(item.cost for item in counted),
        steps=_steps(plan),
        timeline=drawn[0],
        timeline_phone=drawn[1],
        remarks=plans.conversation(plan),
        submission=plan.submissions[-1] if plan.submissions else None,
        changes=changes_since(plan),
        is_ready_to_complete=bool(items) and not any(item.status in OPEN for item in items),
    )


def changes_since(plan: DevelopmentPlan) -> list[ItemChange]:
    """Return what changed between the last two versions that were sent."""
    if len(plan.submissions) < 2:
        return []
    names = {each.id: str(each.name) for each in framework.list_every_competency()}
    before = {each["id"]: each for each in plan.submissions[-2].items}
    after = {each["id"]: each for each in plan.submissions[-1].items}
    changes = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            changes.append(ItemChange("", "", _summary(new), Change.ADDED))
        elif new is None and old is not None:
            changes.append(ItemChange("", _summary(old), "", Change.REMOVED))
        elif old is not None and new is not None:
            changes += _differences(old, new, names)
    return changes


def _differences(
    old: dict[str, Any], new: dict[str, Any], names: Mapping[int, str]
) -> list[ItemChange]:
    facts = zip(_facts(old, names), _facts(new, names), strict=True)
    changed = [(before, after) for before, after in facts if before != after]
    if not changed:
        return []
    befores, afters = (filters.listed(filter(None, side)) for side in zip(*changed, strict=True))
    subject = new["title"] if old["title"] == new["title"] else ""
    return [ItemChange(subject, befores, afters, Change.CHANGED)]


def _facts(item: dict[str, Any], names: Mapping[int, str]) -> list[str]:
    """Return everything that was sent about an item, in words."""
    levels = [item["from_level"], item["to_level"]]
    starts_on, due_on = (date.fromisoformat(item[name]) for name in ("starts_on", "due_on"))
    return [
        item["title"],
        str(ACTIVITY_KINDS[ActivityKind(item["kind"])]),
        names.get(item["competency_id"], ""),
        " → ".join(filters.level(each) for each in levels) if any(levels) else "",
        filters.hours(item["hours"]),
        filters.money(item["cost"]),
        filters.period(starts_on, due_on),
        item["owner"],
    ]


def _summary(item: dict[str, Any]) -> str:
    parts = [
        item["title"],
        filters.hours(item["hours"]),
        filters.money(item["cost"]),
        filters.month(date.fromisoformat(item["starts_on"])),
    ]
    return _(", ").join(parts)


def _steps(plan: DevelopmentPlan) -> list[tuple[str, str, str]]:
    """Return the stations of a plan: words, where it stands (done, current, next), a remark."""
    status = PlanStatus.DRAFT if plan.status is PlanStatus.RETURNED else plan.status
    position = WAY.index(status)
    steps = []
    for place, station in enumerate(WAY):
        words = str(PLAN_STATUSES[station])
        if place == position:
            current = str(PLAN_STATUSES[plan.status])
            steps.append((current, "current", _since(_entered_at(plan))))
        else:
            steps.append((words, "done" if place < position else "next", ""))
    return steps


def _entered_at(plan: DevelopmentPlan) -> datetime | None:
    """Return when the plan came to where it stands."""
    sent = plan.submissions[-1] if plan.submissions else None
    if sent is None or plan.status is PlanStatus.DRAFT:
        return None
    if plan.status is PlanStatus.COMPLETED:
        return plan.changed_at
    if sent.review is not None and plan.status in {PlanStatus.APPROVED, PlanStatus.RETURNED}:
        return sent.review.decided_at
    if sent.coach_decision is CoachDecision.ENDORSE or plan.status is PlanStatus.RETURNED:
        return sent.coach_decided_at
    return sent.submitted_at


def _since(at: datetime | None) -> str:
    return _("since %(day)s", day=filters.short_day(at)) if at else ""


def timeline_document(plan: DevelopmentPlan, *, today: date) -> str | None:
    """Return the timeline as a picture of its own, on a ground, for documents."""
    counted = [item for item in standing_items(plan) if item.status in COUNTED_ITEMS]
    if not counted:
        return None
    spec = _timeline_spec(counted, today, size="wide")
    return drawing.standalone_svg(spec, language=_language()).decode()


def _timeline(items: Sequence[PlanItem], today: date, *, size: str) -> Markup | None:
    if not items:
        return None
    return drawing.svg(_timeline_spec(items, today, size=size), language=_language())


def _timeline_spec(items: Sequence[PlanItem], today: date, *, size: str) -> drawing.Specification:
    rows = pd.DataFrame(
        [
            (str(item.name), item.starts_on, _end_of(item), TIMELINE_STATUS[item.status])
            for item in items
        ],
        columns=["label", "starts_on", "ends_on", "status"],
    )
    words = TimelineWords(
        title=_("The steps of the plan over time"),
        today=_("today"),
        months=[format_date(date(2026, month, 1), "LLL") for month in range(1, 13)],
    )
    empty = pd.DataFrame({"label": [], "due_on": []})
    return timeline_spec(rows, empty, today=today, words=words, language=_language(), size=size)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


def _end_of(item: PlanItem) -> date:
    if item.status is PlanItemStatus.DONE and item.completed_on:
        return max(item.completed_on, item.starts_on)
    return item.due_on
