import pytest

from capability.lifecycle import (
    ASSESSMENT_STEPS,
    COUNTED_ITEMS,
    EDITABLE_PLANS,
    ONLY_PROPOSED_ITEMS,
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


@pytest.mark.parametrize(
    "status", [PlanItemStatus.UNDER_WAY, PlanItemStatus.DONE, PlanItemStatus.DROPPED]
)
def test_every_step_of_an_item_can_be_taken_back(status):
    back = advance(PLAN_ITEM_STEPS, status, PlanItemEvent.RESUME)

    assert back in {PlanItemStatus.PLANNED, PlanItemStatus.UNDER_WAY}


@pytest.mark.parametrize("event", [PlanItemEvent.ACCEPT, PlanItemEvent.DECLINE])
def test_an_answer_to_a_proposal_can_be_taken_back(event):
    answered = advance(PLAN_ITEM_STEPS, PlanItemStatus.PROPOSED, event)

    assert advance(PLAN_ITEM_STEPS, answered, PlanItemEvent.RECONSIDER) is PlanItemStatus.PROPOSED


@pytest.mark.parametrize("status", sorted(ONLY_PROPOSED_ITEMS))
def test_what_is_only_proposed_is_not_worked_on_and_does_not_count(status):
    steps = [PlanItemEvent.BEGIN, PlanItemEvent.COMPLETE, PlanItemEvent.DROP, PlanItemEvent.RESUME]

    assert not any(is_possible(PLAN_ITEM_STEPS, status, event) for event in steps)
    assert status not in COUNTED_ITEMS


def test_every_item_counts_is_given_up_or_is_only_proposed():
    assert COUNTED_ITEMS | ONLY_PROPOSED_ITEMS | {PlanItemStatus.DROPPED} == set(PlanItemStatus)
