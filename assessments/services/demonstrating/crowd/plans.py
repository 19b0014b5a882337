"""The plans of a crowd, in every state, with what was sent and answered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessments.database import db
from assessments.models.audit import AuditLine
from assessments.models.catalogue import Activity
from assessments.models.development import (
    DevelopmentPlan,
    PlanItem,
    PlanReview,
    PlanSubmission,
    SubmittedGap,
)
from assessments.services.demonstrating.crowd.staff import Staff
from assessments.services.demonstrating.crowd.tables import Ledger, Row
from assessments.services.demonstrating.setting import Setting, at
from capability.capability_map import Basis
from capability.gaps import Standing
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus, ReviewDecision

HAS_A_PLAN = 0.6
STATES = (
    PlanStatus.DRAFT, PlanStatus.SUBMITTED, PlanStatus.ENDORSED, PlanStatus.RETURNED,
    PlanStatus.APPROVED, PlanStatus.COMPLETED,
)  # fmt: skip
CHANCES = (0.18, 0.12, 0.1, 0.06, 0.4, 0.14)
# How many days ago a plan was begun, in each state.
BEGUN = {
    PlanStatus.DRAFT: (1, 60), PlanStatus.SUBMITTED: (8, 40), PlanStatus.ENDORSED: (10, 60),
    PlanStatus.RETURNED: (15, 60), PlanStatus.APPROVED: (20, 330), PlanStatus.COMPLETED: (300, 340),
}  # fmt: skip
UNDER_REVIEW_SENT, ENDORSED_AFTER, DECIDED_AFTER = 2, 3, 5
GAPS, ITEMS = 4, (2, 5)
DECISIONS = {
    PlanStatus.APPROVED: ReviewDecision.APPROVE,
    PlanStatus.COMPLETED: ReviewDecision.APPROVE,
    PlanStatus.RETURNED: ReviewDecision.RETURN,
}
UNANSWERED = (PlanStatus.DRAFT, PlanStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity, as a row of a plan needs it."""

    id: int
    kind: Any
    title: str
    competency_id: int
    gain: float
    cost: float
    hours: float
    days: int
    provider: str


