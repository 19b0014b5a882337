"""Letters that gather what is new: on wish alone, and to nobody two."""

from datetime import date, timedelta

import pytest
from flask import current_app, render_template

from assessments.database import db, now
from assessments.models.catalogue import CertificateHeld
from assessments.models.early_signs import DigestSent
from assessments.services import digesting
from assessments.services.digesting import Outcome
from capability.lifecycle import MentorshipStatus
from capability.vocabulary import DigestEvery
from tests.assessments.at_once import at_once
from tests.assessments.builders import TODAY, audit_lines, bystander, mentorship, person_of


@pytest.fixture
def wishes(session, world):
    """The project manager wants a letter each month, and so does the coach."""
    pm, coach = person_of(world.pm), person_of(world.coach)
    for name in ("PMP", "PRINCE2"):
        db.session.add(CertificateHeld(person=pm, name=name, expires_on=TODAY + timedelta(days=60)))
    db.session.commit()
    for person in (pm, coach):
        digesting.choose(person, DigestEvery.MONTH, by=person)
    return pm, coach


def outbox():
    return current_app.extensions["mailman"].outbox


def send(today=TODAY, *, is_trial=False):
    found = digesting.send_digests(today=today, is_trial=is_trial)
    return {person.name: outcome for person, outcome in found}


def test_each_gets_a_letter_with_what_concerns_them(wishes, world):
    assert set(send().values()) == {Outcome.SENT}

    letters = {letter.to[0]: letter for letter in outbox()}
    own, coachs = letters[world.pm.email], letters[world.coach.email]
    assert "PMP expires within three months" in own.body
    assert "Lin Yue: PMP expires within three months, PRINCE2" in coachs.body
    assert "http://localhost/account" in own.body
    assert "entrusted" not in own.body


def test_a_letter_says_what_mentoring_waits_for(wishes):
    pm, _ = wishes
    mentorship(bystander("Noor Haddad"), pm, MentorshipStatus.ASKED)
    freed = mentorship(pm, bystander("Grace Obi"), MentorshipStatus.ASKED)
    freed.called_up_at = now()
    mentorship(pm, bystander("Ines Duarte"), MentorshipStatus.WAITING)

    body = render_template(
        "emails/digest.txt",
        person=pm,
        letter=digesting.letter_of(pm, today=TODAY),
        organisation="Harbour PMO",
    )

    assert "- Noor Haddad waits for your answer." in body
    assert "your request is with Grace Obi now" in body
    assert "Ines Duarte" not in body


def test_run_twice_it_sends_nobody_two(wishes):
    send()
    assert set(send().values()) == {Outcome.HAD_ONE}
    assert set(send(TODAY + timedelta(days=10)).values()) == {Outcome.HAD_ONE}
    assert len(outbox()) == 2

    send(date(2026, 7, 1))
    assert len(outbox()) == 4


def test_two_runs_at_once_send_nobody_two(app, wishes):
    def run(wait):
        found = digesting.send_digests(today=TODAY, is_trial=False)
        wait()
        return [outcome for _, outcome in found]

    outcomes = [outcome for found in at_once(app, run, run) for outcome in found]

    assert sorted(outcomes) == [Outcome.HAD_ONE] * 2 + [Outcome.SENT] * 2
    assert len(outbox()) == 2


def test_by_the_quarter_there_is_one_a_quarter(wishes):
    pm, _ = wishes
    digesting.choose(pm, DigestEvery.QUARTER, by=pm)

    assert send(date(2026, 4, 2))[pm.name] is Outcome.SENT
    assert send(date(2026, 6, 30))[pm.name] is Outcome.HAD_ONE
    assert send(date(2026, 7, 1))[pm.name] is Outcome.SENT


def test_a_dry_run_sends_and_keeps_nothing(wishes):
    assert set(send(is_trial=True).values()) == {Outcome.WOULD_BE_SENT}

    assert outbox() == []
    assert db.session.scalar(db.select(db.func.count(DigestSent.id))) == 0


def test_who_wants_none_or_has_nothing_to_be_told_gets_none(wishes, world):
    pm, _ = wishes
    digesting.choose(pm, None, by=pm)
    other = person_of(world.other_pm)
    digesting.choose(other, DigestEvery.MONTH, by=other)

    assert send() == {world.coach.name: Outcome.SENT, world.other_pm.name: Outcome.NOTHING_TO_TELL}
    assert [line.new["digest"] for line in audit_lines("choose_digest")] == [
        "month", "month", "never", "month",
    ]  # fmt: skip


def test_a_letter_is_in_the_language_of_its_reader(wishes):
    pm, _ = wishes
    pm.account.language = "zh"
    db.session.commit()

    send()

    letter = next(each for each in outbox() if each.to == [pm.account.email])
    assert "2026年8月14日" in letter.body


def test_a_letter_that_the_server_refuses_is_tried_again(wishes, monkeypatch):
    def refuse(_self):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("assessments.services.digesting.EmailMessage.send", refuse)
        assert set(send().values()) == {Outcome.NOT_SENT}

    assert set(send().values()) == {Outcome.SENT}
