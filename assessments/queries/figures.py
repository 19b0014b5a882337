"""HR's figures by department: every figure is a condition, which counts and which lists.

Because both come from the same condition, a figure and the list that it opens hold the same rows.
A team of fewer than five is not shown. The total is of the teams that are shown, so that nothing
about a team that is not can be found by subtraction.
"""

from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import contains_eager

from assessments.database import db
from assessments.models.catalogue import CertificateHeld
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Department, Person
from assessments.queries import certificates
from assessments.queries.budget_years import BudgetYear, budget_year_of
from assessments.queries.figure_kinds import FIGURES, Figure, Period, Subject
from assessments.queries.pages import Counted, counted_on, number_of
from assessments.queries.people import PAGE
from assessments.queries.plan_facts import is_counted

TEAM_FLOOR = 5
"""Fewest people in a team whose figures are shown."""
NO_DEPARTMENT = 0
"""Stands for people who belong to no department; keys begin with 1."""
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Amount:
    """How many, and of items what they cost and take."""

    count: int = 0
    cost: float = 0.0
    hours: float = 0.0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.count + other.count, self.cost + other.cost, self.hours + other.hours)


@dataclass(frozen=True, slots=True)
class Team:
    """A department with its figures; none of them where the team is too small."""

    key: int
    department: Department | None
    is_shown: bool
    amounts: dict[str, Amount]


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of all departments."""

    teams: list[Team]
    total: dict[str, Amount]

    @property
    def shown(self) -> list[Team]:
        """Teams that are large enough."""
        return [team for team in self.teams if team.is_shown]

    @property
    def withheld(self) -> int:
        """How many teams are too small."""
        return len(self.teams) - len(self.shown)


@dataclass(frozen=True, slots=True)
class RowPage(Counted[Any]):
    """One page of the rows behind a figure."""

    amount: Amount


def overview(period: Period) -> Overview:
    """Return the figures of every department that has people, by name."""
    departments = {each.id: each for each in db.session.scalars(select(Department))}
    found: dict[int, dict[str, Amount]] = {}
    for subject in Subject:
        for key, amounts in _amounts(subject, period).items():
            found.setdefault(key, {}).update(amounts)
    teams = [
        _team(key, departments.get(key), amounts)
        for key, amounts in found.items()
        if amounts["people"].count
    ]
    # Who belongs to no department stands last.
    teams.sort(key=lambda team: (team.department is None, _name(team), team.key))
    total = {name: Amount() for name in FIGURES}
    for team in teams:
        for name, amount in team.amounts.items():
            total[name] += amount
    return Overview(teams, total)


def rows_behind(figure: Figure, period: Period, key: int | None, *, page: int) -> RowPage:
    """Return the rows that a figure counts: of one team, or of all teams that are shown.

    Of a team that is too small there are none.
    """
    keys = [each for each in shown_keys(period.today) if key in {None, each}]
    if not keys:
        return RowPage([], number_of(page), 0, PAGE, Amount())
    condition = and_(figure.condition(period), _team_key().in_(keys))
    counted = db.session.execute(
        _joined(select(*_measures(figure.subject, condition)), figure.subject, period)
    ).one()
    amount = Amount(*counted)
    query = (
        _joined(select(MODELS[figure.subject]), figure.subject, period)
        .options(*_whole(figure.subject))
        .where(condition)
        .order_by(*_in_order(figure.subject))
    )
    found = counted_on(page, query, amount.count, size=PAGE, to_last=False)
    return RowPage(found.rows, found.number, found.total, found.size, amount)


def shown_keys(today: date) -> list[int]:
    """Return the teams that are large enough."""
    key = _team_key()
    return list(
        db.session.scalars(
            select(key)
            .where(certificates.is_here(today))
            .group_by(key)
            .having(func.count(Person.id) >= TEAM_FLOOR)
        )
    )


def list_years(month: int, today: date) -> list[BudgetYear]:
    """Return the budget years in which anything is planned, the newest first, this one included."""
    first, last = db.session.execute(
        select(func.min(DevelopmentPlan.starts_on), func.max(DevelopmentPlan.ends_on)).where(
            DevelopmentPlan.first_submitted_at.is_not(None)
        )
    ).one()
    now = budget_year_of(today, month).number
    begin = min(budget_year_of(first, month).number if first else now, now)
    end = max(budget_year_of(last, month).number if last else now, now)
    numbers = range(min(end, now + MOST_YEARS), max(begin, now - MOST_YEARS) - 1, -1)
    return [BudgetYear(number, month) for number in numbers]


MODELS: dict[Subject, Any] = {
    Subject.PEOPLE: Person,
    Subject.PLANS: DevelopmentPlan,
    Subject.ITEMS: PlanItem,
    Subject.CERTIFICATES: CertificateHeld,
}


def _amounts(subject: Subject, period: Period) -> dict[int, dict[str, Amount]]:
    """Return the figures about one subject, by team, from one question to the database."""
    figures = [figure for figure in FIGURES.values() if figure.subject is subject]
    measures = [_measures(subject, figure.condition(period)) for figure in figures]
    key = _team_key()
    rows = db.session.execute(
        _joined(select(key, *chain(*measures)), subject, period).group_by(key)
    )
    found = {}
    for team, *values in rows:
        each = iter(values)
        found[team] = {
            figure.name: Amount(*islice(each, len(measure)))
            for figure, measure in zip(figures, measures, strict=True)
        }
    return found


def _measures(subject: Subject, condition: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """Return what is measured of the rows that fulfil a condition: how many, cost, hours."""
    count: ColumnElement[Any] = func.count().filter(condition)
    if subject is not Subject.ITEMS:
        return [count]
    sums = (func.sum(column).filter(condition) for column in (PlanItem.cost, PlanItem.hours))
    return [count, *(func.coalesce(each, 0.0) for each in sums)]


def _team(key: int, department: Department | None, amounts: dict[str, Amount]) -> Team:
    is_shown = amounts["people"].count >= TEAM_FLOOR
    known = {name: amounts.get(name, Amount()) for name in FIGURES} if is_shown else {}
    return Team(key, department, is_shown, known)


def _name(team: Team) -> str:
    return str(team.department.name) if team.department else ""


def _team_key() -> ColumnElement[int]:
    # In the statement itself, so that PostgreSQL sees what is grouped by.
    return func.coalesce(Person.department_id, literal(NO_DEPARTMENT, literal_execute=True))


def _joined(query: Select[Any], subject: Subject, period: Period) -> Select[Any]:
    """Return a selection narrowed to people who are here, joined with what is theirs.

    Plans that were never sent are their owners' own, and are not counted either.
    """
    query = query.select_from(Person).where(certificates.is_here(period.today))
    if subject is Subject.CERTIFICATES:
        query = query.join(CertificateHeld, CertificateHeld.person_id == Person.id)
        return query.where(CertificateHeld.is_removed.is_(False))
    if subject is Subject.PEOPLE:
        return query
    query = query.join(DevelopmentPlan, DevelopmentPlan.person_id == Person.id)
    if subject is Subject.ITEMS:
        query = query.join(PlanItem, PlanItem.plan_id == DevelopmentPlan.id).where(is_counted())
    return query.where(DevelopmentPlan.first_submitted_at.is_not(None))


def _whole(subject: Subject) -> list[Any]:
    match subject:
        case Subject.PLANS:
            return [contains_eager(DevelopmentPlan.person)]
        case Subject.ITEMS:
            return [contains_eager(PlanItem.plan).contains_eager(DevelopmentPlan.person)]
        case Subject.CERTIFICATES:
            return [contains_eager(CertificateHeld.person)]
    return []


def _in_order(subject: Subject) -> tuple[Any, ...]:
    match subject:
        case Subject.PLANS:
            return Person.name, DevelopmentPlan.id
        case Subject.ITEMS:
            return PlanItem.due_on, Person.name, PlanItem.id
        case Subject.CERTIFICATES:
            return certificates.in_order()
    return Person.name, Person.id


def find_team(key: int | None, today: date) -> Department | None:
    """Return the department of a key, where its team is large enough to be shown."""
    return db.session.get(Department, key) if key and key in shown_keys(today) else None
