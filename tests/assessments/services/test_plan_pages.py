"""A plan as its pages show it."""

from datetime import date

import pytest
from flask_babel import force_locale

from assessments.database import LocalText, now
from assessments.models.catalogue import Activity
from assessments.models.development import PlanItem
from assessments.services import carrying_out, plan_pages, planning, reviewing
from assessments.services.plan_pages import Change
from capability.lifecycle import CoachDecision, PlanStatus, ReviewDecision
from tests.assessments.builders import (
    competency,
    item_draft,
    person_of,
    plan_for,
    plan_in,
    send,
    standing_item,
)

pytestmark = pytest.mark.usefixtures("session")

TODAY = date(2026, 12, 1)


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


@pytest.fixture
def hr(session, world):
    return person_of(world.hr)


def page_of(plan):
    return plan_pages.page_of(plan, today=TODAY)


def steps_of(plan):
    return [(words, state) for words, state, _ in page_of(plan).steps]


def remark_of(plan):
    return next(remark for _, state, remark in page_of(plan).steps if state == "current")


def test_hours_and_cost_count_what_stands_and_is_not_given_up(pm, coach, hr):
    plan = plan_for(pm, "One", "Two", "Three")
    planning.remove_item(plan.items[2], by=pm)
    send(plan)
    reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=1, by=coach)
    reviewing.review(plan, ReviewDecision.APPROVE, "", seen=1, by=hr)
    carrying_out.drop(plan.items[1], "Called off", by=pm)

    page = page_of(plan)

    assert [item.title for item in page.items] == ["One", "Two"]
    assert (page.hours, page.cost, page.done) == (8.0, 400.0, 0)


def test_an_empty_plan_has_no_timeline_and_nothing_to_complete(pm):
    page = page_of(planning.open_plan(pm))

    assert page.timeline is None
    assert page.timeline_phone is None
    assert page.submission is None
    assert not page.is_ready_to_complete


def test_the_timeline_is_drawn_for_wide_and_for_narrow_pages(pm):
    page = page_of(plan_for(pm))

    assert "Risk workshop" in page.timeline
    assert "<svg" in page.timeline_phone


def test_an_item_done_ends_on_the_day_it_was_done(pm, coach, hr):
    plan = plan_in(PlanStatus.APPROVED, pm, coach=coach, hr=hr)
    item = standing_item(plan)
    carrying_out.complete(item, date(2027, 3, 5), "Seen", by=pm)

    assert plan_pages._end_of(item) == date(2027, 3, 5)


@pytest.mark.parametrize(
    ("status", "current", "done"),
    [
        (PlanStatus.DRAFT, "Draft", 0),
        (PlanStatus.SUBMITTED, "With the coach", 1),
        (PlanStatus.ENDORSED, "With HR", 2),
        (PlanStatus.RETURNED, "Returned", 0),
        (PlanStatus.APPROVED, "Under way", 3),
        (PlanStatus.COMPLETED, "Completed", 4),
    ],
)
def test_the_stations_say_where_the_plan_is(pm, coach, hr, status, current, done):
    steps = steps_of(plan_in(status, pm, coach=coach, hr=hr))

    assert [words for words, state in steps if state == "current"] == [current]
    assert [state for _, state in steps] == ["done"] * done + ["current"] + ["next"] * (4 - done)


def test_the_station_says_since_when(pm, coach, hr):
    plan = plan_for(pm)
    assert remark_of(plan) == ""
    send(plan)
    sent = plan.submissions[0]
    sent.submitted_at = sent.submitted_at.replace(year=2026, month=5, day=4)
    assert remark_of(plan) == "since 4 May"

    reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=1, by=coach)
    sent.coach_decided_at = sent.coach_decided_at.replace(year=2026, month=5, day=6)
    assert remark_of(plan) == "since 6 May"

    reviewing.review(plan, ReviewDecision.RETURN, "Too dear", seen=1, by=hr)
    sent.review.decided_at = sent.review.decided_at.replace(year=2026, month=5, day=9)
    assert remark_of(plan) == "since 9 May"

    plan.status, plan.changed_at = PlanStatus.COMPLETED, sent.submitted_at.replace(day=20)
    assert remark_of(plan) == "since 20 May"


