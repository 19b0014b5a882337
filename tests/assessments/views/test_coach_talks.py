"""Talks and hand-overs on the pages of the coach and of the person they are about."""

from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.models.coaching import Talk
from assessments.services import handing_over, talking
from tests.assessments.builders import inside, person_of
from tests.world import sign_in

TODAY = now().date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def talk_of(app, world, day=TOMORROW, notes="", part="pm"):
    with inside(app):
        return talking.plan_talk(
            person_of(getattr(world, part)), day, notes, by=person_of(world.coach)
        ).id


def stored(app, talk_id):
    with inside(app):
        talk = db.session.get_one(Talk, talk_id)
        return talk.takes_place_on, talk.notes, talk.removed_at is None


def test_a_talk_is_planned_and_both_see_it(app, coach_client, pm_client, world):
    new = f"/coach/people/{world.pm.id}/talks/new"
    shown = coach_client.get(new)
    page = coach_client.post(
        new,
        data={"takes_place_on": TOMORROW.isoformat(), "notes": "The <bridge>."},
        follow_redirects=True,
    )

    assert "Lin reads this as you write it" in shown.text
    assert "kept." in page.text
    assert "The &lt;bridge&gt;." in page.text
    for address in ("/talks", "/home"):
        assert "Mara Haddad" in pm_client.get(address).text
    assert "The &lt;bridge&gt;." in pm_client.get("/talks").text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"takes_place_on": ""}, "Say on which day."),
        ({"takes_place_on": "tomorrow"}, "Write a day as year-month-day"),
        ({"takes_place_on": "2206-01-01"}, "This day is years away"),
        ({"notes": "x" * 4001}, "Shorten it to 4000 characters."),
    ],
)
def test_a_talk_that_cannot_be_is_refused_and_stays_on_the_page(
    app, coach_client, world, fields, message
):
    data = {"takes_place_on": TOMORROW.isoformat(), "notes": "The bridge.", **fields}

    page = coach_client.post(f"/coach/people/{world.pm.id}/talks/new", data=data)

    assert message in page.text
    assert data["notes"][:50] in page.text
    with inside(app):
        assert db.session.scalars(db.select(Talk)).all() == []


def test_notes_are_written_afterwards(app, coach_client, world):
    talk_id = talk_of(app, world, YESTERDAY)

    shown = coach_client.get(f"/coach/talks/{talk_id}")
    coach_client.post(
        f"/coach/talks/{talk_id}",
        data={"takes_place_on": YESTERDAY.isoformat(), "notes": "Settled.", "version": "1"},
    )

    assert 'name="version" value="1"' in shown.text
    assert stored(app, talk_id) == (YESTERDAY, "Settled.", True)


def test_who_saves_later_sees_both_texts_and_may_save_again(app, coach_client, world):
    talk_id = talk_of(app, world)
    with inside(app):
        talk = db.session.get_one(Talk, talk_id)
        talking.change_talk(talk, TOMORROW, "Theirs.", seen=1, by=person_of(world.coach))
    data = {"takes_place_on": TOMORROW.isoformat(), "notes": "Mine.", "version": "1"}

    page = coach_client.post(f"/coach/talks/{talk_id}", data=data)

    assert "changed elsewhere meanwhile" in page.text
    assert "Theirs." in page.text
    assert "Mine." in page.text
    assert 'name="version" value="2"' in page.text
    assert stored(app, talk_id)[1] == "Theirs."
    coach_client.post(f"/coach/talks/{talk_id}", data=data | {"version": "2"})
    assert stored(app, talk_id)[1] == "Mine."


def test_what_was_typed_about_a_talk_removed_meanwhile_is_not_lost(app, coach_client, world):
    talk_id = talk_of(app, world)
    coach_client.post(f"/coach/talks/{talk_id}/remove")

    page = coach_client.post(
        f"/coach/talks/{talk_id}",
        data={"takes_place_on": TOMORROW.isoformat(), "notes": "Mine.", "version": "1"},
    )

    assert "removed elsewhere meanwhile" in page.text
    assert "Mine." in page.text


def test_a_talk_is_removed_with_a_way_back(app, coach_client, pm_client, world):
    talk_id = talk_of(app, world, YESTERDAY, "Said.")

    page = coach_client.post(f"/coach/talks/{talk_id}/remove", follow_redirects=True)

    assert f"/coach/talks/{talk_id}/restore" in page.text
    assert "Said." not in pm_client.get("/talks").text
    coach_client.post(f"/coach/talks/{talk_id}/restore")
    assert "Said." in pm_client.get("/talks").text


