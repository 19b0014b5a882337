"""Certificates that people hold: which run, which end soon, which have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from assessments.database import db
from assessments.models.catalogue import CertificateHeld
from assessments.models.people import Person
from assessments.queries.people import LAST_PAGE, PAGE, holds_words
from capability.lifecycle import CertificateState

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One page of certificates."""

    held: Sequence[CertificateHeld]
    total: int
    number: int

    @property
    def has_next(self) -> bool:
        """Whether there are more than are shown up to here."""
        return self.number * PAGE < self.total


def is_in(state: CertificateState, *, today: date) -> ColumnElement[bool]:
    """Return the condition on :class:`CertificateHeld` that says what a state means.

    ``HELD`` is whatever still runs, also what ends soon. A certificate that has ended counts as
    expired unless its owner holds another one of the same kind that runs on.
    """
    ends_on = CertificateHeld.expires_on
    runs = or_(ends_on.is_(None), ends_on >= today)
    match state:
        case CertificateState.HELD:
            return runs
        case CertificateState.SOON:
            return and_(ends_on >= today, ends_on <= today + SOON)
    return and_(ends_on < today, ~_is_renewed(today))


def state_of(held: CertificateHeld, *, today: date) -> CertificateState:
    """Return what to say of one certificate: the most pressing state that it is in."""
    if held.expires_on is None or held.expires_on > today + SOON:
        return CertificateState.HELD
    return CertificateState.SOON if held.expires_on >= today else CertificateState.EXPIRED


def is_here(today: date) -> ColumnElement[bool]:
    """Return the condition that a person has not left."""
    return or_(Person.left_on.is_(None), Person.left_on > today)


def search(
    words: str,
    state: CertificateState,
    department_id: int | None,
    *,
    page: int,
    today: date,
) -> CertificatePage:
    """Return certificates in a state, of people of a name; what ends first comes first."""
    conditions = [
        CertificateHeld.is_removed.is_(False),
        is_in(state, today=today),
        is_here(today),
        *holds_words(words),
    ]
    if department_id is not None:
        conditions.append(Person.department_id == department_id)
    total = db.session.scalar(
        select(func.count(CertificateHeld.id)).join(CertificateHeld.person).where(*conditions)
    )
    number = min(max(page, 1), LAST_PAGE)
    found = db.session.scalars(
        select(CertificateHeld)
        .join(CertificateHeld.person)
        .options(contains_eager(CertificateHeld.person))
        .where(*conditions)
        .order_by(*in_order())
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    return CertificatePage(found.unique().all(), total or 0, number)


def in_order() -> tuple[Any, ...]:
    """Return the order of lists: what ends first, then what has no end, by name."""
    ends_on = CertificateHeld.expires_on
    return (ends_on.is_(None), ends_on, Person.name, CertificateHeld.id)


def _is_renewed(today: date) -> ColumnElement[bool]:
    other = aliased(CertificateHeld)
    return (
        select(other.id)
        .where(
            other.person_id == CertificateHeld.person_id,
            other.is_removed.is_(False),
            or_(other.expires_on.is_(None), other.expires_on >= today),
            or_(
                other.certification_id == CertificateHeld.certification_id,
                func.lower(other.name) == func.lower(CertificateHeld.name),
            ),
        )
        .correlate(CertificateHeld)
        .exists()
    )
