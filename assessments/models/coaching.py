"""What coach and project manager have between them: talks, and who coaches whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime
from assessments.models.base import Model
from assessments.models.people import Person


class Talk(Model):
    """A talk of a coach with a person, held or still to come; both read the notes."""

    __table_args__ = (Index("ix_talk_person_id_takes_place_on", "person_id", "takes_place_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    coach_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    takes_place_on: Mapped[date]
    notes: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    coach: Mapped[Person] = relationship(foreign_keys=coach_id)

    __mapper_args__ = {"version_id_col": version}


class HandOver(Model):
    """That a person went from one coach to another, with a word on where things stand."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_coach_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    to_coach_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    statement: Mapped[str] = mapped_column(Text, default="")
    handed_over_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    from_coach: Mapped[Person | None] = relationship(foreign_keys=from_coach_id)
    to_coach: Mapped[Person | None] = relationship(foreign_keys=to_coach_id)
    by: Mapped[Person] = relationship(foreign_keys=by_id)
