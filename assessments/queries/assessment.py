"""Reads of forms and answers."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

import pandas as pd
from flask import abort
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from assessments.database import db
from assessments.models.assessment import AgreedLevel, Assessment, AssessmentCycle, Rating
from assessments.models.framework import Competency
from assessments.models.people import Person
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import AssessmentSource

ANSWER_COLUMNS = [
    "person", "rater", "source", "competency", "level", "rated_on", "has_example", "submitted_at",
]  # fmt: skip


def get_assessment(assessment_id: int) -> Assessment:
    """Return one form with its answers; answers 404 where there is none."""
    return db.one_or_404(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(selectinload(Assessment.ratings).joinedload(Rating.competency))
    )


def get_form(assessment_id: int) -> Assessment:
    """Return one form without its answers; answers 404 where there is none."""
    form = db.session.scalar(_form(), {"form": assessment_id})
    if form is None:
        abort(404)
    return form


# Put together once, as what else every answer asks.
@cache
def _form() -> Select[Assessment]:
    return (
        select(Assessment)
        .where(Assessment.id == bindparam("form"))
        .options(lazyload(Assessment.cycle))
    )


def lock_status(form: Assessment) -> AssessmentStatus | None:
    """Return where a form stands, and keep it there until the transaction ends."""
    return db.session.scalar(_locked_status(), {"form": form.id})


@cache
def _locked_status() -> Select[AssessmentStatus]:
    return select(Assessment.status).where(Assessment.id == bindparam("form")).with_for_update()


def find_rating(form: Assessment, competency: Competency) -> Rating | None:
    """Return what a form answers about one competency."""
    return db.session.scalar(_rating(), {"form": form.id, "competency": competency.id})


@cache
def _rating() -> Select[Rating]:
    return select(Rating).where(
        Rating.assessment_id == bindparam("form"), Rating.competency_id == bindparam("competency")
    )


def progress_of(form_id: int) -> tuple[int, int]:
    """Return how many of the competencies that are asked about a form answers, and of how many."""
    answered, total = db.session.execute(_progress(), {"form": form_id}).one()
    return answered, total


@cache
def _progress() -> Select[int, int]:
    answered = (
        select(func.count(Rating.id))
        .join(Rating.competency)
        .where(Rating.assessment_id == bindparam("form"), Competency.is_active)
    )
    total = select(func.count(Competency.id)).where(Competency.is_active)
    return select(answered.scalar_subquery(), total.scalar_subquery())


def open_cycle(on: date) -> AssessmentCycle | None:
    """Return the round that is open on a day; of several the one that closes last."""
    return db.session.scalar(
        select(AssessmentCycle)
        .where(
            AssessmentCycle.is_round,
            AssessmentCycle.opens_on <= on,
            AssessmentCycle.closes_on >= on,
        )
        .order_by(AssessmentCycle.closes_on.desc(), AssessmentCycle.id.desc())
        .limit(1)
    )


def own_draft(person: Person) -> Assessment | None:
    """Return the self-assessment that somebody is filling in."""
    return draft_of(person, person, AssessmentSource.SELF)


def draft_of(person: Person, rater: Person, source: AssessmentSource) -> Assessment | None:
    """Return the form about a person that a rater is filling in; there is at most one."""
    return db.session.scalar(
        _forms(person, rater, source).where(Assessment.status == AssessmentStatus.DRAFT)
    )


def has_form(
    cycle: AssessmentCycle, person: Person, rater: Person, source: AssessmentSource
) -> bool:
    """Whether a rater has begun or sent a form about a person in a round."""
    forms = _forms(person, rater, source).where(Assessment.cycle_id == cycle.id)
    return db.session.scalar(forms) is not None


def _forms(person: Person, rater: Person, source: AssessmentSource) -> Select[Assessment]:
    return select(Assessment).where(
        Assessment.person_id == person.id,
        Assessment.rater_id == rater.id,
        Assessment.source == source,
    )


def list_own_submitted(person: Person) -> Sequence[Assessment]:
    """Return somebody's submitted self-assessments, the newest first."""
    return db.session.scalars(
        _own(person).where(Assessment.status == AssessmentStatus.SUBMITTED)
    ).all()


def list_coach_submitted(person: Person) -> Sequence[Assessment]:
    """Return what coaches have answered about somebody and sent, the newest first."""
    return db.session.scalars(
        select(Assessment)
        .where(
            Assessment.person_id == person.id,
            Assessment.source == AssessmentSource.COACH,
            Assessment.status == AssessmentStatus.SUBMITTED,
        )
        .options(joinedload(Assessment.rater))
        .order_by(Assessment.submitted_at.desc(), Assessment.id.desc())
    ).all()


