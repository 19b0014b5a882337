"""The way in: passwords, letters, the authenticator, the demo's people, the open pages."""

import re
from html import unescape

import pyotp
import pytest
from sqlalchemy import select

from assessments.authentication import draw_code
from assessments.database import db
from assessments.forms import signing_in
from assessments.models.people import Account, Person
from assessments.permissions import RULES, Action, is_coach_view, is_not_self, is_own_view, is_rater
from assessments.services import inviting
from assessments.views import data_sheet
from tests.world import PASSWORD

NEW_PASSWORD = "nine green bottles"


def sign_in_by_hand(client, email, password=PASSWORD, **query):
    return client.post(
        "/sign-in", query_string=query, data={"email": email, "password": password, **query}
    )


def letters(app):
    return app.extensions["mailman"].outbox


def link_in(letter):
    return re.search(r"https?://[^/]+(\S+)", letter.body)[1]


def join_authenticator(client):
    """Set an authenticator up, and return what shows its codes."""
    page = client.post("/authenticator", data={"setup": "authenticator"})
    key = re.search(r'translate="no">([A-Z2-7-]+)<', page.text)[1].replace("-", "")
    authenticator = pyotp.TOTP(key)
    client.post("/sign-in/code", data={"code": authenticator.now()})
    return authenticator


def make_recovery_codes(client):
    page = client.post("/recovery-codes", data={"generate_new_codes": "1"})
    return re.findall(r'translate="no">([0-9a-f-]{14})<', page.text)


def is_signed_in(client):
    return client.get("/account").status_code == 200


@pytest.fixture
def demo_pm(app, world):
    """The project manager, whose account is now one of the demo's."""
    with app.app_context():
        db.session.get(Person, world.pm.id).account.is_demo = True
        db.session.commit()
    return world.pm


# Passwords


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client, world):
    asked = client.get("/account?from=letter")

    page = sign_in_by_hand(client, world.pm.email, next="/account?from=letter")

    assert asked.location == "/sign-in?next=/account?from%3Dletter"
    assert page.location == "/account?from=letter"


def test_an_address_elsewhere_is_not_led_on_to(client, world):
    page = sign_in_by_hand(client, world.pm.email, next="https://elsewhere.example/")

    assert "elsewhere.example" not in (page.location or "")


def test_whether_an_email_has_an_account_does_not_show(client, world):
    wrong = sign_in_by_hand(client, world.pm.email, "not the password")
    unknown = sign_in_by_hand(client, "nobody@example.org", "not the password")

    words = "Email and password do not go together."
    assert words in wrong.text
    assert words in unknown.text


def test_after_ten_failures_even_the_right_password_waits(client, world):
    for _ in range(signing_in.FAILURES_PER_ACCOUNT):
        sign_in_by_hand(client, world.pm.email, "not the password")

    page = sign_in_by_hand(client, f" {world.pm.email.upper()}")

    assert "Please wait a quarter of an hour" in page.text
    assert not is_signed_in(client)


def test_signing_out_closes_the_pages(pm_client):
    pm_client.post("/sign-out")

    assert not is_signed_in(pm_client)


def test_changing_the_password_signs_out_everywhere_else(app, client, pm_client, world):
    sign_in_by_hand(client, world.pm.email)

    page = pm_client.post(
        "/change-password",
        data={
            "password": PASSWORD,
            "new_password": NEW_PASSWORD,
            "new_password_confirm": NEW_PASSWORD,
        },
        follow_redirects=True,
    )

    assert "Your password is changed." in page.text
    assert is_signed_in(pm_client)
    assert not is_signed_in(client)
    assert "was just changed" in letters(app)[-1].body


def test_a_short_password_is_refused_in_our_words(pm_client):
    page = pm_client.post(
        "/change-password",
        data={"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"},
    )

    assert "Take at least 10 characters." in page.text


# Letters


