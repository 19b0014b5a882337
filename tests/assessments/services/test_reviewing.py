"""A plan on its way, and what is frozen when it is sent."""

from datetime import timedelta

import pytest
from pytest import approx

from assessments.database import db, now
from assessments.models.development import PlanReview, PlanSubmission
from assessments.queries import plans
from assessments.services import assessing, planning, reviewing
from assessments.services.conflicts import ConflictError
from capability.gaps import Standing
from capability.lifecycle import CoachDecision, PlanStatus, ReviewDecision, TransitionError
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    answer,
    audit_lines,
    competency,
    item_draft,
    person_of,
    plan_for,
    plan_in,
    send,
    standing_item,
)

pytestmark = pytest.mark.usefixtures("session")

ENDORSE, HAND_BACK = CoachDecision.ENDORSE, CoachDecision.HAND_BACK
APPROVE, RETURN = ReviewDecision.APPROVE, ReviewDecision.RETURN


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


@pytest.fixture
def hr(session, world):
    return person_of(world.hr)


@pytest.fixture
def endorsed(pm, coach, hr):
    return plan_in(PlanStatus.ENDORSED, pm, coach=coach, hr=hr)


def test_a_sent_plan_keeps_its_items_and_the_gaps_of_the_day(pm):
    answer(pm, {"risk": 1}, on=now().date())
    plan = plan_for(pm, "Risk workshop", "Risk reading")
    planning.remove_item(plan.items[1], by=pm)

    send(plan)

    sent = plans.get_plan(plan.id).submissions[-1]
    assert plan.status is PlanStatus.SUBMITTED
    assert plan.first_submitted_at == sent.submitted_at
    assert [item["title"] for item in sent.items] == ["Risk workshop"]
    named = sent.named_gaps[0]
    assert (named.competency.code, named.level) == ("risk", 1.0)
    assert named.standing is Standing.PERHAPS_SHORT
    assert named.over == approx(1.0 - named.required)
    assert named.is_claimed


def test_the_gaps_of_a_sent_plan_do_not_follow_later_answers(pm, coach):
    answer(pm, {"risk": 1}, on=now().date() - timedelta(days=1))
    plan = plan_for(pm)
    send(plan)
    before = [(gap.competency.code, gap.level, gap.gap) for gap in plan.submissions[0].gaps]

    answer(pm, {"risk": 5}, on=now().date())
    assessing.agree_on_level(pm, competency("risk"), 4.0, by=coach, reason="Seen")

    db.session.expire_all()
    after = plans.get_plan(plan.id).submissions[0].gaps
    assert [(gap.competency.code, gap.level, gap.gap) for gap in after] == before


def test_what_changes_in_the_plan_afterwards_does_not_change_what_was_sent(pm, coach):
    plan = plan_for(pm)
    send(plan)
    reviewing.decide_as_coach(plan, HAND_BACK, "Why so dear?", seen=1, by=coach)
    item = standing_item(plan)

    planning.change_item(item, item_draft("Risk reading"), seen=item.version, by=pm)
    send(plan)

    first, second = plans.get_plan(plan.id).submissions
    assert [first.items[0]["title"], second.items[0]["title"]] == ["Risk workshop", "Risk reading"]
    assert (first.number, second.number) == (1, 2)
    assert plan.first_submitted_at == first.submitted_at


def test_a_gap_whose_level_was_unknown_stays_unknown(pm):
    answer(pm, {"risk": 1}, on=now().date())
    plan = plan_for(pm)

    send(plan)

    assert {gap.over for gap in plan.submissions[0].gaps if gap.level is None} <= {None}


def test_the_whole_way_leaves_a_line_for_every_step(pm, coach, hr):
    plan = plan_for(pm)
    send(plan)
    reviewing.withdraw(plan, by=pm)
    send(plan)
    reviewing.decide_as_coach(plan, HAND_BACK, " Which project? ", seen=2, by=coach)
    send(plan)
    reviewing.decide_as_coach(plan, ENDORSE, "Good", seen=3, by=coach)
    reviewing.review(plan, RETURN, "Too dear", seen=3, by=hr)
    send(plan)
    reviewing.decide_as_coach(plan, ENDORSE, "", seen=4, by=coach)
    reviewing.review(plan, APPROVE, "", seen=4, by=hr)
    reviewing.revise(plan, by=pm)

    lines = [line for line in audit_lines() if line.subject == f"plan {plan.id}"]
    steps = [(line.action, line.actor_id, line.new["status"]) for line in lines[1:]]
    assert steps == [
        ("submit_plan", pm.id, "submitted"),
        ("withdraw_plan", pm.id, "draft"),
        ("submit_plan", pm.id, "submitted"),
        ("hand_back_plan", coach.id, "returned"),
        ("submit_plan", pm.id, "submitted"),
        ("endorse_plan", coach.id, "endorsed"),
        ("return_plan", hr.id, "returned"),
        ("submit_plan", pm.id, "submitted"),
        ("endorse_plan", coach.id, "endorsed"),
        ("approve_plan", hr.id, "approved"),
        ("revise_plan", pm.id, "draft"),
    ]
    assert {line.person_id for line in lines} == {pm.id}
    assert [line.reason.strip() for line in lines if line.action == "return_plan"] == ["Too dear"]
    assert plan.submissions[1].coach_comment == "Which project?"


