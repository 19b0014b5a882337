"""HR's fairness figures: whom what is on offer reaches, by groups of people.

Only people of departments whose figures are shown are counted, as on the page of figures, so that
the two cannot be subtracted from each other. Where the small groups of a table together are fewer
than five people, the smallest group that is large enough is withheld with them: what is left out
is nobody or at least five.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select

from assessments.database import LocalText, db
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Role
from assessments.models.mentoring import Mentorship
from assessments.models.people import AccessRole, Account, Department, Person
from assessments.permissions import Access
from assessments.queries import certificates
from assessments.queries.figure_kinds import Period
from assessments.queries.figures import NO_DEPARTMENT, TEAM_FLOOR, shown_keys
from assessments.queries.plan_facts import is_counted
from capability.fairness import SMALLEST_SHARE, is_large_enough
from capability.lifecycle import MentorshipStatus

FULL_TIME = 100
FULL, PART = "full", "part"
MENTORED = (MentorshipStatus.RUNNING, MentorshipStatus.ENDED, MentorshipStatus.COMPLETED)


class Dimension(StrEnum):
    """What people are grouped by."""

    DEPARTMENT = "department"
    ROLE = "role"
    SITE = "site"
    WORKING_TIME = "working_time"


class Measure(StrEnum):
    """What reaches people, or does not."""

    SUGGESTION = "suggestion"
    """An activity or a mentor from the suggestions stands in a plan that was sent."""
    BUDGET = "budget"
    """Something that costs money stands in it."""
    MENTOR = "mentor"
    """A mentor: a mentorship that runs, or did, in the year."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group with how many people it has, and how many each measure reaches."""

    key: str
    name: LocalText | str | None
    people: int
    reached: dict[Measure, int]
    cost: float
    hours: float


@dataclass(frozen=True, slots=True)
class Table:
    """The groups of one dimension that are shown, by name, and how much is withheld."""

    dimension: Dimension
    groups: tuple[Group, ...]
    withheld_groups: int
    withheld_people: int


def tables_of(period: Period) -> Iterator[Table]:
    """Yield the groups of each dimension in which anything is recorded."""
    cells = _cells(period, shown_keys(period.today))
    for dimension in Dimension:
        found = _groups(dimension, cells)
        if any(group.key for group in found):
            yield _withhold(dimension, found)


def _groups(dimension: Dimension, cells: Sequence[Any]) -> list[Group]:
    names = _names(dimension)
    sums: dict[str, list[float]] = {}
    for cell in cells:
        key = str(getattr(cell, dimension.value) or "")
        amounts = (cell.people, *(getattr(cell, each.value) for each in Measure))
        known = sums.setdefault(key, [0.0] * (len(Measure) + 3))
        for at, amount in enumerate((*amounts, cell.cost, cell.hours)):
            known[at] += float(amount or 0)
    return [
        Group(
            key,
            names.get(key, key or None),
            int(people),
            {each: int(count) for each, count in zip(Measure, rest, strict=False)},
            *rest[len(Measure) :],
        )
        for key, (people, *rest) in sums.items()
    ]


def _cells(period: Period, keys: Sequence[int]) -> Sequence[Any]:
    """Return people who are in the same group of every dimension: how many, and what reached them.

    One question to the database; its answer grows with the groups, not with the people.
    """
    if not keys:
        return []
    department = func.coalesce(Person.department_id, literal(NO_DEPARTMENT, literal_execute=True))
    items, mentors = _items(period), _mentees(period)
    measures = {
        Measure.SUGGESTION: items.c.suggested > 0,
        Measure.BUDGET: items.c.paid > 0,
        Measure.MENTOR: mentors.c.mentee_id.is_not(None),
    }
    dimensions = {
        Dimension.DEPARTMENT: department,
        Dimension.ROLE: Person.role_id,
        Dimension.SITE: Person.site,
        Dimension.WORKING_TIME: _working_time(),
    }
    facts = (
        select(
            *(column.label(each.value) for each, column in dimensions.items()),
            *(case((met, 1), else_=0).label(each.value) for each, met in measures.items()),
            items.c.cost.label("cost"),
            items.c.hours.label("hours"),
        )
        .select_from(Person)
        .outerjoin(items, items.c.person_id == Person.id)
        .outerjoin(mentors, mentors.c.mentee_id == Person.id)
        .where(certificates.is_here(period.today), department.in_(keys), _is_project_manager())
        .subquery()
    )
    grouped = [facts.c[each.value] for each in Dimension]
    return db.session.execute(
        select(
            *grouped,
            func.count().label("people"),
            *(func.sum(facts.c[each.value]).label(each.value) for each in Measure),
            func.sum(facts.c.cost).label("cost"),
            func.sum(facts.c.hours).label("hours"),
        ).group_by(*grouped)
    ).all()


def _items(period: Period) -> Subquery:
    """Return what stands in plans that were sent and begins in the year, by person."""
    is_suggested = PlanItem.activity_id.is_not(None) | PlanItem.mentor_id.is_not(None)
    return (
        select(
            DevelopmentPlan.person_id,
            func.sum(case((is_suggested, 1), else_=0)).label("suggested"),
            func.sum(case((PlanItem.cost > 0, 1), else_=0)).label("paid"),
            func.sum(PlanItem.cost).label("cost"),
            func.sum(PlanItem.hours).label("hours"),
        )
        .join(PlanItem.plan)
        .where(
            DevelopmentPlan.first_submitted_at.is_not(None),
            is_counted(),
            PlanItem.starts_on.between(period.year.starts_on, period.year.ends_on),
        )
        .group_by(DevelopmentPlan.person_id)
        .subquery()
    )


def _mentees(period: Period) -> Subquery:
    """Return who has, or had, a mentor in the year."""
    return (
        select(Mentorship.mentee_id)
        .where(
            Mentorship.status.in_(MENTORED),
            Mentorship.starts_on <= period.year.ends_on,
            func.coalesce(Mentorship.ends_on, period.today) >= period.year.starts_on,
        )
        .distinct()
        .subquery()
    )


def _is_project_manager() -> ColumnElement[bool]:
    return Person.account.has(
        and_(Account.active, Account.roles.any(AccessRole.name == Access.PROJECT_MANAGER.value))
    )


def _working_time() -> ColumnElement[str | None]:
    return case(
        (Person.working_percent >= FULL_TIME, FULL),
        (Person.working_percent.is_not(None), PART),
        else_=None,
    )


def _names(dimension: Dimension) -> dict[str, LocalText]:
    match dimension:
        case Dimension.DEPARTMENT:
            rows = db.session.execute(select(Department.id, Department.name))
        case Dimension.ROLE:
            rows = db.session.execute(select(Role.id, Role.name))
        case _:
            return {}
    return {str(key): name for key, name in rows}


def _withhold(dimension: Dimension, groups: Sequence[Group]) -> Table:
    people = pd.Series({at: group.people for at, group in enumerate(groups)})
    is_large = is_large_enough(people, fewest=TEAM_FLOOR, smallest_share=SMALLEST_SHARE)
    shown = [group for at, group in enumerate(groups) if is_large[at]]
    hidden = [group for at, group in enumerate(groups) if not is_large[at]]
    if hidden and shown and sum(group.people for group in hidden) < TEAM_FLOOR:
        smallest = min(shown, key=lambda group: (group.people, group.key))
        shown.remove(smallest)
        hidden.append(smallest)
    shown.sort(key=lambda group: (group.name is None, str(group.name or ""), group.key))
    return Table(dimension, tuple(shown), len(hidden), sum(group.people for group in hidden))
