"""Mentors on the pages: offered, asked, answered, lived, assigned; and closed to everybody else."""

from datetime import timedelta

import pytest
from flask import Flask

from assessments import filters
from assessments.database import db, now
from assessments.models.mentoring import FixedPairing, Mentorship
from assessments.queries import mentors, mentorships
from capability.lifecycle import MentorshipStatus
from tests.assessments.builders import (
    all_codes,
    answer,
    guide,
    inside,
    mentorship,
    offer,
    person_of,
)
from tests.assessments.conftest import client_of
from tests.world import sign_in

TODAY = now().date()
coaching_pm_client = client_of("coaching_pm")

OFFER = {
    "competencies": ["risk", "scope"],
    "places": "2",
    "monthly_hours": "1.5",
    "languages": ["en"],
    "until_on": (TODAY + timedelta(days=30)).isoformat(),
    "statement": "Bring a real case.",
    "version": "0",
}


@pytest.fixture
def ready(app, world):
    """The project manager is short in risk, and somebody who can guide offers it."""
    with inside(app):
        answer(person_of(world.pm), {**dict.fromkeys(all_codes(), 4), "risk": 1}, on=TODAY)
        mentor = guide("Nadia Karim", person=person_of(world.coaching_pm), on=TODAY)
        # Her coach is the other's too, so neither is in the line of the other.
        offer(mentor, statement="Bring a real case.")


def pair_of(app: Flask) -> Mentorship:
    with inside(app):
        pair = db.session.scalars(db.select(Mentorship)).one()
        return mentorships.get_mentorship(pair.id)


def ask(client, world, **fields):
    return client.post(
        f"/mentors/{world.coaching_pm.id}/ask",
        data={"message": "Would you read my register?", "goals": ["risk"], **fields},
        follow_redirects=True,
    )


def test_somebody_offers_to_mentor_and_keeps_what_was_typed_where_it_is_wrong(
    app, pm_client, world
):
    wrong = pm_client.post(
        "/mentors/offer",
        data={
            **OFFER,
            "competencies": [],
            "places": "0",
            "until_on": (TODAY - timedelta(days=1)).isoformat(),
        },
    )
    assert "Choose at least one thing you would help with." in wrong.text
    assert "This day is past." in wrong.text
    assert "Bring a real case." in wrong.text

    page = pm_client.post("/mentors/offer", data=OFFER, follow_redirects=True)
    assert "Your offer stands." in page.text
    assert "1.5 h a month each" in page.text

    late = pm_client.post("/mentors/offer", data={**OFFER, "places": "3"})
    assert "Your offer was changed elsewhere meanwhile." in late.text
    for step, words in (("pause", "Paused: nobody"), ("resume", "stands again"), ("end", "ended")):
        assert words in pm_client.post(f"/mentors/offer/{step}", follow_redirects=True).text
    assert pm_client.post("/mentors/offer/else").status_code == 404
    with inside(app):
        assert mentors.find_offer(person_of(world.pm)).ended_at is not None


