"""The states that assessments, plans and plan items go through, and the steps between them."""

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping


class TransitionError(ValueError):
    """A step that is not possible from the present state."""

    def __init__(self, status: StrEnum, event: StrEnum) -> None:
        super().__init__(f"{event} is not possible from {status}")
        self.status = status
        self.event = event


class AssessmentStatus(StrEnum):
    """State of one rater's form."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class AssessmentEvent(StrEnum):
    """Step of one rater's form."""

    SUBMIT = "submit"
    REOPEN = "reopen"


class PlanStatus(StrEnum):
    """State of a development plan."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    APPROVED = "approved"
    COMPLETED = "completed"


class PlanEvent(StrEnum):
    """Step of a development plan: by the project manager, the coach or HR."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ENDORSE = "endorse"
    HAND_BACK = "hand_back"
    APPROVE = "approve"
    RETURN = "return"
    REVISE = "revise"
    COMPLETE = "complete"


class PlanItemStatus(StrEnum):
    """State of one item of a plan; a coach's proposal counts once its owner has accepted it."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class Holding(StrEnum):
    """How somebody has an activity already, so that it is not proposed once more."""

    PLANNED = "planned"
    DONE = "done"
    PROPOSED = "proposed"
    DECLINED = "declined"


class PlanItemEvent(StrEnum):
    """Step of one item of a plan."""

    ACCEPT = "accept"
    DECLINE = "decline"
    RECONSIDER = "reconsider"
    BEGIN = "begin"
    COMPLETE = "complete"
    DROP = "drop"
    RESUME = "resume"


class MentorshipStatus(StrEnum):
    """State of what two people have, or could have, between them as mentee and mentor."""

    ASKED = "asked"
    WAITING = "waiting"
    PROPOSED = "proposed"
    RUNNING = "running"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    COMPLETED = "completed"


class MentorshipEvent(StrEnum):
    """Step of a mentorship; a proposal is accepted once both have said yes."""

    CALL_UP = "call_up"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    ASK_AGAIN = "ask_again"
    END = "end"
    COMPLETE = "complete"


class RatingMoment(StrEnum):
    """When mentee and mentor say how it goes."""

    MIDPOINT = "midpoint"
    CLOSING = "closing"


class ReviewDecision(StrEnum):
    """What HR answers to a plan."""

    APPROVE = "approve"
    RETURN = "return"


class CoachDecision(StrEnum):
    """What the coach answers to a plan."""

    ENDORSE = "endorse"
    HAND_BACK = "hand_back"


class CertificateState(StrEnum):
    """Whether a certificate runs, ends within 90 days, or has ended."""

    HELD = "held"
    SOON = "soon"
    EXPIRED = "expired"


class PlanFlag(StrEnum):
    """What HR should look at twice in a plan that waits."""

    OVER_BUDGET = "over_budget"
    OVER_HOURS = "over_hours"
    CRITICAL_GAP = "critical_gap"
    NO_DATE = "no_date"


State = TypeVar("State", bound=StrEnum)

ASSESSMENT_STEPS: "Mapping[tuple[StrEnum, StrEnum], AssessmentStatus]" = MappingProxyType(
    {
        (AssessmentStatus.DRAFT, AssessmentEvent.SUBMIT): AssessmentStatus.SUBMITTED,
        (AssessmentStatus.SUBMITTED, AssessmentEvent.REOPEN): AssessmentStatus.DRAFT,
    }
)

PLAN_STEPS: "Mapping[tuple[StrEnum, StrEnum], PlanStatus]" = MappingProxyType(
    {
        (PlanStatus.DRAFT, PlanEvent.SUBMIT): PlanStatus.SUBMITTED,
        (PlanStatus.RETURNED, PlanEvent.SUBMIT): PlanStatus.SUBMITTED,
        (PlanStatus.SUBMITTED, PlanEvent.WITHDRAW): PlanStatus.DRAFT,
        (PlanStatus.SUBMITTED, PlanEvent.ENDORSE): PlanStatus.ENDORSED,
        (PlanStatus.SUBMITTED, PlanEvent.HAND_BACK): PlanStatus.RETURNED,
        (PlanStatus.ENDORSED, PlanEvent.APPROVE): PlanStatus.APPROVED,
        (PlanStatus.ENDORSED, PlanEvent.RETURN): PlanStatus.RETURNED,
        (PlanStatus.APPROVED, PlanEvent.REVISE): PlanStatus.DRAFT,
        (PlanStatus.APPROVED, PlanEvent.COMPLETE): PlanStatus.COMPLETED,
    }
)

PLAN_ITEM_STEPS: "Mapping[tuple[StrEnum, StrEnum], PlanItemStatus]" = MappingProxyType(
    {
        (PlanItemStatus.PROPOSED, PlanItemEvent.ACCEPT): PlanItemStatus.PLANNED,
        (PlanItemStatus.PROPOSED, PlanItemEvent.DECLINE): PlanItemStatus.DECLINED,
        (PlanItemStatus.DECLINED, PlanItemEvent.RECONSIDER): PlanItemStatus.PROPOSED,
        (PlanItemStatus.PLANNED, PlanItemEvent.RECONSIDER): PlanItemStatus.PROPOSED,
        (PlanItemStatus.PLANNED, PlanItemEvent.BEGIN): PlanItemStatus.UNDER_WAY,
        (PlanItemStatus.PLANNED, PlanItemEvent.COMPLETE): PlanItemStatus.DONE,
        (PlanItemStatus.UNDER_WAY, PlanItemEvent.COMPLETE): PlanItemStatus.DONE,
        (PlanItemStatus.PLANNED, PlanItemEvent.DROP): PlanItemStatus.DROPPED,
        (PlanItemStatus.UNDER_WAY, PlanItemEvent.DROP): PlanItemStatus.DROPPED,
        (PlanItemStatus.DONE, PlanItemEvent.RESUME): PlanItemStatus.UNDER_WAY,
        (PlanItemStatus.DROPPED, PlanItemEvent.RESUME): PlanItemStatus.PLANNED,
        (PlanItemStatus.UNDER_WAY, PlanItemEvent.RESUME): PlanItemStatus.PLANNED,
    }
)

MENTORSHIP_STEPS: "Mapping[tuple[StrEnum, StrEnum], MentorshipStatus]" = MappingProxyType(
    {
        (MentorshipStatus.WAITING, MentorshipEvent.CALL_UP): MentorshipStatus.ASKED,
        (MentorshipStatus.WAITING, MentorshipEvent.DECLINE): MentorshipStatus.DECLINED,
        (MentorshipStatus.WAITING, MentorshipEvent.WITHDRAW): MentorshipStatus.WITHDRAWN,
        (MentorshipStatus.ASKED, MentorshipEvent.ACCEPT): MentorshipStatus.RUNNING,
        (MentorshipStatus.ASKED, MentorshipEvent.DECLINE): MentorshipStatus.DECLINED,
        (MentorshipStatus.ASKED, MentorshipEvent.WITHDRAW): MentorshipStatus.WITHDRAWN,
        # Back into the list: whether there is still a place is seen there.
        (MentorshipStatus.WITHDRAWN, MentorshipEvent.ASK_AGAIN): MentorshipStatus.WAITING,
        (MentorshipStatus.PROPOSED, MentorshipEvent.ACCEPT): MentorshipStatus.RUNNING,
        (MentorshipStatus.PROPOSED, MentorshipEvent.DECLINE): MentorshipStatus.DECLINED,
        (MentorshipStatus.PROPOSED, MentorshipEvent.WITHDRAW): MentorshipStatus.WITHDRAWN,
        (MentorshipStatus.RUNNING, MentorshipEvent.END): MentorshipStatus.ENDED,
        (MentorshipStatus.RUNNING, MentorshipEvent.COMPLETE): MentorshipStatus.COMPLETED,
    }
)

PLACE_TAKEN = frozenset(
    {MentorshipStatus.ASKED, MentorshipStatus.PROPOSED, MentorshipStatus.RUNNING}
)
"""States in which a mentorship takes one of the mentor's places: a request holds it too."""

