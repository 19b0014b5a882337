"""What belongs to certificates that people hold: files, units of renewal, earlier training."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime
from assessments.models.base import Model
from assessments.models.catalogue import CertificateHeld
from assessments.models.development import PlanItem
from assessments.models.people import Person


class CertificateFile(Model):
    """A copy of a certificate, as its owner uploaded it; one a certificate."""

    id: Mapped[int] = mapped_column(primary_key=True)
    held_id: Mapped[int] = mapped_column(ForeignKey("certificate_held.id"), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RenewalUnits(Model):
    """Units towards the renewal of a certificate, as its owner says or from an item of a plan.

    Those of an item count as long as the item is done.
    """

    __table_args__ = (
        UniqueConstraint("held_id", "item_id"),
        CheckConstraint("units > 0", name="units"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    held_id: Mapped[int] = mapped_column(ForeignKey("certificate_held.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("plan_item.id"))
    title: Mapped[str] = mapped_column(String(200))
    earned_on: Mapped[date]
    units: Mapped[float]
    is_removed: Mapped[bool] = mapped_column(default=False)

    held: Mapped[CertificateHeld] = relationship()
    item: Mapped[PlanItem | None] = relationship()

    @property
    def person(self) -> Person:
        """Whose they are."""
        return self.held.person


class EarlierTraining(Model):
    """Education in the field that somebody had outside the plans kept here, on their own word."""

    __table_args__ = (CheckConstraint("hours > 0", name="hours"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200), default="")
    completed_on: Mapped[date]
    hours: Mapped[float]
    is_removed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}
