"""How far the items of approved plans have come."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.services.demonstrating.setting import Setting, office_moment, pick
from capability.lifecycle import PlanItemEvent, PlanItemStatus

DONE_IN_TIME = 0.8
DONE_IN_THE_END = 0.85
STILL_UNDER_WAY = 0.75
LAST_WEEKS = 60


@dataclass(slots=True)
class Progress:
    """Works plans off, up to today."""

    setting: Setting
    dice: np.random.Generator

    def carry_out(self, plan: DevelopmentPlan, items: list[PlanItem]) -> None:
        """Let the items of an approved plan begin and end as their dates have come."""
        for item in items:
            if item.due_on < self.setting.today:
                self._after_due(plan, item)
            elif item.starts_on <= self.setting.today:
                item.status = PlanItemStatus.UNDER_WAY

    def finish(self, plan: DevelopmentPlan, items: list[PlanItem], on: date) -> None:
        """Let every item of a completed plan end, the plan with the last of them."""
        for place, item in enumerate(items):
            days = item.due_on - item.starts_on
            if item.due_on > on:
                item.due_on = on - timedelta(days=int(self.dice.integers(0, LAST_WEEKS)))
                item.starts_on = item.due_on - days
            if place == 0 or self.dice.random() < DONE_IN_THE_END:
                self.complete(plan, item, item.due_on)
            else:
                item.status = PlanItemStatus.DROPPED

    def complete(
        self, plan: DevelopmentPlan, item: PlanItem, on: date, evidence: str | None = None
    ) -> None:
        """Let an item be done on a day, with what shows it."""
        texts = self.setting.read("plans")["texts"]["evidence"]
        item.status = PlanItemStatus.DONE
        item.completed_on = on
        item.evidence = evidence or pick(self.dice, texts)
        self._note(plan, item, PlanItemEvent.COMPLETE, on)

    def _after_due(self, plan: DevelopmentPlan, item: PlanItem) -> None:
        if self.dice.random() < DONE_IN_TIME:
            late = int(self.dice.integers(0, 8))
            self.complete(plan, item, min(item.due_on + timedelta(days=late), self.setting.day(-1)))
        elif self.dice.random() < STILL_UNDER_WAY:
            item.status = PlanItemStatus.UNDER_WAY
        else:
            item.status = PlanItemStatus.DROPPED
            self._note(plan, item, PlanItemEvent.DROP, item.due_on)

    def _note(self, plan: DevelopmentPlan, item: PlanItem, event: PlanItemEvent, on: date) -> None:
        db.session.add(
            AuditLine(
                at=office_moment(on, self.dice),
                actor_id=plan.person_id,
                person_id=plan.person_id,
                action=f"{event}_plan_item",
                subject=f"item {item.id}",
                old={"status": PlanItemStatus.UNDER_WAY},
                new={"status": item.status},
                reason=item.evidence[:500],
            )
        )
