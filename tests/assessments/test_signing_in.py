"""The way in, through the real forms."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.database import db
from assessments.models.people import Account, Person
from assessments.permissions import Access
from assessments.services import inviting
from tests.world import PASSWORD, Inhabitant, World


def sign_in_by_form(client: FlaskClient, email: str, password: str):
    return client.post("/sign-in", data={"email": email, "password": password})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def the_link_in_the_only_letter(app: Flask) -> str:
    (letter,) = app.extensions["mailman"].outbox
    return re.search(r"https?://\S+", letter.body).group()


def test_email_and_password_open_the_first_page_of_the_desk(client: FlaskClient, world: World):
    answer = sign_in_by_form(client, world.pm.email, PASSWORD)

    assert answer.status_code == 302
    assert is_signed_in(client)


def test_the_case_of_an_email_address_does_not_matter(client: FlaskClient, world: World):
    sign_in_by_form(client, world.pm.email.upper(), PASSWORD)

    assert is_signed_in(client)


@pytest.mark.parametrize("email", ["pm@example.org", "unknown@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    client: FlaskClient, email: str
):
    answer = sign_in_by_form(client, email, "not the password")

    assert answer.status_code == 200
    assert not is_signed_in(client)
    assert re.findall(r"<p[^>]*role=\"alert\".*?</p>", answer.text, re.S) == re.findall(
        r"<p[^>]*role=\"alert\".*?</p>",
        sign_in_by_form(client, "nobody@example.org", "not the password").text,
        re.S,
    )


def test_a_deactivated_account_does_not_open(client: FlaskClient, world: World):
    sign_in_by_form(client, world.former_hr.email, PASSWORD)

    assert not is_signed_in(client)


def test_after_ten_failures_even_the_right_password_has_to_wait(client: FlaskClient, world: World):
    for _ in range(10):
        sign_in_by_form(client, world.pm.email, "a guess")

    answer = sign_in_by_form(client, world.pm.email, PASSWORD)

    assert "Too many attempts" in answer.text
    assert not is_signed_in(client)


def test_somebody_elses_failures_do_not_keep_me_out(client: FlaskClient, world: World):
    for _ in range(10):
        sign_in_by_form(client, world.pm.email, "a guess")

    sign_in_by_form(client, world.coach.email, PASSWORD)

    assert is_signed_in(client)


def test_signing_out_closes_the_door(pm_client: FlaskClient):
    assert is_signed_in(pm_client)

    pm_client.post("/sign-out")

    assert not is_signed_in(pm_client)


def test_an_invitation_leads_to_a_password_of_ones_own(app: Flask, client: FlaskClient):
    with app.test_request_context():
        person = Person(name="Wen Ostrowski", called="Wen", email="wen@example.org")
        db.session.add(person)
        inviting.invite(person, [Access.PROJECT_MANAGER], by=None)
    link = the_link_in_the_only_letter(app)

    page = client.get(link)
    chosen = client.post(
        link, data={"password": "four quiet harbours", "password_confirm": "four quiet harbours"}
    )

    assert page.status_code == 200
    assert chosen.status_code == 302
    client.post("/sign-out")
    sign_in_by_form(client, "wen@example.org", "four quiet harbours")
    assert is_signed_in(client)


def test_an_invitation_works_once(app: Flask, client: FlaskClient):
    with app.test_request_context():
        person = Person(name="Wen Ostrowski", called="Wen", email="wen@example.org")
        db.session.add(person)
        link = inviting.invite(person, [Access.PROJECT_MANAGER], by=None)
    passwords = {"password": "four quiet harbours", "password_confirm": "four quiet harbours"}
    client.post(link, data=passwords)
    client.post("/sign-out")

    app.test_client().post(
        link, data={"password": "a thief in the night", "password_confirm": "a thief in the night"}
    )

    sign_in_by_form(client, "wen@example.org", "a thief in the night")
    assert not is_signed_in(client)


def test_a_forgotten_password_is_answered_alike_for_known_and_unknown_addresses(
    app: Flask, client: FlaskClient, world: World
):
    def ask(email: str) -> str:
        answer = client.post("/forgotten-password", data={"email": email}, follow_redirects=True)
        return answer.text.replace(email, "")

    known, unknown = ask(world.pm.email), ask("unknown@example.org")

    assert known == unknown
    assert len(app.extensions["mailman"].outbox) == 1


def test_the_language_of_a_page_is_the_readers(client: FlaskClient):
    english = client.get("/sign-in")
    chinese = client.get("/sign-in?language=zh")
    still_chinese = client.get("/sign-in")

    assert '<html lang="en">' in english.text
    assert '<html lang="zh-Hans">' in chinese.text
    assert '<html lang="zh-Hans">' in still_chinese.text


def test_the_browser_is_asked_for_a_language_where_none_was_chosen(client: FlaskClient):
    page = client.get("/sign-in", headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert '<html lang="zh-Hans">' in page.text


def test_the_chosen_language_stays_with_the_account(
    app: Flask, pm_client: FlaskClient, world: World
):
    pm_client.get("/account?language=zh")

    with app.app_context():
        assert db.session.get(Account, _account_id(world.pm)).language == "zh"


def _account_id(person: Inhabitant) -> int:
    return db.session.query(Account.id).filter_by(fs_uniquifier=person.uniquifier).scalar()


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/account"])
def test_every_answer_carries_the_policy(client: FlaskClient, address: str):
    headers = client.get(address).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_behind_the_door_sends_strangers_to_it(client: FlaskClient):
    answer = client.get("/account")

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_only_people_of_a_demo_can_be_stepped_into(client: FlaskClient, world: World):
    answer = client.post(f"/step-in/{world.pm.id}")

    assert answer.status_code == 404
    assert not is_signed_in(client)
