"""A plan on its way: sent by its owner, endorsed by the coach, answered by HR."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from assessments.database import db, now
from assessments.models.development import (
    DevelopmentPlan,
    PlanComment,
    PlanItem,
    PlanReview,
    PlanSubmission,
    SubmittedGap,
)
from assessments.models.framework import Competency
from assessments.models.people import Person
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit, conflicts_told
from assessments.services.map_places import Place
from assessments.services.planning import snapshot
from capability.lifecycle import (
    ONLY_PROPOSED_ITEMS,
    PLAN_STEPS,
    CoachDecision,
    PlanEvent,
    ReviewDecision,
    TransitionError,
    advance,
)

COACH_EVENTS = {
    CoachDecision.ENDORSE: PlanEvent.ENDORSE,
    CoachDecision.HAND_BACK: PlanEvent.HAND_BACK,
}
REVIEW_EVENTS = {
    ReviewDecision.APPROVE: PlanEvent.APPROVE,
    ReviewDecision.RETURN: PlanEvent.RETURN,
}


def submit(plan: DevelopmentPlan, gaps: Iterable[Place], *, by: Person) -> PlanSubmission:
    """Send a plan to the coach, with the gaps that it was drawn from as they are now."""
    found = db.session.execute(select(Competency.code, Competency.id))
    ids = {code: key for code, key in found}
    _step(plan, PlanEvent.SUBMIT, by=by)
    at = now()
    submission = PlanSubmission(
        plan=plan,
        number=len(plan.submissions) + 1,
        submitted_at=at,
        items=[
            snapshot(item)
            for item in plan.items
            if item.removed_at is None and item.status not in ONLY_PROPOSED_ITEMS
        ],
        gaps=[
            SubmittedGap(
                competency_id=ids[place.code],
                level=place.level,
                low=place.low,
                high=place.high,
                required=place.required,
                gap=place.gap,
                standing=place.standing,
                basis=place.basis,
            )
            for place in gaps
        ],
    )
    plan.first_submitted_at = plan.first_submitted_at or at
    db.session.add(submission)
    commit()
    return submission


def withdraw(plan: DevelopmentPlan, *, by: Person) -> None:
    """Take a plan back before the coach has answered."""
    _step(plan, PlanEvent.WITHDRAW, by=by)
    commit()


def revise(plan: DevelopmentPlan, *, by: Person) -> None:
    """Open an approved plan for changes; it goes round again."""
    open_for_changes(plan, by=by)
    commit()


def open_for_changes(plan: DevelopmentPlan, *, by: Person) -> None:
    """Do the same as part of a larger change, for the caller to commit."""
    _step(plan, PlanEvent.REVISE, by=by)


def decide_as_coach(
    plan: DevelopmentPlan, decision: CoachDecision, comment: str, *, seen: int, by: Person
) -> None:
    """Endorse a plan, or hand it back with a word on what to change.

    Raises
    ------
    TransitionError
        Somebody else has answered, or the plan was taken back.
    ConflictError
        Another version was sent since submission ``seen``.
    """
    submission = _latest(plan, seen)
    _step(plan, COACH_EVENTS[decision], by=by, reason=comment)
    submission.coach_id = by.id
    submission.coach_decision = decision
    submission.coach_comment = comment.strip()
    submission.coach_decided_at = now()
    commit()


def review(
    plan: DevelopmentPlan, decision: ReviewDecision, comment: str, *, seen: int, by: Person
) -> None:
    """Approve a plan, or return it with a reason; errors as for :func:`decide_as_coach`."""
    submission = _latest(plan, seen)
    # Also what is read on the way may send the change, and meet another.
    with conflicts_told():
        _step(plan, REVIEW_EVENTS[decision], by=by, reason=comment)
        db.session.add(
            PlanReview(
                submission=submission,
                reviewer_id=by.id,
                decision=decision,
                reason=comment.strip(),
                decided_at=now(),
            )
        )
        db.session.commit()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of several plans that were approved together, by their keys."""

    approved: tuple[int, ...]
    left_alone: tuple[int, ...]


def approve_several(seen: Mapping[int, int], *, by: Person) -> Outcome:
    """Approve several plans, each as it was seen: ``seen`` holds the version by the plan's key.

    Each is a transaction of its own, as if it had been approved alone: those that have moved on
    meanwhile are left alone, and the others go through.
    """
    reviewer_id, approved, left_alone = by.id, [], []
    for plan_id, number in sorted(seen.items()):
        try:
            reviewer = db.session.get_one(Person, reviewer_id)
            plan = db.session.get_one(DevelopmentPlan, plan_id)
            review(plan, ReviewDecision.APPROVE, "", seen=number, by=reviewer)
        except (NoResultFound, TransitionError, ConflictError):
            # Lets go of the lock, too.
            db.session.rollback()
            left_alone.append(plan_id)
        else:
            approved.append(plan_id)
    return Outcome(tuple(approved), tuple(left_alone))


def say(
    plan: DevelopmentPlan, statement: str, *, by: Person, item: PlanItem | None = None
) -> PlanComment:
    """Add a comment that everybody who sees the plan reads."""
    comment = PlanComment(
        plan_id=plan.id,
        item_id=item.id if item else None,
        author_id=by.id,
        statement=statement.strip(),
        written_at=now(),
    )
    db.session.add(comment)
    auditing.note("comment_on_plan", f"plan {plan.id}", by=by, about=plan.person)
    db.session.commit()
    return comment


def _latest(plan: DevelopmentPlan, seen: int) -> PlanSubmission:
    if not plan.submissions or plan.submissions[-1].number != seen:
        raise ConflictError
    return plan.submissions[-1]


def _step(plan: DevelopmentPlan, event: PlanEvent, *, by: Person, reason: str = "") -> None:
    """Move the plan; the row is locked, so of two who answer at once the later one is told.

    Who changes an item changes the plan's version: what was read with the plan still holds.
    """
    read = plan.version
    db.session.refresh(plan, ["status", "version"], with_for_update=True)
    if plan.version != read:
        raise ConflictError
    old = plan.status
    plan.status = advance(PLAN_STEPS, old, event)
    plan.changed_at = now()
    auditing.note(
        f"{event}_plan",
        f"plan {plan.id}",
        by=by,
        about=plan.person,
        old={"status": old},
        new={"status": plan.status},
        reason=reason,
    )
