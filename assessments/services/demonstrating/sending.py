"""Plans on their way: what was frozen when they were sent, who answered what, and who noted it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from assessments.database import db
from assessments.models.audit import AuditLine, MapViewing
from assessments.models.development import (
    DevelopmentPlan,
    PlanReview,
    PlanSubmission,
    SubmittedGap,
)
from assessments.services.demonstrating.people import Cast, Group
from assessments.services.demonstrating.setting import Setting, office_moment, pick
from assessments.services.demonstrating.ways import Sending, Way
from assessments.services.frame_cells import known
from capability.capability_map import Basis
from capability.gaps import Standing
from capability.lifecycle import (
    PLAN_STEPS,
    CoachDecision,
    PlanEvent,
    PlanStatus,
    ReviewDecision,
    advance,
)

WORDS = {
    CoachDecision.ENDORSE: "coach_endorses",
    CoachDecision.HAND_BACK: "coach_hands_back",
    ReviewDecision.APPROVE: "hr_approves",
    ReviewDecision.RETURN: "hr_returns",
}
EVENTS = {
    CoachDecision.ENDORSE: PlanEvent.ENDORSE,
    CoachDecision.HAND_BACK: PlanEvent.HAND_BACK,
    ReviewDecision.APPROVE: PlanEvent.APPROVE,
    ReviewDecision.RETURN: PlanEvent.RETURN,
}
# Which of the two reviewers answers, mostly.
USUAL_REVIEWER = 0.7

Snapshots = Callable[[int], list[dict[str, Any]]]
GapsOn = Callable[[date], pd.DataFrame]


@dataclass(slots=True)
class Sender:
    """Takes plans along their ways, step by legal step."""

    setting: Setting
    cast: Cast
    dice: np.random.Generator

    def send(self, plan: DevelopmentPlan, way: Way, snapshots: Snapshots, gaps_on: GapsOn) -> None:
        """Add every submission of a plan with what was answered to it.

        ``snapshots`` gives the items as they were in the first, second ... version.
        """
        plan.status = PlanStatus.DRAFT
        self._note(plan, "begin_plan", plan.created_at, plan.person_id)
        for number, sending in enumerate(way.sendings, start=1):
            if sending.revised is not None:
                self._step(plan, PlanEvent.REVISE, self._moment(sending.revised), plan.person_id)
            sent_at = self._moment(sending.sent)
            submission = PlanSubmission(
                plan_id=plan.id, number=number, submitted_at=sent_at, items=snapshots(number)
            )
            submission.gaps = self._freeze(gaps_on(self.setting.day(-sending.sent)))
            self._step(plan, PlanEvent.SUBMIT, sent_at, plan.person_id)
            plan.first_submitted_at = plan.first_submitted_at or sent_at
            self._answer(plan, submission, sending)
            db.session.add(submission)
        if way.completed is not None:
            self._step(plan, PlanEvent.COMPLETE, self._moment(way.completed), plan.person_id)
        if plan.status is not way.status:
            raise AssertionError(f"a plan of {plan.person.name} ended in {plan.status}")

    def _answer(self, plan: DevelopmentPlan, submission: PlanSubmission, sending: Sending) -> None:
        coach_id = plan.person.coach_id
        if sending.coach is None or coach_id is None:
            return
        submission.coach_id, submission.coach_decision = coach_id, sending.coach
        submission.coach_decided_at = self._moment(sending.coach_on)
        words = self._words(sending.coach, sending.coach_words)
        submission.coach_comment = words
        self._step(plan, EVENTS[sending.coach], submission.coach_decided_at, coach_id, reason=words)
        self._look(plan, coach_id, sending.coach_on)
        if sending.hr is None:
            return
        reviewer_id = self._reviewer(plan)
        decided_at = self._moment(sending.hr_on)
        words = self._words(sending.hr, sending.hr_words)
        submission.review = PlanReview(
            reviewer_id=reviewer_id, decision=sending.hr, reason=words, decided_at=decided_at
        )
        self._step(plan, EVENTS[sending.hr], decided_at, reviewer_id, reason=words)
        self._look(plan, reviewer_id, sending.hr_on)

    def _reviewer(self, plan: DevelopmentPlan) -> int:
        usual, other = (member.person.id for member in self.cast.of(Group.REVIEWERS))
        is_usual = self.dice.random() < USUAL_REVIEWER or plan.person.name in self.cast.first
        return usual if is_usual else other

    def _words(self, decision: CoachDecision | ReviewDecision, told: str | None) -> str:
        drawn = pick(self.dice, self.setting.read("plans")["texts"][WORDS[decision]])
        return drawn if told is None else told

    def _freeze(self, gaps: pd.DataFrame) -> list[SubmittedGap]:
        return [
            SubmittedGap(
                competency_id=self.setting.competency_ids[row["competency"]],
                level=known(row["level"]),
                low=known(row["low"]),
                high=known(row["high"]),
                required=float(row["required"]),
                gap=float(row["gap"]),
                standing=Standing(row["standing"]),
                basis=Basis(row["basis"]),
            )
            for row in gaps.to_dict("records")
        ]

    def _step(
        self, plan: DevelopmentPlan, event: PlanEvent, at: datetime, by: int, *, reason: str = ""
    ) -> None:
        old = plan.status
        plan.status = advance(PLAN_STEPS, old, event)
        plan.changed_at = at
        line = self._note(plan, f"{event}_plan", at, by)
        line.old, line.new, line.reason = {"status": old}, {"status": plan.status}, reason[:500]

    def _note(self, plan: DevelopmentPlan, action: str, at: datetime, by: int) -> AuditLine:
        line = AuditLine(
            at=at,
            actor_id=by,
            person_id=plan.person_id,
            action=action,
            subject=f"plan {plan.id}",
        )
        db.session.add(line)
        return line

    def _look(self, plan: DevelopmentPlan, viewer_id: int, days_ago: int) -> None:
        db.session.add(
            MapViewing(
                person_id=plan.person_id,
                viewer_id=viewer_id,
                viewed_on=self.setting.day(-days_ago),
                purpose="plan_review",
            )
        )

    def _moment(self, days_ago: int) -> datetime:
        return office_moment(self.setting.day(-days_ago), self.dice)
