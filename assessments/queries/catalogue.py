"""Reads of activities and certifications."""

from collections.abc import Iterable, Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.database import db
from assessments.models.catalogue import (
    Activity,
    ActivityGain,
    CertificateHeld,
    Certification,
    activity_exclusion,
    activity_prerequisite,
    mandatory_activity,
)
from assessments.models.framework import Competency, Role
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


def list_activities_to_plan(
    competency_codes: Sequence[str], codes: Iterable[str]
) -> Sequence[Activity]:
    """Return the activities on offer that help in these competencies, and those named.

    What one of them needs first comes along, and what that needs.
    """
    helps = (
        select(ActivityGain.activity_id)
        .join(ActivityGain.competency)
        .where(Competency.code.in_(competency_codes))
    )
    is_wanted = Activity.id.in_(helps) & (Activity.kind != ActivityKind.CERTIFICATION)
    wanted = (
        select(Activity.id.label("id"))
        .where(is_wanted | Activity.code.in_(list(codes)))
        .cte("wanted", recursive=True)
    )
    wanted = wanted.union(
        select(activity_prerequisite.c.needs_id).join(
            wanted, wanted.c.id == activity_prerequisite.c.activity_id
        )
    )
    return db.session.scalars(
        select(Activity)
        .where(Activity.is_offered, Activity.id.in_(select(wanted.c.id)))
        .options(
            selectinload(Activity.gains).joinedload(ActivityGain.competency),
            selectinload(Activity.sessions),
            selectinload(Activity.prerequisites),
        )
        .order_by(Activity.code)
    ).all()


def list_offered(competency_code: str = "") -> Sequence[Activity]:
    """Return what is on offer, in one competency or in any, without exams; by code."""
    query = select(Activity).where(Activity.is_offered, Activity.kind != ActivityKind.CERTIFICATION)
    if competency_code:
        helps = (
            select(ActivityGain.activity_id)
            .join(ActivityGain.competency)
            .where(Competency.code == competency_code)
        )
        query = query.where(Activity.id.in_(helps))
    gains = selectinload(Activity.gains).joinedload(ActivityGain.competency)
    return db.session.scalars(query.options(gains).order_by(Activity.code)).all()


def list_mandatory_codes(role: Role | None) -> list[str]:
    """Return the codes of the activities that a role makes mandatory."""
    if role is None:
        return []
    return list(
        db.session.scalars(
            select(Activity.code)
            .join(mandatory_activity, mandatory_activity.c.activity_id == Activity.id)
            .where(mandatory_activity.c.role_id == role.id)
            .order_by(Activity.code)
        )
    )


def list_exclusions(activity_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return which of some activities exclude each other, in pairs of keys."""
    rows = db.session.execute(
        select(activity_exclusion).where(
            activity_exclusion.c.activity_id.in_(activity_ids),
            activity_exclusion.c.other_id.in_(activity_ids),
        )
    )
    return [(one, other) for one, other in rows]


def excluded_by(activity: Activity) -> list[str]:
    """Return the codes of what does not go together with an activity, by code."""
    table = activity_exclusion.c
    other = case((table.activity_id == activity.id, table.other_id), else_=table.activity_id)
    return list(
        db.session.scalars(
            select(Activity.code)
            .join(activity_exclusion, Activity.id == other)
            .where((table.activity_id == activity.id) | (table.other_id == activity.id))
            .order_by(Activity.code)
        )
    )


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


def get_whole_certification(code: str) -> Certification:
    """Return one certification with its rules; answers 404 where there is none."""
    return db.one_or_404(
        select(Certification)
        .where(Certification.code == code)
        .options(
            selectinload(Certification.paths),
            selectinload(Certification.domains),
            joinedload(Certification.activity).options(
                selectinload(Activity.gains).joinedload(ActivityGain.competency),
                selectinload(Activity.sessions),
            ),
        )
    )


def list_names() -> dict[str, str]:
    """Return how all certifications are called, with who awards them, by code."""
    rows = db.session.execute(
        select(Certification.code, Certification.name, Certification.body).order_by(
            Certification.name, Certification.id
        )
    )
    return {code: f"{name} · {body}" for code, name, body in rows}


def certification_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of some certifications by code, in their order."""
    rows = db.session.execute(
        select(Certification.code, Certification.name)
        .where(Certification.code.in_(list(codes)))
        .order_by(Certification.name)
    )
    return {code: name for code, name in rows}


def certifications_of_activities(activity_ids: Iterable[int]) -> dict[int, Certification]:
    """Return the certifications whose exams are among some activities, by that activity."""
    found = db.session.scalars(
        select(Certification).where(Certification.activity_id.in_(set(activity_ids)))
    )
    return {each.activity_id: each for each in found if each.activity_id is not None}


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


def list_activities_by_id(activity_ids: Sequence[int]) -> dict[int, Activity]:
    """Return activities with what they bring, by key, also such as are no longer on offer."""
    found = db.session.scalars(
        select(Activity)
        .where(Activity.id.in_(activity_ids))
        .options(selectinload(Activity.gains).joinedload(ActivityGain.competency))
    )
    return {each.id: each for each in found}
