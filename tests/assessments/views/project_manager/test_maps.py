"""The map as a page and as a file, for its owner and for those who may see it."""

import pytest

from assessments.database import db
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import all_codes, answer, bystander, inside, person_of


@pytest.fixture
def assessed(app, world):
    with inside(app):
        answer(person_of(world.pm), {**dict.fromkeys(all_codes(), 3), "risk": 1})
    return world.pm


def test_before_the_first_answer_the_map_says_what_to_do(pm_client):
    page = pm_client.get("/map")

    assert "There is no map yet" in page.text


def test_the_own_view_is_called_so_and_is_drawn(pm_client, assessed):
    page = pm_client.get("/map")

    assert "This is your own view" in page.text
    assert "you say 1.0; likely" in page.text
    assert page.text.count("<svg") > 2
    assert "Probably meets what is asked; claimed only" in page.text


def test_an_area_can_be_opened(pm_client, assessed):
    page = pm_client.get("/map?area=self")

    assert "Self-reflection" in page.text


@pytest.mark.parametrize("role", ["own", "next", "portfolio_manager"])
def test_the_map_is_compared_with_the_chosen_role(pm_client, assessed, role):
    names = {"own": "Project manager", "next": "Senior project manager"}

    page = pm_client.get(f"/map?role={role}")

    assert f"the profile “{names.get(role, 'Portfolio manager')}”" in page.text


def test_somebody_who_aims_for_nothing_is_compared_with_the_next_rung(app, pm_client, assessed):
    with inside(app):
        person_of(assessed).aims_for = None
        db.session.commit()

    assert "the profile “Senior project manager”" in pm_client.get("/map?role=next").text


def test_a_role_that_does_not_exist_is_not_found(pm_client):
    assert pm_client.get("/map?role=astronaut").status_code == 404


def test_two_colleagues_are_withheld_and_it_is_said(app, pm_client, world, assessed):
    with inside(app):
        for name in ("First Peer", "Second Peer"):
            answer(
                person_of(world.pm), {"risk": 5},
                rater=bystander(name), source=AssessmentSource.PEER,
            )  # fmt: skip

    page = pm_client.get("/map")

    assert "Fewer than three answered in one group" in page.text
    assert "First Peer" not in page.text


@pytest.mark.parametrize(
    ("kind", "mimetype", "begins"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("csv", "text/csv", b"\xef\xbb\xbfPerson"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_map_can_be_taken_along(pm_client, assessed, kind, mimetype, begins):
    page = pm_client.get(f"/map.{kind}")

    assert page.mimetype == mimetype
    assert page.data.startswith(begins)
    assert page.headers["Content-Disposition"].endswith(f'filename="capability-map.{kind}"')


def test_a_map_is_not_taken_along_in_any_other_way(pm_client):
    assert pm_client.get("/map.exe").status_code == 404


def test_a_map_without_answers_can_be_taken_along_too(pm_client):
    assert pm_client.get("/map.svg").data.startswith(b"<svg")


def test_who_looks_at_a_map_is_told_that_it_is_seen_and_the_owner_sees_it(
    app, pm_client, coach_client, hr_client, head_client, world, assessed
):
    for client in (coach_client, hr_client, head_client):
        page = client.get(f"/people/{assessed.id}/map")
        assert "Lin sees that you looked at this map today." in page.text
        client.get(f"/people/{assessed.id}/map.csv")

    home = pm_client.get("/home")

    for name, purpose in (
        ("Mara Haddad", "to prepare a talk"),
        ("Jonas Berg", "for plan review"),
        ("Ruth Okeke", "as head of the department"),
    ):
        assert name in home.text
        assert purpose in home.text


def test_looking_at_the_own_map_is_no_look_of_somebody_else(app, pm_client, world, assessed):
    pm_client.get("/map")
    pm_client.get(f"/people/{assessed.id}/map")

    assert "Nobody but you, so far." in pm_client.get("/home").text


def test_the_page_of_somebody_else_speaks_of_them(coach_client, assessed):
    page = coach_client.get(f"/people/{assessed.id}/map?role=next")

    assert "Lin stands where the profile “Senior project manager” asks" in page.text
    assert "rest on the word of Lin alone" in page.text


def test_somebody_without_a_role_is_shown_the_levels_alone(app, coach_client, world):
    with inside(app):
        person = person_of(world.pm)
        person.role = person.aims_for = None
        answer(person, {"risk": 3})

    for address in ("", "?role=next"):
        page = coach_client.get(f"/people/{world.pm.id}/map{address}")
        assert "No role is set" in page.text
