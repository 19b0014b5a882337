"""Rounds of assessments, forms, answers, and what was settled in a talk."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import LocalText, LocalTextColumn, UtcDateTime, enumeration
from assessments.models.base import Model
from assessments.models.framework import Competency
from assessments.models.people import Person
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import AssessmentSource, Confidence


class AssessmentCycle(Model):
    """A round of assessments."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    opens_on: Mapped[date]
    closes_on: Mapped[date]

    @hybrid_property
    def is_round(self) -> bool:
        """Whether people were asked to take part; a form outside a round gets a day of its own."""
        return self.opens_on < self.closes_on


class Assessment(Model):
    """One rater's form about one person in one round."""

    # An assessment outside a round gets a round of one. A rater fills in one form at a time.
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id", "rater_id", "source"),
        Index(
            "uq_assessment_draft", "person_id", "rater_id", "source", unique=True,
            sqlite_where=text("status = 'draft'"), postgresql_where=text("status = 'draft'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    source: Mapped[AssessmentSource] = mapped_column(enumeration(AssessmentSource))
    status: Mapped[AssessmentStatus] = mapped_column(
        enumeration(AssessmentStatus), default=AssessmentStatus.DRAFT
    )
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    cycle: Mapped[AssessmentCycle] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    rater: Mapped[Person] = relationship(foreign_keys=rater_id)
    ratings: Mapped[list["Rating"]] = relationship(
        cascade="all, delete-orphan", back_populates="assessment"
    )

    @property
    def is_submitted(self) -> bool:
        return self.status is AssessmentStatus.SUBMITTED

    @property
    def answered(self) -> int:
        """How many of the competencies that are asked about today it answers."""
        return sum(rating.competency.is_active for rating in self.ratings)


class Rating(Model):
    """One answer: a level, or that the competency is not part of the work."""

    __table_args__ = (
        UniqueConstraint("assessment_id", "competency_id"),
        CheckConstraint("level BETWEEN 0 AND 5", name="level"),
        CheckConstraint("is_applicable = (level IS NOT NULL)", name="applicable"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    level: Mapped[int | None]
    is_applicable: Mapped[bool]
    confidence: Mapped[Confidence | None] = mapped_column(enumeration(Confidence))
    example: Mapped[str] = mapped_column(Text, default="")
    example_on: Mapped[date | None]
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(back_populates="ratings")
    competency: Mapped[Competency] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AgreedLevel(Model):
    """What a person and the coach settled on after talking; it stands above any estimate."""

    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 5", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    level: Mapped[float]
    agreed_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500), default="")

    competency: Mapped[Competency] = relationship()