def test_a_mentor_is_asked_accepts_and_both_write(app, pm_client, coaching_pm_client, world, ready):
    page = pm_client.get("/mentors")
    assert "Nadia Karim" in page.text
    assert "1 of 1 place free" in page.text
    form = pm_client.get(f"/mentors/{world.coaching_pm.id}/ask")
    assert "What you tick, Nadia sees with its levels" in form.text
    assert "Bring a real case." in form.text
    assert "Write a sentence or two" in ask(pm_client, world, message=" ").text

    assert "Asked. You see the answer here." in ask(pm_client, world).text
    pair = pair_of(app)
    url = f"/mentorships/{pair.id}"
    request = coaching_pm_client.get("/mentors")
    assert "Would you read my register?" in request.text
    assert "from about 1.0 to about 1.3" in request.text
    assert "waiting: </span>1" in request.text

    begun = coaching_pm_client.post(
        f"{url}/answer/accept", data={"word": "Gladly."}, follow_redirects=True
    )
    assert "You and Lin Yue begin today." in begun.text
    assert "Gladly." in pm_client.get(url).text
    assert "Mentoring with Nadia Karim" in pm_client.get("/plan").text
    again = coaching_pm_client.post(
        f"{url}/answer/decline", data={"word": "No"}, follow_redirects=True
    )
    assert "Something changed meanwhile" in again.text

    meeting = {"takes_place_on": TODAY.isoformat(), "notes": "Read the register.", "next_steps": ""}
    wrong = coaching_pm_client.post(f"{url}/meetings", data={**meeting, "takes_place_on": ""})
    assert "Read the register." in wrong.text
    coaching_pm_client.post(f"{url}/meetings", data=meeting)
    met = pair_of(app).meetings[0]
    edit = f"/mentorship-meetings/{met.id}"
    mine = {**meeting, "notes": "And rewrote it.", "version": met.version}
    kept = pm_client.post(edit, data=mine, follow_redirects=True)
    assert "And rewrote it." in kept.text
    late = coaching_pm_client.post(edit, data={**meeting, "notes": "Mine.", "version": met.version})
    assert "Lin Yue changed it meanwhile." in late.text
    assert "Mine." in late.text
    assert (
        "And rewrote it."
        not in coaching_pm_client.post(f"{edit}/remove", follow_redirects=True).text
    )
    assert (
        "And rewrote it." in coaching_pm_client.post(f"{edit}/restore", follow_redirects=True).text
    )

    assert "Half-way, from" in pm_client.get(url).text
    assert "Choose one." in pm_client.post(f"{url}/rate/midpoint", data={}).text
    rated = pm_client.post(f"{url}/rate/midpoint", data={"helped": "4", "statement": "Concrete."},
                           follow_redirects=True)  # fmt: skip
    assert "Nadia Karim reads it too." in rated.text
    assert "Concrete." in coaching_pm_client.get(url).text
    assert "Change what you said…" in pm_client.get(url).text
    goals = pm_client.post(f"{url}/goals", data={"goals": [], "version": pair_of(app).version},
                           follow_redirects=True)  # fmt: skip
    assert "None is shared." in goals.text
    silent = pm_client.post(f"{url}/end/early", data={"word": " "})
    assert "Write a sentence: Nadia Karim reads it." in silent.text
    over = pm_client.post(f"{url}/end/completed", data={"word": "Thank you."},
                          follow_redirects=True)  # fmt: skip
    assert "It is over, and the place is free." in over.text
    assert "Thank you." in coaching_pm_client.get(url).text
    assert pair_of(app).status is MentorshipStatus.COMPLETED
    goals = pm_client.get(f"{url}/goals", follow_redirects=True)
    assert "It is over; its goals stay as they are." in goals.text
    # It was planned for half a year, and lasted a day.
    with inside(app):
        planned = filters.day(TODAY + timedelta(days=180))
    assert planned not in pm_client.get(url).text


def test_a_full_mentor_has_a_waiting_list_and_a_request_is_taken_back_and_put_back(
    app, pm_client, other_pm_client, coaching_pm_client, world, ready
):
    with inside(app):
        mentorship(person_of(world.other_pm), person_of(world.coaching_pm), MentorshipStatus.ASKED)
    assert "Join the waiting list" in pm_client.get("/mentors").text

    page = ask(pm_client, world)

    assert "You are in the waiting list of Nadia Karim." in page.text
    assert "Number 1 in the waiting list" in page.text
    with inside(app):
        waiting = mentorships.find_open(world.pm.id, world.coaching_pm.id).id
        other = mentorships.find_open(world.other_pm.id, world.coaching_pm.id).id
    pm_client.post(f"/mentorships/{waiting}/withdraw")
    assert (
        "Your request stands again."
        in pm_client.post(f"/mentorships/{waiting}/restore", follow_redirects=True).text
    )
    no = f"/mentorships/{other}/answer/decline"
    silent = coaching_pm_client.post(no, data={"word": ""})
    assert f"Write a sentence: {world.other_pm.name} reads it." in silent.text
    # A browser counts a new line as one character, and sends two.
    word = "Not now." + "\r\n" * 100 + "x" * 1892
    coaching_pm_client.post(no, data={"word": word})
    with inside(app):
        assert mentorships.get_mentorship(other).answer == word.replace("\r\n", "\n")
    assert "Not now." in other_pm_client.get(f"/mentorships/{other}").text
    assert "A place became free on" in pm_client.get("/mentors").text


