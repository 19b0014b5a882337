"""Reads for early signs: projects of today, who leads such projects, what was put aside."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import or_, select, union_all
from sqlalchemy.orm import contains_eager

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.early_signs import DigestSent, DigestWish, SignPutAside
from assessments.models.people import Account, Person
from assessments.models.project import Project, ProjectRole
from assessments.queries.projects import LEADING
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import ProjectPart, ProjectStatus

AHEAD = (ProjectStatus.ACTIVE, ProjectStatus.PROPOSED)
LATEST = 200
"""Of so many projects of a kind, the latest known, it is looked at who leads them."""

Kind = tuple[ProjectPart, int]
"""The part in a project, and how complex the project is."""


def answered_before(person_ids: Sequence[int], day: date) -> list[int]:
    """Return those of some people about whom anything was answered before a day, and sent."""
    return list(
        db.session.scalars(
            select(Assessment.person_id)
            .join(Assessment.ratings)
            .where(
                Assessment.person_id.in_(person_ids),
                Assessment.status == AssessmentStatus.SUBMITTED,
                Rating.rated_at < datetime.combine(day, time.min, UTC),
            )
            .group_by(Assessment.person_id)
            .order_by(Assessment.person_id)
        )
    )


def list_ahead(person_ids: Sequence[int], *, today: date) -> Sequence[ProjectRole]:
    """Return the projects that some people lead now or are to lead, with a known complexity."""
    return (
        db.session.scalars(
            select(ProjectRole)
            .join(ProjectRole.project)
            .options(contains_eager(ProjectRole.project))
            .where(
                ProjectRole.person_id.in_(person_ids),
                ProjectRole.part.in_(LEADING),
                Project.status.in_(AHEAD),
                Project.complexity.is_not(None),
                or_(ProjectRole.ended_on.is_(None), ProjectRole.ended_on >= today),
            )
            .order_by(ProjectRole.person_id, ProjectRole.id)
        )
        .unique()
        .all()
    )


def roles_of_leaders(kinds: Iterable[Kind]) -> dict[Kind, list[int]]:
    """Return the roles of those who led the latest projects of each kind, each person once.

    One statement with a fixed bound, however many projects there are.
    """
    wanted = sorted(set(kinds))
    if not wanted:
        return {}
    parts = [
        select(
            select(ProjectRole.part, Project.complexity, ProjectRole.person_id, Person.role_id)
            .join(ProjectRole.project)
            .join(ProjectRole.person)
            .where(
                ProjectRole.part == part,
                Project.complexity == complexity,
                Person.role_id.is_not(None),
            )
            .order_by(ProjectRole.id.desc())
            .limit(LATEST)
            .subquery()
        )
        for part, complexity in wanted
    ]
    found: dict[Kind, dict[int, int]] = {kind: {} for kind in wanted}
    for part, complexity, person_id, role_id in db.session.execute(union_all(*parts)):
        found[ProjectPart(part), complexity][person_id] = role_id
    return {kind: list(roles.values()) for kind, roles in found.items()}


def list_put_aside(person_ids: Sequence[int], viewer: Person) -> dict[tuple[int, str], str]:
    """Return what a viewer has put aside, by person and subject: the state it was put aside in."""
    rows = db.session.execute(
        select(SignPutAside.person_id, SignPutAside.subject, SignPutAside.fingerprint).where(
            SignPutAside.viewer_id == viewer.id, SignPutAside.person_id.in_(person_ids)
        )
    )
    return {(person, subject): fingerprint for person, subject, fingerprint in rows}


def find_put_aside(person: Person, viewer: Person, subject: str) -> SignPutAside | None:
    """Return that a viewer has put an early sign aside."""
    return db.session.scalar(
        select(SignPutAside).where(
            SignPutAside.person_id == person.id,
            SignPutAside.viewer_id == viewer.id,
            SignPutAside.subject == subject,
        )
    )


def digest_wish(person: Person) -> DigestWish | None:
    """Return how often somebody wants a letter; ``None`` is never."""
    return db.session.get(DigestWish, person.id)


def list_wishes(*, after: int, limit: int) -> Sequence[DigestWish]:
    """Return some of the people who want letters and have an account to get them, by key."""
    return db.session.scalars(
        select(DigestWish)
        .join(DigestWish.person)
        .join(Account, Account.person_id == Person.id)
        .where(DigestWish.person_id > after, Account.active, Person.left_on.is_(None))
        .order_by(DigestWish.person_id)
        .limit(limit)
    ).all()


def last_digest(person: Person) -> DigestSent | None:
    """Return the last letter that somebody got."""
    return db.session.scalar(
        select(DigestSent)
        .where(DigestSent.person_id == person.id)
        .order_by(DigestSent.month.desc())
        .limit(1)
    )
