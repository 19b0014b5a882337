"""Reads of the framework and of what roles ask."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from assessments.database import db
from assessments.models.framework import Competency, CompetencyArea, Role, RoleProfile
from assessments.models.people import Person


def list_areas(*, with_indicators: bool = False) -> Sequence[CompetencyArea]:
    """Return the areas with their competencies, in the order of the framework."""
    competencies = selectinload(CompetencyArea.competencies)
    if with_indicators:
        competencies = competencies.selectinload(Competency.indicators)
    return db.session.scalars(
        select(CompetencyArea).options(competencies).order_by(CompetencyArea.position)
    ).all()


def list_competencies() -> Sequence[Competency]:
    """Return all competencies in the order of the framework."""
    return db.session.scalars(select(Competency).order_by(Competency.position)).all()


def count_competencies() -> int:
    """Return how many competencies the framework has."""
    return db.session.scalar(select(func.count(Competency.id))) or 0


def get_competency(code: str) -> Competency:
    """Return one competency; answers 404 where there is none."""
    return db.one_or_404(select(Competency).where(Competency.code == code))


def list_roles() -> Sequence[Role]:
    """Return all roles in the order of the ladder."""
    return db.session.scalars(select(Role).order_by(Role.position)).all()


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
        .order_by(Competency.position)
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
        .where(Person.id.in_(person_ids))
        .order_by(Person.id, Competency.position)
    ).all()
    columns = ["person", "competency", "area", "required", "weight", "is_critical"]
    return pd.DataFrame(rows, columns=columns).astype({"required": float})


def usual_levels_frame(person_ids: Sequence[int]) -> pd.DataFrame:
    """Return the usual level of each person's role: person, competency, level."""
    rows = db.session.execute(
        select(Person.id, Competency.code, RoleProfile.usual)
        .join(RoleProfile, RoleProfile.role_id == Person.role_id)
        .join(RoleProfile.competency)
        .where(Person.id.in_(person_ids))
    ).all()
    return pd.DataFrame(rows, columns=["person", "competency", "level"])
