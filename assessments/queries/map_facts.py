"""The facts that maps rest upon, as texts made by the database: what a fingerprint is taken of.

Every fact that changes a number, a name or a role of a map is in them. Making a text is quicker
than sending rows; one that comes in another order costs one reckoning, and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    case,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from assessments.database import LocalText, db
from assessments.models.assessment import AgreedLevel, Assessment, Rating
from assessments.models.framework import Competency, CompetencyArea, Role, RoleProfile
from assessments.models.people import Person
from capability.lifecycle import AssessmentStatus

# Each key is a parameter, and databases take some thirty thousand of them in a statement.
AT_ONCE = 5000
BEHIND_KEY = 10_000_000


@dataclass(frozen=True, slots=True)
class Axis:
    """A competency as a column of a table of people."""

    code: str
    name: LocalText
    area: str
    area_name: LocalText


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known about one person; compared, never read."""

    role_id: int | None
    answers: tuple[str | None, ...]


def facts_of_people(person_ids: Sequence[int]) -> dict[int, PersonFacts]:
    """Return what is known about some people: role, submitted answers, agreed levels."""
    found: dict[int, PersonFacts] = {}
    for start in range(0, len(person_ids), AT_ONCE):
        some = person_ids[start : start + AT_ONCE]
        rows = db.session.execute(_of_people(), {"people": some})
        found |= {person: PersonFacts(role, tuple(texts)) for person, role, *texts in rows}
    return found


def reference_facts(role_ids: Iterable[int]) -> tuple[str | None, ...]:
    """Return the framework, the roles, and what some of them ask: the same for everybody."""
    return tuple(db.session.execute(_of_everybody(), {"roles": sorted(role_ids)}).one())


def facts_of_person(person_id: int, role_ids: Iterable[int]) -> tuple[object, ...]:
    """Return all of both about one person, the own role and some others, in one statement."""
    asked = {"person": person_id, "roles": sorted(role_ids)}
    row = db.session.execute(_of_person(), asked).first()
    return tuple(row) if row else ()


# Statements are put together once: that takes longer than to answer them.
@cache
def _of_people() -> Select[Any]:
    columns = _columns()
    return select(*columns).where(Person.id.in_(bindparam("people", expanding=True)))


@cache
def _of_person() -> Select[Any]:
    is_shown = RoleProfile.role_id.in_(_roles()) | (RoleProfile.role_id == Person.role_id)
    columns = [*_columns(), *_reference(is_shown)]
    return select(*columns).where(Person.id == bindparam("person"))


@cache
def _of_everybody() -> Select[Any]:
    columns = _reference(RoleProfile.role_id.in_(_roles()))
    return select(*columns)


def _roles() -> BindParameter[int]:
    return bindparam("roles", expanding=True)


def _columns() -> list[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    return [Person.id, Person.role_id, _forms(), _ratings(), _agreed()]


def _reference(is_shown: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    competency = _text(
        Competency.id, Competency.code, Competency.position, Competency.area_id, Competency.name
    )
    area = _text(
        CompetencyArea.id, CompetencyArea.code, CompetencyArea.position, CompetencyArea.name
    )
    role = _text(
        Role.id,
        Role.code,
        Role.position,
        Role.next_role_id,
        _flag(Role.is_active),
        Role.source,
        Role.name,
    )
    profile = _text(
        RoleProfile.role_id,
        RoleProfile.competency_id,
        RoleProfile.required,
        RoleProfile.weight,
        _flag(RoleProfile.is_critical),
        RoleProfile.usual,
    )
    return [
        select(_all(competency)).where(Competency.is_active).scalar_subquery(),
        select(_all(area)).scalar_subquery(),
        select(_all(role)).scalar_subquery(),
        select(_all(profile)).where(is_shown).scalar_subquery(),
    ]


def list_axes() -> list[Axis]:
    """Return the competencies that are asked about, in the order of the framework."""
    rows = db.session.execute(
        select(Competency.code, Competency.name, CompetencyArea.code, CompetencyArea.name)
        .join(Competency.area)
        .where(Competency.is_active)
        .order_by(CompetencyArea.position, Competency.position)
    )
    return [Axis(*row) for row in rows]


def _forms() -> ScalarSelect[str]:
    """Return the submitted forms about a person, in one text."""
    form = _text(Assessment.id, Assessment.rater_id, Assessment.source, Assessment.submitted_at)
    return (
        select(_all(form))
        .where(Assessment.person_id == Person.id, Assessment.status == AssessmentStatus.SUBMITTED)
        .scalar_subquery()
    )


def _ratings() -> ScalarSelect[str]:
    """Return the answers of those forms, in one text: key, competency, level, example, instant."""
    has_example = (func.length(Rating.example) > 0) & Rating.example_on.is_not(None)
    level = case((Rating.level.is_(None), 9), else_=Rating.level)
    # Packed into one number, because each piece of text takes the database as long as the row.
    number = (
        cast(Rating.id, BigInteger) * BEHIND_KEY
        + Rating.competency_id * 100
        + level * 10
        + _flag(has_example)
    )
    answer = cast(number, String) + type_coerce(Rating.rated_at, String)
    return (
        select(_all(answer))
        .select_from(Assessment)
        .join(Assessment.ratings)
        .where(Assessment.person_id == Person.id, Assessment.status == AssessmentStatus.SUBMITTED)
        .scalar_subquery()
    )


def _agreed() -> ScalarSelect[str]:
    agreed = _text(
        AgreedLevel.id, AgreedLevel.competency_id, AgreedLevel.level, AgreedLevel.agreed_on
    )
    return select(_all(agreed)).where(AgreedLevel.person_id == Person.id).scalar_subquery()


def _all(text: ColumnElement[str]) -> ColumnElement[str]:
    joined: ColumnElement[str] = func.aggregate_strings(text, ";")
    return joined


def _text(*columns: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Return columns in one text; what is unknown is a dash, so that the others stay."""
    parts: list[ColumnElement[str]] = [func.coalesce(cast(each, String), "-") for each in columns]
    return reduce(lambda said, more: said + "|" + more, parts)


def _flag(condition: SQLColumnExpression[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
