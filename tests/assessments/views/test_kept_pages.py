"""A map that is kept is the map that would be drawn, for whoever reads it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from assessments.database import db, now
from assessments.models.audit import MapViewing
from assessments.services.keeping import forget_everything
from tests.assessments.builders import answer, counted_queries, inside, person_of
from tests.world import World, sign_in


def read(client: FlaskClient, address: str) -> str:
    """Return the part of a page that is kept; around it stands a token that changes."""
    page = client.get(address).text
    return page[page.index("<main") : page.index("</main>")]


@pytest.fixture
def answered(app: Flask, world: World) -> Flask:
    forget_everything()
    with inside(app):
        answer(person_of(world.pm), {"risk": 1, "scope": 3}, on=now().date())
    return app


def test_the_second_look_asks_little_and_says_the_same(answered: Flask, pm_client: FlaskClient):
    first = read(pm_client, "/map")

    with answered.app_context(), counted_queries() as statements:
        second = read(pm_client, "/map")

    assert second == first
    # Who is signed in and what for, the facts, the settings, what waits.
    assert len(statements) == 5


def test_the_owner_and_the_coach_read_different_pages(
    answered: Flask, world: World, pm_client: FlaskClient, coach_client: FlaskClient
):
    own = pm_client.get(f"/people/{world.pm.id}/map").text
    seen = coach_client.get(f"/people/{world.pm.id}/map").text

    assert "sees that you looked" not in own
    assert "sees that you looked" in seen
    assert pm_client.get("/map").text.count("<table") == own.count("<table")


def test_a_look_at_a_kept_map_is_noted_too(
    answered: Flask, world: World, coach_client: FlaskClient
):
    coach_client.get(f"/people/{world.pm.id}/map")
    with inside(answered):
        db.session.query(MapViewing).delete()
        db.session.commit()

    coach_client.get(f"/people/{world.pm.id}/map")

    with inside(answered):
        assert db.session.query(MapViewing).count() == 1


def test_who_may_not_see_a_map_does_not_get_a_kept_one(
    answered: Flask, world: World, pm_client: FlaskClient, other_pm_client: FlaskClient
):
    pm_client.get("/map")

    assert other_pm_client.get(f"/people/{world.pm.id}/map").status_code == 403


def test_each_reads_the_map_in_the_own_language(answered: Flask, pm_client: FlaskClient):
    english = pm_client.get("/map?language=en").text
    chinese = pm_client.get("/map?language=zh").text

    assert "Compare with another role" in english
    assert "Compare with another role" not in chinese


def test_a_new_name_an_answer_and_a_role_are_seen_at_once(
    answered: Flask, world: World, coach_client: FlaskClient
):
    address = f"/people/{world.pm.id}/map"
    pages = [read(coach_client, address)]
    for change in (_rename, _answer, _aim, _source):
        with inside(answered):
            change(world)
        pages.append(read(coach_client, address))

    assert len(set(pages)) == len(pages)
    assert "Someone New" in pages[1]


def _rename(world: World) -> None:
    person_of(world.pm).name = "Someone New"
    db.session.commit()


def _answer(world: World) -> None:
    answer(person_of(world.pm), {"risk": 5}, on=now().date())


def _source(world: World) -> None:
    person_of(world.pm).role.source = "From a list of occupations"
    db.session.commit()


def _aim(world: World) -> None:
    person = person_of(world.pm)
    person.aims_for = person.role.next_role.next_role
    db.session.commit()


def test_each_area_and_role_has_a_page_of_its_own(answered: Flask, pm_client: FlaskClient):
    addresses = ("/map", "/map?area=people", "/map?role=next", "/map?role=portfolio_manager")

    pages = [read(pm_client, address) for address in addresses]

    assert len(set(pages)) == len(addresses)
    assert [read(pm_client, address) for address in addresses] == pages


def test_each_answer_has_a_token_of_its_own(answered: Flask, world: World):
    tokens = set()
    for _ in range(2):
        client = answered.test_client()
        sign_in(client, world.pm)
        page = client.get("/map").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        with client.session_transaction() as session:
            signer = URLSafeTimedSerializer(answered.secret_key, salt="wtf-csrf-token")
            assert signer.loads(found[1]) == session["csrf_token"]
        tokens.add(found[1])

    assert len(tokens) == 2


def test_what_is_said_once_is_not_kept(answered: Flask, pm_client: FlaskClient):
    quiet = pm_client.get("/map").text
    with pm_client.session_transaction() as session:
        session["_flashes"] = [("message", "Sent just now.")]

    said, again = pm_client.get("/map").text, pm_client.get("/map").text

    assert "Sent just now." not in quiet
    assert "Sent just now." in said
    assert "Sent just now." not in again


def test_the_counts_of_the_menu_are_those_of_now(
    answered: Flask, world: World, pm_client: FlaskClient
):
    before = pm_client.get("/map").text
    with inside(answered):
        answer(person_of(world.pm), {"risk": 2}, on=None)

    after = pm_client.get("/map").text

    assert "menu-count" not in before
    assert "menu-count" in after
