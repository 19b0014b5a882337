"""A plan as HR reviews it: the gaps that it was drawn from beside today's, and who decided what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from assessments import filters
from assessments.models.development import DevelopmentPlan, PlanItem, PlanSubmission, SubmittedGap
from assessments.models.people import Person
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability.gaps import NAMED_GAPS
from capability.lifecycle import COUNTED_ITEMS, CoachDecision, ReviewDecision

LARGEST = 3
"""How many gaps are shown at once; the others are named below."""
CLEAR = 0.1
"""Levels are shown to one decimal: what differs by less looks the same."""


@dataclass(frozen=True, slots=True)
class GapSince:
    """One gap as it was when the plan was sent, and as it is today."""

    then: SubmittedGap
    now: Place | None
    change: str
    is_critical: bool
    items: list[str]

    @property
    def is_other_standing(self) -> bool:
        """Whether it is called otherwise today."""
        return self.now is not None and (self.now.standing, self.now.basis) != (
            self.then.standing,
            self.then.basis,
        )


@dataclass(frozen=True, slots=True)
class GapsSince:
    """All gaps that were named: the largest first, then the others; and what is named only now."""

    largest: list[GapSince]
    others: list[GapSince]
    only_now: list[Place]


@dataclass(frozen=True, slots=True)
class Answer:
    """What coach or HR answered to one version."""

    by: Person
    decision: CoachDecision | ReviewDecision
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a plan, with the answers to it."""

    number: int
    sent_at: datetime
    answers: list[Answer]


def gaps_since(plan: DevelopmentPlan, person_map: PersonMap | None) -> GapsSince:
    """Return the gaps of the version that was sent last beside those of today's map, if given."""
    if not plan.submissions:
        return GapsSince([], [], [])
    today = person_map.competencies if person_map else ()
    places = {place.code: place for place in today}
    items = [item for item in counted_items(plan) if item.competency_id is not None]
    found = [
        _since(gap, places.get(gap.competency.code), items)
        for gap in plan.submissions[-1].named_gaps
    ]
    then = {gap.then.competency.code for gap in found}
    only_now = [place for place in today if place.standing in NAMED_GAPS and place.code not in then]
    return GapsSince(found[:LARGEST], found[LARGEST:], only_now)


def counted_items(plan: DevelopmentPlan) -> list[PlanItem]:
    """Return the items whose cost and hours are part of the plan."""
    return [item for item in plan.items if item.removed_at is None and item.status in COUNTED_ITEMS]


def history(plan: DevelopmentPlan) -> list[Version]:
    """Return all versions that were sent with what was answered to each, the newest first."""
    return [
        Version(sent.number, sent.submitted_at, _answers(sent))
        for sent in reversed(plan.submissions)
    ]


def _answers(sent: PlanSubmission) -> list[Answer]:
    found = []
    if sent.coach and sent.coach_decision and sent.coach_decided_at:
        found.append(
            Answer(sent.coach, sent.coach_decision, sent.coach_decided_at, sent.coach_comment)
        )
    if sent.review:
        review = sent.review
        found.append(Answer(review.reviewer, review.decision, review.decided_at, review.reason))
    return found


def _since(gap: SubmittedGap, now: Place | None, items: Sequence[PlanItem]) -> GapSince:
    return GapSince(
        then=gap,
        now=now,
        change=_change(gap, now),
        is_critical=now is not None and now.is_critical,
        items=[item.title for item in items if item.competency_id == gap.competency_id],
    )


def _change(gap: SubmittedGap, now: Place | None) -> str:
    """Return in words what is otherwise today: the level, or what is asked."""
    if now is None or now.required is None:
        return _("no longer asked")
    if abs(now.required - gap.required) >= CLEAR:
        return _(
            "asked %(now)s, was %(then)s",
            now=filters.asked(now.required),
            then=filters.asked(gap.required),
        )
    if gap.level is None or now.level is None:
        return _("not known then") if gap.level is None else _("not known today")
    difference = round(now.level, 1) - round(gap.level, 1)
    if abs(difference) < CLEAR - 1e-9:
        return _("as it was")
    size = f"{abs(difference):.1f}"
    if difference > 0:
        return _("up by %(size)s", size=size)
    return _("down by %(size)s", size=size)
