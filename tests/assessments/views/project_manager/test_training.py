"""The page of a training plan: asked by address, taken, proposed, kept, set side by side."""

import re

import pytest
from flask import Flask

from assessments.database import db, now
from assessments.models.audit import MapViewing
from assessments.models.training import TrainingDraft
from assessments.queries import plans
from assessments.services.keeping import forget_everything
from assessments.services.training import drafts
from assessments.services.training.wishes import TrainingWishes
from capability.lifecycle import PlanItemStatus
from tests.assessments.builders import (
    activity,
    all_codes,
    answer,
    clear_catalogue,
    inside,
    person_of,
    plan_for,
    send,
)

PAGE = "/training-plan"
ASKED = "hours=20&quarters=2&budget=300&at_once=&role=project_manager&speaks=en"


@pytest.fixture
def ground(app: Flask, world):
    """A project manager with two gaps and three activities for them."""
    with inside(app):
        clear_catalogue()
        answer(
            person_of(world.pm),
            {**dict.fromkeys(all_codes(), 5), "risk": 1, "scope": 2},
            on=now().date(),
        )
        activity("risk_course", {"risk": 0.8}, cost=200.0)
        activity("scope_course", {"scope": 0.5})
        activity("dear_course", {"scope": 0.8, "risk": 0.8}, cost=900.0)


def whole(client, address):
    """Return the page once its reasons stand there too, as its script or its link asks for them."""
    page = client.get(address)
    later = re.search(r'data-whole-page="([^"]+)"', page.text)
    return client.get(later.group(1).replace("&amp;", "&")) if later else page


def follow(page, words):
    """Return the address of a link by the words it begins with."""
    found = re.search(rf'href="([^"]+)">{re.escape(words)}', page.text)
    assert found, words
    return found.group(1).replace("&amp;", "&")


@pytest.mark.usefixtures("ground")
def test_a_plan_is_worked_out_within_the_wishes_of_the_address(pm_client):
    page = whole(pm_client, f"{PAGE}?{ASKED}")

    assert "2 activities close about" in page.text
    assert "Why these" in page.text
    assert "With it the plan would go over the budget." in page.text
    assert "€1,000 more would bring about" in page.text
    assert 'value="risk_course"' in page.text
    assert "The training plan over time" in page.text


@pytest.mark.usefixtures("ground")
def test_the_plan_comes_before_its_reasons_and_with_them_once_they_are_known(pm_client):
    forget_everything()
    first = pm_client.get(f"{PAGE}?{ASKED}")
    assert "2 activities close about" in first.text
    assert "With it the plan would go over the budget." not in first.text
    assert "Show what each is worth" in first.text

    whole(pm_client, f"{PAGE}?{ASKED}")

    again = pm_client.get(f"{PAGE}?{ASKED}")
    assert "With it the plan would go over the budget." in again.text
    assert "Show what each is worth" not in again.text


@pytest.mark.usefixtures("ground")
def test_the_usual_wishes_are_those_of_the_organisation(pm_client):
    page = pm_client.get(PAGE)

    assert page.status_code == 200
    assert 'name="quarters"' in page.text


@pytest.mark.usefixtures("ground")
def test_pin_leave_out_and_replace_solve_again_at_once(pm_client):
    page = whole(pm_client, f"{PAGE}?{ASKED}")

    without = whole(pm_client, follow(page, "Leave out"))
    assert "1 activity closes about" in without.text
    assert "Left out of this plan by hand." in without.text
    pinned = whole(pm_client, follow(without, "Pin<"))
    assert "Pinned." in pinned.text
    back = whole(pm_client, follow(pinned, "Let it back in"))
    assert "2 activities close about" in back.text
    forced = whole(pm_client, f"{PAGE}?{ASKED}&pin=dear_course")
    assert "These wishes cannot be kept together." in forced.text
    assert "Allow a budget of €900 or more." in forced.text
    assert "Unpin Dear course." in forced.text
    opened = whole(pm_client, follow(forced, "Try it"))
    assert "Pinned." in opened.text


