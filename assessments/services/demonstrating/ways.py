"""The ways that plans have gone: sent, answered by coach and HR, sent again."""

from dataclasses import dataclass

import numpy as np

from capability.lifecycle import CoachDecision, PlanStatus, ReviewDecision

# Completed plans first: the newest plan of a person is the one that counts.
STATES = (
    "completed", "draft", "submitted", "endorsed", "returned", "handed_back", "approved",
)  # fmt: skip
RETURNED_ONCE = 0.25
# No plan of the demo was sent longer ago, because before that nobody had answered anything.
EARLIEST_APPROVAL = 338
USUALLY_CARRIED_OUT = 270


@dataclass(frozen=True, slots=True)
class Sending:
    """One time that a plan was sent, and what was answered; ``None``: not yet."""

    sent: int
    coach: CoachDecision | None = None
    coach_on: int = 0
    hr: ReviewDecision | None = None
    hr_on: int = 0
    revised: int | None = None
    coach_words: str | None = None
    hr_words: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What happened to a plan; days are counted back from today, so that 3 is three days ago."""

    status: PlanStatus
    created: int
    sendings: tuple[Sending, ...] = ()
    changed: int = 0
    completed: int | None = None


def way_to(state: str, days: int, dice: np.random.Generator) -> Way:
    """Return how a plan came to a state that it has been in for so many days."""
    first, second, third = (int(each) for each in dice.integers((1, 1, 4), (5, 5, 20)))
    endorse, approve = CoachDecision.ENDORSE, ReviewDecision.APPROVE
    match state:
        case "draft":
            return Way(PlanStatus.DRAFT, days + third, changed=days)
        case "submitted":
            return Way(PlanStatus.SUBMITTED, days + third, (Sending(days),))
        case "endorsed":
            sending = Sending(days + first, endorse, days)
            return Way(PlanStatus.ENDORSED, sending.sent + third, (sending,))
        case "handed_back":
            sending = Sending(days + first, CoachDecision.HAND_BACK, days)
            return Way(PlanStatus.RETURNED, sending.sent + third, (sending,))
        case "returned":
            endorsed = days + second
            sending = Sending(endorsed + first, endorse, endorsed, ReviewDecision.RETURN, days)
            return Way(PlanStatus.RETURNED, sending.sent + third, (sending,))
    completed = days if state == "completed" else None
    approved = min(days + USUALLY_CARRIED_OUT, EARLIEST_APPROVAL) if completed else days
    endorsed = approved + second
    last = Sending(endorsed + first, endorse, endorsed, approve, approved)
    before = _returned_before(last, dice) if completed is None else ()
    status = PlanStatus.APPROVED if completed is None else PlanStatus.COMPLETED
    return Way(status, (*before, last)[0].sent + 3, (*before, last), completed=completed)


def _returned_before(last: Sending, dice: np.random.Generator) -> tuple[Sending, ...]:
    """Return an earlier time that the plan was sent and came back, for some."""
    if dice.random() >= RETURNED_ONCE:
        return ()
    returned = last.sent + 4
    return (
        Sending(returned + 6, CoachDecision.ENDORSE, returned + 4, ReviewDecision.RETURN, returned),
    )