def test_a_forgotten_password_is_replaced_by_the_link_of_a_letter(app, client, world):
    client.post("/forgotten-password", data={"email": world.pm.email})
    link = link_in(letters(app)[-1])

    client.post(link, data={"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD})

    sign_in_by_hand(client, world.pm.email, NEW_PASSWORD)
    assert is_signed_in(client)


def test_letters_are_plain_text(app, client, world):
    client.post("/forgotten-password", data={"email": world.pm.email})

    letter = letters(app)[-1]

    assert letter.subject == "A new password for the Capability Map"
    assert "The link works for 3 days." in letter.body
    assert not letter.alternatives


def test_no_letter_goes_to_an_unknown_address_and_the_page_does_not_tell(app, client, world):
    unknown = client.post("/forgotten-password", data={"email": "nobody@example.org"})
    known = client.post("/forgotten-password", data={"email": world.pm.email})

    assert [letter.to for letter in letters(app)] == [[world.pm.email]]
    plain = unknown.text.replace("nobody@example.org", world.pm.email)
    tokens = re.compile(r'name="csrf_token"[^>]*')
    assert tokens.sub("", plain) == tokens.sub("", known.text)


def test_a_mailbox_is_not_flooded(app, client, world):
    for _ in range(signing_in.LETTERS_PER_EMAIL + 2):
        page = client.post("/forgotten-password", data={"email": world.pm.email})

    assert len(letters(app)) == signing_in.LETTERS_PER_EMAIL
    assert "Please wait a quarter of an hour" in page.text


def test_a_page_answers_though_the_mail_server_does_not(app, client, world, monkeypatch):
    def refuse(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("flask_mailman.EmailMultiAlternatives.send", refuse)

    page = client.post("/forgotten-password", data={"email": world.pm.email})

    assert "Look into your mail" in page.text


def test_a_link_serves_once(app, client, world):
    client.post("/forgotten-password", data={"email": world.pm.email})
    link = link_in(letters(app)[-1])
    client.post(link, data={"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD})

    page = client.get(link, follow_redirects=True)

    assert "This link is no longer good" in page.text


def test_an_invitation_leads_to_a_password_of_ones_own(app, client):
    with app.test_request_context():
        guest = Person(name="Noor Abadi", called="Noor", email="noor@example.org", languages=[])
        db.session.add(guest)
        link = inviting.invite(guest, [], by=None)

    page = client.get(link)
    client.post(link, data={"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD})
    sign_in_by_hand(client, "noor@example.org", NEW_PASSWORD)

    assert "Choose a password" in page.text
    assert is_signed_in(client)


# Authenticator


def test_with_an_authenticator_the_password_alone_does_not_sign_in(pm_client, client, world):
    authenticator = join_authenticator(pm_client)

    page = sign_in_by_hand(client, world.pm.email)

    assert page.location.startswith("/sign-in/code")
    assert not is_signed_in(client)
    client.post(page.location, data={"code": authenticator.now()})
    assert is_signed_in(client)


def test_a_wrong_code_when_joining_needs_no_new_picture(pm_client, client, world):
    page = pm_client.post("/authenticator", data={"setup": "authenticator"})
    key = re.search(r'translate="no">([A-Z2-7-]+)<', page.text)[1].replace("-", "")

    wrong = pm_client.post("/sign-in/code", data={"code": "000000"})
    right = pm_client.post(
        "/sign-in/code", data={"code": pyotp.TOTP(key).now()}, follow_redirects=True
    )

    assert "This code is not right" in wrong.text
    assert "switched on" in right.text


def test_the_picture_holds_the_key_and_loads_nothing(pm_client, world):
    page = pm_client.post("/authenticator", data={"setup": "authenticator"})

    key = re.search(r'translate="no">([A-Z2-7-]+)<', page.text)[1].replace("-", "")
    uri = f"otpauth://totp/Capability%20Map:{world.pm.email}"
    uri += f"?secret={key}&issuer=Capability%20Map"
    assert draw_code(uri) in page.text
    assert "data:" not in page.text


def test_codes_are_not_to_be_guessed(pm_client, client, world):
    authenticator = join_authenticator(pm_client)
    sign_in_by_hand(client, world.pm.email)
    for _ in range(signing_in.FAILURES_PER_ACCOUNT):
        client.post("/sign-in/code", data={"code": "000000"})

    page = client.post("/sign-in/code", data={"code": authenticator.now()})

    assert "Please wait a quarter of an hour" in page.text
    assert not is_signed_in(client)


def test_a_recovery_code_signs_in_once(pm_client, client, world):
    join_authenticator(pm_client)
    codes = make_recovery_codes(pm_client)

    sign_in_by_hand(client, world.pm.email)
    client.post("/sign-in/recovery-code", data={"code": f" {codes[0].upper()} "})
    was_in = is_signed_in(client)
    client.post("/sign-out")
    sign_in_by_hand(client, world.pm.email)
    again = client.post("/sign-in/recovery-code", data={"code": codes[0]})

    assert len(codes) == 8
    assert was_in
    assert "or it has been used" in again.text


def test_recovery_codes_are_kept_enciphered(app, pm_client, world):
    codes = make_recovery_codes(pm_client)

    with app.app_context():
        kept = db.session.scalar(
            select(Account.mf_recovery_codes).where(Account.email == world.pm.email)
        )

    assert len(kept) == len(codes)
    assert not set(kept) & set(codes)


def test_who_lost_everything_is_not_written_to_a_mailbox_that_nobody_has(
    app, pm_client, client, world
):
    join_authenticator(pm_client)
    sign_in_by_hand(client, world.pm.email)

    client.post("/sign-in/help", data={"help_setup": "help"})

    assert letters(app) == []


def test_switched_off_the_password_alone_signs_in(pm_client, client, world):
    join_authenticator(pm_client)

    page = pm_client.post("/authenticator", data={"setup": "disable"}, follow_redirects=True)
    sign_in_by_hand(client, world.pm.email)

    assert "Your authenticator is switched off." in page.text
    assert is_signed_in(client)


def test_before_the_account_is_changed_an_old_session_gives_the_password_again(pm_client):
    with pm_client.session_transaction() as session:
        session["fs_paa"] = 0

    page = pm_client.get("/authenticator")
    asked = pm_client.get(page.location)
    passed = pm_client.post(page.location, data={"password": PASSWORD})

    assert "Is it you?" in asked.text
    assert passed.location == "/authenticator"


# The demo


def test_the_demo_is_entered_by_a_button(client, demo_pm):
    door = client.get("/sign-in")

    client.post(f"/step-in/{demo_pm.id}")

    assert f"/step-in/{demo_pm.id}" in door.text
    assert is_signed_in(client)


def test_nobody_steps_in_as_somebody_real(client, demo_pm, world):
    page = client.post(f"/step-in/{world.coach.id}")

    assert page.status_code == 404
    assert not is_signed_in(client)


def test_stepping_in_takes_a_form_of_ours(app, client, demo_pm, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    page = client.post(f"/step-in/{demo_pm.id}")

    assert page.status_code == 400
    assert "This form has been open for too long" in page.text


def test_an_installation_without_a_demo_has_nobody_to_step_in_as(client, world):
    assert client.get("/switch-person").status_code == 404
    assert "step-in" not in client.get("/sign-in").text


# Open pages and errors


def test_who_is_not_signed_in_is_sent_to_the_door(client):
    page = client.get("/change-password", follow_redirects=True)

    assert "Please sign in first" in page.text


def test_a_page_that_is_not_there_shows_a_way_out(client, pm_client):
    outside, inside = client.get("/nowhere"), pm_client.get("/nowhere")

    assert outside.status_code == inside.status_code == 404
    assert "Go to sign-in" in outside.text
    assert 'href="/">Go to the first page' in inside.text


def test_an_address_of_a_button_tells_which_methods_it_knows(client, world):
    page = client.get(f"/step-in/{world.pm.id}")

    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]


def test_nothing_of_the_account_stays_in_a_cache(client):
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/account", "/authenticator", "/recovery-codes", "/change-password", "/confirm-password",
        "/forgotten-password", "/privacy", "/how-it-works", "/nowhere",
    ],
)  # fmt: skip
def test_pages_keep_to_the_strict_policy(pm_client, path):
    page = pm_client.get(path).text

    assert "<h1" in page
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*src=)|data:", page)


@pytest.mark.parametrize("path", ["/sign-in", "/forgotten-password", "/privacy", "/how-it-works"])
def test_open_pages_keep_to_the_strict_policy(client, path):
    page = client.get(path).text

    assert "<h1" in page
    assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*src=)|data:", page)


# The data sheet


def test_the_data_sheet_has_words_for_every_part_of_the_rules_it_shows():
    # Who rates is the person here, and what follows from that needs no words.
    unsaid = {is_rater, is_own_view, is_not_self, is_coach_view}
    known = {*data_sheet.READERS, *data_sheet.CONDITIONS, *unsaid}

    parts = {
        part
        for facts in data_sheet.SHEET
        if facts.action
        for all_of in RULES[facts.action]
        for part in all_of
    }

    assert parts <= known


@pytest.mark.parametrize(
    ("action", "readers"),
    [
        (Action.VIEW_MAP, ["You", "Your coach", "The head of your department", "HR"]),
        (Action.VIEW_SUGGESTIONS, ["You", "Your coach"]),
        (Action.VIEW_ANSWERS, ["You", "Your coach"]),
    ],
)
def test_the_data_sheet_names_who_the_rules_let_in(app, action, readers):
    facts = next(each for each in data_sheet.SHEET if each.action is action)

    with app.test_request_context():
        assert [str(reader.name) for reader in facts.readers] == readers


def test_the_data_sheet_says_from_when_on_a_plan_is_seen(client):
    page = unescape(client.get("/privacy").text)

    assert "HR, once you have sent it" in page
    assert "Your coach, once you have submitted it" in page
