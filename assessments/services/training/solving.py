"""The plan itself and what it is told by, kept as long as the same is asked."""

from dataclasses import dataclass
from time import monotonic

from assessments.services.keeping import Shelf, fingerprint
from assessments.services.training.ground import Question
from capability.training_plan import (
    Effort,
    PlanExplanation,
    Schedule,
    WorthOfMore,
    explain_schedule,
    list_alternatives,
    schedule_training,
    worth_of_more,
)

PLANS_IN_MEMORY = 1000
BRANCHES = 300
BY_BRANCHES = Effort(branches=BRANCHES)
"""A search that ends at the same place on every machine, however busy it is."""
TO_CHOOSE = Effort(seconds=6.0, branches=BRANCHES)
"""For a page, on which somebody waits: the same plan, unless the time runs out before."""
EACH = Effort(seconds=2.0)
TO_COMPARE = Effort(seconds=2.0)
TO_TELL = 8.0
"""Seconds, while the page with the plan stands there already. A reason that is not weighed by then
stands without its figure; a plan that is not proven in time says how far it may be off."""


@dataclass(frozen=True, slots=True)
class Told:
    """Why each activity is in a plan or not, what more would bring, and plans as good."""

    explanation: PlanExplanation
    more: tuple[WorthOfMore, ...]
    others: tuple[Schedule, ...]


_schedules: Shelf[Schedule] = Shelf(PLANS_IN_MEMORY)
_told: Shelf[Told] = Shelf(PLANS_IN_MEMORY)


def solve(question: Question, effort: Effort = TO_CHOOSE) -> Schedule:
    """Return the plan of greatest value that the wishes allow."""
    return _schedules.get(
        fingerprint(question, effort),
        lambda: schedule_training(
            question.gap_frame(), question.offer(), question.wishes, effort=effort
        ),
    )


def is_told(question: Question) -> bool:
    """Return whether the plan's reasons are kept, so that telling them takes no time."""
    return bool(_told.find([fingerprint(question)]))


def tell(question: Question) -> Told:
    """Return the plan's reasons; each is a plan solved anew."""
    return _told.get(fingerprint(question), lambda: _tell(question))


def _tell(question: Question) -> Told:
    asked = (solve(question), question.gap_frame(), question.offer(), question.wishes)
    end = monotonic() + TO_TELL

    def is_time_left() -> bool:
        return monotonic() < end

    return Told(
        explanation=explain_schedule(*asked, effort=EACH, is_time_left=is_time_left),
        more=worth_of_more(*asked, effort=TO_COMPARE),
        others=list_alternatives(*asked, effort=TO_COMPARE) if is_time_left() else (),
    )
