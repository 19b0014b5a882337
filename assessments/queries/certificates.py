"""Certificates that people hold: which run, which end soon, which have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, undefer

from assessments.database import db
from assessments.models.catalogue import CertificateHeld, Certification
from assessments.models.certificates import CertificateFile, EarlierTraining, RenewalUnits
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.queries.pages import Counted, counted_on
from assessments.queries.people import PAGE, holds_words
from capability.certification import SOON_DAYS, certificate_state
from capability.lifecycle import CertificateState, PlanItemStatus

Record = TypeVar("Record", CertificateHeld, RenewalUnits, EarlierTraining)
SOON = timedelta(days=SOON_DAYS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose certificates are looked for, and which; ``None`` asks for all."""

    department_id: int | None = None
    coach_id: int | None = None
    certification: str | None = None


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
    return certificate_state(held.expires_on, as_of=today)


def is_here(today: date) -> ColumnElement[bool]:
    """Return the condition that a person has not left."""
    return or_(Person.left_on.is_(None), Person.left_on > today)


def search(
    words: str,
    state: CertificateState,
    scope: Scope,
    *,
    page: int,
    today: date,
) -> Counted[CertificateHeld]:
    """Return certificates in a state, of people of a name; what ends first comes first."""
    conditions = [
        CertificateHeld.is_removed.is_(False),
        is_in(state, today=today),
        is_here(today),
        *holds_words(words),
    ]
    if scope.department_id is not None:
        conditions.append(Person.department_id == scope.department_id)
    if scope.coach_id is not None:
        conditions.append(Person.coach_id == scope.coach_id)
    if scope.certification:
        conditions.append(
            CertificateHeld.certification.has(Certification.code == scope.certification)
        )
    total = db.session.scalar(
        select(func.count(CertificateHeld.id)).join(CertificateHeld.person).where(*conditions)
    )
    query = (
        select(CertificateHeld)
        .join(CertificateHeld.person)
        .options(contains_eager(CertificateHeld.person))
        .where(*conditions)
        .order_by(*in_order())
    )
    return counted_on(page, query, total or 0, size=PAGE, to_last=False)


def list_expiring(people: Sequence[int], before: date) -> Sequence[CertificateHeld]:
    """Return the certificates of some people that end before a day, or have ended; first to end.

    What its owner holds for longer by another certificate of the same kind is left out.

    Parameters
    ----------
    people : sequence of int
        Their keys.
    before : date
    """
    other = aliased(CertificateHeld)
    ends_on = CertificateHeld.expires_on
    is_outlasted = (
        select(other.id)
        .where(*_is_like(other), or_(other.expires_on.is_(None), other.expires_on > ends_on))
        .correlate(CertificateHeld)
        .exists()
    )
    return (
        db.session.scalars(
            select(CertificateHeld)
            .join(CertificateHeld.person)
            .options(contains_eager(CertificateHeld.person))
            .where(
                CertificateHeld.person_id.in_(people),
                CertificateHeld.is_removed.is_(False),
                ends_on < before,
                ~is_outlasted,
            )
            .order_by(*in_order())
        )
        .unique()
        .all()
    )


def in_order() -> tuple[Any, ...]:
    """Return the order of lists: what ends first, then what has no end, by name."""
    ends_on = CertificateHeld.expires_on
    return (ends_on.is_(None), ends_on, Person.name, CertificateHeld.id)


def _is_renewed(today: date) -> ColumnElement[bool]:
    other = aliased(CertificateHeld)
    return (
        select(other.id)
        .where(*_is_like(other), or_(other.expires_on.is_(None), other.expires_on >= today))
        .correlate(CertificateHeld)
        .exists()
    )


def _is_like(other: type[CertificateHeld]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that another certificate of the same person is of the same kind."""
    return (
        other.person_id == CertificateHeld.person_id,
        other.is_removed.is_(False),
        or_(
            other.certification_id == CertificateHeld.certification_id,
            func.lower(other.name) == func.lower(CertificateHeld.name),
        ),
    )


def list_names() -> dict[str, str]:
    """Return code and name of the certifications that anybody holds, by name."""
    rows = db.session.execute(
        select(Certification.code, Certification.name)
        .where(
            select(CertificateHeld.id)
            .where(
                CertificateHeld.certification_id == Certification.id,
                CertificateHeld.is_removed.is_(False),
            )
            .exists()
        )
        .order_by(Certification.name, Certification.id)
    )
    return {code: name for code, name in rows}


def find_same(kind: type[Record], **facts: object) -> Record | None:
    """Return what stands on somebody's list with just these facts: the form was sent twice."""
    return db.session.scalar(
        select(kind).filter_by(**facts, is_removed=False).order_by(kind.id).limit(1)
    )


def find_copy(held: CertificateHeld, *, with_content: bool = False) -> CertificateFile | None:
    """Return the copy of a certificate, if there is one."""
    query = select(CertificateFile).where(CertificateFile.held_id == held.id)
    return db.session.scalar(
        query.options(undefer(CertificateFile.content)) if with_content else query
    )


def list_units(held_ids: Sequence[int]) -> Sequence[RenewalUnits]:
    """Return the units that count towards certificates, the latest first.

    Those of an item of a plan count as long as the item is done.
    """
    return db.session.scalars(
        select(RenewalUnits)
        .outerjoin(RenewalUnits.item)
        .where(
            RenewalUnits.held_id.in_(held_ids),
            RenewalUnits.is_removed.is_(False),
            or_(
                RenewalUnits.item_id.is_(None),
                and_(PlanItem.status == PlanItemStatus.DONE, PlanItem.removed_at.is_(None)),
            ),
        )
        .order_by(RenewalUnits.earned_on.desc(), RenewalUnits.id.desc())
    ).all()


def get_units(units_id: int) -> RenewalUnits:
    """Return one entry of units; answers 404 where there is none."""
    return db.one_or_404(
        select(RenewalUnits)
        .where(RenewalUnits.id == units_id)
        .options(joinedload(RenewalUnits.held).joinedload(CertificateHeld.person))
    )


def find_units_of(held: CertificateHeld, item: PlanItem) -> RenewalUnits | None:
    """Return the entry by which an item of a plan counts, or once counted."""
    return db.session.scalar(
        select(RenewalUnits).where(RenewalUnits.held_id == held.id, RenewalUnits.item_id == item.id)
    )


def list_units_of_item(item: PlanItem) -> Sequence[RenewalUnits]:
    """Return the entries by which an item of a plan counts, whatever it counts for."""
    return db.session.scalars(
        select(RenewalUnits).where(
            RenewalUnits.item_id == item.id, RenewalUnits.is_removed.is_(False)
        )
    ).all()


def list_trainings(person: Person) -> Sequence[EarlierTraining]:
    """Return somebody's earlier training, the latest first."""
    return db.session.scalars(
        select(EarlierTraining)
        .where(EarlierTraining.person_id == person.id, EarlierTraining.is_removed.is_(False))
        .order_by(EarlierTraining.completed_on.desc(), EarlierTraining.id)
    ).all()


def get_training(training_id: int) -> EarlierTraining:
    """Return one entry of earlier training; answers 404 where there is none."""
    return db.get_or_404(EarlierTraining, training_id)
