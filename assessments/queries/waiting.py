"""What waits for a person: the counts beside the pages of the menu, and nothing else."""

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.permissions import Access
from capability.lifecycle import (
    AssessmentStatus,
    MentorshipStatus,
    PlanItemStatus,
    PlanStatus,
)
from capability.vocabulary import AssessmentSource


def count_waiting(person: Person, desk: Access) -> dict[str, int]:
    """Return how much waits on each page of a desk, by the name of the page's view."""
    match desk:
        case Access.PROJECT_MANAGER:
            row = db.session.execute(_of_owner(), {"person": person.id}).one()
            unanswered, proposals, requests = row
            return {
                "open_assessment": unanswered or 0,
                "show_plan": proposals,
                "list_mentors": requests,
            }
        case Access.PMO_COACH:
            return {"list_plans": _count_plans(PlanStatus.SUBMITTED, coach_id=person.id)}
        case Access.HR_REVIEWER:
            return {"list_plans": _count_plans(PlanStatus.ENDORSED)}
    return {}


def count_unanswered(person: Person) -> int:
    """Return how many questions of the self-assessment under way are still open."""
    return db.session.scalar(_unanswered(), {"person": person.id}) or 0


# Statements are put together once: every page asks them.
@cache
def _of_owner() -> Select[Any]:
    return select(
        _unanswered().scalar_subquery(),
        _proposals().scalar_subquery(),
        _requests().scalar_subquery(),
    )


@cache
def _requests() -> Select[Any]:
    """Return how many requests and proposals of a mentorship wait for somebody's yes or no."""
    person: BindParameter[int] = bindparam("person")
    is_proposed = Mentorship.status == MentorshipStatus.PROPOSED
    return select(func.count(Mentorship.id)).where(
        or_(
            and_(Mentorship.mentor_id == person, Mentorship.status == MentorshipStatus.ASKED),
            and_(
                Mentorship.mentor_id == person, is_proposed, Mentorship.mentor_agreed_at.is_(None)
            ),
            and_(
                Mentorship.mentee_id == person, is_proposed, Mentorship.mentee_agreed_at.is_(None)
            ),
        )
    )


@cache
def _unanswered() -> Select[Any]:
    answered = (
        select(Assessment.id, func.count(Competency.id).label("answered"))
        .outerjoin(Assessment.ratings)
        .outerjoin(Competency, (Competency.id == Rating.competency_id) & Competency.is_active)
        .where(
            Assessment.person_id == bindparam("person"),
            Assessment.source == AssessmentSource.SELF,
            Assessment.status == AssessmentStatus.DRAFT,
        )
        .group_by(Assessment.id)
        .order_by(Assessment.id.desc())
        .limit(1)
        .subquery()
    )
    asked = select(func.count(Competency.id)).where(Competency.is_active).scalar_subquery()
    return select(asked - answered.c.answered)


def count_proposals(person: Person) -> int:
    """Return how many activities others have proposed for somebody's plan, not answered yet."""
    return db.session.scalar(_proposals(), {"person": person.id}) or 0


@cache
def _proposals() -> Select[Any]:
    return (
        select(func.count(PlanItem.id))
        .join(PlanItem.plan)
        .where(
            DevelopmentPlan.person_id == bindparam("person"),
            DevelopmentPlan.status != PlanStatus.COMPLETED,
            PlanItem.status == PlanItemStatus.PROPOSED,
            PlanItem.removed_at.is_(None),
        )
    )


def _count_plans(status: PlanStatus, *, coach_id: int | None = None) -> int:
    query = select(func.count(DevelopmentPlan.id)).where(DevelopmentPlan.status == status)
    if coach_id is not None:
        query = query.join(Person, Person.id == DevelopmentPlan.person_id).where(
            Person.coach_id == coach_id
        )
    return db.session.scalar(query) or 0
