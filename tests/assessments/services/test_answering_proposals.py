"""The owner answers: kept, declined with a reason, taken back; and where the plan is meanwhile."""

import pytest

from assessments.database import db
from assessments.queries import plans, waiting
from assessments.services import (
    answering_proposals,
    carrying_out,
    next_steps,
    plan_pages,
    planning,
    proposing,
)
from assessments.services.conflicts import ConflictError
from assessments.services.proposing import Aim
from assessments.services.suggesting import Limits, suggest
from capability.lifecycle import PlanItemStatus, PlanStatus, TransitionError
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    TODAY,
    activity,
    answer,
    audit_lines,
    clear_catalogue,
    inside,
    item_draft,
    person_of,
    plan_in,
    send,
)

ANYWHERE = [each for each in PlanStatus if each is not PlanStatus.COMPLETED]
ON_ITS_WAY = [PlanStatus.SUBMITTED, PlanStatus.ENDORSED]


@pytest.fixture
def ground(app, world):
    with app.test_request_context():
        yield {name: person_of(getattr(world, name)) for name in ("pm", "coach", "hr")}
        db.session.remove()


def proposed(ground, status=PlanStatus.DRAFT, **facts):
    """Bring a plan of one item into a state, and propose something for it."""
    pm, coach = ground["pm"], ground["coach"]
    plan = plan_in(status, pm, coach=coach, hr=ground["hr"])
    workshop = activity("risk_days", {"risk": 0.5}, cost=900.0, hours=30.0, **facts)
    found = proposing.propose(workshop, {pm.id: Aim()}, "Together.", by=coach, today=TODAY)
    db.session.expire_all()
    return plans.get_plan(plan.id), plans.get_item(found.first_item_id)


def own_item(plan):
    return next(item for item in plan.items if item.proposed_at is None)


@pytest.mark.parametrize("status", [PlanStatus.DRAFT, PlanStatus.RETURNED])
def test_what_is_kept_is_an_item_like_any_other(ground, status):
    plan, item = proposed(ground, status)

    answering_proposals.keep(item, by=ground["pm"])

    assert (item.status, plan.status) == (PlanItemStatus.PLANNED, status)
    assert plan_pages.page_of(plan, today=TODAY).cost == 1300.0
    assert audit_lines("accept_plan_item")[0].old == {"status": "proposed"}


def test_an_approved_plan_is_opened_for_it_and_goes_round_again(ground):
    plan, item = proposed(ground, PlanStatus.APPROVED)

    answering_proposals.keep(item, by=ground["pm"])

    assert (item.status, plan.status) == (PlanItemStatus.PLANNED, PlanStatus.DRAFT)
    assert len(audit_lines("revise_plan")) == 1


@pytest.mark.parametrize("status", ON_ITS_WAY)
def test_keeping_waits_until_the_plan_is_back(ground, status):
    _, item = proposed(ground, status)

    with pytest.raises(TransitionError):
        answering_proposals.keep(item, by=ground["pm"])

    assert item.status is PlanItemStatus.PROPOSED


@pytest.mark.parametrize("status", ANYWHERE)
def test_declining_is_always_possible_and_can_be_taken_back(ground, status):
    plan, item = proposed(ground, status)

    answering_proposals.decline(item, " No time this year. ", by=ground["pm"])

    assert (item.status, item.answer) == (PlanItemStatus.DECLINED, "No time this year.")
    assert plan.status is status
    answering_proposals.reconsider(item, by=ground["pm"])
    assert (item.status, item.answer) == (PlanItemStatus.PROPOSED, "")


def test_what_was_kept_waits_again_when_that_is_taken_back_but_not_once_the_plan_is_sent(ground):
    plan, item = proposed(ground)
    answering_proposals.keep(item, by=ground["pm"])
    answering_proposals.reconsider(item, by=ground["pm"])
    assert item.status is PlanItemStatus.PROPOSED
    answering_proposals.keep(item, by=ground["pm"])
    send(plan)

    with pytest.raises(TransitionError):
        answering_proposals.reconsider(item, by=ground["pm"])


def test_ones_own_item_is_no_proposal_to_think_about_again(ground):
    plan, _ = proposed(ground)

    with pytest.raises(TransitionError):
        answering_proposals.reconsider(own_item(plan), by=ground["pm"])


def test_what_has_been_taken_back_meanwhile_cannot_be_answered(ground):
    _, item = proposed(ground)
    proposing.take_back(item, by=ground["coach"])

    with pytest.raises(ConflictError):
        answering_proposals.decline(item, "No time", by=ground["pm"])


def test_of_two_answers_at_once_one_counts(app, ground):
    _, item = proposed(ground)
    key, owner = item.id, ground["pm"].id

    def deed(answered):
        def act(meet):
            found = plans.get_item(key)
            by = found.plan.person
            assert by.id == owner
            meet()
            return answered(found, by)

        return act

    outcomes = at_once(
        app,
        deed(lambda found, by: answering_proposals.keep(found, by=by)),
        deed(lambda found, by: answering_proposals.decline(found, "No", by=by)),
    )

    assert kinds(outcomes) == ["ConflictError", "done"]


def test_what_is_only_proposed_or_declined_counts_nowhere(ground):
    pm = ground["pm"]
    plan, item = proposed(ground)
    own = own_item(plan)

    def figures():
        page = plan_pages.page_of(plan, today=TODAY)
        home = next_steps.home_of(pm, plan, today=TODAY)
        return (
            [each.id for each in page.items], page.cost, page.hours,
            [each.id for each in home.items], page.is_ready_to_complete,
        )  # fmt: skip

    assert figures() == ([own.id], 400.0, 8.0, [own.id], False)
    assert waiting.count_proposals(pm) == 1
    answering_proposals.decline(item, "No", by=pm)
    assert figures() == ([own.id], 400.0, 8.0, [own.id], False)
    assert waiting.count_proposals(pm) == 0
    assert [each.id for each in plan_pages.page_of(plan, today=TODAY).declined] == [item.id]
    send(plan)
    assert [each["id"] for each in plan.submissions[-1].items] == [own.id]


def test_a_plan_whose_own_items_are_done_is_complete_whatever_is_proposed(ground):
    plan, _ = proposed(ground, PlanStatus.APPROVED)
    carrying_out.complete(own_item(plan), TODAY, "Done.", by=ground["pm"])

    carrying_out.complete_plan(plan, by=ground["pm"])

    assert plan.status is PlanStatus.COMPLETED
    assert waiting.count_proposals(ground["pm"]) == 0


def test_a_proposal_is_answered_not_changed_or_removed(ground):
    _, item = proposed(ground)

    with pytest.raises(ConflictError):
        planning.remove_item(item, by=ground["pm"])
    with pytest.raises(ConflictError):
        planning.change_item(item, item_draft(), seen=item.version, by=ground["pm"])


def test_what_is_proposed_is_not_suggested_beside_it(app, world):
    with inside(app):
        clear_catalogue()
        pm, coach = person_of(world.pm), person_of(world.coach)
        answer(pm, {"risk": 0, "scope": 0}, on=TODAY)
        workshop = activity("risk_days", {"risk": 0.8})
        limits = Limits(hours=100.0, budget=10_000.0)

        def suggested():
            found = suggest(pm, pm.role, limits, today=TODAY)
            return [each.activity.code for each in found.training.chosen]

        assert suggested() == ["risk_days"]
        proposing.propose(workshop, {pm.id: Aim()}, "", by=coach, today=TODAY)
        assert suggested() == []
