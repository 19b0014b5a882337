"""What people are rated on, and what each role asks."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import LocalText, LocalTextColumn
from assessments.models.base import Model


class Framework(Model):
    """A versioned set of competencies."""

    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    source: Mapped[str] = mapped_column(String(300))
    dated_on: Mapped[date]

    areas: Mapped[list["CompetencyArea"]] = relationship(order_by="CompetencyArea.position")


class CompetencyArea(Model):
    """Competencies that belong together; one axis of the map."""

    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    summary: Mapped[LocalText] = mapped_column(LocalTextColumn)
    version: Mapped[int] = mapped_column(default=1)

    competencies: Mapped[list["Competency"]] = relationship(
        order_by="Competency.position", back_populates="area"
    )

    __mapper_args__ = {"version_id_col": version}


class Competency(Model):
    """What a person can be rated on."""

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("competency_area.id"), index=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int]
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    definition: Mapped[LocalText] = mapped_column(LocalTextColumn)
    why: Mapped[LocalText] = mapped_column(LocalTextColumn)
    is_active: Mapped[bool] = mapped_column(default=True)
    """Whether it is still asked about; what was answered stays."""
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[CompetencyArea] = relationship(back_populates="competencies")
    indicators: Mapped[list["Indicator"]] = relationship(order_by="Indicator.level")
    references: Mapped[list["CompetencyReference"]] = relationship(
        order_by="CompetencyReference.framework"
    )

    __mapper_args__ = {"version_id_col": version}


class Indicator(Model):
    """What a colleague would see somebody do at a level."""

    __table_args__ = (
        UniqueConstraint("competency_id", "level"),
        CheckConstraint("level BETWEEN 0 AND 5", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    level: Mapped[int]
    statement: Mapped[LocalText] = mapped_column(LocalTextColumn)
    example: Mapped[LocalText] = mapped_column(LocalTextColumn)


class CompetencyReference(Model):
    """The name of the corresponding element in somebody else's framework."""

    id: Mapped[int] = mapped_column(primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), index=True)
    framework: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))


class Role(Model):
    """A kind of job; the career ladder runs through ``next_role``."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int]
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    summary: Mapped[LocalText] = mapped_column(LocalTextColumn)
    source: Mapped[str] = mapped_column(String(400), default="")
    """Where the profile is from, with its licence; empty for our own."""
    is_active: Mapped[bool] = mapped_column(default=True)
    next_role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"))
    version: Mapped[int] = mapped_column(default=1)

    next_role: Mapped["Role | None"] = relationship(remote_side=id)

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return str(self.name)


class RoleProfile(Model):
    """What a role asks in one competency, and what is usual among its people."""

    __table_args__ = (
        UniqueConstraint("role_id", "competency_id"),
        CheckConstraint("required BETWEEN 0 AND 5", name="required"),
        CheckConstraint("usual BETWEEN 0 AND 5", name="usual"),
        CheckConstraint("weight > 0", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    required: Mapped[float | None]
    weight: Mapped[float] = mapped_column(default=1.0)
    is_critical: Mapped[bool] = mapped_column(default=False)
    usual: Mapped[float]

    competency: Mapped[Competency] = relationship()


class Occupation(Model):
    """An occupation as a public list describes it; role profiles can be derived from it.

    ``elements`` holds id, name, importance and level of each, on the scales of the list; ``None``
    is unknown, never zero.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(200), index=True)
    release: Mapped[str] = mapped_column(String(20))
    elements: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
