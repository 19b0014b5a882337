"""The outlook and the ladder as pages, early signs on them, and letters in the account."""

import re
from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.models.catalogue import CertificateHeld
from assessments.models.early_signs import DigestWish
from assessments.queries import plans
from assessments.services import forecasting, planning
from assessments.services.forecasting import words
from capability.vocabulary import AssessmentSource, DigestEvery
from tests.assessments.builders import (
    activity,
    all_codes,
    answer,
    inside,
    item_draft,
    person_of,
    role,
    send,
)


@pytest.fixture
def today():
    return now().date()


@pytest.fixture
def assessed(app, world, today):
    """Assessed by two, with a course in a plan that nobody has been shown."""
    with inside(app):
        pm = person_of(world.pm)
        levels = {**dict.fromkeys(all_codes(), 4), "risk": 2}
        answer(pm, levels, on=today)
        answer(pm, levels, rater=person_of(world.coach), source=AssessmentSource.COACH, on=today)
        course = activity("risk_course", {"risk": 1.0})
        item = item_draft("Risk course", activity_id=course.id, starts_on=today, due_on=today)
        planning.add_item(planning.open_plan(pm), item, by=pm)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_every_figure_of_the_page_is_that_of_the_service(app, world, assessed, pm_client, today):
    by = today + timedelta(days=200)
    page = text_of(pm_client.get(f"/outlook?role=programme_manager&by={by}"))

    with inside(app):
        pm = person_of(world.pm)
        found = forecasting.outlook_of(
            pm, role("programme_manager"), plans.current_plan(pm), by=by, today=today
        )
        told = [
            words.readiness_sentence(found.readiness, found.role.name, by, name=None),
            *(words.turn_words(turn) for turn in (*found.critical, *found.areas)),
            *(
                f"{words.chance_words(turn.chance_today)} {words.chance_words(turn.chance)}"
                for turn in found.critical
            ),
            "Risk and opportunity +0.6",
        ]
    for sentence in told:
        assert sentence in page
    assert "no promise and no decision" in page


def test_an_odd_question_is_answered_with_a_sentence_and_the_usual_page(assessed, pm_client):
    past = pm_client.get("/outlook?role=programme_manager&by=2020-01-01")
    odd = pm_client.get("/outlook?role=nothing&by=soon")

    assert "Choose a day after today, at most five years ahead." in past.text
    assert odd.status_code == 200
    for page in (past, odd):
        assert "Readiness for Senior project manager" in page.text


def test_before_the_first_assessment_the_pages_say_what_is_missing(pm_client, app, world):
    assert "An outlook begins with the first self-assessment." in pm_client.get("/outlook").text
    assert "There is no map yet to compare with." in pm_client.get("/ladder").text
    with inside(app):
        pm = person_of(world.pm)
        pm.role = pm.aims_for = None
        db.session.commit()

    assert "Without one there is nothing to hold the map against." in pm_client.get("/outlook").text
    assert pm_client.get("/ladder").status_code == 200


def test_both_pages_speak_chinese(assessed, pm_client):
    for address in ("/outlook?language=zh", "/ladder"):
        page = pm_client.get(address)
        assert (page.status_code, 'lang="zh-Hans"' in page.text) == (200, True)


def test_the_head_sees_no_plan_that_was_never_sent_and_no_signs(
    app, world, assessed, head_client, coach_client, today
):
    with inside(app):
        certificate(world.pm.id, today)
    address = f"/people/{world.pm.id}/outlook"

    before = head_client.get(address).text
    with inside(app):
        send(plans.current_plan(person_of(world.pm)))
    after = head_client.get(address).text

    assert "Risk course" not in before
    assert "Risk course" in after
    assert "Early signs" not in before + after
    assert "PMP expires within three months" in coach_client.get(address).text
    assert "Lin sees that you looked at this map today." in after


def test_the_ladder_says_where_one_stands_and_never_a_figure_without_its_sentence(
    assessed, pm_client
):
    page = text_of(pm_client.get("/ladder"))

    assert page.index("PMO director") < page.index("Your role") < page.index("Project coordinator")
    assert "More in Risk and opportunity" in page
    figures = re.findall(r"[^.]*\d %", page)
    assert figures
    assert all("Model estimate" in each or "probability" in each for each in figures)


def certificate(person_id, today, days=60):
    held = CertificateHeld(person_id=person_id, name="PMP", expires_on=today + timedelta(days=days))
    db.session.add(held)
    db.session.commit()
    return held.id


def put_aside(client, address, world, **changes):
    """Press the button of the first sign on a page."""
    page = client.get(address).text
    fields = dict(re.findall(r'name="(subject|fingerprint|back)" value="([^"]+)"', page))
    target = f"/people/{world.pm.id}/signs/put-aside"
    return client.post(target, data=fields | changes, follow_redirects=True)


@pytest.mark.parametrize(
    ("part", "address"), [("pm", "/home"), ("coach", "/coach/people/{pm}"), ("pm", "/outlook")]
)
def test_a_sign_is_put_aside_where_it_stands_and_comes_back_by_undo(
    app, world, today, pm_client, coach_client, part, address
):
    client = {"pm": pm_client, "coach": coach_client}[part]
    address = address.format(pm=world.pm.id)
    with inside(app):
        certificate(world.pm.id, today)

    page = put_aside(client, address, world)

    assert page.request.path == address
    assert "Seen. It stays away until it changes." in page.text
    assert "PMP expires within three months" not in page.text
    undo = re.search(r'action="([^"]+take-up[^"]+)"', page.text)[1].replace("&amp;", "&")
    again = client.post(undo, follow_redirects=True)
    assert "PMP expires within three months" in again.text


def test_a_sign_that_changed_meanwhile_is_shown_again(app, world, today, pm_client):
    with inside(app):
        held = certificate(world.pm.id, today, days=150)
    page = pm_client.get("/home").text
    fields = dict(re.findall(r'name="(subject|fingerprint|back)" value="([^"]+)"', page))
    target = f"/people/{world.pm.id}/signs/put-aside"
    for _ in range(2):
        pm_client.post(target, data=fields)
    # A second click on the same sign is told as the first.
    assert "changed meanwhile" not in pm_client.get("/account").text
    with inside(app):
        db.session.get_one(CertificateHeld, held).expires_on = today + timedelta(days=10)
        db.session.commit()

    answer = pm_client.post(target, data=fields, follow_redirects=True)

    assert "It has changed meanwhile; here is how it stands now." in answer.text
    assert "PMP expires within three months" in answer.text


def test_the_coach_s_list_counts_the_signs(app, world, today, coach_client):
    with inside(app):
        certificate(world.pm.id, today)

    assert "1 early sign" in coach_client.get("/coach/people").text


def test_letters_are_chosen_in_the_account(app, world, pm_client):
    assert pm_client.post("/account/letters", data={"every": "hourly"}).status_code == 400

    page = pm_client.post("/account/letters", data={"every": "quarter"}, follow_redirects=True)

    assert re.search(r'<input[^>]*checked[^>]*value="quarter"', page.text)
    with inside(app):
        assert db.session.get_one(DigestWish, world.pm.id).every is DigestEvery.QUARTER
    assert "Letters chosen" in pm_client.get("/audit").text