def _own(person: Person) -> Select[Assessment]:
    return (
        select(Assessment)
        .where(Assessment.person_id == person.id, Assessment.source == AssessmentSource.SELF)
        .order_by(Assessment.started_at.desc(), Assessment.id.desc())
    )


def earlier_answers(assessment: Assessment) -> dict[int, tuple[Rating, datetime]]:
    """Return the same rater's latest answers before this form, by competency."""
    rows = db.session.execute(
        select(Rating, Assessment.submitted_at)
        .join(Rating.assessment)
        .where(
            Assessment.person_id == assessment.person_id,
            Assessment.rater_id == assessment.rater_id,
            Assessment.source == assessment.source,
            Assessment.status == AssessmentStatus.SUBMITTED,
            Assessment.id != assessment.id,
        )
        .order_by(Assessment.submitted_at)
    ).all()
    return {rating.competency_id: (rating, at) for rating, at in rows if at}


def earlier_answer(
    assessment: Assessment, competency: Competency
) -> tuple[Rating, datetime] | None:
    """Return the same rater's latest answer about one competency before this form."""
    asked = {
        "form": assessment.id,
        "person": assessment.person_id,
        "rater": assessment.rater_id,
        "source": assessment.source,
        "competency": competency.id,
    }
    row = db.session.execute(_earlier_answer(), asked).first()
    return (row[0], row[1]) if row and row[1] else None


@cache
def _earlier_answer() -> Select[Rating, datetime | None]:
    return (
        select(Rating, Assessment.submitted_at)
        .join(Rating.assessment)
        .where(
            Assessment.person_id == bindparam("person"),
            Assessment.rater_id == bindparam("rater"),
            Assessment.source == bindparam("source"),
            Assessment.status == AssessmentStatus.SUBMITTED,
            Assessment.id != bindparam("form"),
            Rating.competency_id == bindparam("competency"),
        )
        .order_by(Assessment.submitted_at.desc())
        .limit(1)
    )


def answers_frame(person_ids: Sequence[int]) -> pd.DataFrame:
    """Return all submitted answers about some people that still count, one row an answer.

    Columns: person, rater, source, competency, level (NaN: not applicable), rated_on, has_example
    (a dated example), submitted_at.
    """
    rows = db.session.execute(
        select(
            Assessment.person_id,
            Assessment.rater_id,
            Assessment.source,
            Competency.code,
            Rating.level,
            Rating.rated_at,
            (func.length(Rating.example) > 0) & Rating.example_on.is_not(None),
            Assessment.submitted_at,
        )
        .join(Rating.assessment)
        .join(Rating.competency)
        .where(
            Assessment.person_id.in_(person_ids),
            Assessment.status == AssessmentStatus.SUBMITTED,
            Competency.is_active,
        )
        .order_by(Assessment.submitted_at, Rating.id)
    ).all()
    frame = pd.DataFrame(
        [
            (person, rater, source.value, code, level, at.date(), bool(has_example), submitted_at)
            for person, rater, source, code, level, at, has_example, submitted_at in rows
        ],
        columns=ANSWER_COLUMNS,
    )
    return frame.astype({"level": float, "has_example": bool})


def agreed_frame(person_ids: Sequence[int]) -> pd.DataFrame:
    """Return what was agreed on: person, competency, level, agreed_on; a day's last word counts."""
    rows = db.session.execute(
        select(AgreedLevel.person_id, Competency.code, AgreedLevel.level, AgreedLevel.agreed_on)
        .join(AgreedLevel.competency)
        .where(AgreedLevel.person_id.in_(person_ids), Competency.is_active)
        .order_by(AgreedLevel.agreed_on, AgreedLevel.id)
    ).all()
    frame = pd.DataFrame(rows, columns=["person", "competency", "level", "agreed_on"])
    day = ["person", "competency", "agreed_on"]
    return frame.drop_duplicates(day, keep="last", ignore_index=True)


def list_states(person_ids: Sequence[int]) -> dict[int, tuple[AssessmentStatus, int]]:
    """Return where each person's newest self-assessment stands, and how many answers it has."""
    rows = db.session.execute(
        select(Assessment.person_id, Assessment.status, func.count(Competency.id))
        .outerjoin(Assessment.ratings)
        .outerjoin(Competency, (Competency.id == Rating.competency_id) & Competency.is_active)
        .where(Assessment.person_id.in_(person_ids), Assessment.source == AssessmentSource.SELF)
        .group_by(Assessment.id)
        .order_by(Assessment.started_at, Assessment.id)
    ).all()
    return {person: (status, answered) for person, status, answered in rows}
