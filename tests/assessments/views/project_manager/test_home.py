"""The first page: never empty, and one next step."""

from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.services import carrying_out
from capability.lifecycle import PlanStatus
from tests.assessments.builders import (
    all_codes,
    answer,
    hold,
    inside,
    person_of,
    plan_in,
    standing_item,
)


def test_on_the_first_day_the_page_leads_to_the_self_assessment(pm_client):
    page = pm_client.get("/home")

    assert "Hello, Lin" in page.text
    assert "Take your self-assessment: 28 questions, about 17 minutes" in page.text
    assert "Your map is drawn from your first self-assessment." in page.text
    assert "Nothing is due within three months." in page.text
    assert "Nobody but you, so far." in page.text


def test_somebody_whose_role_is_unknown_is_asked_for_it(app, pm_client, world):
    with inside(app):
        person_of(world.pm).role = None
        db.session.commit()

    assert "Tell us your role" in pm_client.get("/home").text


def test_a_form_under_way_says_how_much_is_left(app, pm_client, world):
    with inside(app):
        answer(person_of(world.pm), {"risk": 2, "scope": 2, "cost": 2}, on=None)

    page = pm_client.get("/home")

    assert "Finish your self-assessment: 25 questions, about 15 minutes" in page.text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "Choose what to do about your gaps"),
        (PlanStatus.DRAFT, "Send your plan to your coach"),
        (PlanStatus.SUBMITTED, "Your plan is with your coach"),
        (PlanStatus.ENDORSED, "Your plan is with HR"),
        (PlanStatus.RETURNED, "Your plan came back with a question"),
        (PlanStatus.APPROVED, "When it is done, say in a sentence what shows it."),
    ],
)
def test_each_state_of_the_plan_has_its_next_step(app, pm_client, world, status, words):
    with inside(app):
        pm = person_of(world.pm)
        answer(pm, dict.fromkeys(all_codes(), 2), on=now().date() - timedelta(days=1))
        if status:
            plan_in(status, pm, coach=person_of(world.coach), hr=person_of(world.hr))

    page = pm_client.get("/home")

    assert words in page.text
    assert "<svg" in page.text


def test_what_is_due_and_what_is_done_stand_on_the_page(app, pm_client, world):
    today = now().date()
    with inside(app):
        pm = person_of(world.pm)
        answer(pm, dict.fromkeys(all_codes(), 2), on=today - timedelta(days=1))
        plan = plan_in(
            PlanStatus.APPROVED, pm, coach=person_of(world.coach), hr=person_of(world.hr)
        )
        carrying_out.complete(standing_item(plan), today, "Seen", by=pm)
        for name, days in (("Old pilot", -1), ("New pilot", 20)):
            hold(pm, name=name, expires_on=today + timedelta(days=days))

    page = pm_client.get("/home")

    assert "All items are done: complete your plan" in page.text
    assert "1 of 1 items done" in page.text
    assert "It has expired." in page.text
    assert "It runs out; see what its renewal asks." in page.text
