"""Reads of the framework and of what roles ask."""

from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd
from flask import abort
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import selectinload

from assessments.database import db
from assessments.models.framework import Competency, CompetencyArea, Role, RoleProfile
from assessments.models.people import Person


def list_areas(
    *, with_indicators: bool = False, keeping: Sequence[int | None] = ()
) -> Sequence[CompetencyArea]:
    """Return the areas with the competencies that are asked about, in the order of the framework.

    Competencies kept are there also when they are not asked about any more; an area of which
    nothing is left is not.
    """
    asked = _is_asked(keeping)
    competencies = selectinload(CompetencyArea.competencies.and_(asked))
    if with_indicators:
        competencies = competencies.selectinload(Competency.indicators)
    return db.session.scalars(
        select(CompetencyArea)
        .where(CompetencyArea.competencies.any(asked))
        .options(competencies)
        .order_by(CompetencyArea.position)
        # What the page has read before without the condition must not be taken for the answer.
        .execution_options(populate_existing=True)
    ).all()


def _is_asked(keeping: Sequence[int | None]) -> ColumnElement[bool]:
    kept = [competency_id for competency_id in keeping if competency_id is not None]
    return (
        or_(Competency.is_active, Competency.id.in_(kept))
        if kept
        else Competency.is_active.is_(True)
    )


def list_competencies(*, keeping: Sequence[int | None] = ()) -> Sequence[Competency]:
    """Return the competencies that are asked about, and those kept, in the framework's order."""
    return db.session.scalars(
        select(Competency)
        .join(Competency.area)
        .where(_is_asked(keeping))
        .order_by(CompetencyArea.position, Competency.position)
    ).all()


def list_every_competency() -> Sequence[Competency]:
    """Return all competencies, also those no longer asked about: what is past still has a name."""
    return db.session.scalars(
        select(Competency)
        .join(Competency.area)
        .order_by(CompetencyArea.position, Competency.position)
    ).all()


def count_competencies() -> int:
    """Return how many competencies are asked about."""
    return db.session.scalar(select(func.count(Competency.id)).where(Competency.is_active)) or 0


def get_competency(code: str) -> Competency:
    """Return one competency; answers 404 where there is none."""
    found = db.session.scalar(_competency(), {"code": code})
    if found is None:
        abort(404)
    return found


# Put together once: every answer asks it.
@cache
def _competency() -> Select[Competency]:
    return select(Competency).where(Competency.code == bindparam("code"))


def list_roles(*, keeping: Sequence[int | None] = ()) -> Sequence[Role]:
    """Return the roles to choose from, in the order of the ladder.

    Those kept are there also when they are not offered any more: people stay in their roles.
    """
    kept = [role_id for role_id in keeping if role_id is not None]
    return db.session.scalars(
        select(Role).where(Role.is_active | Role.id.in_(kept)).order_by(Role.position, Role.id)
    ).all()


def get_role(code: str) -> Role:
    """Return one role; answers 404 where there is none."""
    return db.one_or_404(select(Role).where(Role.code == code))


def requirements_frame(role_id: int | None) -> pd.DataFrame:
    """Return what a role asks: competency, area, required, weight, is_critical.

    Without a role nothing is asked: every ``required`` is NaN.
    """
    rows = db.session.execute(
        select(
            Competency.code,
            CompetencyArea.code,
            RoleProfile.required,
            RoleProfile.weight,
            RoleProfile.is_critical,
        )
        .join(Competency.area)
        .outerjoin(
            RoleProfile,
            (RoleProfile.competency_id == Competency.id) & (RoleProfile.role_id == role_id),
        )
        .where(Competency.is_active)
        .order_by(CompetencyArea.position, Competency.position)
    ).all()
    frame = pd.DataFrame(
        rows, columns=["competency", "area", "required", "weight", "is_critical"]
    ).astype({"required": float})
    frame["weight"] = frame["weight"].astype(float).fillna(1.0)
    frame["is_critical"] = frame["is_critical"].eq(True)
    return frame


def own_requirements_frame(person_ids: Sequence[int]) -> pd.DataFrame:
    """Return what each person's own role asks, with a column ``person``."""
    rows = db.session.execute(
        select(
            Person.id,
            Competency.code,
            CompetencyArea.code,
            RoleProfile.required,
            RoleProfile.weight,
            RoleProfile.is_critical,
        )
        .join(RoleProfile, RoleProfile.role_id == Person.role_id)
        .join(RoleProfile.competency)
        .join(Competency.area)
        .where(Person.id.in_(person_ids), Competency.is_active)
        .order_by(Person.id, CompetencyArea.position, Competency.position)
    ).all()
    columns = ["person", "competency", "area", "required", "weight", "is_critical"]
    return pd.DataFrame(rows, columns=columns).astype({"required": float})


def usual_levels_frame(person_ids: Sequence[int]) -> pd.DataFrame:
    """Return the usual level of each person's role: person, competency, level."""
    rows = db.session.execute(
        select(Person.id, Competency.code, RoleProfile.usual)
        .join(RoleProfile, RoleProfile.role_id == Person.role_id)
        .join(RoleProfile.competency)
        .where(Person.id.in_(person_ids), Competency.is_active)
    ).all()
    return pd.DataFrame(rows, columns=["person", "competency", "level"])


def list_roles_by_id(role_ids: Iterable[int]) -> Sequence[Role]:
    """Return some roles, in the order of the ladder, whether or not they are still offered."""
    return db.session.scalars(
        select(Role).where(Role.id.in_(list(role_ids))).order_by(Role.position, Role.id)
    ).all()


def requirements_of_roles(role_ids: Iterable[int]) -> dict[int, pd.DataFrame]:
    """Return what each of some roles asks: competency, area, required, weight, is_critical."""
    rows = db.session.execute(
        select(
            RoleProfile.role_id,
            Competency.code,
            CompetencyArea.code,
            RoleProfile.required,
            RoleProfile.weight,
            RoleProfile.is_critical,
        )
        .join(RoleProfile.competency)
        .join(Competency.area)
        .where(RoleProfile.role_id.in_(list(role_ids)), Competency.is_active)
        .order_by(RoleProfile.role_id, CompetencyArea.position, Competency.position)
    ).all()
    columns = ["role", "competency", "area", "required", "weight", "is_critical"]
    frame = pd.DataFrame(rows, columns=columns).astype({"required": float})
    empty = frame.iloc[:0].drop(columns="role")
    found = {
        int(role): frame[frame["role"] == role].drop(columns="role")
        for role in frame["role"].unique()
    }
    return {role: found.get(role, empty) for role in role_ids}
