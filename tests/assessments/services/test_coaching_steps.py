"""The one thing for a coach to do next: what the person waits for comes first."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from assessments.services.coaching_steps import CoachStep, Situation, next_step
from capability.lifecycle import AssessmentStatus, PlanStatus

TODAY = date(2026, 6, 15)
SENT = Situation(assessment=AssessmentStatus.SUBMITTED, sent_on=date(2026, 5, 20))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


# what is known, what to do
CASES = {
    "a plan waits, whatever else there is": (
        Situation(
            plan=PlanStatus.SUBMITTED,
            came_on=ago(1),
            has_bare_talk=True,
            last_talk_on=ago(2),
            next_talk_on=ahead(1),
        ),
        CoachStep.READ_PLAN,
    ),
    "handed over, and not talked to since": (
        Situation(came_on=ago(3), last_talk_on=ago(40)),
        CoachStep.READ_HAND_OVER,
    ),
    "handed over and never talked to": (Situation(came_on=ago(3)), CoachStep.READ_HAND_OVER),
    "handed over, and a talk is planned": (
        Situation(came_on=ago(3), next_talk_on=ahead(20)),
        CoachStep.OPEN_PAGE,
    ),
    "handed over and talked to on the day": (
        Situation(came_on=ago(3), last_talk_on=ago(3)),
        CoachStep.OPEN_PAGE,
    ),
    "nothing written of a talk lately": (
        Situation(has_bare_talk=True, last_talk_on=ago(30)),
        CoachStep.WRITE_NOTES,
    ),
    "nothing written of a talk long past": (
        Situation(has_bare_talk=True, last_talk_on=ago(31)),
        CoachStep.OPEN_PAGE,
    ),
    "a talk within a week": (replace(SENT, next_talk_on=ahead(7)), CoachStep.PREPARE_TALK),
    "a talk today": (Situation(next_talk_on=TODAY), CoachStep.PREPARE_TALK),
    "a talk in eight days": (replace(SENT, next_talk_on=ahead(8)), CoachStep.OPEN_PAGE),
    "an assessment that no talk was about": (SENT, CoachStep.LOOK_AT_ASSESSMENT),
    "an assessment sent since the last talk": (
        replace(SENT, last_talk_on=date(2026, 5, 19)),
        CoachStep.LOOK_AT_ASSESSMENT,
    ),
    "an assessment that was talked about": (
        replace(SENT, last_talk_on=date(2026, 5, 20)),
        CoachStep.OPEN_PAGE,
    ),
    "an assessment that is not sent yet": (
        Situation(assessment=AssessmentStatus.DRAFT, last_talk_on=ago(10)),
        CoachStep.OPEN_PAGE,
    ),
    "the own view begun": (
        Situation(has_view_begun=True, last_talk_on=ago(200)),
        CoachStep.CONTINUE_VIEW,
    ),
    "never talked to": (Situation(), CoachStep.PLAN_TALK),
    "no talk for a quarter": (Situation(last_talk_on=ago(91)), CoachStep.PLAN_TALK),
    "a talk just a quarter ago": (Situation(last_talk_on=ago(90)), CoachStep.OPEN_PAGE),
    "an item overdue": (
        Situation(plan=PlanStatus.APPROVED, last_talk_on=ago(9), due_on=ago(1)),
        CoachStep.SEE_OVERDUE,
    ),
    "an item due today": (
        Situation(plan=PlanStatus.APPROVED, last_talk_on=ago(9), due_on=TODAY),
        CoachStep.OPEN_PAGE,
    ),
}


@pytest.mark.parametrize(("known", "step"), CASES.values(), ids=CASES)
def test_the_next_thing_to_do(known: Situation, step: CoachStep):
    assert next_step(known, today=TODAY) is step


def test_every_step_has_a_case():
    assert {step for _, step in CASES.values()} == set(CoachStep)


def test_there_is_exactly_one_step_whatever_is_known():
    days = (None, ago(100), ago(5), TODAY, ahead(3), ahead(30))
    for plan, form, last, coming, due in product(
        (None, *PlanStatus), (None, *AssessmentStatus), days[:4], (None, *days[3:]), days
    ):
        known = Situation(plan=plan, assessment=form, last_talk_on=last, next_talk_on=coming,
                          sent_on=ago(6) if form else None, due_on=due)  # fmt: skip

        assert next_step(known, today=TODAY) in CoachStep