def test_before_any_talk_the_page_says_what_will_stand_there(pm_client, coach_client, world):
    assert "No talk is noted yet" in pm_client.get("/talks").text
    assert "Plan a talk" in coach_client.get(f"/people/{world.pm.id}/talks").text


def test_a_talk_and_its_notes_are_for_two(app, world, coach_client, pm_client):
    talk_id = talk_of(app, world, YESTERDAY, "Said.")
    others = ("other_coach", "head", "hr", "administrator", "other_pm")
    for part in others:
        client = app.test_client()
        sign_in(client, getattr(world, part))
        assert client.get(f"/people/{world.pm.id}/talks").status_code == 403
        assert client.get(f"/coach/talks/{talk_id}").status_code == 403
    assert pm_client.get(f"/coach/talks/{talk_id}").status_code == 403
    assert "Change…" not in pm_client.get("/talks").text


WORD = "Half of the plan is done."


def hand_over_address(world):
    return f"/coach/people/{world.pm.id}/hand-over"


def fields(world, **changes):
    return {
        "to": str(world.other_coach.id),
        "statement": WORD,
        "seen": str(world.coach.id),
        **changes,
    }


def test_a_person_is_handed_over_only_after_a_second_question(
    app, coach_client, other_coach_client, pm_client, world
):
    talk_of(app, world)
    address = hand_over_address(world)

    asked = coach_client.post(address, data=fields(world))

    assert "Hand over Lin Yue to Tomas Vidal?" in asked.text
    assert "1 talk still to come goes to the next coach" in asked.text
    assert WORD in asked.text
    assert coach_client.get(address).status_code == 200

    page = coach_client.post(address, data=fields(world, is_confirmed="y"), follow_redirects=True)

    assert "Lin Yue is entrusted to Tomas Vidal now" in page.text
    assert coach_client.get(f"/coach/people/{world.pm.id}").status_code == 403
    told = pm_client.get("/home").text
    assert "Your coach is Tomas Vidal now." in told
    assert "Mara Haddad arranged it" in told
    assert WORD in pm_client.get("/talks").text
    row = other_coach_client.get("/coach/people").text
    assert "came to you on" in row
    person = other_coach_client.get(f"/coach/people/{world.pm.id}").text
    assert WORD in person


def test_who_goes_back_finds_what_was_typed(coach_client, world):
    page = coach_client.post(hand_over_address(world), data=fields(world, go="back"))

    assert "Look it over…" in page.text
    assert WORD in page.text
    assert f'selected value="{world.other_coach.id}"' in page.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"to": ""}, "Choose one."),
        ({"to": "0"}, "Choose from what is offered."),
        ({"to": "999"}, "Choose from what is offered."),
        ({"to": "Tomas"}, "Choose from what is offered."),
        ({"statement": " "}, "Say in a few sentences where things stand."),
        ({"statement": "x" * 2001}, "Shorten it to 2000 characters."),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(app, coach_client, world, changes, message):
    data = fields(world, is_confirmed="y", **changes)

    page = coach_client.post(hand_over_address(world), data=data)

    assert message in page.text
    with inside(app):
        assert person_of(world.pm).coach_id == world.coach.id


def test_the_present_coach_and_people_who_do_not_coach_are_not_offered(coach_client, world):
    page = coach_client.get(hand_over_address(world))

    assert "Tomas Vidal (2 people so far)" in page.text
    assert "Nadia Karim (0 people so far)" in page.text
    assert "Mara Haddad (" not in page.text
    assert "Jonas Berg" not in page.text


def test_a_second_tab_is_told_that_the_person_has_gone(
    app, coach_client, administrator_client, world
):
    with inside(app):
        coaching_pm = person_of(world.coaching_pm)
        handing_over.hand_over(person_of(world.pm), coaching_pm, WORD, person_of(world.coach))

    assert coach_client.post(hand_over_address(world), data=fields(world)).status_code == 403
    page = administrator_client.post(
        hand_over_address(world), data=fields(world, is_confirmed="y"), follow_redirects=True
    )
    assert "Lin Yue has been handed over meanwhile." in page.text


def test_without_another_coach_the_page_says_who_helps(app, coach_client, world):
    with inside(app):
        for each in (world.other_coach, world.coaching_pm):
            person_of(each).account.active = False
        db.session.commit()

    assert "There is no other coach" in coach_client.get(hand_over_address(world)).text
