"""Mentoring: who offers it, who asked whom, what the two wrote and how they found it."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime, enumeration
from assessments.models.base import Model
from assessments.models.development import PlanItem
from assessments.models.framework import Competency
from assessments.models.people import Person
from capability.lifecycle import (
    MENTORSHIP_STEPS,
    MentorshipEvent,
    MentorshipStatus,
    RatingMoment,
    is_possible,
)

OPEN = "status IN ('asked', 'waiting', 'proposed', 'running')"

offer_competency = Table(
    "offer_competency",
    Model.metadata,
    Column("offer_id", ForeignKey("mentor_offer.id"), primary_key=True),
    Column("competency_id", ForeignKey("competency.id"), primary_key=True),
)


class MentorOffer(Model):
    """What somebody offers as a mentor. Consent is the offer: without one nobody is suggested."""

    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 20", name="places"),
        CheckConstraint("monthly_hours > 0", name="monthly_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    places: Mapped[int]
    """How many mentees at once."""
    monthly_hours: Mapped[float]
    """For each of them."""
    languages: Mapped[list[str]] = mapped_column(MutableList.as_mutable(JSON), default=list)
    until_on: Mapped[date | None]
    statement: Mapped[str] = mapped_column(Text, default="")
    is_paused: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()
    competencies: Mapped[list[Competency]] = relationship(
        secondary=offer_competency, order_by=Competency.position
    )

    __mapper_args__ = {"version_id_col": version}

    def is_open(self, today: date) -> bool:
        """Whether people may be suggested and ask."""
        has_time = self.until_on is None or self.until_on >= today
        return self.ended_at is None and not self.is_paused and has_time


class Mentorship(Model):
    """Two people, from the first word to the last. Only these two read what they write."""

    __table_args__ = (
        Index("ix_mentorship_mentor_id_status", "mentor_id", "status"),
        Index("ix_mentorship_mentee_id_status", "mentee_id", "status"),
        Index(
            "uq_mentorship_open", "mentee_id", "mentor_id", unique=True,
            sqlite_where=text(OPEN), postgresql_where=text(OPEN),
        ),
        CheckConstraint("mentee_id <> mentor_id", name="two_people"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[MentorshipStatus] = mapped_column(enumeration(MentorshipStatus))
    message: Mapped[str] = mapped_column(Text, default="")
    """What the mentee wrote when asking."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """A word with a yes or a no."""
    last_word: Mapped[str] = mapped_column(Text, default="")
    """A word at the end."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a place became free for somebody who had waited."""
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    mentee_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mentor_agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    plan_item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    mentee: Mapped[Person] = relationship(foreign_keys=mentee_id)
    mentor: Mapped[Person] = relationship(foreign_keys=mentor_id)
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=proposed_by_id)
    closed_by: Mapped[Person | None] = relationship(foreign_keys=closed_by_id)
    plan_item: Mapped[PlanItem | None] = relationship()
    goals: Mapped[list["MentorshipGoal"]] = relationship(
        cascade="all, delete-orphan", order_by="MentorshipGoal.id"
    )
    meetings: Mapped[list["MentorshipMeeting"]] = relationship(
        back_populates="mentorship",
        order_by="MentorshipMeeting.takes_place_on.desc(), MentorshipMeeting.id.desc()",
    )
    ratings: Mapped[list["MentorshipRating"]] = relationship(order_by="MentorshipRating.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def person(self) -> Person:
        """Whom it is for: the mentee, whose coach sees that it runs."""
        return self.mentee

    @property
    def half_way_on(self) -> date | None:
        """The day in the middle, once it has begun."""
        if self.starts_on is None or self.ends_on is None:
            return None
        return self.starts_on + (self.ends_on - self.starts_on) // 2

    @property
    def last_on(self) -> date | None:
        """Until when it lasts, or lasted: where it is over, the day on which it ended."""
        if self.closed_at is None or self.starts_on is None:
            return self.ends_on
        # Where the writer is, the day may have begun later than in UTC.
        return max(self.closed_at.date(), self.starts_on)

    def allows(self, event: MentorshipEvent) -> bool:
        """Return whether the step is possible from the present state."""
        return is_possible(MENTORSHIP_STEPS, self.status, event)

    def other(self, person: Person) -> Person:
        """Return the other one of the two."""
        return self.mentee if person.id == self.mentor_id else self.mentor


class MentorshipGoal(Model):
    """What the mentee wants to reach, from a gap; the mentor sees this, and not the map."""

    __table_args__ = (UniqueConstraint("mentorship_id", "competency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    from_level: Mapped[float | None]
    to_level: Mapped[float | None]

    competency: Mapped[Competency] = relationship(lazy="joined")


class MentorshipMeeting(Model):
    """One meeting of the two; both read and change its notes and what comes next."""

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    takes_place_on: Mapped[date]
    notes: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    mentorship: Mapped[Mentorship] = relationship(back_populates="meetings")
    written_by: Mapped[Person] = relationship()

    @property
    def mentee_id(self) -> int:
        return self.mentorship.mentee_id

    @property
    def mentor_id(self) -> int:
        return self.mentorship.mentor_id

    __mapper_args__ = {"version_id_col": version}


class MentorshipRating(Model):
    """How one of the two found it, half-way or at the end; the other one reads it."""

    __table_args__ = (
        UniqueConstraint("mentorship_id", "by_id", "moment"),
        CheckConstraint("helped BETWEEN 1 AND 5", name="helped"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    moment: Mapped[RatingMoment] = mapped_column(enumeration(RatingMoment))
    helped: Mapped[int]
    """How much it helped, from 1 (not at all) to 5 (very much)."""
    statement: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    by: Mapped[Person] = relationship()


class FixedPairing(Model):
    """A pair that a coach has fixed while assigning mentors; nobody is told before a proposal."""

    __table_args__ = (UniqueConstraint("coach_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    fixed_at: Mapped[datetime] = mapped_column(UtcDateTime)