@dataclass(frozen=True, slots=True)
class Planning:
    """Adds plans."""

    setting: Setting
    ledger: Ledger
    staff: Staff
    offers: list[Offer]
    dice: np.random.Generator

    @classmethod
    def prepare(cls, setting: Setting, ledger: Ledger, staff: Staff) -> "Planning":
        """Read what plans are made with."""
        activities = db.session.scalars(
            select(Activity).options(selectinload(Activity.gains)).order_by(Activity.code)
        )
        offers = [_offer(each) for each in activities if each.gains and each.cost is not None]
        return cls(setting, ledger, staff, offers, setting.dice("crowd plans"))

    def plan(self, people: list[Row], truth: NDArray[np.float64]) -> None:
        """Add the plans of some people."""
        has_plan = self.dice.random(len(people)) < HAS_A_PLAN
        keys = iter(self.ledger.keys(DevelopmentPlan, int(has_plan.sum())))
        rows: dict[Any, list[Row]] = {
            model: []
            for model in (
                DevelopmentPlan, PlanItem, PlanSubmission, SubmittedGap, PlanReview, AuditLine,
            )
        }  # fmt: skip
        for person, levels, plans in zip(people, truth, has_plan, strict=True):
            if plans:
                self._add(rows, next(keys), person, levels)
        self._number(rows)
        for model, some in rows.items():
            self.ledger.write(model, some)

    def _add(
        self, rows: dict[Any, list[Row]], key: int, person: Row, levels: NDArray[np.float64]
    ) -> None:
        status = STATES[int(self.dice.choice(len(STATES), p=CHANCES))]
        begun = self.setting.day(-int(self.dice.integers(*BEGUN[status])))
        created_at = at(begun, float(self.dice.integers(0, 450)))
        sent_at = created_at + timedelta(days=UNDER_REVIEW_SENT)
        is_sent = status is not PlanStatus.DRAFT
        rows[DevelopmentPlan].append(
            {
                "id": key,
                "person_id": person["id"],
                "role_id": person["aims_for_id"] or person["role_id"],
                "aim": "",
                "starts_on": begun,
                "ends_on": begun + timedelta(days=365),
                "status": status,
                "created_at": created_at,
                "changed_at": sent_at if is_sent else created_at,
                "first_submitted_at": sent_at if is_sent else None,
                "version": 1,
            }
        )
        items = self._items(key, status, begun)
        rows[PlanItem] += items
        rows[AuditLine].append(_line("begin_plan", key, person, created_at, person["id"]))
        if is_sent:
            rows[AuditLine].append(_line("submit_plan", key, person, sent_at, person["id"]))
            self._send(rows, key, person, status, sent_at, items)
            rows[SubmittedGap] += self._gaps(len(rows[PlanSubmission]) - 1, person, levels)

    def _items(self, plan_id: int, status: PlanStatus, begun: date) -> list[Row]:
        places = self.dice.choice(len(self.offers), int(self.dice.integers(*ITEMS)), replace=False)
        return [self._item(plan_id, self.offers[int(place)], status, begun) for place in places]

    def _item(self, plan_id: int, offer: Offer, status: PlanStatus, begun: date) -> Row:
        starts_on = begun + timedelta(days=int(self.dice.integers(14, 260)))
        due_on = starts_on + timedelta(days=offer.days)
        state = PlanItemStatus.PLANNED
        if status is PlanStatus.COMPLETED or (
            status is PlanStatus.APPROVED and due_on < self.setting.today
        ):
            state = PlanItemStatus.DONE if self.dice.random() < 0.8 else PlanItemStatus.DROPPED
        elif status is PlanStatus.APPROVED and starts_on <= self.setting.today:
            state = PlanItemStatus.UNDER_WAY
        is_done = state is PlanItemStatus.DONE
        return {
            "plan_id": plan_id,
            "kind": offer.kind,
            "title": offer.title,
            "activity_id": offer.id,
            "competency_id": offer.competency_id,
            "starts_on": starts_on,
            "due_on": due_on,
            "cost": offer.cost,
            "hours": offer.hours,
            "owner": offer.provider,
            "reason": "",
            "status": state,
            "answer": "",
            "completed_on": min(due_on, self.setting.today) if is_done else None,
            "evidence": "",
            "version": 1,
        }

    def _send(
        self,
        rows: dict[Any, list[Row]],
        plan_id: int,
        person: Row,
        status: PlanStatus,
        sent_at: datetime,
        items: list[Row],
    ) -> None:
        is_answered = status not in UNANSWERED
        endorsed_at = sent_at + timedelta(days=ENDORSED_AFTER)
        rows[PlanSubmission].append(
            {
                "plan_id": plan_id,
                "number": 1,
                "submitted_at": sent_at,
                "items": [_snapshot(item) for item in items],
                "coach_id": person["coach_id"] if is_answered else None,
                "coach_decision": CoachDecision.ENDORSE if is_answered else None,
                "coach_comment": "",
                "coach_decided_at": endorsed_at if is_answered else None,
            }
        )
        if is_answered:
            rows[AuditLine].append(
                _line("endorse_plan", plan_id, person, endorsed_at, person["coach_id"])
            )
        if status in DECISIONS:
            reviewers = self.staff.reviewers
            reviewer = reviewers[int(self.dice.integers(len(reviewers)))]
            texts = self.setting.read("plans")["texts"]
            is_returned = DECISIONS[status] is ReviewDecision.RETURN
            decided_at = sent_at + timedelta(days=DECIDED_AFTER)
            rows[PlanReview].append(
                {
                    "submission_id": len(rows[PlanSubmission]) - 1,
                    "reviewer_id": reviewer,
                    "decision": DECISIONS[status],
                    "reason": texts["hr_returns"][0] if is_returned else "",
                    "decided_at": decided_at,
                }
            )
            event = "return_plan" if is_returned else "approve_plan"
            rows[AuditLine].append(_line(event, plan_id, person, decided_at, reviewer))

    def _gaps(self, place: int, person: Row, levels: NDArray[np.float64]) -> list[Row]:
        profile = self.setting.profiles[person["role_id"]]
        short = []
        for competency, level in zip(self.setting.competencies, levels, strict=True):
            required = profile[competency.id].required
            if required is not None and required > level:
                short.append((required - float(level), competency.id, float(level), required))
        return [
            {
                "submission_id": place,
                "competency_id": competency_id,
                "level": level,
                "low": max(level - 0.6, 0.0),
                "high": min(level + 0.6, 5.0),
                "required": required,
                "gap": gap,
                "standing": Standing.SHORT if gap > 0.6 else Standing.PERHAPS_SHORT,
                "basis": Basis.EVIDENCED,
            }
            for gap, competency_id, level, required in sorted(short, reverse=True)[:GAPS]
        ]

    def _number(self, rows: dict[Any, list[Row]]) -> None:
        """Give submissions and items their keys; until now they were known by their place."""
        submissions = self.ledger.keys(PlanSubmission, len(rows[PlanSubmission]))
        for key, submission in zip(submissions, rows[PlanSubmission], strict=True):
            submission["id"] = key
        for row in (*rows[SubmittedGap], *rows[PlanReview]):
            row["submission_id"] = submissions[row["submission_id"]]


def _offer(activity: Activity) -> Offer:
    gain = max(activity.gains, key=lambda each: each.gain)
    return Offer(
        id=activity.id,
        kind=activity.kind,
        title=activity.name["en"],
        competency_id=gain.competency_id,
        gain=gain.gain,
        cost=activity.cost or 0.0,
        hours=activity.hours,
        days=max(activity.duration_days, 1),
        provider=activity.provider["en"],
    )


def _snapshot(item: Row) -> Row:
    return {
        "id": None,
        "kind": item["kind"],
        "title": item["title"],
        "competency_id": item["competency_id"],
        "from_level": None,
        "to_level": None,
        "starts_on": item["starts_on"].isoformat(),
        "due_on": item["due_on"].isoformat(),
        "cost": item["cost"],
        "hours": item["hours"],
        "owner": item["owner"],
        "status": PlanItemStatus.PLANNED,
    }


def _line(action: str, plan_id: int, person: Row, moment: datetime, by: int) -> Row:
    return {
        "at": moment,
        "actor_id": by,
        "person_id": person["id"],
        "action": action,
        "subject": f"plan {plan_id}",
        "reason": "",
    }
