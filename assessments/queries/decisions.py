"""What HR has decided, page by page."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, contains_eager

from assessments.models.development import DevelopmentPlan, PlanReview, PlanSubmission
from assessments.models.people import Person
from assessments.queries.pages import Found, found_on
from assessments.queries.people import PAGE
from capability.lifecycle import ReviewDecision


def search(words: str, decision: ReviewDecision | None, *, page: int) -> Found[PlanReview]:
    """Return the decisions about plans of people, or by reviewers, of a name; the newest first."""
    reviewer = aliased(Person)
    query = (
        select(PlanReview)
        .join(PlanReview.submission)
        .join(PlanSubmission.plan)
        .join(DevelopmentPlan.person)
        .join(PlanReview.reviewer.of_type(reviewer))
        .options(
            contains_eager(PlanReview.reviewer.of_type(reviewer)),
            contains_eager(PlanReview.submission)
            .contains_eager(PlanSubmission.plan)
            .contains_eager(DevelopmentPlan.person),
        )
        .order_by(PlanReview.decided_at.desc(), PlanReview.id.desc())
    )
    for word in words.split():
        query = query.where(or_(holds(Person, word), holds(reviewer, word)))
    if decision is not None:
        query = query.where(PlanReview.decision == decision)
    return found_on(page, query, size=PAGE)


def holds(person: type[Person], word: str) -> ColumnElement[bool]:
    """Return the condition that a person's name holds a word, as it is typed."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return person.name.ilike(f"%{escaped}%", escape="\\")
