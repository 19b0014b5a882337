"""From a suggestion to an item of the plan."""

from datetime import date, timedelta

import pytest
from pytest import approx
from werkzeug.exceptions import NotFound

from assessments.database import LocalText, db
from assessments.models.catalogue import ActivitySession
from assessments.services import planning, taking_up
from assessments.services.taking_up import LEAD_TIME, AlreadyHeldError
from capability.lifecycle import PlanItemStatus
from capability.vocabulary import ActivityKind
from tests.assessments.builders import (
    TODAY,
    activity,
    all_codes,
    answer,
    competency,
    person_of,
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    person = person_of(world.pm)
    answer(person, {**dict.fromkeys(all_codes(), 4), "risk": 1, "scope": 2})
    return person


def take(person, activity):
    plan = planning.open_plan(person)
    return taking_up.take_activity(plan, activity, person.role, by=person, today=TODAY)


def test_an_activity_is_taken_for_the_gap_that_it_serves_most(pm):
    course = activity("risk_course", {"risk": 0.5, "scope": 0.1}, cost=120.0, hours=6.0)

    item = take(pm, course)

    assert (item.title, item.kind, item.owner) == (
        "Risk course",
        ActivityKind.COURSE,
        "PMO academy",
    )
    assert (item.cost, item.hours) == (120.0, 6.0)
    assert item.competency_id == competency("risk").id
    assert (item.from_level, item.to_level) == (1.0, approx(1.3))
    assert item.activity_id == course.id


def test_what_is_taken_starts_from_where_the_plan_leads_as_its_card_says(pm):
    take(pm, activity("first_course", {"risk": 0.5}))

    item = take(pm, activity("second_course", {"risk": 0.5}))

    assert (item.from_level, item.to_level) == (approx(1.3), approx(1.6))


def test_what_the_plan_holds_is_not_taken_twice_until_it_is_given_up(pm):
    course = activity("risk_course", {"risk": 0.5})
    item = take(pm, course)

    with pytest.raises(AlreadyHeldError):
        take(pm, course)

    item.status = PlanItemStatus.DROPPED
    assert take(pm, course).id != item.id


def test_an_activity_without_dates_begins_in_two_weeks_and_takes_its_days(pm):
    item = take(pm, activity("risk_course", {"risk": 0.5}))

    assert item.starts_on == TODAY + LEAD_TIME
    # Two days are the one on which it begins and the next.
    assert item.due_on == item.starts_on + timedelta(days=1)


def test_an_activity_with_dates_is_taken_on_the_next_one(pm):
    course = activity("risk_course", {"risk": 0.5})
    course.sessions = [
        ActivitySession(starts_on=day, ends_on=day + timedelta(days=1), place=LocalText(en="Kyiv"))
        for day in (date(2026, 6, 15), date(2026, 9, 7), date(2026, 12, 1))
    ]
    db.session.commit()

    item = take(pm, course)

    assert (item.starts_on, item.due_on) == (date(2026, 9, 7), date(2026, 9, 8))


def test_an_activity_that_serves_no_gap_keeps_its_competency_and_promises_no_level(pm):
    item = take(pm, activity("digital_course", {"digital": 0.5}, cost=None))

    assert item.competency_id == competency("digital").id
    assert (item.from_level, item.to_level, item.cost) == (None, None, 0.0)


def test_an_activity_that_claims_nothing_serves_no_competency(pm):
    assert take(pm, activity("walk", {})).competency_id is None


def test_a_suggestion_is_called_by_what_it_is_about(pm):
    activity("risk_course", {"risk": 0.5})

    names = [
        taking_up.title_of(subject) for subject in ("activity:risk_course", "certification:capm")
    ]

    assert names[0] == "Risk course"
    assert "CAPM" in names[1]


@pytest.mark.parametrize("subject", ["activity:none", "mentor:0", "mentor:x", "nothing", ""])
def test_a_suggestion_about_nothing_is_not_found(session, subject):
    with pytest.raises(NotFound):
        taking_up.title_of(subject)
