"""Early signs that were put aside, and the letters that tell of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.database import UtcDateTime, enumeration
from assessments.models.base import Model
from assessments.models.people import Person
from capability.vocabulary import DigestEvery


class SignPutAside(Model):
    """That somebody has seen an early sign and wants no more of it until it changes."""

    __table_args__ = (
        UniqueConstraint("person_id", "viewer_id", "subject"),
        Index("ix_sign_put_aside_viewer_id", "viewer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    viewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who put it aside, for themselves: the person or the coach."""
    subject: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))
    put_aside_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DigestWish(Model):
    """How often somebody wants a letter that gathers what is new; without a row, never."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    every: Mapped[DigestEvery] = mapped_column(enumeration(DigestEvery))

    person: Mapped[Person] = relationship()


class DigestSent(Model):
    """That somebody got the letter of a month; the database lets nobody get two."""

    __table_args__ = (UniqueConstraint("person_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    month: Mapped[date]
    """Its first day."""
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