def test_a_suggestion_is_declined_with_a_reason_and_let_back(pm_client, world, ready):
    page = pm_client.get("/suggestions")
    assert f"/mentors/{world.coaching_pm.id}/ask" in page.text
    fingerprint = page.text.split('name="fingerprint" value="')[-1].split('"')[0]

    declined = pm_client.post(
        f"/mentors/{world.coaching_pm.id}/decline",
        data={"fingerprint": fingerprint, "reason": "other_way"},
        follow_redirects=True,
    )

    assert "Nobody to suggest just now" in declined.text
    assert "I would rather learn it another way" in declined.text
    subject = f"mentor:{world.coaching_pm.id}"
    back = pm_client.post(f"/suggestions/take-back/{subject}?back=mentors", follow_redirects=True)
    assert "1 of 1 place free" in back.text


def test_nobody_is_told_by_an_address_who_is_not_suggested(pm_client, world, ready):
    for page in (
        pm_client.get(f"/mentors/{world.other_pm.id}/ask", follow_redirects=True),
        pm_client.post(f"/mentors/{world.other_pm.id}/decline", follow_redirects=True),
    ):
        assert "This cannot be asked now." in page.text
        assert world.other_pm.name not in page.text


@pytest.mark.parametrize("reader", ["other_pm", "coach", "head", "hr", "administrator"])
def test_only_the_two_see_a_mentorship_and_a_coach_its_dates(app, world, reader):
    with inside(app):
        pair = mentorship(person_of(world.pm), person_of(world.coaching_pm))
        pair.message = "Between the two of us."
        db.session.commit()
        pair_id, meeting_id = pair.id, pair.meetings[0].id
    client = app.test_client()
    sign_in(client, getattr(world, reader))

    for path in (f"/mentorships/{pair_id}", f"/mentorship-meetings/{meeting_id}"):
        assert client.get(path).status_code == 403
    page = client.get("/coach/mentors")
    assert page.status_code == (200 if reader == "coach" else 403)
    if reader == "coach":
        assert "Nadia Karim" in page.text
        assert "Under way" in page.text
    assert "Between the two of us." not in page.text


def test_a_coach_sees_the_cost_of_a_change_keeps_it_and_proposes(
    app, coach_client, pm_client, coaching_pm_client, world, ready
):
    page = coach_client.get("/coach/mentors")
    assert "Lin Yue" in page.text
    pair = f"{world.pm.id}:{world.coaching_pm.id}"
    assert f'value="{pair}"' in page.text
    change = f"/coach/mentors/{world.pm.id}?mentor={world.coaching_pm.id}"
    assert "It costs nothing" in coach_client.get(change).text

    fixed = coach_client.post(
        f"/coach/mentors/{world.pm.id}/fix/{world.coaching_pm.id}", follow_redirects=True
    )
    assert "Lin Yue with Nadia Karim: fixed." in fixed.text
    assert (
        "Left open again"
        in coach_client.post(f"/coach/mentors/{world.pm.id}/release", follow_redirects=True).text
    )
    with inside(app):
        assert db.session.scalar(db.select(FixedPairing)) is None
    assert (
        "Choose at least one pair."
        in coach_client.post("/coach/mentors/propose", follow_redirects=True).text
    )
    for word in ("x", f"{'9' * 5000}:1"):
        wrong = coach_client.post("/coach/mentors/propose", data={"pair": word})
        assert wrong.status_code == 400

    proposed = coach_client.post(
        "/coach/mentors/propose", data={"pair": pair}, follow_redirects=True
    )
    assert "Proposed to both sides of 1 pair." in proposed.text
    pair_id = pair_of(app).id
    for path in ("/mentors", f"/mentorships/{pair_id}"):
        assert "Mara Haddad proposes the two of you" in pm_client.get(path).text
    yes = pm_client.post(f"/mentorships/{pair_id}/answer/accept", follow_redirects=True)
    assert "It begins once Nadia Karim has too." in yes.text
    assert "Lin Yue has said yes" in coach_client.get("/coach/mentors").text
    coaching_pm_client.post(f"/mentorships/{pair_id}/answer/accept")
    assert pair_of(app).status is MentorshipStatus.RUNNING
    again = coach_client.post("/coach/mentors/propose", data={"pair": pair}, follow_redirects=True)
    assert "1 pair cannot be made any more and was left out." in again.text
    assert "Proposed to both sides" not in again.text
    late = coach_client.post(f"/coach/mentorships/{pair_id}/withdraw", follow_redirects=True)
    assert "Somebody has answered meanwhile, so it stands." in late.text


