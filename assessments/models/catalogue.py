"""What people can do to grow: activities, and certifications with their rules."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import LocalText, LocalTextColumn, enumeration
from assessments.models.base import Model
from assessments.models.framework import Competency, Role
from assessments.models.people import Person
from capability.vocabulary import ActivityKind, Degree, Learning

activity_prerequisite = Table(
    "activity_prerequisite",
    Model.metadata,
    Column("activity_id", ForeignKey("activity.id"), primary_key=True),
    Column("needs_id", ForeignKey("activity.id"), primary_key=True),
)

# Of two that exclude each other there is one row, that of the smaller key first.
activity_exclusion = Table(
    "activity_exclusion",
    Model.metadata,
    Column("activity_id", ForeignKey("activity.id"), primary_key=True),
    Column("other_id", ForeignKey("activity.id"), primary_key=True),
    CheckConstraint("activity_id < other_id", name="order"),
)

mandatory_activity = Table(
    "mandatory_activity",
    Model.metadata,
    Column("activity_id", ForeignKey("activity.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Activity(Model):
    """A course, event, stretch assignment, reading or other step of development."""

    __table_args__ = (
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("hours >= 0", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ActivityKind] = mapped_column(enumeration(ActivityKind))
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    description: Mapped[LocalText] = mapped_column(LocalTextColumn)
    provider: Mapped[LocalText] = mapped_column(LocalTextColumn)
    cost: Mapped[float | None]
    hours: Mapped[float]
    duration_days: Mapped[int]
    learning: Mapped[Learning] = mapped_column(enumeration(Learning))
    languages: Mapped[list[str]] = mapped_column(JSON)
    is_offered: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    gains: Mapped[list["ActivityGain"]] = relationship(
        back_populates="activity", order_by="ActivityGain.id"
    )
    sessions: Mapped[list["ActivitySession"]] = relationship(order_by="ActivitySession.starts_on")
    prerequisites: Mapped[list["Activity"]] = relationship(
        secondary=activity_prerequisite,
        primaryjoin=id == activity_prerequisite.c.activity_id,
        secondaryjoin=id == activity_prerequisite.c.needs_id,
    )
    mandatory_for: Mapped[list[Role]] = relationship(
        secondary=mandatory_activity, order_by=Role.position
    )
    certification: Mapped["Certification | None"] = relationship(back_populates="activity")

    __mapper_args__ = {"version_id_col": version}


class ActivityGain(Model):
    """What the catalogue claims an activity brings in one competency, and up to which level."""

    __table_args__ = (
        UniqueConstraint("activity_id", "competency_id"),
        CheckConstraint("gain > 0 AND gain <= 5", name="gain"),
        CheckConstraint("up_to BETWEEN 0 AND 5", name="up_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    gain: Mapped[float]
    up_to: Mapped[float]

    activity: Mapped[Activity] = relationship(back_populates="gains")
    competency: Mapped[Competency] = relationship()


class ActivitySession(Model):
    """A date on which an activity is held."""

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[LocalText] = mapped_column(LocalTextColumn)
    seats: Mapped[int | None]


class Certification(Model):
    """A certificate that a body outside awards, with the rules we know and where from."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(120))
    stage: Mapped[str] = mapped_column(String(40))
    renewal_years: Mapped[int | None]
    renewal_units: Mapped[float | None]
    renewal_unit: Mapped[LocalText | None] = mapped_column(LocalTextColumn)
    exam: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(400))
    checked_on: Mapped[date]
    certainty: Mapped[str] = mapped_column(String(1))
    note: Mapped[LocalText | None] = mapped_column(LocalTextColumn)
    is_offered: Mapped[bool] = mapped_column(default=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity | None] = relationship(back_populates="certification")
    paths: Mapped[list["CertificationPath"]] = relationship(order_by="CertificationPath.position")
    domains: Mapped[list["CertificationDomain"]] = relationship(order_by="CertificationDomain.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def never_ends(self) -> bool:
        """Whether it is known to need no renewal; without an end and units we know neither."""
        return self.renewal_years is None and self.renewal_units == 0


class CertificationPath(Model):
    """One way to be admitted.

    ``experience`` holds the months asked of each kind of experience; empty where none are asked,
    ``None`` where it is not known.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"), index=True)
    position: Mapped[int]
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    experience: Mapped[list[dict[str, str | int]] | None] = mapped_column(JSON(none_as_null=True))
    within_years: Mapped[int | None]
    education_hours: Mapped[float | None]
    degree: Mapped[Degree | None] = mapped_column(enumeration(Degree))
    prerequisites: Mapped[list[str]] = mapped_column(JSON, default=list)


class CertificationDomain(Model):
    """A part of an exam, its weight, and the competencies that it asks."""

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id"), index=True)
    blueprint: Mapped[str] = mapped_column(String(120))
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    weight_percent: Mapped[float]
    competencies: Mapped[list[str]] = mapped_column(JSON)


class CertificateHeld(Model):
    """A certificate that a person holds. What is ``None`` is unknown."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    certification_id: Mapped[int | None] = mapped_column(ForeignKey("certification.id"))
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(120), default="", server_default="")
    number: Mapped[str] = mapped_column(String(80), default="")
    issued_on: Mapped[date | None]
    renewed_on: Mapped[date | None]
    """The last renewal, from which the present cycle runs."""
    expires_on: Mapped[date | None]
    is_removed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    person: Mapped[Person] = relationship()
    certification: Mapped[Certification | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
