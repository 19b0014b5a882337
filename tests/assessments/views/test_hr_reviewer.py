"""The pages of HR."""

from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.models.development import PlanReview
from assessments.queries import plans
from assessments.services import assessing, planning
from capability.lifecycle import PlanStatus
from tests.assessments.at_once import at_once
from tests.assessments.builders import (
    answer,
    competency,
    inside,
    person_of,
    plan_in,
    standing_item,
)
from tests.world import sign_in

DAY = now().date()


def make(app, world, status=PlanStatus.ENDORSED):
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        answer(pm, {"risk": 1}, on=DAY - timedelta(days=1))
        return plan_in(status, pm, coach=coach, hr=hr).id


@pytest.fixture
def endorsed(app, world):
    return make(app, world)


def review(client, plan_id, **fields):
    return client.post(
        f"/hr/plans/{plan_id}/review",
        data={"decision": "approve", "comment": "", "submission": "1", **fields},
        follow_redirects=True,
    )


def status_of(app, plan_id):
    with inside(app):
        return plans.get_plan(plan_id).status


def test_without_plans_the_pages_say_so(hr_client):
    assert "No plan waits for review" in hr_client.get("/hr/plans").text
    assert "Nothing has been decided yet" in hr_client.get("/hr/decisions").text


def test_only_endorsed_plans_wait(app, hr_client, world, endorsed):
    with inside(app):
        other, coach = person_of(world.other_pm), person_of(world.other_coach)
        plan_in(PlanStatus.SUBMITTED, other, coach=coach, hr=person_of(world.hr))

    page = hr_client.get("/hr/plans")

    assert "1 waits, oldest first." in page.text
    assert "Lin Yue" in page.text
    assert "Sefa Tuala" not in page.text


def test_a_plan_is_shown_with_the_gaps_as_they_were_when_it_was_sent(
    app, hr_client, world, endorsed
):
    before = hr_client.get(f"/hr/plans/{endorsed}/review").text
    with inside(app):
        pm, coach = person_of(world.pm), person_of(world.coach)
        assessing.agree_on_level(pm, competency("risk"), 5.0, by=coach, reason="Seen")

    after = hr_client.get(f"/hr/plans/{endorsed}/review").text

    for page in (before, after):
        assert "Risk and opportunity" in page
        assert "1.0, asked 3.5" in page
        assert "Perhaps short by about 2½ levels; claimed only" in page


def test_a_gap_that_the_plan_answers_names_the_item(app, hr_client, world):
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        answer(pm, {"risk": 1}, on=DAY)
        plan = planning.open_plan(pm)
        plan_id = plan_in(PlanStatus.ENDORSED, pm, coach=coach, hr=hr).id
        standing_item(plans.get_plan(plan.id)).competency_id = competency("risk").id
        db.session.commit()

    assert "Risk workshop" in hr_client.get(f"/hr/plans/{plan_id}/review").text


def test_a_plan_is_approved(app, hr_client, pm_client, endorsed):
    page = review(hr_client, endorsed)

    assert "Review recorded" in page.text
    assert status_of(app, endorsed) is PlanStatus.APPROVED
    decisions = hr_client.get("/hr/decisions").text
    assert "Approved" in decisions
    assert "Jonas Berg" in decisions


def test_a_plan_is_returned_with_a_reason_that_its_owner_reads(app, hr_client, pm_client, endorsed):
    review(hr_client, endorsed, decision="return", comment="Is there a cheaper one?")

    assert status_of(app, endorsed) is PlanStatus.RETURNED
    assert "Is there a cheaper one?" in pm_client.get("/plan").text
    assert "Is there a cheaper one?" in hr_client.get("/hr/decisions").text


def test_hr_cannot_return_a_plan_without_saying_why(app, hr_client, endorsed):
    page = review(hr_client, endorsed, decision="return", comment="  ")

    assert "Say what needs to change" in page.text
    assert status_of(app, endorsed) is PlanStatus.ENDORSED


@pytest.mark.parametrize("fields", [{"decision": ""}, {"decision": "shrug"}, {"submission": ""}])
def test_an_answer_that_is_none_is_refused_and_stays_on_the_page(app, hr_client, endorsed, fields):
    page = review(hr_client, endorsed, comment="Well thought", **fields)

    assert "Well thought" in page.text
    assert status_of(app, endorsed) is PlanStatus.ENDORSED


def test_a_plan_that_does_not_wait_says_where_it_is(app, hr_client, world):
    plan_id = make(app, world, PlanStatus.SUBMITTED)

    page = hr_client.get(f"/hr/plans/{plan_id}/review")

    assert "The plan does not wait for you just now: With the coach" in page.text


def test_a_second_answer_is_told_that_the_plan_has_moved_on(app, hr_client, endorsed):
    review(hr_client, endorsed)

    page = review(hr_client, endorsed, decision="return", comment="Too dear")

    assert "The plan has moved on meanwhile" in page.text
    assert status_of(app, endorsed) is PlanStatus.APPROVED


def test_of_two_reviewers_at_once_one_is_recorded_and_the_other_told(app, world, endorsed):
    def reviewer(inhabitant, decision):
        client = app.test_client()
        sign_in(client, inhabitant)

        def deed(meet):
            meet()
            return review(client, endorsed, decision=decision, comment="Thought over").text

        return deed

    pages = at_once(app, reviewer(world.hr, "approve"), reviewer(world.reviewing_pm, "return"))

    assert sorted("Review recorded" in page for page in pages) == [False, True]
    assert sorted("The plan has moved on meanwhile" in page for page in pages) == [False, True]
    with inside(app):
        assert db.session.query(PlanReview).count() == 1