@pytest.mark.usefixtures("ground")
def test_what_is_ticked_goes_into_the_plan_and_out_again(app, pm_client, world):
    answer_page = pm_client.post(f"{PAGE}/take?{ASKED}", data={"activity": ["risk_course"]})
    assert answer_page.location.endswith("/plan#items")
    page = pm_client.get("/plan")
    assert "1 item is in your plan." in page.text
    assert "Risk course" in page.text

    again = f"{PAGE}/take?{ASKED}"
    told = pm_client.post(again, data={"activity": ["risk_course"]}, follow_redirects=True)
    assert "Nothing new: what was ticked is in your plan" in told.text

    undo = re.search(r'action="(/training-plan/take-out[^"]+)"', page.text).group(1)
    page = pm_client.post(undo.replace("&amp;", "&"), follow_redirects=True)

    assert "1 item is out of your plan." in page.text
    twice = pm_client.post(undo.replace("&amp;", "&"), follow_redirects=True)
    assert "It is out of your plan already." in twice.text
    both = pm_client.post(
        again, data={"activity": ["risk_course", "dear_course"]}, follow_redirects=True
    )
    assert "1 item is in your plan. The rest was there already, or fits no longer." in both.text
    pm_client.post(re.search(r'action="(/training-plan/take-out[^"]+)"', both.text).group(1))
    with inside(app):
        items = plans.current_plan(person_of(world.pm)).items
        assert [each.removed_at is None for each in items] == [False, False]


@pytest.mark.usefixtures("ground")
def test_nothing_ticked_a_plan_on_its_way_and_odd_wishes_are_told(app, pm_client, world):
    page = pm_client.post(f"{PAGE}/take?{ASKED}", follow_redirects=True)
    assert "Tick at least one activity first." in page.text

    page = pm_client.get(f"{PAGE}?hours=-1&quarters=99&budget=much&role=nobody&speaks=xx&pin=%20")
    assert page.status_code == 200
    assert "still open" in page.text
    page = pm_client.get(f"{PAGE}?{ASKED}&pin=nothing_so&without=nothing_else")
    assert "Ask the PMO" in page.text or "Unpin nothing_so." in page.text
    page = pm_client.post(
        f"{PAGE}/take?hours=x", data={"activity": ["risk_course"]}, follow_redirects=True
    )
    assert "still open" in page.text
    assert "Tick at least one" not in page.text
    assert pm_client.post(f"{PAGE}/take-out?item={10**20}").status_code == 302

    with inside(app):
        send(plan_for(person_of(world.pm)))
    page = pm_client.post(
        f"{PAGE}/take?{ASKED}", data={"activity": ["risk_course"]}, follow_redirects=True
    )
    assert "Open it for changes first" in page.text


@pytest.mark.usefixtures("ground")
def test_declining_on_the_page_keeps_the_wishes_and_remembers_the_reason(pm_client):
    page = pm_client.get(f"{PAGE}?{ASKED}")
    url = re.search(r'action="(/suggestions/decline/activity:risk_course[^"]+)"', page.text)
    mark = re.search(r'name="fingerprint" value="(\w+)"', page.text[url.end() :]).group(1)

    answer_page = pm_client.post(
        url.group(1).replace("&amp;", "&"), data={"reason": "known", "fingerprint": mark}
    )
    assert answer_page.location.startswith(f"{PAGE}?")
    assert "budget=300" in answer_page.location
    page = whole(pm_client, answer_page.location)

    assert "I know this already." in page.text
    back = re.search(r'action="(/suggestions/take-back/activity:risk_course[^"]+)"', page.text)
    page = pm_client.post(back.group(1).replace("&amp;", "&"), follow_redirects=True)
    assert "2 activities close about" in page.text


