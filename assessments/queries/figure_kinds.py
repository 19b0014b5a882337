"""Which figures HR reads: what each counts, and by which condition, in a budget year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_

from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import certificates
from assessments.queries.budget_years import BudgetYear
from assessments.queries.plan_facts import OPEN_ITEMS
from capability.lifecycle import CertificateState, PlanItemStatus, PlanStatus


class Subject(StrEnum):
    """What a figure counts."""

    PEOPLE = "people"
    PLANS = "plans"
    ITEMS = "items"
    CERTIFICATES = "certificates"


@dataclass(frozen=True, slots=True)
class Period:
    """The budget year looked at, and the day on which it is looked at."""

    year: BudgetYear
    today: date


Condition = Callable[[Period], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it counts, and which of them."""

    name: str
    subject: Subject
    condition: Condition


def _plans_in(status: PlanStatus) -> Figure:
    def condition(period: Period) -> ColumnElement[bool]:
        return and_(
            DevelopmentPlan.status == status,
            DevelopmentPlan.starts_on <= period.year.ends_on,
            DevelopmentPlan.ends_on >= period.year.starts_on,
        )

    return Figure(f"plans_{status}", Subject.PLANS, condition)


def _is_of_year(period: Period) -> ColumnElement[bool]:
    return PlanItem.starts_on.between(period.year.starts_on, period.year.ends_on)


def _is_done(period: Period) -> ColumnElement[bool]:
    return and_(_is_of_year(period), PlanItem.status == PlanItemStatus.DONE)


def _is_due(period: Period) -> ColumnElement[bool]:
    is_overdue = and_(PlanItem.due_on < period.today, PlanItem.status.in_(OPEN_ITEMS))
    return and_(_is_of_year(period), or_(PlanItem.status == PlanItemStatus.DONE, is_overdue))


def _is_on_time(period: Period) -> ColumnElement[bool]:
    return and_(_is_done(period), PlanItem.completed_on <= PlanItem.due_on)


def _certificates_in(state: CertificateState) -> Figure:
    return Figure(
        f"certificates_{state}",
        Subject.CERTIFICATES,
        lambda period: certificates.is_in(state, today=period.today),
    )


FIGURES = {
    figure.name: figure
    for figure in (
        Figure("people", Subject.PEOPLE, lambda _: Person.id > 0),
        *(_plans_in(status) for status in PlanStatus),
        Figure("items_planned", Subject.ITEMS, _is_of_year),
        Figure("items_done", Subject.ITEMS, _is_done),
        Figure("items_due", Subject.ITEMS, _is_due),
        Figure("items_on_time", Subject.ITEMS, _is_on_time),
        *(_certificates_in(state) for state in CertificateState),
    )
}
