"""Suggestions on the page: worked out within limits, taken into the plan, declined."""

import re
from datetime import date

import pytest

from assessments.database import db
from assessments.models.development import DeclinedSuggestion
from assessments.queries import plans
from capability.lifecycle import PlanStatus
from capability.vocabulary import Degree, ProjectStatus
from tests.assessments.builders import (
    activity,
    all_codes,
    answer,
    clear_catalogue,
    inside,
    lead,
    person_of,
    plan_in,
)


@pytest.fixture
def assessed(app, world):
    """The project manager is short in risk alone, and one course answers it."""
    with inside(app):
        answer(person_of(world.pm), {**dict.fromkeys(all_codes(), 4), "risk": 1})
        clear_catalogue()
        activity("risk_course", {"risk": 0.5}, cost=100.0, hours=10.0)


def items_of(app, world):
    with inside(app):
        return [item.title for item in plans.list_items(person_of(world.pm))]


def declined_of(app):
    with inside(app):
        return [each.subject for each in db.session.scalars(db.select(DeclinedSuggestion))]


def decline(client, page, subject, **fields):
    form = re.search(
        rf'action="(/suggestions/decline/{re.escape(subject)}[^"]*)".*?name="fingerprint" '
        r'value="([^"]+)"',
        page.text,
        re.S,
    )
    return client.post(form[1], data={"fingerprint": form[2], "reason": "no_time", **fields})


def test_without_a_map_the_page_says_that_it_would_be_guessing(pm_client):
    assert "without it we would be guessing" in pm_client.get("/suggestions").text


def test_a_suggestion_stands_with_its_reasons_cost_and_hours(pm_client, assessed):
    page = pm_client.get("/suggestions")

    assert "Risk course" in page.text
    assert "Risk and opportunity: you say 1.0" in page.text
    assert "from about 1.0 to about 1.3" in page.text
    assert "€100" in page.text
    assert "10 h" in page.text
    assert "Goes away when" in page.text
    assert "Nobody to suggest just now" in page.text


def test_limits_can_be_changed_and_stay_in_the_address(pm_client, assessed):
    narrow = pm_client.get("/suggestions?hours=9&budget=3000&role=project_manager")
    wide = pm_client.get("/suggestions?hours=10&budget=3000&role=project_manager")

    assert "Nothing fits within these limits" in narrow.text
    assert "/suggestions/take/activity/risk_course?hours=10" in wide.text.replace("&amp;", "&")


@pytest.mark.parametrize("query", ["hours=many&budget=1", "hours=-1&budget=1", "hours=1", "hours="])
def test_limits_that_cannot_be_are_refused_and_the_usual_ones_hold(pm_client, assessed, query):
    page = pm_client.get(f"/suggestions?{query}&role=project_manager")

    assert page.status_code == 200
    assert "Risk course" in page.text


def test_another_role_can_be_looked_towards(pm_client, assessed):
    page = pm_client.get("/suggestions?hours=60&budget=3000&role=portfolio_manager")

    assert page.status_code == 200


def test_where_no_gap_is_named_that_is_said(app, pm_client, world):
    with inside(app):
        answer(person_of(world.pm), dict.fromkeys(all_codes(), 5))

    assert "No gap calls for training" in pm_client.get("/suggestions").text


def test_where_the_catalogue_has_nothing_new_that_is_said(app, pm_client, world, assessed):
    pm_client.post("/suggestions/take/activity/risk_course")

    assert "The catalogue has nothing new for your gaps" in pm_client.get("/suggestions").text


def test_a_suggestion_is_taken_into_the_plan_and_can_be_taken_out(app, pm_client, world, assessed):
    page = pm_client.post(
        "/suggestions/take/activity/risk_course?hours=10&budget=3000&role=project_manager",
        follow_redirects=True,
    )

    assert "“Risk course” is in your plan." in page.text
    assert items_of(app, world) == ["Risk course"]
    twice = pm_client.post("/suggestions/take/activity/risk_course", follow_redirects=True)
    assert "“Risk course” is in your plan already, or proposed for it." in twice.text
    assert items_of(app, world) == ["Risk course"]
    undo = re.search(r'"(/items/\d+/remove\?back=suggestions)"', page.text)[1]
    assert pm_client.post(undo).location == "/suggestions"
    assert items_of(app, world) == []


def test_a_certificate_is_suggested_with_what_is_asked(app, pm_client, world, assessed):
    with inside(app):
        pm = person_of(world.pm)
        pm.degree, pm.education_hours = Degree.BACHELOR, 35
        lead(pm, started_on=date(2015, 1, 1), status=ProjectStatus.ACTIVE)
        lead(pm, started_on=date(2015, 1, 1), is_confirmed=False)

    page = pm_client.get("/suggestions")

    assert "You are likely eligible now" in page.text
    assert "96, asked 36" in page.text
    assert "1 project gives no months: dates missing." in page.text
    assert "thin in Risk and opportunity" in page.text


@pytest.mark.parametrize("address", ["nothing/risk_course", "activity/nothing", "mentor/1"])
def test_what_does_not_exist_is_not_taken_and_begins_no_plan(app, pm_client, world, address):
    assert pm_client.post(f"/suggestions/take/{address}").status_code == 404

    with inside(app):
        assert plans.current_plan(person_of(world.pm)) is None


def test_a_plan_on_its_way_takes_nothing_up(app, pm_client, world, assessed):
    with inside(app):
        plan_in(
            PlanStatus.SUBMITTED, person_of(world.pm), coach=person_of(world.coach),
            hr=person_of(world.hr),
        )  # fmt: skip

    page = pm_client.post("/suggestions/take/activity/risk_course", follow_redirects=True)

    assert "Your plan is on its way." in page.text
    assert items_of(app, world) == ["Risk workshop"]


def test_a_declined_suggestion_stays_away_until_it_is_let_back(app, pm_client, assessed):
    page = pm_client.get("/suggestions")

    gone = decline(pm_client, page, "activity:risk_course")
    without = pm_client.get(gone.location)
    back = pm_client.post("/suggestions/take-back/activity:risk_course", follow_redirects=True)

    assert "Declined. It stays away until something changes." in without.text
    assert "No time in this period" in without.text
    assert "/suggestions/take/activity/risk_course" not in without.text
    assert "It may be suggested again." in back.text
    assert "/suggestions/take/activity/risk_course" in back.text


def test_a_reason_that_does_not_exist_is_refused(app, pm_client, assessed):
    page = pm_client.get("/suggestions")

    assert decline(pm_client, page, "activity:risk_course", reason="whim").status_code == 400
    assert declined_of(app) == []