OPEN_MENTORSHIPS = PLACE_TAKEN | {MentorshipStatus.WAITING}
"""States in which something is still to come between the two."""

OVER_MENTORSHIPS = frozenset({MentorshipStatus.ENDED, MentorshipStatus.COMPLETED})
"""States of a mentorship that was, and is over."""

COUNTED_ITEMS = frozenset({PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY, PlanItemStatus.DONE})
"""Items whose hours and cost are part of the plan: neither given up nor only proposed."""

ONLY_PROPOSED_ITEMS = frozenset({PlanItemStatus.PROPOSED, PlanItemStatus.DECLINED})
"""Items that somebody else put there and the owner has not taken into the plan."""

EDITABLE_PLANS = frozenset({PlanStatus.DRAFT, PlanStatus.RETURNED})
"""States in which the project manager may change what the plan holds."""


def advance(
    steps: "Mapping[tuple[StrEnum, StrEnum], State]", status: StrEnum, event: StrEnum
) -> State:
    """Return the state after ``event``.

    Raises
    ------
    TransitionError
        The step is not possible from ``status``.
    """
    try:
        return steps[status, event]
    except KeyError:
        raise TransitionError(status, event) from None


def is_possible(
    steps: "Mapping[tuple[StrEnum, StrEnum], StrEnum]", status: StrEnum, event: StrEnum
) -> bool:
    """Return whether ``event`` may happen in ``status``."""
    return (status, event) in steps
