"""The pages of an administrator."""

import pytest

from assessments.database import db
from assessments.permissions import Access
from assessments.queries import people
from tests.assessments.builders import bystander, inside, person_of


@pytest.fixture
def wen_id(app):
    with inside(app):
        return bystander("Wen Ostrowski", email="wen@example.org", number="W_1").id


def letters(app):
    return app.extensions["mailman"].outbox


def invite(client, person_id, **fields):
    return client.post(
        f"/admin/people/{person_id}/invite",
        data={"email": "wen@example.org", "accesses": ["project_manager"], **fields},
        follow_redirects=True,
    )


def test_everybody_is_listed_with_what_an_account_is_in(administrator_client, wen_id):
    page = administrator_client.get("/admin/people")

    for words in ("Lin Yue", "Account", "Lena Fuchs", "Deactivated", f"/{wen_id}/invite"):
        assert words in page.text


@pytest.mark.parametrize("words", ["ostrowski", "WEN Ost", "w_1", "wen@"])
def test_somebody_is_found_by_name_number_or_email(administrator_client, wen_id, words):
    page = administrator_client.get("/admin/people", query_string={"q": words})

    assert "Wen Ostrowski" in page.text
    assert "Lin Yue" not in page.text


@pytest.mark.parametrize("words", ["nobody", "w%1", "wx1"])
def test_nobody_is_found_by_what_is_not_there(administrator_client, wen_id, words):
    page = administrator_client.get("/admin/people", query_string={"q": words})

    assert "Nobody is found so" in page.text


def test_a_long_list_is_turned_page_by_page(app, administrator_client):
    with inside(app):
        for number in range(people.PAGE):
            bystander(f"Person {number:03}")

    first = administrator_client.get("/admin/people?page=nonsense")
    second = administrator_client.get("/admin/people?page=2")
    before = administrator_client.get("/admin/people?page=-1")

    assert "page=2" in first.text
    assert "page=1" in second.text
    assert "page=3" not in second.text
    assert "Person 000" in before.text
    assert "Person 049" in first.text + second.text


def test_an_invitation_is_sent(app, administrator_client, wen_id):
    shown = administrator_client.get(f"/admin/people/{wen_id}/invite")
    page = invite(administrator_client, wen_id, accesses=["project_manager", "pmo_coach"])

    assert 'value="wen@example.org"' in shown.text
    assert "The invitation is on its way to wen@example.org." in page.text
    assert letters(app)[-1].to == ["wen@example.org"]
    with inside(app):
        person = people.find_by_email("wen@example.org")
        assert person.accesses == {Access.PROJECT_MANAGER, Access.PMO_COACH}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"accesses": []}, "Choose at least one."),
        ({"accesses": ["rater"]}, "Choose from what is offered."),
        ({"email": "wen"}, "This is not an email address"),
        ({"email": "pm@example.org"}, "There is an account with this email address already."),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_and_stays_on_the_page(
    app, administrator_client, wen_id, fields, message
):
    page = invite(administrator_client, wen_id, **fields)

    assert message in page.text
    assert f'value="{fields.get("email", "wen@example.org")}"' in page.text
    assert letters(app) == []
    with inside(app):
        assert people.find_by_number("W_1").email == "wen@example.org"


def test_the_address_of_somebody_else_is_refused(app, administrator_client, wen_id):
    with inside(app):
        bystander("Other", email="other@example.org")

    page = invite(administrator_client, wen_id, email="Other@example.org")

    assert "This email address belongs to somebody else." in page.text


def test_a_letter_that_cannot_be_sent_is_told(app, administrator_client, wen_id, monkeypatch):
    mail = app.extensions["mailman"]
    for name, value in {"backend": "smtp", "server": "127.0.0.1", "port": 9}.items():
        monkeypatch.setattr(mail, name, value)

    page = invite(administrator_client, wen_id)

    assert page.status_code == 200
    assert "/forgotten-password/" in page.text
    with inside(app):
        assert people.find_by_number("W_1").account is not None


def test_somebody_with_an_account_is_not_invited_again(app, administrator_client, world):
    page = invite(administrator_client, world.pm.id, email=world.pm.email)

    assert "There is an account with this email address already." in page.text
    with inside(app):
        assert person_of(world.pm).email == world.pm.email
        assert db.session.is_active
