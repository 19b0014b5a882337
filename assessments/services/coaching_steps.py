"""What a coach could best do next with each person; decided here and nowhere else."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from capability.lifecycle import AssessmentStatus, PlanStatus

TALK_EVERY = timedelta(days=90)
"""After so long without a talk the next step is to plan one."""
NOTES_WITHIN = timedelta(days=30)
"""So long after a talk its notes are asked for; later nobody remembers."""
PREPARE_WITHIN = timedelta(days=7)


class CoachStep(StrEnum):
    """The next thing to do; the page gives each its words and its address."""

    READ_PLAN = "read_plan"
    READ_HAND_OVER = "read_hand_over"
    WRITE_NOTES = "write_notes"
    PREPARE_TALK = "prepare_talk"
    LOOK_AT_ASSESSMENT = "look_at_assessment"
    CONTINUE_VIEW = "continue_view"
    PLAN_TALK = "plan_talk"
    SEE_OVERDUE = "see_overdue"
    OPEN_PAGE = "open_page"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a person when the next step is chosen; ``None`` is not there."""

    plan: PlanStatus | None = None
    assessment: AssessmentStatus | None = None
    sent_on: date | None = None
    """When the newest self-assessment was sent."""
    last_talk_on: date | None = None
    next_talk_on: date | None = None
    has_bare_talk: bool = False
    """Whether nothing was written of the last talk."""
    due_on: date | None = None
    """When the next item of the plan is due."""
    came_on: date | None = None
    """When the person was handed over to this coach, if that was lately."""
    has_view_begun: bool = False
    """Whether the coach is filling in a form about the person."""


def next_step(known: Situation, *, today: date) -> CoachStep:
    """Return the one step that helps most: what the person waits for comes first."""
    if known.plan is PlanStatus.SUBMITTED:
        return CoachStep.READ_PLAN
    if _is_new(known):
        return CoachStep.READ_HAND_OVER
    if _lacks_notes(known, today):
        return CoachStep.WRITE_NOTES
    if known.next_talk_on is not None and known.next_talk_on - today <= PREPARE_WITHIN:
        return CoachStep.PREPARE_TALK
    if known.next_talk_on is None and _has_news(known):
        return CoachStep.LOOK_AT_ASSESSMENT
    if known.has_view_begun:
        return CoachStep.CONTINUE_VIEW
    if known.next_talk_on is None and _is_long_ago(known, today):
        return CoachStep.PLAN_TALK
    if known.due_on is not None and known.due_on < today:
        return CoachStep.SEE_OVERDUE
    return CoachStep.OPEN_PAGE


def _is_new(known: Situation) -> bool:
    """Whether the person was handed over and there has been no talk, and none is planned."""
    if known.came_on is None or known.next_talk_on is not None:
        return False
    return known.last_talk_on is None or known.last_talk_on < known.came_on


def _lacks_notes(known: Situation, today: date) -> bool:
    if not known.has_bare_talk or known.last_talk_on is None:
        return False
    return today - known.last_talk_on <= NOTES_WITHIN


def _has_news(known: Situation) -> bool:
    """Whether a self-assessment was sent that no talk has been about."""
    if known.assessment is not AssessmentStatus.SUBMITTED or known.sent_on is None:
        return False
    return known.last_talk_on is None or known.last_talk_on < known.sent_on


def _is_long_ago(known: Situation, today: date) -> bool:
    return known.last_talk_on is None or today - known.last_talk_on > TALK_EVERY
