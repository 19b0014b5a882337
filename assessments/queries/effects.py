"""Facts from which it follows what activities brought: what others saw, and what was done."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.catalogue import Activity, ActivityGain
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from capability.frames import ANONYMITY_FLOOR, ANONYMOUS_SOURCES
from capability.lifecycle import AssessmentStatus, PlanItemStatus
from capability.vocabulary import AssessmentSource

SEEN = ["person", "competency", "source", "round", "level", "first_on", "last_on"]
DONE = ["person", "activity", "competency", "started_on", "completed_on"]
CLAIM = ["activity", "competency", "claim"]


def facts_until(moment: datetime) -> tuple[object, ...]:
    """Return what changes when anything changes that effects follow from."""
    forms = (func.count(Assessment.id), func.max(Assessment.id), func.max(Assessment.submitted_at))
    items = (func.count(PlanItem.id), func.sum(PlanItem.id), func.max(PlanItem.completed_on))
    claims = (func.count(ActivityGain.id), func.sum(ActivityGain.gain), func.max(ActivityGain.id))
    # One statement, because every page with a suggestion asks it.
    columns = [
        *(select(each).where(_is_sent(moment)).scalar_subquery() for each in forms),
        *(select(each).where(_is_done(moment)).scalar_subquery() for each in items),
        *(select(each).scalar_subquery() for each in claims),
    ]
    return tuple(db.session.execute(select(*columns)).one())


def claims_frame(moment: datetime, *, fewest: int) -> pd.DataFrame:
    """Return what the catalogue claims of activities that at least ``fewest`` people have done."""
    done = (
        select(PlanItem.activity_id)
        .join(PlanItem.plan)
        .where(_is_done(moment), PlanItem.activity_id.is_not(None))
        .group_by(PlanItem.activity_id)
        .having(func.count(func.distinct(DevelopmentPlan.person_id)) >= fewest)
    )
    rows = db.session.execute(
        select(Activity.code, Competency.code, ActivityGain.gain)
        .join(ActivityGain.activity)
        .join(ActivityGain.competency)
        .where(ActivityGain.activity_id.in_(done))
        .order_by(Activity.code, Competency.code)
    )
    return _frame(rows.all(), CLAIM)


def completions_frame(competency_codes: Sequence[str], moment: datetime) -> pd.DataFrame:
    """Return what people have done for some competencies: a row for each that it was for."""
    claimed = (
        select(
            DevelopmentPlan.person_id, Activity.code, Competency.code,
            PlanItem.starts_on, PlanItem.completed_on,
        )
        .select_from(PlanItem)
        .join(PlanItem.plan)
        .join(PlanItem.activity)
        .join(ActivityGain, ActivityGain.activity_id == Activity.id)
        .join(ActivityGain.competency)
    )  # fmt: skip
    chosen = (
        select(
            DevelopmentPlan.person_id, Activity.code, Competency.code,
            PlanItem.starts_on, PlanItem.completed_on,
        )
        .select_from(PlanItem)
        .join(PlanItem.plan)
        .join(PlanItem.competency)
        .outerjoin(PlanItem.activity)
    )  # fmt: skip
    is_asked = (_is_done(moment), Competency.code.in_(competency_codes))
    both = claimed.where(*is_asked).union(chosen.where(*is_asked))
    return _frame(db.session.execute(both).all(), DONE)


def sightings_frame(competency_codes: Sequence[str], moment: datetime) -> pd.DataFrame:
    """Return how others have rated people in some competencies, by source and round."""
    rows = db.session.execute(_sightings(competency_codes, moment)).all()
    frame = _frame(rows, SEEN)
    for name in ("first_on", "last_on"):
        frame[name] = [moment.date() for moment in frame[name]]
    return frame


def _sightings(codes: Sequence[str], moment: datetime) -> Select[Any]:
    return (
        select(
            Assessment.person_id, Competency.code, Assessment.source, Assessment.cycle_id,
            func.avg(Rating.level * 1.0), func.min(Assessment.submitted_at),
            func.max(Assessment.submitted_at),
        )
        .join(Assessment.ratings)
        .join(Rating.competency)
        .where(_is_sent(moment), Rating.level.is_not(None), Competency.code.in_(codes))
        .group_by(Assessment.person_id, Competency.code, Assessment.source, Assessment.cycle_id)
        .having(
            or_(
                Assessment.source.not_in([AssessmentSource(each) for each in ANONYMOUS_SOURCES]),
                func.count(func.distinct(Assessment.rater_id)) >= ANONYMITY_FLOOR,
            )
        )
    )  # fmt: skip


def _is_sent(moment: datetime) -> ColumnElement[bool]:
    return and_(
        Assessment.status == AssessmentStatus.SUBMITTED,
        Assessment.source != AssessmentSource.SELF,
        Assessment.submitted_at < moment,
    )


def _is_done(moment: datetime) -> ColumnElement[bool]:
    return and_(
        PlanItem.status == PlanItemStatus.DONE,
        PlanItem.removed_at.is_(None),
        PlanItem.completed_on < moment.date(),
    )


def _frame(rows: Iterable[Iterable[Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame([tuple(row) for row in rows], columns=columns)
