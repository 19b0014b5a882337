"""People, their place in the organisation, and their accounts."""

from datetime import date, datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import LocalText, LocalTextColumn, UtcDateTime, enumeration
from assessments.models.base import Model
from assessments.models.framework import Role
from assessments.permissions import Access
from capability.vocabulary import Degree


class Organisation(Model):
    """The organisation whose PMO this is, with its settings; there is one.

    Budget and hours are what one person may plan within a budget year; ``None`` is no limit.
    """

    __table_args__ = (
        CheckConstraint("budget_year_month BETWEEN 1 AND 12", name="budget_year_month"),
        CheckConstraint("weekly_hours > 0 AND weekly_hours <= 168", name="weekly_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    languages: Mapped[list[str]] = mapped_column(
        MutableList.as_mutable(JSON), default=lambda: ["en", "zh"]
    )
    """Languages offered; who has chosen none gets the first."""
    budget_year_month: Mapped[int] = mapped_column(default=1)
    """Month in which the budget year begins."""
    weekly_hours: Mapped[float] = mapped_column(default=40.0)
    development_hours: Mapped[float | None]
    person_budget: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Department(Model):
    """A part of the organisation; its heads are the department heads who belong to it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    is_active: Mapped[bool] = mapped_column(default=True)


class Person(Model):
    """Somebody whom the PMO knows, with or without an account. What is ``None`` is unknown."""

    __table_args__ = (Index("ix_person_coach_id_name", "coach_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    called: Mapped[str] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    aims_for_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    degree: Mapped[Degree | None] = mapped_column(enumeration(Degree))
    education_hours: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(MutableList.as_mutable(JSON), default=list)
    mentor_places: Mapped[int] = mapped_column(default=0)
    """What lists that are taken in say. Whether and what somebody offers is the offer's to say."""
    time_zone: Mapped[str | None] = mapped_column(String(60))
    left_on: Mapped[date | None]
    site: Mapped[str | None] = mapped_column(String(120))
    """Where somebody works. Like the working time it makes groups that are looked at for fairness,
    and no number about the person."""
    working_percent: Mapped[int | None]
    """Of full time, 1 to 100."""

    department: Mapped[Department | None] = relationship(lazy="joined")
    role: Mapped[Role | None] = relationship(foreign_keys=role_id, lazy="joined")
    aims_for: Mapped[Role | None] = relationship(foreign_keys=aims_for_id, lazy="joined")
    coach: Mapped["Person | None"] = relationship(remote_side=id, foreign_keys=coach_id)
    account: Mapped["Account | None"] = relationship(back_populates="person", lazy="joined")

    @property
    def initials(self) -> str:
        """First letters of the first and the last part of the name, of one script."""
        parts = self.name.split()
        latin = [part for part in parts if part[0].isascii()] or parts
        return "".join(part[0] for part in dict.fromkeys((latin[0], latin[-1]))).upper()

    @property
    def accesses(self) -> frozenset[Access]:
        """What the account is for; empty without one or once it is deactivated."""
        if self.account is None or not self.account.active:
            return frozenset()
        return frozenset(Access(role.name) for role in self.account.roles)


account_access = Table(
    "account_access",
    Model.metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("access_role_id", ForeignKey("access_role.id"), primary_key=True),
)


class AccessRole(Model, RoleMixin):
    """One :class:`Access`, as a row, because Flask-Security wants one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str | None] = mapped_column(String(200))
    permissions: Mapped[list[str] | None] = mapped_column(JSON)


class Account(Model, UserMixin):
    """What somebody signs in with."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str | None] = mapped_column(String(8))
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))

    person: Mapped[Person] = relationship(back_populates="account", lazy="joined")
    roles: Mapped[list[AccessRole]] = relationship(  # type: ignore[assignment]  # narrower
        secondary=account_access, lazy="selectin"
    )


class SignInAttempt(Model):
    """A sign-in that failed, kept for as long as it counts towards the throttle."""

    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
