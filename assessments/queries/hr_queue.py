"""The plans that wait for HR, oldest first, with what they cost and what to look at twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import contains_eager

from assessments.database import db
from assessments.models.development import (
    DevelopmentPlan,
    PlanReview,
    PlanSubmission,
)
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.queries import plan_facts
from assessments.queries.organisation import organisation
from assessments.queries.pages import Counted, number_of
from assessments.queries.people import PAGE
from assessments.queries.plan_flags import Facts, Limits, conditions, flags_of
from capability.lifecycle import PlanFlag, PlanStatus, ReviewDecision

NO_FLAG = "none"
LATEST_ANSWERS = 100
FEWEST_ANSWERS = 5
MOST = 0.8
"""Which share of answers "most" means."""
BEFORE, AFTER = 4, 8
"""How many neighbours stand beside a plan under review."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which plans are looked for: of a department, with a flag, or without any."""

    department_id: int | None = None
    flag: PlanFlag | None = None
    is_unflagged: bool = False


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A plan that waits."""

    plan: DevelopmentPlan
    number: int
    """Which version of it waits."""
    sent_at: datetime
    items: int
    hours: float
    cost: float
    was_approved: bool
    """Whether an earlier version was approved, so that this one changes it."""
    facts: Facts
    flags: tuple[PlanFlag, ...]

    @property
    def person(self) -> Person:
        """Whose plan it is."""
        return self.plan.person

    @property
    def key(self) -> str:
        """The plan and the version that was seen, as a form sends it."""
        return f"{self.plan.id}:{self.number}"


def limits() -> Limits:
    """Return what one person may plan within a budget year."""
    found = organisation()
    return Limits(cost=found.person_budget, hours=found.development_hours)


def queue_page(sought: Sought, *, page: int, today: date) -> Counted[QueueRow]:
    """Return one page of the plans that wait, the oldest first."""
    number = number_of(page)
    queue = _Queue(today)
    condition = queue.condition(sought)
    total = db.session.scalar(queue.select(func.count()).where(*condition)) or 0
    rows = queue.rows(queue.in_order().where(*condition).offset((number - 1) * PAGE).limit(PAGE))
    return Counted(rows, number, total, PAGE)


def list_rows(plan_ids: Iterable[int], *, today: date) -> list[QueueRow]:
    """Return those of some plans that wait, the oldest first."""
    queue = _Queue(today)
    return queue.rows(queue.in_order().where(DevelopmentPlan.id.in_(list(plan_ids))))


def neighbours(plan: DevelopmentPlan, *, today: date) -> list[QueueRow]:
    """Return what stands around a plan in the queue, with the plan itself if it waits."""
    queue = _Queue(today)
    here = queue.rows(queue.in_order().where(DevelopmentPlan.id == plan.id))
    if not here:
        return queue.rows(queue.in_order().limit(BEFORE + AFTER))
    is_before = queue.is_before(here[0])
    before = queue.rows(queue.in_order(backwards=True).where(is_before).limit(BEFORE))
    is_after = ~is_before & (DevelopmentPlan.id != plan.id)
    after = queue.rows(queue.in_order().where(is_after).limit(AFTER))
    return [*reversed(before), *here, *after]


def export_rows(sought: Sought, *, today: date) -> Iterator[Row[Any]]:
    """Yield every plan that waits, a few at a time: nothing of it is kept.

    Each row has person, number, department, role, coach, aim, items, hours, cost, sent_at,
    version, and the four figures of :class:`Facts`.
    """
    queue = _Queue(today)
    coach = select(Person).subquery()
    columns = (
        Person.name.label("person"), Person.number.label("number"),
        Department.name.label("department"), Role.name.label("role"), coach.c.name.label("coach"),
        DevelopmentPlan.aim, queue.items, queue.hours, queue.cost, queue.sent_at.label("sent_at"),
        queue.version, *queue.fact_columns,
    )  # fmt: skip
    query = (
        queue.select(*columns)
        .outerjoin(Department, Department.id == Person.department_id)
        .outerjoin(Role, Role.id == Person.role_id)
        .outerjoin(coach, coach.c.id == Person.coach_id)
        .where(*queue.condition(sought))
        .order_by(queue.sent_at, DevelopmentPlan.id)
        .execution_options(yield_per=PAGE)
    )
    yield from db.session.execute(query)


def names_of(plan_ids: Iterable[int]) -> Sequence[str]:
    """Return whose plans these are, by name; plans that were never sent are left out."""
    return db.session.scalars(
        select(Person.name)
        .join(DevelopmentPlan, DevelopmentPlan.person_id == Person.id)
        .where(
            DevelopmentPlan.id.in_(list(plan_ids)),
            DevelopmentPlan.first_submitted_at.is_not(None),
        )
        .order_by(Person.name, Person.id)
    ).all()


def usual_days() -> int | None:
    """Return within how many days most plans were answered of late; ``None`` of too few."""
    moments = db.session.execute(
        select(PlanReview.decided_at, PlanSubmission.coach_decided_at)
        .join(PlanReview.submission)
        .where(PlanSubmission.coach_decided_at.is_not(None))
        .order_by(PlanReview.decided_at.desc(), PlanReview.id.desc())
        .limit(LATEST_ANSWERS)
    ).all()
    days = sorted((decided - sent) / timedelta(days=1) for decided, sent in moments if sent)
    if len(days) < FEWEST_ANSWERS:
        return None
    return max(1, -int(-days[int((len(days) - 1) * MOST)] // 1))


class _Queue:
    """The plans that wait, joined with their size and their facts."""

    def __init__(self, today: date) -> None:
        self._sizes = plan_facts.sizes(today)
        self._sent = plan_facts.latest_submissions()
        self._fullest = plan_facts.fullest_years(today, organisation().budget_year_month)
        self._open = plan_facts.open_critical_gaps(self._sent)
        self.sent_at = func.coalesce(PlanSubmission.coach_decided_at, PlanSubmission.submitted_at)
        self.version = PlanSubmission.number.label("version")
        self.items = func.coalesce(self._sizes.c.item_count, 0).label("items")
        self.hours = func.coalesce(self._sizes.c.hours, 0.0).label("hours")
        self.cost = func.coalesce(self._sizes.c.cost, 0.0).label("cost")
        self._facts = SimpleNamespace(
            cost=func.coalesce(self._fullest.c.cost, 0.0),
            hours=func.coalesce(self._fullest.c.hours, 0.0),
            open_critical=func.coalesce(self._open.c.gaps, 0),
            undated=func.coalesce(self._sizes.c.undated, 0),
        )
        self._limits = limits()

    @property
    def fact_columns(self) -> tuple[ColumnElement[Any], ...]:
        """The four figures of :class:`Facts`, by the names ``fact_…``."""
        return tuple(column.label(f"fact_{name}") for name, column in vars(self._facts).items())

    def select(self, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns or models
        """Return a selection of the plans that wait."""
        return (
            select(*columns)
            .select_from(DevelopmentPlan)
            .join(DevelopmentPlan.person)
            .join(self._sent, self._sent.c.plan_id == DevelopmentPlan.id)
            .join(
                PlanSubmission,
                (PlanSubmission.plan_id == DevelopmentPlan.id)
                & (PlanSubmission.number == self._sent.c.number),
            )
            .outerjoin(self._sizes, self._sizes.c.plan_id == DevelopmentPlan.id)
            .outerjoin(self._fullest, self._fullest.c.plan_id == DevelopmentPlan.id)
            .outerjoin(self._open, self._open.c.plan_id == DevelopmentPlan.id)
            .where(DevelopmentPlan.status == PlanStatus.ENDORSED)
        )

    def in_order(self, *, backwards: bool = False) -> Select[Any]:
        """Return the selection of whole rows, the oldest first."""
        order = (self.sent_at, DevelopmentPlan.id)
        return (
            self.select(
                DevelopmentPlan, self.version, self.sent_at, self.items, self.hours, self.cost,
                _was_approved(), *self.fact_columns,
            )
            .options(contains_eager(DevelopmentPlan.person))
            .order_by(*(each.desc() for each in order) if backwards else order)
        )  # fmt: skip

    def condition(self, sought: Sought) -> list[ColumnElement[bool]]:
        """Return what rows that are looked for fulfil."""
        flags = conditions(self._facts, self._limits)
        found: list[ColumnElement[bool]] = []
        if sought.department_id is not None:
            found.append(Person.department_id == sought.department_id)
        if sought.flag is not None:
            # A limit that is not set raises no flag.
            found.append(flags.get(sought.flag, DevelopmentPlan.id < 0))
        if sought.is_unflagged:
            found += [~holds for holds in flags.values()]
        return found

    def is_before(self, row: QueueRow) -> ColumnElement[bool]:
        """Return what rows fulfil that have waited for longer than one."""
        return (self.sent_at < row.sent_at) | (
            (self.sent_at == row.sent_at) & (DevelopmentPlan.id < row.plan.id)
        )

    def rows(self, query: Select[Any]) -> list[QueueRow]:
        """Return what a selection of whole rows finds."""
        return [self._row(found) for found in db.session.execute(query).unique()]

    def _row(self, found: Row[Any]) -> QueueRow:
        plan, number, sent_at, items, hours, cost, was_approved, *figures = tuple(found)
        facts = Facts(*figures)
        flags = flags_of(facts, self._limits)
        return QueueRow(plan, number, sent_at, items, hours, cost, was_approved, facts, flags)


def _was_approved() -> ColumnElement[bool]:
    return (
        select(PlanReview.id)
        .join(PlanReview.submission)
        .where(
            PlanSubmission.plan_id == DevelopmentPlan.id,
            PlanReview.decision == ReviewDecision.APPROVE,
        )
        .correlate(DevelopmentPlan)
        .exists()
    )