def test_a_decision_about_an_older_version_is_refused(pm, coach, hr):
    plan = plan_for(pm)
    send(plan)
    reviewing.withdraw(plan, by=pm)
    send(plan)

    with pytest.raises(ConflictError):
        reviewing.decide_as_coach(plan, ENDORSE, "", seen=1, by=coach)
    with pytest.raises(ConflictError):
        reviewing.review(plan, APPROVE, "", seen=1, by=hr)

    assert plan.status is PlanStatus.SUBMITTED


def test_a_plan_that_was_never_sent_cannot_be_decided(pm, coach):
    with pytest.raises(ConflictError):
        reviewing.decide_as_coach(plan_for(pm), ENDORSE, "", seen=0, by=coach)


def test_a_plan_that_was_taken_back_cannot_be_endorsed(pm, coach):
    plan = plan_for(pm)
    send(plan)
    reviewing.withdraw(plan, by=pm)

    with pytest.raises(TransitionError):
        reviewing.decide_as_coach(plan, ENDORSE, "", seen=1, by=coach)


def test_hr_answers_once(endorsed, hr):
    reviewing.review(endorsed, APPROVE, "", seen=1, by=hr)

    with pytest.raises(TransitionError):
        reviewing.review(endorsed, RETURN, "Too dear", seen=1, by=hr)


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(app, endorsed, world):
    plan_id = endorsed.id

    def reviewer(inhabitant, decision):
        def deed(meet):
            plan, by = plans.get_plan(plan_id), person_of(inhabitant)
            meet()
            reviewing.review(plan, decision, f"{decision}", seen=1, by=by)
            return decision

        return deed

    outcomes = at_once(app, reviewer(world.hr, APPROVE), reviewer(world.reviewing_pm, RETURN))

    assert kinds(outcomes) in (["TransitionError", "done"], ["ConflictError", "done"])
    db.session.expire_all()
    kept = db.session.scalars(db.select(PlanReview)).one()
    assert kept.decision in outcomes
    expected = {APPROVE: PlanStatus.APPROVED, RETURN: PlanStatus.RETURNED}[kept.decision]
    assert plans.get_plan(plan_id).status is expected
    assert len(audit_lines("approve_plan") + audit_lines("return_plan")) == 1


def test_of_two_tabs_that_send_at_once_one_is_told(app, pm):
    plan_id = plan_for(pm).id

    def tab(meet):
        plan = plans.get_plan(plan_id)
        meet()
        reviewing.submit(plan, [], by=plan.person)

    outcomes = at_once(app, tab, tab)

    assert kinds(outcomes) in (["TransitionError", "done"], ["ConflictError", "done"])
    assert db.session.query(PlanSubmission).count() == 1


def test_a_coach_who_endorses_while_the_owner_takes_back_meets_one_outcome(app, pm, world):
    plan = plan_for(pm)
    send(plan)
    plan_id = plan.id

    def endorse(meet):
        found, by = plans.get_plan(plan_id), person_of(world.coach)
        meet()
        reviewing.decide_as_coach(found, ENDORSE, "", seen=1, by=by)

    def take_back(meet):
        found = plans.get_plan(plan_id)
        meet()
        reviewing.withdraw(found, by=found.person)

    outcomes = at_once(app, endorse, take_back)

    assert kinds(outcomes)[1] == "done"
    assert kinds(outcomes)[0] in {"TransitionError", "ConflictError"}
    db.session.expire_all()
    assert len(audit_lines("endorse_plan") + audit_lines("withdraw_plan")) == 1


def test_a_comment_is_read_by_all_and_leaves_a_line_without_its_words(pm, coach):
    plan = plan_for(pm)

    comment = reviewing.say(plan, " Which project? ", by=coach, item=standing_item(plan))

    assert (comment.statement, comment.item_id) == ("Which project?", plan.items[0].id)
    line = audit_lines("comment_on_plan")[-1]
    assert (line.actor_id, line.person_id, line.new) == (coach.id, pm.id, None)
