"""A new installation gets what every page builds on, and somebody to invite the others."""

import smtplib

import pytest
from flask import Flask
from sqlalchemy import func, select

from assessments.database import db
from assessments.models.framework import Competency, Role
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.services import installing
from assessments.services.installing import InstallationError
from assessments.services.inviting import InvitationError


def test_preparing_a_second_time_changes_nothing(bare_app: Flask):
    def count() -> tuple[int | None, ...]:
        tables = (Competency, Role)
        return tuple(db.session.scalar(select(func.count()).select_from(table)) for table in tables)

    with bare_app.app_context():
        before = count()

        is_new = installing.prepare()

        assert not is_new
        assert count() == before


def test_an_empty_database_is_told_from_one_with_people(installation):
    with installation.begin("bare").app_context():
        assert not installing.has_people()

    with installation.begin("world").app_context():
        assert installing.has_people()
    installation.end()


def test_the_first_administrator_gets_a_letter_with_a_link(bare_app: Flask):
    with bare_app.test_request_context(base_url="https://pmo.example.org"):
        invitation = installing.invite_administrator("Ines Prado", "ines@example.org")

        person = db.session.scalar(select(Person))
        (letter,) = bare_app.extensions["mailman"].outbox
        assert person.called == "Ines"
        assert person.accesses == {Access.ADMINISTRATOR}
        assert invitation.link.startswith("https://pmo.example.org/")
        assert invitation.link in letter.body
        assert letter.to == ["ines@example.org"]


def test_somebody_known_by_email_is_not_entered_twice(bare_app: Flask):
    with bare_app.test_request_context():
        db.session.add(Person(name="Ines Prado", called="Ines", email="ines@example.org"))
        db.session.commit()

        installing.invite_administrator("Ines P.", "INES@example.org")

        assert db.session.scalar(select(func.count(Person.id))) == 1


def test_somebody_with_an_account_is_not_invited_again(app: Flask, world):
    with app.test_request_context(), pytest.raises(InvitationError, match="already"):
        installing.invite_administrator("Lin Yue", world.pm.email)


def test_a_letter_that_cannot_be_sent_leaves_a_link_to_hand_over(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_args: object, **_options: object) -> None:
        raise smtplib.SMTPServerDisconnected("nobody is there")

    monkeypatch.setattr("flask_mailman.EmailMessage.send", refuse)

    with bare_app.test_request_context():
        invitation = installing.invite_administrator("Ines Prado", "ines@example.org")

        assert invitation.problem == "nobody is there"
        assert bare_app.test_client().get(invitation.link).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_a_demo_may_be_served_on_this_machine(host: str):
    assert installing.is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "pmo.example.org"])  # noqa: S104 - all refused
def test_a_demo_is_not_served_to_others(bare_app: Flask, host: str):
    with bare_app.app_context(), pytest.raises(InstallationError, match="this machine only"):
        installing.check_demo_stays_here(host)


def test_a_demo_is_not_served_behind_a_proxy(bare_app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(bare_app.config, "TRUSTED_PROXIES", 1)

    with bare_app.app_context(), pytest.raises(InstallationError, match="behind a proxy"):
        installing.check_demo_stays_here("127.0.0.1")
