"""Reads of the history of projects."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from assessments.database import db
from assessments.models.people import Person
from assessments.models.project import Project, ProjectRole
from capability.vocabulary import ProjectPart, ProjectStatus

LEADING = (ProjectPart.PROJECT_LEAD, ProjectPart.PROGRAMME_LEAD, ProjectPart.PORTFOLIO_LEAD)


def list_parts(person: Person) -> Sequence[ProjectRole]:
    """Return somebody's parts in projects, the latest begun first."""
    begins = func.coalesce(
        ProjectRole.started_on, Project.started_on, Project.approved_on, Project.planned_start_on
    )
    return db.session.scalars(
        select(ProjectRole)
        .join(ProjectRole.project)
        .where(ProjectRole.person_id == person.id)
        .options(joinedload(ProjectRole.project))
        .order_by(begins.is_(None), begins.desc(), ProjectRole.id)
    ).all()


def get_part(part_id: int) -> ProjectRole:
    """Return one part in a project; answers 404 where there is none."""
    return db.get_or_404(ProjectRole, part_id)


def current_project(person: Person) -> Project | None:
    """Return the project that somebody leads now; of several the one begun last."""
    return db.session.scalar(
        select(Project)
        .join(Project.roles)
        .where(
            ProjectRole.person_id == person.id,
            ProjectRole.part.in_(LEADING),
            ProjectRole.ended_on.is_(None),
            Project.status == ProjectStatus.ACTIVE,
        )
        .order_by(func.coalesce(Project.started_on, Project.approved_on).desc(), Project.id)
        .limit(1)
    )


def list_ending(person: Person, first: date, last: date) -> Sequence[Project]:
    """Return the projects that somebody leads now and that are planned to end between two days."""
    led = select(ProjectRole.project_id).where(
        ProjectRole.person_id == person.id,
        ProjectRole.part.in_(LEADING),
        ProjectRole.ended_on.is_(None),
    )
    return db.session.scalars(
        select(Project)
        .where(
            Project.id.in_(led),
            Project.status == ProjectStatus.ACTIVE,
            Project.planned_end_on.between(first, last),
        )
        .order_by(Project.planned_end_on, Project.id)
    ).all()
