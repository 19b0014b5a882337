"""The project manager's answers to what a coach proposes."""

import re

import pytest

from assessments.queries import plans
from assessments.services import proposing
from assessments.services.proposing import Aim
from capability.lifecycle import PlanItemStatus, PlanStatus
from tests.assessments.builders import TODAY, activity, inside, person_of, plan_in


@pytest.fixture
def proposal(app, world):
    """Return what brings the plan into a state and proposes something: its key."""

    def make(status=PlanStatus.DRAFT):
        with inside(app):
            pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
            plan_in(status, pm, coach=coach, hr=hr)
            workshop = activity("risk_days", {"risk": 0.5})
            found = proposing.propose(workshop, {pm.id: Aim()}, "", by=coach, today=TODAY)
            return found.first_item_id

    return make


def status_of(app, key):
    with inside(app):
        item = plans.get_item(key)
        return item.status, item.plan.status


def test_the_page_of_the_plan_and_the_menu_tell_of_it(pm_client, coach_client, proposal):
    proposal()

    page = pm_client.get("/plan").text

    assert "Mara Haddad proposes" in page
    assert re.search(r"waiting: </span>1</span>", page)
    assert "Keep" in page
    assert "Decline…" in page


def test_the_coach_sees_that_it_is_not_answered_and_cannot_answer(
    app, world, pm_client, coach_client, proposal
):
    key = proposal()
    with inside(app):
        plan_id = plans.get_item(key).plan_id

    page = coach_client.get(f"/plans/{plan_id}").text

    assert "Not answered yet." in page
    assert f"/proposals/{key}/" not in page
    assert coach_client.post(f"/proposals/{key}/keep").status_code == 403


def test_it_is_kept_and_that_can_be_undone(app, pm_client, proposal):
    key = proposal()

    kept = pm_client.post(f"/proposals/{key}/keep?back=home")

    assert kept.location == "/home"
    assert status_of(app, key)[0] is PlanItemStatus.PLANNED
    assert f"/proposals/{key}/reconsider" in pm_client.get("/home").text
    pm_client.post(f"/proposals/{key}/reconsider")
    assert status_of(app, key)[0] is PlanItemStatus.PROPOSED


def test_declining_asks_why_and_what_was_said_stays_to_be_read(
    app, pm_client, coach_client, proposal
):
    key = proposal()

    pm_client.post(f"/proposals/{key}/decline", data={"reason": " "})
    assert "Say why in a few words" in pm_client.get("/plan").text
    assert status_of(app, key)[0] is PlanItemStatus.PROPOSED

    pm_client.post(f"/proposals/{key}/decline", data={"reason": "I gave it myself."})
    assert "Declined: I gave it myself." in pm_client.get("/plan").text
    assert status_of(app, key)[0] is PlanItemStatus.DECLINED


def test_an_approved_plan_says_first_that_it_goes_round_again(app, pm_client, proposal):
    key = proposal(PlanStatus.APPROVED)

    page = pm_client.get("/plan").text
    assert "Keep it and open the plan" in page

    pm_client.post(f"/proposals/{key}/keep")
    assert status_of(app, key) == (PlanItemStatus.PLANNED, PlanStatus.DRAFT)
    assert "Your plan is open for changes" in pm_client.get("/plan").text


@pytest.mark.parametrize("status", [PlanStatus.SUBMITTED, PlanStatus.ENDORSED])
def test_while_the_plan_is_on_its_way_keeping_waits_and_says_so(app, pm_client, proposal, status):
    key = proposal(status)

    page = pm_client.get("/plan").text
    assert "Your plan is on its way, so you can keep this once it is back with you." in page
    assert f"/proposals/{key}/keep" not in page

    pm_client.post(f"/proposals/{key}/keep")
    assert "You can keep this once it is back with you." in pm_client.get("/plan").text
    assert status_of(app, key) == (PlanItemStatus.PROPOSED, status)


def test_an_answer_that_comes_twice_is_told(app, pm_client, proposal):
    key = proposal()
    pm_client.post(f"/proposals/{key}/keep")

    pm_client.post(f"/proposals/{key}/decline", data={"reason": "No"})

    assert "This has been answered meanwhile" in pm_client.get("/plan").text
    assert pm_client.post(f"/proposals/{key}/shrug").status_code == 404


def test_somebody_else_answers_for_nobody(other_pm_client, proposal):
    assert other_pm_client.post(f"/proposals/{proposal()}/keep").status_code == 403
