"""Whoever guesses passwords has to wait."""

from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.models.people import SignInAttempt
from assessments.services import throttling
from assessments.services.throttling import WINDOW

pytestmark = pytest.mark.usefixtures("session")

EMAIL = {"email:lin@example.org": 2}


def attempts():
    return db.session.scalars(db.select(SignInAttempt)).all()


def test_as_many_failures_as_the_limit_close_the_door():
    throttling.note_failure(EMAIL)
    assert not throttling.is_throttled(EMAIL)

    throttling.note_failure(EMAIL)
    assert throttling.is_throttled(EMAIL)


def test_it_is_one_email_however_it_is_written():
    throttling.note_failure(EMAIL)
    throttling.note_failure({"email:LIN@example.org": 2})

    assert throttling.is_throttled(EMAIL)


def test_one_subject_at_its_limit_is_enough():
    throttling.note_failure({"address:127.0.0.1": 1})

    assert throttling.is_throttled({**EMAIL, "address:127.0.0.1": 1})


def test_failures_count_for_a_quarter_of_an_hour_and_are_then_forgotten():
    throttling.note_failure(EMAIL)
    throttling.note_failure(EMAIL)
    for attempt in attempts():
        attempt.at = now() - WINDOW - timedelta(seconds=1)
    db.session.commit()

    assert not throttling.is_throttled(EMAIL)
    throttling.note_failure(EMAIL)
    assert len(attempts()) == 1


def test_whoever_signs_in_is_forgiven_and_nobody_else():
    throttling.note_failure(EMAIL | {"email:other@example.org": 2})

    throttling.forgive("email:lin@example.org")

    assert len(attempts()) == 1


def test_what_was_typed_is_not_kept_in_the_clear():
    throttling.note_failure(EMAIL)

    assert "lin" not in attempts()[0].subject
