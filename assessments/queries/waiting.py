"""What waits for a person: the counts beside the pages of the menu, and nothing else."""

from sqlalchemy import func, select

from assessments.database import db
from assessments.models.assessment import Assessment, Rating
from assessments.models.development import DevelopmentPlan
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.permissions import Access
from capability.lifecycle import AssessmentStatus, PlanStatus
from capability.vocabulary import AssessmentSource


def count_waiting(person: Person, desk: Access) -> dict[str, int]:
    """Return how much waits on each page of a desk, by the name of the page's view."""
    match desk:
        case Access.PROJECT_MANAGER:
            return {"open_assessment": count_unanswered(person)}
        case Access.PMO_COACH:
            return {"list_plans": _count_plans(PlanStatus.SUBMITTED, coach_id=person.id)}
        case Access.HR_REVIEWER:
            return {"list_plans": _count_plans(PlanStatus.ENDORSED)}
    return {}


def count_unanswered(person: Person) -> int:
    """Return how many questions of the self-assessment under way are still open."""
    answered = (
        select(Assessment.id, func.count(Rating.id).label("answered"))
        .outerjoin(Rating)
        .where(
            Assessment.person_id == person.id,
            Assessment.source == AssessmentSource.SELF,
            Assessment.status == AssessmentStatus.DRAFT,
        )
        .group_by(Assessment.id)
        .order_by(Assessment.id.desc())
        .limit(1)
        .subquery()
    )
    asked = select(func.count(Competency.id)).scalar_subquery()
    return db.session.scalar(select(asked - answered.c.answered)) or 0


def _count_plans(status: PlanStatus, *, coach_id: int | None = None) -> int:
    query = select(func.count(DevelopmentPlan.id)).where(DevelopmentPlan.status == status)
    if coach_id is not None:
        query = query.join(Person, Person.id == DevelopmentPlan.person_id).where(
            Person.coach_id == coach_id
        )
    return db.session.scalar(query) or 0
