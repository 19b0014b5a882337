import pytest

from capability.lifecycle import (
    ASSESSMENT_STEPS,
    EDITABLE_PLANS,
    PLAN_ITEM_STEPS,
    PLAN_STEPS,
    AssessmentEvent,
    AssessmentStatus,
    PlanEvent,
    PlanItemEvent,
    PlanItemStatus,
    PlanStatus,
    TransitionError,
    advance,
    is_possible,
)


def test_a_plan_goes_from_draft_over_coach_and_hr_to_completion():
    status = PlanStatus.DRAFT

    for event in (PlanEvent.SUBMIT, PlanEvent.ENDORSE, PlanEvent.APPROVE, PlanEvent.COMPLETE):
        status = advance(PLAN_STEPS, status, event)

    assert status is PlanStatus.COMPLETED


@pytest.mark.parametrize(
    ("status", "event"),
    [(PlanStatus.SUBMITTED, PlanEvent.HAND_BACK), (PlanStatus.ENDORSED, PlanEvent.RETURN)],
)
def test_a_plan_that_comes_back_can_be_changed_and_sent_again(status, event):
    returned = advance(PLAN_STEPS, status, event)

    assert returned in EDITABLE_PLANS
    assert advance(PLAN_STEPS, returned, PlanEvent.SUBMIT) is PlanStatus.SUBMITTED


def test_hr_cannot_approve_what_no_coach_has_endorsed():
    with pytest.raises(TransitionError, match="approve is not possible from submitted") as caught:
        advance(PLAN_STEPS, PlanStatus.SUBMITTED, PlanEvent.APPROVE)

    assert (caught.value.status, caught.value.event) == (PlanStatus.SUBMITTED, PlanEvent.APPROVE)


def test_nothing_leads_out_of_a_completed_plan():
    assert not any(is_possible(PLAN_STEPS, PlanStatus.COMPLETED, event) for event in PlanEvent)


def test_only_a_submitted_form_can_be_reopened():
    assert is_possible(ASSESSMENT_STEPS, AssessmentStatus.SUBMITTED, AssessmentEvent.REOPEN)
    assert not is_possible(ASSESSMENT_STEPS, AssessmentStatus.DRAFT, AssessmentEvent.REOPEN)


@pytest.mark.parametrize("status", [each for each in PlanItemStatus if each != "planned"])
def test_every_step_of_an_item_can_be_taken_back(status):
    back = advance(PLAN_ITEM_STEPS, status, PlanItemEvent.RESUME)

    assert back in {PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY}
