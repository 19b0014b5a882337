"""What can be counted about the plans that wait for HR, as tables for the database to join."""

from datetime import date

from sqlalchemy import ColumnElement, Subquery, exists, func, or_, select
from sqlalchemy.orm import aliased

from assessments.models.catalogue import ActivityGain
from assessments.models.development import (
    DevelopmentPlan,
    PlanItem,
    PlanSubmission,
    SubmittedGap,
)
from assessments.models.framework import RoleProfile
from assessments.models.people import Person
from assessments.queries.budget_years import budget_year_of, number_column
from capability.gaps import NAMED_GAPS
from capability.lifecycle import COUNTED_ITEMS, PlanItemStatus, PlanStatus

OPEN_ITEMS = (PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY)


def is_counted() -> ColumnElement[bool]:
    """Return the condition under which an item is part of its plan."""
    return PlanItem.removed_at.is_(None) & PlanItem.status.in_(COUNTED_ITEMS)


def sizes(today: date) -> Subquery:
    """Return ``plan_id, item_count, hours, cost, undated`` of the plans that wait."""
    has_no_date = PlanItem.status.in_(OPEN_ITEMS) & or_(
        PlanItem.due_on < today,
        PlanItem.starts_on < DevelopmentPlan.starts_on,
        PlanItem.due_on > DevelopmentPlan.ends_on,
    )
    return (
        select(
            PlanItem.plan_id,
            func.count().label("item_count"),
            func.sum(PlanItem.hours).label("hours"),
            func.sum(PlanItem.cost).label("cost"),
            func.count().filter(has_no_date).label("undated"),
        )
        .join(PlanItem.plan)
        .where(DevelopmentPlan.status == PlanStatus.ENDORSED, is_counted())
        .group_by(PlanItem.plan_id)
        .subquery()
    )


def latest_submissions() -> Subquery:
    """Return ``plan_id, number`` of the version that waits."""
    return (
        select(PlanSubmission.plan_id, func.max(PlanSubmission.number).label("number"))
        .join(PlanSubmission.plan)
        .where(DevelopmentPlan.status == PlanStatus.ENDORSED)
        .group_by(PlanSubmission.plan_id)
        .subquery()
    )


def fullest_years(today: date, month: int) -> Subquery:
    """Return ``plan_id, cost, hours``: what the owner plans in the fullest budget year.

    All plans of the owner that were sent count, and of those that wait the years in which they
    have items; years that are over are left out, for nothing can be decided about them.
    """
    begins = budget_year_of(today, month).starts_on
    year = number_column(PlanItem.starts_on, month)
    waiting = aliased(DevelopmentPlan)
    planned = (
        select(
            DevelopmentPlan.person_id,
            year.label("year"),
            func.sum(PlanItem.cost).label("cost"),
            func.sum(PlanItem.hours).label("hours"),
        )
        .join(PlanItem.plan)
        .where(
            is_counted(),
            PlanItem.starts_on >= begins,
            DevelopmentPlan.first_submitted_at.is_not(None),
            DevelopmentPlan.person_id.in_(
                select(waiting.person_id).where(waiting.status == PlanStatus.ENDORSED)
            ),
        )
        .group_by(DevelopmentPlan.person_id, year)
        .subquery()
    )
    years = (
        select(PlanItem.plan_id, DevelopmentPlan.person_id, year.label("year"))
        .join(PlanItem.plan)
        .where(
            is_counted(),
            PlanItem.starts_on >= begins,
            DevelopmentPlan.status == PlanStatus.ENDORSED,
        )
        .distinct()
        .subquery()
    )
    return (
        select(
            years.c.plan_id,
            func.max(planned.c.cost).label("cost"),
            func.max(planned.c.hours).label("hours"),
        )
        .join(
            planned,
            (planned.c.person_id == years.c.person_id) & (planned.c.year == years.c.year),
        )
        .group_by(years.c.plan_id)
        .subquery()
    )


def open_critical_gaps(latest: Subquery) -> Subquery:
    """Return ``plan_id, gaps``: critical gaps that were named and that nothing addresses.

    A gap is critical where the profile that the plan leads towards says so. An item addresses
    what it was chosen for, and what its activity brings according to the catalogue.
    """
    return (
        select(
            PlanSubmission.plan_id,
            func.count(func.distinct(SubmittedGap.competency_id)).label("gaps"),
        )
        .join(
            latest,
            (latest.c.plan_id == PlanSubmission.plan_id)
            & (latest.c.number == PlanSubmission.number),
        )
        .join(SubmittedGap, SubmittedGap.submission_id == PlanSubmission.id)
        .join(PlanSubmission.plan)
        .join(DevelopmentPlan.person)
        .join(
            RoleProfile,
            (RoleProfile.role_id == func.coalesce(DevelopmentPlan.role_id, Person.role_id))
            & (RoleProfile.competency_id == SubmittedGap.competency_id),
        )
        .where(RoleProfile.is_critical, SubmittedGap.standing.in_(NAMED_GAPS), ~_is_addressed())
        .group_by(PlanSubmission.plan_id)
        .subquery()
    )


def _is_addressed() -> ColumnElement[bool]:
    brings = exists().where(
        ActivityGain.activity_id == PlanItem.activity_id,
        ActivityGain.competency_id == SubmittedGap.competency_id,
    )
    return (
        select(PlanItem.id)
        .where(
            PlanItem.plan_id == PlanSubmission.plan_id,
            is_counted(),
            or_(PlanItem.competency_id == SubmittedGap.competency_id, brings),
        )
        .correlate(PlanSubmission, SubmittedGap)
        .exists()
    )
