"""Reads of what is known about mentors and mentees: projects led, levels, rounds, answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select

from assessments.database import db
from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.models.project import Project, ProjectRole
from assessments.queries.portions import portions_of
from assessments.queries.projects import LEADING
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import DeliveryMethod, ProjectStatus


@dataclass(frozen=True, slots=True)
class Led:
    """A project that somebody led or leads."""

    person_id: int
    project_id: int
    name: str
    sectors: tuple[str, ...]
    cost: float | None
    method: DeliveryMethod | None
    country: str | None
    status: ProjectStatus
    began_on: date | None
    ended_on: date | None


def list_led(person_ids: Sequence[int]) -> list[Led]:
    """Return the projects that some people led or lead, those known to have ended last first."""
    return _list_led(person_ids, only_now=False)


def current_projects(person_ids: Sequence[int]) -> dict[int, Led]:
    """Return the project that each of some people leads now; of several the one begun last."""
    found: dict[int, Led] = {}
    for led in _list_led(person_ids, only_now=True):
        known = found.get(led.person_id)
        if known is None or _begun(led) > _begun(known):
            found[led.person_id] = led
    return found


def _begun(led: Led) -> tuple[date, int]:
    return led.began_on or date.min, -led.project_id


def _list_led(person_ids: Sequence[int], *, only_now: bool) -> list[Led]:
    found = []
    for some in portions_of(person_ids):
        query = (
            select(
                ProjectRole.person_id,
                Project.id,
                Project.name,
                Project.sectors,
                Project.planned_cost,
                Project.method,
                Project.country,
                Project.status,
                func.coalesce(ProjectRole.started_on, Project.started_on, Project.approved_on),
                func.coalesce(ProjectRole.ended_on, Project.ended_on),
            )
            .join(ProjectRole.project)
            .where(
                ProjectRole.person_id.in_(some),
                ProjectRole.part.in_(LEADING),
                # What is only proposed nobody has led.
                Project.status != ProjectStatus.PROPOSED,
            )
            .order_by(ProjectRole.person_id, Project.id)
        )
        if only_now:
            query = query.where(
                ProjectRole.ended_on.is_(None), Project.status == ProjectStatus.ACTIVE
            )
        seen = set()
        for person, project, name, sectors, *facts in db.session.execute(query):
            # Two parts in one project are one project.
            if (person, project) not in seen:
                seen.add((person, project))
                found.append(Led(person, project, name, tuple(sectors or ()), *facts))
    return found


def agreed_since(person_ids: Sequence[int]) -> dict[tuple[int, str], tuple[float, date]]:
    """Return the level agreed last of some people, by person and competency, and since when."""
    found = {}
    for some in portions_of(person_ids):
        rows = db.session.execute(
            select(AgreedLevel.person_id, Competency.code, AgreedLevel.level, AgreedLevel.agreed_on)
            .join(AgreedLevel.competency)
            .where(AgreedLevel.person_id.in_(some), Competency.is_active)
            .order_by(AgreedLevel.agreed_on, AgreedLevel.id)
        )
        found.update({(person, code): (level, on) for person, code, level, on in rows})
    return found


def answered_about(person_ids: Sequence[int]) -> set[int]:
    """Return about which of some people anybody has answered."""
    found: set[int] = set()
    for some in portions_of(person_ids):
        has_form = exists().where(
            Assessment.person_id == Person.id, Assessment.status == AssessmentStatus.SUBMITTED
        )
        found |= set(db.session.scalars(select(Person.id).where(Person.id.in_(some), has_form)))
    return found


def list_closed_rounds(today: date, *, limit: int) -> list[date]:
    """Return the days on which the latest rounds closed, the oldest first."""
    days = db.session.scalars(
        select(AssessmentCycle.closes_on)
        .where(AssessmentCycle.is_round, AssessmentCycle.closes_on < today)
        .distinct()
        .order_by(AssessmentCycle.closes_on.desc())
        .limit(limit)
    ).all()
    return list(reversed(days))
