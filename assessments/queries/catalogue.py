"""Reads of activities and certifications."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assessments.database import db
from assessments.models.catalogue import (
    Activity,
    ActivityGain,
    CertificateHeld,
    Certification,
)
from assessments.models.framework import Competency
from assessments.models.people import Person
from capability.vocabulary import ActivityKind


def list_activities_for(competency_codes: Sequence[str]) -> Sequence[Activity]:
    """Return the activities on offer that bring something in these competencies, by name."""
    helps = (
        select(ActivityGain.activity_id)
        .join(ActivityGain.competency)
        .where(Competency.code.in_(competency_codes))
    )
    return db.session.scalars(
        select(Activity)
        .where(
            Activity.is_offered,
            Activity.kind != ActivityKind.CERTIFICATION,
            Activity.id.in_(helps),
        )
        .options(
            selectinload(Activity.gains).joinedload(ActivityGain.competency),
            selectinload(Activity.sessions),
            selectinload(Activity.prerequisites),
        )
        .order_by(Activity.code)
    ).all()


def get_activity(code: str) -> Activity:
    """Return one activity; answers 404 where there is none."""
    return db.one_or_404(
        select(Activity)
        .where(Activity.code == code)
        .options(
            selectinload(Activity.gains).joinedload(ActivityGain.competency),
            selectinload(Activity.sessions),
        )
    )


def list_certifications() -> Sequence[Certification]:
    """Return all certifications with their rules, by name."""
    return db.session.scalars(
        select(Certification)
        .options(
            selectinload(Certification.paths),
            selectinload(Certification.domains),
            joinedload(Certification.activity)
            .selectinload(Activity.gains)
            .joinedload(ActivityGain.competency),
        )
        .order_by(Certification.name, Certification.id)
    ).all()


def find_certification(code: str) -> Certification | None:
    """Return one certification."""
    return db.session.scalar(select(Certification).where(Certification.code == code))


def get_certification(code: str) -> Certification:
    """Return one certification; answers 404 where there is none."""
    return db.one_or_404(select(Certification).where(Certification.code == code))


def list_certificates(person: Person) -> Sequence[CertificateHeld]:
    """Return the certificates that somebody holds, by name."""
    return db.session.scalars(
        select(CertificateHeld)
        .where(CertificateHeld.person_id == person.id, CertificateHeld.is_removed.is_(False))
        .options(joinedload(CertificateHeld.certification))
        .order_by(CertificateHeld.name, CertificateHeld.id)
    ).all()


def get_certificate(held_id: int) -> CertificateHeld:
    """Return one certificate that somebody holds; answers 404 where there is none."""
    return db.get_or_404(CertificateHeld, held_id)
