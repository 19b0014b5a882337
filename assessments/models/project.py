"""The history of projects, and who did what in them."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import enumeration
from assessments.models.base import Model
from assessments.models.people import Person
from capability.vocabulary import DeliveryMethod, ProjectPart, ProjectStatus


class Project(Model):
    """One project, as far as it is known: ``None`` is unknown."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(400))
    status: Mapped[ProjectStatus] = mapped_column(enumeration(ProjectStatus))
    sectors: Mapped[list[str]] = mapped_column(JSON, default=list)
    country: Mapped[str | None] = mapped_column(String(120))
    method: Mapped[DeliveryMethod | None] = mapped_column(enumeration(DeliveryMethod))
    complexity: Mapped[int | None]
    approved_on: Mapped[date | None]
    planned_start_on: Mapped[date | None]
    planned_end_on: Mapped[date | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    planned_cost: Mapped[float | None]
    actual_cost: Mapped[float | None]
    quality_rating: Mapped[float | None]
    stakeholder_rating: Mapped[float | None]
    benefits_rating: Mapped[float | None]

    roles: Mapped[list["ProjectRole"]] = relationship(back_populates="project")
    lessons: Mapped[list["Lesson"]] = relationship(back_populates="project")

    @property
    def begins_on(self) -> date | None:
        """The first day known: the actual start, else the approval, else the plan."""
        return self.started_on or self.approved_on or self.planned_start_on


class ProjectRole(Model):
    """A person's part in a project. Without own dates it lasts as long as the project."""

    __table_args__ = (
        UniqueConstraint("project_id", "person_id", "part"),
        CheckConstraint("share > 0 AND share <= 1", name="share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[ProjectPart] = mapped_column(enumeration(ProjectPart))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    share: Mapped[float] = mapped_column(default=1.0)
    is_confirmed: Mapped[bool] = mapped_column(default=False)

    project: Mapped[Project] = relationship(back_populates="roles")
    person: Mapped[Person] = relationship()


class Lesson(Model):
    """What was learned in a project."""

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    competency_id: Mapped[int | None] = mapped_column(ForeignKey("competency.id"), index=True)
    phase: Mapped[str] = mapped_column(String(40))
    statement: Mapped[str] = mapped_column(Text)
    learned_on: Mapped[date]

    project: Mapped[Project] = relationship(back_populates="lessons")