def test_a_plan_handed_back_is_so_since_the_coach_answered(pm, coach):
    plan = plan_for(pm)
    send(plan)
    reviewing.decide_as_coach(plan, CoachDecision.HAND_BACK, "Why?", seen=1, by=coach)
    sent = plan.submissions[0]
    sent.coach_decided_at = sent.coach_decided_at.replace(year=2026, month=5, day=6)

    assert remark_of(plan) == "since 6 May"


def test_what_changed_between_two_versions_is_said(pm, coach):
    plan = plan_for(pm, "Stays", "Goes", "Grows")
    send(plan)
    reviewing.decide_as_coach(plan, CoachDecision.HAND_BACK, "Why?", seen=1, by=coach)
    _stays, goes, grows = plan.items
    planning.remove_item(goes, by=pm)
    planning.change_item(grows, item_draft("Grows", hours=12.0), seen=grows.version, by=pm)
    planning.add_item(plan, item_draft("Comes", cost=0.0), by=pm)
    send(plan)

    changes = page_of(plan).changes

    assert changes == [
        ("", "Goes, 8 h, €400, February 2027", "", Change.REMOVED),
        ("Grows", "8 h", "12 h", Change.CHANGED),
        ("", "", "Comes, 8 h, no cost, February 2027", Change.ADDED),
    ]


def test_every_fact_of_an_item_that_differs_is_a_change(pm, coach):
    plan = plan_for(pm, "Later", "Higher", "Former name")
    send(plan)
    reviewing.decide_as_coach(plan, CoachDecision.HAND_BACK, "Why?", seen=1, by=coach)
    drafts = (
        item_draft("Later", due_on=date(2027, 9, 1)),
        item_draft("Higher", competency_id=competency("risk").id, from_level=2.0, to_level=3.0),
        item_draft("New name", owner="Mara"),
    )
    for item, draft in zip(list(plan.items), drafts, strict=True):
        planning.change_item(item, draft, seen=item.version, by=pm)
    send(plan)

    assert [each[:3] for each in page_of(plan).changes] == [
        ("Later", "1 Feb – 2 February 2027", "1 Feb – 1 September 2027"),
        ("Higher", "", "Risk and opportunity, 2.0 → 3.0"),
        ("", "Former name", "New name, Mara"),
    ]


def test_a_first_version_has_changed_nothing(pm):
    plan = plan_for(pm)
    send(plan)

    assert page_of(plan).changes == []


def test_all_that_was_said_stands_in_its_order_with_from_where_it_is_said(pm, coach, hr, world):
    plan = plan_for(pm)
    reviewing.say(plan, "First thoughts", by=pm)
    send(plan)
    reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "Good plan", seen=1, by=coach)
    reviewing.say(plan, "When?", by=person_of(world.head))
    reviewing.review(plan, ReviewDecision.RETURN, "Too dear", seen=1, by=hr)
    reviewing.say(plan, "As seen", by=coach)

    said = [(remark.access, remark.statement, remark.decision) for remark in page_of(plan).remarks]

    assert said == [
        (None, "First thoughts", None),
        ("pmo_coach", "Good plan", "endorse"),
        ("department_head", "When?", None),
        ("hr_reviewer", "Too dear", "return"),
        ("pmo_coach", "As seen", None),
    ]


def test_a_plan_is_ready_to_complete_once_nothing_in_it_is_open(pm, coach, hr):
    plan = plan_for(pm, "One", "Two")
    send(plan)
    reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=1, by=coach)
    reviewing.review(plan, ReviewDecision.APPROVE, "", seen=1, by=hr)
    assert not page_of(plan).is_ready_to_complete

    carrying_out.complete(plan.items[0], now().date(), "Seen", by=pm)
    assert not page_of(plan).is_ready_to_complete

    carrying_out.drop(plan.items[1], "Called off", by=pm)
    assert page_of(plan).is_ready_to_complete


def test_a_plan_whose_items_were_all_given_up_can_be_completed(pm, coach, hr):
    plan = plan_in(PlanStatus.APPROVED, pm, coach=coach, hr=hr)
    carrying_out.drop(standing_item(plan), "Called off", by=pm)

    assert page_of(plan).is_ready_to_complete


def test_an_item_is_named_by_the_catalogue_until_somebody_words_it(pm):
    facts = {"activity": Activity(name=LocalText(en="Risk days", zh="风险日"))}

    with force_locale("zh"):
        assert str(PlanItem(title="Risk days", **facts).name) == "风险日"
        assert str(PlanItem(title="Risk days in May", **facts).name) == "Risk days in May"
        assert str(PlanItem(title="Risk days").name) == "Risk days"
