"""Filling in a self-assessment: by script one answer at a time, without it an area at a time."""

import re
from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.queries import assessment as queries
from assessments.services import assessing
from assessments.services.assessing import Answer
from tests.assessments.at_once import just_before
from tests.assessments.builders import TODAY, all_codes, answer, competency, inside, person_of
from tests.world import sign_in

SELF = ("reflection", "integrity", "resilience")


@pytest.fixture
def form_id(pm_client):
    """A self-assessment that has just begun."""
    return int(re.search(r"/assessments/(\d+)/planning", pm_client.post("/assess").location)[1])


def save(client, form_id, code="risk", **fields):
    return client.post(
        f"/assessments/{form_id}/answers/{code}",
        data={"level": "3", "confidence": "sure", "version": "0", **fields},
    )


def answers_of(app, form_id):
    with inside(app):
        return {
            each.competency.code: each.level for each in queries.get_assessment(form_id).ratings
        }


def area_of(**levels):
    """Return the fields of a whole area."""
    return {f"level-{code}": level for code, level in levels.items()} | {
        f"version-{code}": "0" for code in levels
    }


def chosen(page, code):
    """Return which level is marked on a page."""
    marked = re.findall(rf'name="level-{code}" value="(\w+)" checked', page.text)
    return marked[0] if marked else None


def test_before_the_first_one_the_page_says_how_long_it_takes(pm_client):
    page = pm_client.get("/assess")

    assert "About 17 minutes" in page.text
    assert "This is your first one." in page.text


def test_earlier_ones_are_listed(app, pm_client, world):
    with inside(app):
        answer(person_of(world.pm), {"risk": 2})

    assert "sent on 15 June 2026" in pm_client.get("/assess").text


def test_a_form_under_way_opens_at_its_first_open_question(app, pm_client, form_id):
    for code in ("integration", "scope", "schedule", "cost", "resources"):
        save(pm_client, form_id, code)

    assert pm_client.get("/assess").location == f"/assessments/{form_id}/working"


def test_every_description_of_every_level_is_on_the_page(pm_client, form_id):
    page = pm_client.get(f"/assessments/{form_id}/self")

    for code in SELF:
        assert len(re.findall(rf'name="level-{code}" value="[0-5]"', page.text)) == 6
        assert f'name="level-{code}" value="na"' in page.text


def test_an_answer_is_kept_as_it_is_given(app, pm_client, form_id):
    kept = save(pm_client, form_id, example="Led it", example_on="2026-01-05")

    assert kept.status_code == 200
    told = kept.get_json()
    assert (told["version"], told["level"], told["confidence"]) == (1, "3", "sure")
    assert (told["example"], told["example_on"]) == ("Led it", "2026-01-05")
    assert re.fullmatch(r"\d\d:\d\d", told["saved_at"])
    assert answers_of(app, form_id) == {"risk": 3}


def test_the_previous_answer_is_told_with_the_new_one(app, pm_client, world, form_id):
    with inside(app):
        answer(person_of(world.pm), {"risk": 1}, on=TODAY)

    kept = save(pm_client, form_id)

    assert kept.get_json()["previous"] == "In June 2026 you chose 1"
    assert "In June 2026 you chose 1" in pm_client.get(f"/assessments/{form_id}/commercial").text


def test_a_second_tab_is_told_what_stands(app, pm_client, form_id):
    save(pm_client, form_id, level="2", example="From the first tab")

    other = save(pm_client, form_id, level="5")

    assert other.status_code == 409
    told = other.get_json()
    assert (told["version"], told["level"], told["example"]) == (1, "2", "From the first tab")
    assert answers_of(app, form_id) == {"risk": 2}


def test_the_answer_of_the_second_tab_counts_once_it_was_seen(app, pm_client, form_id):
    save(pm_client, form_id, level="2")

    again = save(pm_client, form_id, level="5", version="1")

    assert again.get_json()["version"] == 2
    assert answers_of(app, form_id) == {"risk": 5}


def test_an_answer_that_is_none_is_refused_with_the_reason(app, pm_client, form_id):
    tomorrow = (now() + timedelta(days=2)).date().isoformat()

    answers = [
        save(pm_client, form_id, level="6"),
        save(pm_client, form_id, confidence="very"),
        save(pm_client, form_id, version="-1"),
        save(pm_client, form_id, example="x" * 2001),
        save(pm_client, form_id, example_on=tomorrow),
    ]

    assert {each.status_code for each in answers} == {400}
    assert [next(iter(each.get_json()["errors"])) for each in answers] == [
        "level", "confidence", "version", "example", "example_on",
    ]  # fmt: skip
    assert answers_of(app, form_id) == {}


def test_a_competency_that_does_not_exist_is_not_found(pm_client, form_id):
    assert save(pm_client, form_id, "astronomy").status_code == 404
    assert pm_client.get(f"/assessments/{form_id}/astronomy").status_code == 404


def test_after_it_was_sent_an_answer_finds_the_form_closed(app, pm_client, form_id):
    save(pm_client, form_id)
    pm_client.post(f"/assessments/{form_id}/submit")

    late = save(pm_client, form_id, level="5", version="1")

    assert (late.status_code, late.get_json()) == (410, {"closed": True})
    assert answers_of(app, form_id) == {"risk": 3}