@pytest.mark.usefixtures("ground")
def test_drafts_are_kept_compared_and_removed(app, pm_client, world):
    keep = f"/people/{world.pm.id}/training-plan/drafts"
    for name, asked in (("Rich", ASKED), ("Poor", ASKED.replace("budget=300", "budget=100"))):
        page = pm_client.post(f"{keep}?{asked}", data={"name": name}, follow_redirects=True)
        assert f"“{name}” is kept." in page.text
    again = pm_client.post(f"{keep}?{ASKED}", data={"name": "Rich"})
    assert "There is a draft of this name already." in again.text
    for name in (" ", "\u200b"):
        assert "Give it a name." in pm_client.post(f"{keep}?{ASKED}", data={"name": name}).text
    with inside(app):
        ids = [each.id for each in drafts.list_drafts(person_of(world.pm))]

    compare = f"/people/{world.pm.id}/training-plan/compare"
    assert "Set side by side" in pm_client.get(compare).text
    page = pm_client.get(f"{compare}?draft={ids[0]}&draft={ids[1]}")
    assert page.text.count("Risk course") == 1
    assert "Where each would lead" in page.text
    one_twice = pm_client.get(f"{compare}?draft={ids[0]}&draft={ids[0]}").text
    assert "Choose two different drafts." in one_twice
    assert "Where each would lead" not in one_twice

    page = pm_client.post(f"/training-drafts/{ids[0]}/remove", follow_redirects=True)
    undo = re.search(rf'action="({keep}\?name=[^"]+)"', page.text).group(1).replace("&amp;", "&")
    assert "is removed." in page.text
    pm_client.post(undo)
    with inside(app):
        assert db.session.query(TrainingDraft).count() == 2


@pytest.mark.usefixtures("ground")
def test_a_coach_proposes_from_the_same_page(app, coach_client, pm_client, world):
    address = f"/people/{world.pm.id}/training-plan"
    page = coach_client.get(f"{address}?{ASKED}")
    assert "Propose what is ticked" in page.text
    assert "Not for me" not in page.text
    with inside(app):
        assert db.session.query(MapViewing).filter_by(person_id=world.pm.id).count() == 1

    page = coach_client.post(f"{address}/propose?{ASKED}", data={"reason": "As we said."})
    assert "Tick at least one activity first." in page.text
    assert ">As we said.</textarea>" in page.text
    assert coach_client.post(f"{address}/take-back?item={10**20}").status_code == 302
    page = coach_client.post(
        f"{address}/propose?{ASKED}",
        data={"activity": ["risk_course", "scope_course"], "reason": "As we said."},
        follow_redirects=True,
    )
    assert "2 items are proposed to Lin." in page.text
    assert "As we said." in pm_client.get("/plan").text
    again = coach_client.post(
        f"{address}/propose?{ASKED}", data={"activity": ["risk_course"]}, follow_redirects=True
    )
    assert "Nothing new: Lin has what was ticked" in again.text
    undo = re.search(rf'action="({address}/take-back[^"]+)"', page.text).group(1)
    page = coach_client.post(undo.replace("&amp;", "&"), follow_redirects=True)
    assert "2 items are taken back." in page.text
    page = coach_client.post(undo.replace("&amp;", "&"), follow_redirects=True)
    assert "so it stands" in page.text
    with inside(app):
        items = plans.current_plan(person_of(world.pm)).items
        assert {each.status for each in items} == {PlanItemStatus.PROPOSED}


def test_nobody_else_opens_it_and_without_a_map_it_says_what_comes_first(
    pm_client, other_coach_client, hr_client, head_client, world
):
    address = f"/people/{world.pm.id}/training-plan"
    for client in (other_coach_client, hr_client, head_client):
        assert client.get(address).status_code == 403
        assert client.post(f"{address}/drafts?{ASKED}", data={"name": "x"}).status_code == 403
    assert "A plan follows from a map" in pm_client.get(PAGE).text


@pytest.mark.usefixtures("ground")
def test_it_speaks_chinese(pm_client):
    page = pm_client.get(f"{PAGE}?{ASKED}&language=zh")

    assert page.status_code == 200
    assert "zh" in re.search(r'<html[^>]+lang="([^"]+)"', page.text).group(1)


def test_a_coach_sorts_the_activities(coach_client, pm_client):
    page = coach_client.get("/coach/activities?sort=people&competency=risk")

    assert "nobody has completed it in a plan" in page.text
    assert (
        coach_client.get("/coach/activities?sort=odd&competency=nothing&page=99").status_code == 200
    )
    assert pm_client.get("/coach/activities").status_code == 403


def test_an_odd_draft_and_person_are_not_found(pm_client, world):
    wishes = TrainingWishes(10, 2, 500, None, ("en",), is_balanced=True)

    assert wishes.as_question("x")["balanced"] == "y"
    assert pm_client.post("/training-drafts/999999/remove").status_code == 404
    assert pm_client.get("/people/999999/training-plan").status_code == 404
    assert pm_client.get(f"/people/{world.other_pm.id}/training-plan/compare").status_code == 403
