"""What somebody has thought of giving to training: wishes under a name, never what follows."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime
from assessments.models.base import Model
from assessments.models.framework import Role
from assessments.models.people import Person


class TrainingDraft(Model):
    """Wishes for a training plan of one person; what is chosen is worked out anew each time."""

    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("hours >= 0", name="hours"),
        CheckConstraint("quarters >= 1", name="quarters"),
        CheckConstraint("budget >= 0", name="budget"),
        CheckConstraint("at_once >= 1", name="at_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who keeps it: the person, or the coach."""
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"))
    name: Mapped[str] = mapped_column(String(80))
    hours: Mapped[float]
    """At most so many in a quarter."""
    quarters: Mapped[int]
    budget: Mapped[float]
    """At most so much in all."""
    at_once: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(JSON)
    is_balanced: Mapped[bool]
    """Whether most of it should be learnt on the job, then with others, then taught."""
    pinned: Mapped[list[str]] = mapped_column(JSON)
    excluded: Mapped[list[str]] = mapped_column(JSON)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    role: Mapped[Role | None] = relationship()
