"""Who changed what, when and why."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime
from assessments.labels.audit import AUDIT_ACTIONS
from assessments.models.base import Model
from assessments.models.people import Person
from assessments.permissions import AuditKind

KINDS: dict[str, AuditKind] = {
    action: kind for kind, actions in AUDIT_ACTIONS.items() for action in actions
}
"""What each action is about."""


class AuditLine(Model):
    """One change; lines are only ever added."""

    __table_args__ = (
        Index("ix_audit_line_person_id_at", "person_id", "at"),
        Index("ix_audit_line_actor_id_at", "actor_id", "at"),
        Index("ix_audit_line_action_at", "action", "at"),
        Index("ix_audit_line_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(500), default="")

    actor: Mapped[Person | None] = relationship(foreign_keys=actor_id)
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)

    @property
    def kind(self) -> AuditKind | None:
        """What the line is about; ``None`` where nobody has said, so that nobody else reads it."""
        return KINDS.get(self.action)


class MapViewing(Model):
    """That somebody else looked at a person's map, kept once a day and purpose."""

    __table_args__ = (
        Index("uq_map_viewing", "person_id", "viewer_id", "viewed_on", "purpose", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    viewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    viewed_on: Mapped[date]
    purpose: Mapped[str] = mapped_column(String(40))

    viewer: Mapped[Person] = relationship(foreign_keys=viewer_id)
