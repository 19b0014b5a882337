"""Plans: where they and their items stand, what is decided about them, what is looked at twice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.labels import Words
from capability.lifecycle import (
    CoachDecision,
    Holding,
    PlanFlag,
    PlanItemStatus,
    PlanStatus,
    ReviewDecision,
)

PLAN_STATUSES: Words = {
    PlanStatus.DRAFT: _l("Draft"),
    PlanStatus.SUBMITTED: _l("With the coach"),
    PlanStatus.ENDORSED: _l("With HR"),
    PlanStatus.RETURNED: _l("Returned"),
    PlanStatus.APPROVED: _l("Under way"),
    PlanStatus.COMPLETED: _l("Completed"),
}

PLAN_ITEM_STATUSES: Words = {
    PlanItemStatus.PROPOSED: _l("Proposed"),
    PlanItemStatus.DECLINED: _l("Declined"),
    PlanItemStatus.PLANNED: _l("Planned"),
    PlanItemStatus.UNDER_WAY: _l("Under way"),
    PlanItemStatus.DONE: _l("Done"),
    PlanItemStatus.DROPPED: _l("Dropped"),
}

PLAN_FLAGS: Words = {
    PlanFlag.OVER_BUDGET: _l("Over the budget"),
    PlanFlag.OVER_HOURS: _l("Over the hours"),
    PlanFlag.CRITICAL_GAP: _l("Nothing towards a critical gap"),
    PlanFlag.NO_DATE: _l("A date that does not hold"),
}

HOLDINGS: Words = {
    Holding.PLANNED: _l("has it in the plan"),
    Holding.DONE: _l("has done it"),
    Holding.PROPOSED: _l("it is proposed already"),
    Holding.DECLINED: _l("has declined it"),
}

REVIEW_DECISIONS: Words = {
    ReviewDecision.APPROVE: _l("Approve"),
    ReviewDecision.RETURN: _l("Return with a question"),
}

COACH_DECISIONS: Words = {
    CoachDecision.ENDORSE: _l("Endorse"),
    CoachDecision.HAND_BACK: _l("Hand back with a question"),
}

DECLINE_REASONS: dict[str, LazyString] = {
    "no_time": _l("No time in this period"),
    "known": _l("I know this already"),
    "other_way": _l("I would rather learn it another way"),
    "not_my_work": _l("Not part of my work"),
    "other": _l("Another reason"),
}

SIGN_KINDS: dict[str, LazyString] = {
    "decline": _l("Lower than a year before"),
    "stale": _l("Answers have grown old"),
    "demand": _l("A project may ask more"),
    "certificate": _l("A certificate runs out"),
}