def test_a_fixed_pair_that_lapsed_is_told_and_left_open(app, coach_client, world, ready):
    fix = f"/coach/mentors/{world.pm.id}/fix/{world.coaching_pm.id}"
    coach_client.post(fix)
    with inside(app):
        mentors.find_offer(person_of(world.coaching_pm)).is_paused = True
        db.session.commit()

    page = coach_client.get("/coach/mentors")
    assert "as things stand that pair cannot be made" in page.text
    assert "Propose the chosen pairs" not in page.text
    assert "This pair cannot be made any more." in (
        coach_client.post(fix, follow_redirects=True).text
    )
    left = coach_client.post(f"/coach/mentors/{world.pm.id}/release", follow_redirects=True)
    assert "as things stand that pair cannot be made" not in left.text


def test_who_is_suggested_towards_another_role_can_be_asked_and_declined(app, pm_client, world):
    with inside(app):
        # Her own role asks 2 of it, a portfolio manager's 4.5.
        levels = {**dict.fromkeys(all_codes(), 5), "strategy": 2}
        answer(person_of(world.pm), levels, on=TODAY)
        mentor = person_of(world.coaching_pm)
        offer(guide("Nadia Karim", person=mentor, codes=["strategy"], on=TODAY))
    towards = "/suggestions?hours=40&budget=2000&role=portfolio_manager"
    ask_url = f"/mentors/{world.coaching_pm.id}/ask?role=portfolio_manager"
    page = pm_client.get(towards)
    assert ask_url in page.text
    assert "This cannot be asked now" in (
        pm_client.get(f"/mentors/{world.coaching_pm.id}/ask", follow_redirects=True).text
    )
    assert "What you tick, Nadia sees" in pm_client.get(ask_url).text

    fingerprint = page.text.split('name="fingerprint" value="')[-1].split('"')[0]
    declined = pm_client.post(
        f"/mentors/{world.coaching_pm.id}/decline?back=suggestions&{towards.partition('?')[2]}",
        data={"fingerprint": fingerprint, "reason": "other"},
    )

    assert declined.location.startswith("/suggestions?")
    assert ask_url not in pm_client.get(declined.location).text


def test_a_coach_takes_a_proposal_back(app, coach_client, world, ready):
    coach_client.post(
        "/coach/mentors/propose", data={"pair": f"{world.pm.id}:{world.coaching_pm.id}"}
    )

    page = coach_client.post(
        f"/coach/mentorships/{pair_of(app).id}/withdraw", follow_redirects=True
    )

    assert "Taken back." in page.text
    assert pair_of(app).status is MentorshipStatus.WITHDRAWN


def test_the_pages_are_there_in_chinese_and_empty(other_pm_client, other_coach_client, world):
    assert 'lang="zh' in other_pm_client.get("/mentors?language=zh").text
    assert other_coach_client.get("/coach/mentors?mode=stable").status_code == 200
    assert other_coach_client.get("/coach/mentors/999999").status_code == 404
    own = other_coach_client.get(f"/coach/mentors/{world.other_pm.id}", follow_redirects=True)
    assert "has no named gap" in own.text