def test_without_a_script_an_area_is_sent_at_once(app, pm_client, form_id):
    page = pm_client.post(
        f"/assessments/{form_id}/self", data=area_of(reflection="2", integrity="na")
    )

    assert page.location == f"/assessments/{form_id}/look-over"
    assert answers_of(app, form_id) == {"reflection": 2, "integrity": None}


def test_the_pressed_button_leads_on_or_back(pm_client, form_id):
    data = area_of(agile="2")

    on = pm_client.post(f"/assessments/{form_id}/working", data={**data, "go": "next"})
    back = pm_client.post(f"/assessments/{form_id}/working", data={**data, "go": "back"})

    assert on.location.endswith("/commercial")
    assert back.location.endswith("/planning")


def test_what_was_typed_beside_a_mistake_is_kept_on_the_page(app, pm_client, form_id):
    tomorrow = (now() + timedelta(days=2)).date().isoformat()

    page = pm_client.post(
        f"/assessments/{form_id}/self",
        data={
            **area_of(reflection="2", integrity="4"),
            "example-reflection": "A talk with the crew",
            "example_on-reflection": tomorrow,
        },
    )

    assert page.status_code == 200
    assert "Some answers are not kept yet" in page.text
    assert "This day is still to come." in page.text
    assert "A talk with the crew" in page.text
    assert (chosen(page, "reflection"), chosen(page, "integrity")) == ("2", "4")
    assert answers_of(app, form_id) == {"integrity": 4}


def test_a_second_tab_without_a_script_is_shown_both(app, pm_client, form_id):
    pm_client.post(f"/assessments/{form_id}/self", data=area_of(reflection="2"))

    page = pm_client.post(f"/assessments/{form_id}/self", data=area_of(reflection="5"))

    assert page.status_code == 200
    assert "This was answered somewhere else meanwhile. There it stands at: 2" in page.text
    assert chosen(page, "reflection") == "5"
    assert answers_of(app, form_id) == {"reflection": 2}

    version = re.search(r'name="version-reflection" value="(\d+)"', page.text)[1]
    again = {**area_of(reflection="5"), "version-reflection": version}
    assert pm_client.post(f"/assessments/{form_id}/self", data=again).status_code == 302
    assert answers_of(app, form_id) == {"reflection": 5}


def test_a_form_that_is_sent_meanwhile_shows_what_was_sent(app, pm_client, world, form_id):
    save(pm_client, form_id)
    other_tab = app.test_client()
    sign_in(other_tab, world.pm)

    with just_before(
        app,
        lambda: other_tab.post(f"/assessments/{form_id}/submit"),
        statement="SELECT assessment.status",
    ):
        page = pm_client.post(f"/assessments/{form_id}/self", data=area_of(reflection="5"))

    assert page.location == f"/assessments/{form_id}/look-over"
    assert answers_of(app, form_id) == {"risk": 3}


def test_looking_it_over_names_what_is_missing_and_shows_the_examples(app, pm_client, form_id):
    save(pm_client, form_id, example="Led it", example_on="2026-01-05")
    save(pm_client, form_id, "procurement", level="na", confidence="")

    page = pm_client.get(f"/assessments/{form_id}/look-over")

    assert "26 questions are still open." in page.text
    assert "Led it" in page.text
    assert "Not part of the work" in page.text
    assert "Submit now" in page.text


def test_an_empty_form_cannot_be_sent(app, pm_client, form_id):
    page = pm_client.get(f"/assessments/{form_id}/look-over")
    pm_client.post(f"/assessments/{form_id}/submit")

    assert "Answer at least one question first." in page.text
    with inside(app):
        assert not queries.get_assessment(form_id).is_submitted


def test_a_full_form_says_that_nothing_is_missing(app, pm_client, world):
    with inside(app):
        form_id = answer(person_of(world.pm), dict.fromkeys(all_codes(), 3), on=None).id

    page = pm_client.get(f"/assessments/{form_id}/look-over")

    assert "All 28 questions are answered." in page.text


def test_once_sent_the_map_is_drawn_and_the_form_is_closed(app, pm_client, form_id):
    save(pm_client, form_id)

    page = pm_client.post(f"/assessments/{form_id}/submit", follow_redirects=True)

    assert "Sent. Your map is drawn from these answers now." in page.text
    closed = pm_client.get(f"/assessments/{form_id}/commercial")
    assert closed.location == f"/assessments/{form_id}/look-over"
    assert "Submit now" not in pm_client.get(closed.location).text


def test_sending_it_twice_sends_it_once(app, pm_client, form_id):
    save(pm_client, form_id)
    pm_client.post(f"/assessments/{form_id}/submit")
    with inside(app):
        first = queries.get_assessment(form_id).submitted_at

    pm_client.post(f"/assessments/{form_id}/submit")

    with inside(app):
        assert queries.get_assessment(form_id).submitted_at == first


def test_a_coach_who_has_given_a_view_returns_to_the_person(app, coach_client, world):
    begun = coach_client.post(f"/coach/people/{world.pm.id}/assess")
    form_id = int(re.search(r"/assessments/(\d+)/", begun.location)[1])
    with inside(app):
        form = queries.get_assessment(form_id)
        given = Answer(level=4, confidence=None)
        assessing.save_answer(form, competency("risk"), given, seen=0, by=form.rater)

    page = coach_client.get(begun.location)
    sent = coach_client.post(f"/assessments/{form_id}/submit")

    assert "Your view of Lin Yue" in page.text
    assert sent.location == f"/coach/people/{world.pm.id}"
    with inside(app):
        assert db.session.get_one(type(form), form_id).is_submitted
