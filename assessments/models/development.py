"""Plans: what a person chose to do, what was said about it, and how it went."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import LocalText, UtcDateTime, enumeration
from assessments.models.base import Model
from assessments.models.catalogue import Activity
from assessments.models.framework import Competency, Role
from assessments.models.people import Person
from capability.capability_map import Basis
from capability.gaps import NAMED_GAPS, Standing
from capability.lifecycle import (
    PLAN_STEPS,
    CoachDecision,
    PlanEvent,
    PlanItemStatus,
    PlanStatus,
    ReviewDecision,
    is_possible,
)
from capability.vocabulary import ActivityKind


class DevelopmentPlan(Model):
    """What one person wants to reach within a period, and by which steps."""

    __table_args__ = (CheckConstraint("ends_on > starts_on", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"))
    aim: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[PlanStatus] = mapped_column(
        enumeration(PlanStatus), default=PlanStatus.DRAFT, index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    role: Mapped[Role | None] = relationship()
    items: Mapped[list["PlanItem"]] = relationship(
        back_populates="plan", order_by="PlanItem.starts_on, PlanItem.id"
    )
    submissions: Mapped[list["PlanSubmission"]] = relationship(
        back_populates="plan", order_by="PlanSubmission.number"
    )
    comments: Mapped[list["PlanComment"]] = relationship(order_by="PlanComment.written_at")

    __mapper_args__ = {"version_id_col": version}

    def allows(self, event: PlanEvent) -> bool:
        """Return whether the step is possible from the present state."""
        return is_possible(PLAN_STEPS, self.status, event)


class PlanItem(Model):
    """One step of a plan."""

    __table_args__ = (
        CheckConstraint("due_on >= starts_on", name="dates"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("hours >= 0", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"), index=True)
    kind: Mapped[ActivityKind] = mapped_column(enumeration(ActivityKind))
    title: Mapped[str] = mapped_column(String(200))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    competency_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"))
    from_level: Mapped[float | None]
    to_level: Mapped[float | None]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    cost: Mapped[float] = mapped_column(default=0.0)
    hours: Mapped[float] = mapped_column(default=0.0)
    owner: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[PlanItemStatus] = mapped_column(
        enumeration(PlanItemStatus), default=PlanItemStatus.PLANNED
    )
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The coach who put it there; the owner keeps or declines it."""
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(500), default="")
    """Why the owner declined it."""
    completed_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped[DevelopmentPlan] = relationship(back_populates="items")
    activity: Mapped[Activity | None] = relationship()
    mentor: Mapped[Person | None] = relationship(foreign_keys=mentor_id)
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=proposed_by_id)
    competency: Mapped[Competency | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> LocalText | str:
        """The title; while it is still what the catalogue says, in the reader's language."""
        named = self.activity.name if self.activity is not None else LocalText()
        return named if self.title in named.values() else self.title


class PlanSubmission(Model):
    """A plan as it was sent: its items and the gaps that it was drawn from, frozen on purpose."""

    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"), index=True)
    number: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    coach_decision: Mapped[CoachDecision | None] = mapped_column(enumeration(CoachDecision))
    coach_comment: Mapped[str] = mapped_column(Text, default="")
    coach_decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    plan: Mapped[DevelopmentPlan] = relationship(back_populates="submissions")
    coach: Mapped[Person | None] = relationship()
    gaps: Mapped[list["SubmittedGap"]] = relationship(order_by="SubmittedGap.id")
    review: Mapped["PlanReview | None"] = relationship(back_populates="submission")

    @property
    def named_gaps(self) -> list["SubmittedGap"]:
        """The gaps that the evidence named then, the most pressing first."""
        return [gap for gap in self.gaps if gap.standing in NAMED_GAPS]


class SubmittedGap(Model):
    """One gap as it stood when the plan was sent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("plan_submission.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    level: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    required: Mapped[float]
    gap: Mapped[float]
    standing: Mapped[Standing] = mapped_column(enumeration(Standing))
    basis: Mapped[Basis] = mapped_column(enumeration(Basis))

    competency: Mapped[Competency] = relationship()

    @property
    def over(self) -> float | None:
        """How far the level was above what was asked; below zero when it was short."""
        return None if self.level is None else self.level - self.required

    @property
    def is_claimed(self) -> bool:
        """Whether it rested on the person's word alone."""
        return self.basis is Basis.CLAIMED


class PlanReview(Model):
    """HR's answer to a plan that was sent; one a submission."""

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("plan_submission.id"), unique=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[ReviewDecision] = mapped_column(enumeration(ReviewDecision))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    submission: Mapped[PlanSubmission] = relationship(back_populates="review")
    reviewer: Mapped[Person] = relationship()


class PlanComment(Model):
    """What somebody said about a plan; everybody who sees the plan reads it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("development_plan.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    statement: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[Person] = relationship()
    item: Mapped[PlanItem | None] = relationship()


class DeclinedSuggestion(Model):
    """A suggestion that somebody said no to; it stays away until its inputs change."""

    __table_args__ = (UniqueConstraint("person_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(40))
    fingerprint: Mapped[str] = mapped_column(String(64))
    declined_at: Mapped[datetime] = mapped_column(UtcDateTime)
