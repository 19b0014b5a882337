"""Reads of a coach's list: filtered, by name, page by page, with what stands in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries.cohorts import Cohort
from assessments.queries.pages import Counted, counted_on
from assessments.queries.people import PAGE, holds_words
from capability.lifecycle import AssessmentStatus, PlanItemStatus, PlanStatus
from capability.vocabulary import AssessmentSource

NONE = "none"
"""In a filter: without a plan, without a self-assessment."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which of a coach's people are looked for; what is empty does not matter."""

    words: str = ""
    department: str = ""
    role: str = ""
    assessment: str = ""
    """State of the newest self-assessment, or ``none``."""
    plan: str = ""
    """State of the newest plan, or ``none``."""


@dataclass(frozen=True, slots=True)
class NewestForm:
    """Where the newest self-assessment of somebody stands."""

    id: int
    status: AssessmentStatus
    submitted_at: datetime | None
    answered: int


@dataclass(frozen=True, slots=True)
class DueItem:
    """The open item of a plan under way that is due first."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a coach has, and what has come of them."""

    people: int
    sent: int
    plans_waiting: int


def _newest_form() -> ColumnElement[AssessmentStatus | None]:
    return (
        select(Assessment.status)
        .where(Assessment.person_id == Person.id, Assessment.source == AssessmentSource.SELF)
        .order_by(Assessment.started_at.desc(), Assessment.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _newest_plan() -> ColumnElement[PlanStatus | None]:
    return (
        select(DevelopmentPlan.status)
        .where(DevelopmentPlan.person_id == Person.id)
        .order_by(DevelopmentPlan.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _condition(coach: Person, sought: Sought) -> ColumnElement[bool]:
    cohort = Cohort(coach, Access.PMO_COACH, sought.department, sought.role)
    conditions = [cohort.condition(), *holds_words(sought.words)]
    for value, newest, states in (
        (sought.assessment, _newest_form, AssessmentStatus),
        (sought.plan, _newest_plan, PlanStatus),
    ):
        if value:
            state = newest()
            conditions.append(state.is_(None) if value == NONE else state == _member(states, value))
    return and_(*conditions)


def _member(states: type[StrEnum], value: str) -> StrEnum:
    return states(value)


def page_of(coach: Person, sought: Sought, *, page: int) -> Counted[int]:
    """Return one page of the keys of a coach's people, by name; the last one for any beyond it."""
    condition = _condition(coach, sought)
    total = db.session.scalar(select(func.count(Person.id)).where(condition)) or 0
    query = select(Person.id).where(condition).order_by(Person.name, Person.id)
    return counted_on(page, query, total, size=PAGE)


def list_ids(coach: Person, sought: Sought) -> Sequence[int]:
    """Return the keys of all of a coach's people who fit, by name."""
    return db.session.scalars(
        select(Person.id).where(_condition(coach, sought)).order_by(Person.name, Person.id)
    ).all()


def count_people(coach: Person) -> Counts:
    """Return how many people are entrusted to a coach, and what waits."""
    people, sent, waiting = db.session.execute(
        select(
            func.count(Person.id),
            func.count().filter(_newest_form() == AssessmentStatus.SUBMITTED),
            func.count().filter(_newest_plan() == PlanStatus.SUBMITTED),
        ).where(_condition(coach, Sought()))
    ).one()
    return Counts(people, sent, waiting)


def newest_forms(person_ids: Sequence[int]) -> dict[int, NewestForm]:
    """Return where each person's newest self-assessment stands, and how far it has come."""
    rows = db.session.execute(
        select(
            Assessment.person_id,
            Assessment.id,
            Assessment.status,
            Assessment.submitted_at,
            func.count(Competency.id),
        )
        .outerjoin(Assessment.ratings)
        .outerjoin(Competency, (Competency.id == Rating.competency_id) & Competency.is_active)
        .where(Assessment.person_id.in_(person_ids), Assessment.source == AssessmentSource.SELF)
        .group_by(Assessment.id)
        .order_by(Assessment.started_at, Assessment.id)
    )
    return {
        person: NewestForm(form, status, submitted_at, answered)
        for person, form, status, submitted_at, answered in rows
    }


def due_items(person_ids: Sequence[int]) -> dict[int, DueItem]:
    """Return the open item that is due first in each plan under way."""
    rows = db.session.execute(
        select(DevelopmentPlan.person_id, PlanItem.title, PlanItem.due_on)
        .join(PlanItem.plan)
        .where(
            DevelopmentPlan.person_id.in_(person_ids),
            DevelopmentPlan.status == PlanStatus.APPROVED,
            PlanItem.removed_at.is_(None),
            PlanItem.status.in_([PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY]),
        )
        .order_by(PlanItem.due_on.desc(), PlanItem.id.desc())
    )
    return {person: DueItem(title, due_on) for person, title, due_on in rows}


def views_begun(person_ids: Sequence[int], coach: Person) -> set[int]:
    """Return about which people a coach is filling in a form."""
    return set(
        db.session.scalars(
            select(Assessment.person_id).where(
                Assessment.person_id.in_(person_ids),
                Assessment.rater_id == coach.id,
                Assessment.source == AssessmentSource.COACH,
                Assessment.status == AssessmentStatus.DRAFT,
            )
        )
    )
