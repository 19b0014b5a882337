"""What a project manager could best do next, and what else is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assessments.models.assessment import Assessment, AssessmentCycle
from assessments.models.catalogue import CertificateHeld
from assessments.models.coaching import Talk
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import assessment as queries
from assessments.queries import certificates, coaching
from capability.lifecycle import ONLY_PROPOSED_ITEMS, PlanItemStatus, PlanStatus

SOON = timedelta(days=90)


class Step(StrEnum):
    """The next best step; the page gives each its words."""

    TELL_ABOUT_ME = "tell_about_me"
    BEGIN_ASSESSMENT = "begin_assessment"
    CONTINUE_ASSESSMENT = "continue_assessment"
    ANSWER_RETURN = "answer_return"
    CHOOSE_SUGGESTIONS = "choose_suggestions"
    SUBMIT_PLAN = "submit_plan"
    WAIT_FOR_COACH = "wait_for_coach"
    WAIT_FOR_HR = "wait_for_hr"
    CARRY_OUT = "carry_out"
    COMPLETE_PLAN = "complete_plan"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step, with what it is about."""

    step: Step
    draft: Assessment | None = None
    answered: int = 0
    plan: DevelopmentPlan | None = None
    item: PlanItem | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that comes up: an item, a talk, or a certificate that runs out."""

    on: date
    item: PlanItem | None = None
    talk: Talk | None = None
    certificate: CertificateHeld | None = None


def next_step(
    person: Person,
    draft: Assessment | None,
    plan: DevelopmentPlan | None,
    cycle: AssessmentCycle | None,
    submitted: list[Assessment],
) -> NextStep:
    """Return the one step that helps most now."""
    if person.role is None:
        return NextStep(Step.TELL_ABOUT_ME)
    if draft is not None:
        return NextStep(Step.CONTINUE_ASSESSMENT, draft=draft, answered=len(draft.ratings))
    if not submitted or (cycle and all(form.cycle_id != cycle.id for form in submitted)):
        return NextStep(Step.BEGIN_ASSESSMENT)
    items = items_of(plan)
    if plan is None or not items:
        return NextStep(Step.CHOOSE_SUGGESTIONS, plan=plan)
    waiting = {
        PlanStatus.RETURNED: Step.ANSWER_RETURN,
        PlanStatus.DRAFT: Step.SUBMIT_PLAN,
        PlanStatus.SUBMITTED: Step.WAIT_FOR_COACH,
        PlanStatus.ENDORSED: Step.WAIT_FOR_HR,
    }
    if plan.status in waiting:
        return NextStep(waiting[plan.status], plan=plan)
    item = next_item(plan)
    return NextStep(Step.CARRY_OUT if item else Step.COMPLETE_PLAN, plan=plan, item=item)


def items_of(plan: DevelopmentPlan | None) -> list[PlanItem]:
    """Return the items that stand in a plan; what is only proposed does not."""
    if plan is None:
        return []
    return [
        item
        for item in plan.items
        if item.removed_at is None and item.status not in ONLY_PROPOSED_ITEMS
    ]


def proposals_of(plan: DevelopmentPlan | None) -> list[PlanItem]:
    """Return what somebody else has proposed and the owner has not answered yet."""
    items = plan.items if plan else []
    return [
        item for item in items if item.removed_at is None and item.status is PlanItemStatus.PROPOSED
    ]


def next_item(plan: DevelopmentPlan | None) -> PlanItem | None:
    """Return the open item that is due first."""
    undone = [
        item
        for item in items_of(plan)
        if item.status in {PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY}
    ]
    return min(undone, key=lambda item: (item.due_on, item.id), default=None)


def coming_up(person: Person, plan: DevelopmentPlan | None, *, today: date) -> list[Due]:
    """Return what is due within a quarter, the nearest first; what is overdue stands first."""
    ending = certificates.list_expiring([person.id], today + SOON + timedelta(days=1))
    due = [Due(on=held.expires_on, certificate=held) for held in ending if held.expires_on]
    talks = coaching.list_planned(person, since=today)
    due += [
        Due(on=talk.takes_place_on, talk=talk)
        for talk in talks[:1]
        if talk.takes_place_on <= today + SOON
    ]
    if plan is not None and plan.status is PlanStatus.APPROVED:
        due += [
            Due(on=item.due_on, item=item)
            for item in items_of(plan)
            if item.status in {PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY}
            and item.due_on <= today + SOON
        ]
    return sorted(due, key=lambda each: each.on)


@dataclass(frozen=True, slots=True)
class Home:
    """All that the first page of a project manager shows beside the map."""

    next: NextStep
    plan: DevelopmentPlan | None
    items: list[PlanItem]
    done: int
    item: PlanItem | None
    due: list[Due]
    cycle: AssessmentCycle | None
    proposals: list[PlanItem]


def home_of(person: Person, plan: DevelopmentPlan | None, *, today: date) -> Home:
    """Return what the first page shows."""
    cycle = queries.open_cycle(today)
    submitted = list(queries.list_own_submitted(person))
    items = items_of(plan)
    return Home(
        next=next_step(person, queries.own_draft(person), plan, cycle, submitted),
        plan=plan,
        items=items,
        done=sum(item.status is PlanItemStatus.DONE for item in items),
        item=next_item(plan),
        due=coming_up(person, plan, today=today),
        cycle=cycle,
        proposals=proposals_of(plan),
    )
