"""The next best step: one, in the order of the loop."""

from datetime import timedelta

import pytest

from assessments.database import LocalText, db, now
from assessments.models.assessment import AssessmentCycle
from assessments.queries import plans
from assessments.services import carrying_out, holding, next_steps, planning
from assessments.services.next_steps import Step
from capability.lifecycle import PlanStatus
from tests.assessments.builders import answer, hold, item_draft, person_of, plan_in, standing_item

pytestmark = pytest.mark.usefixtures("session")

QUARTER = timedelta(days=90)


@pytest.fixture
def today():
    return now().date()


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def assessed(pm, today):
    answer(pm, {"risk": 2}, on=today - timedelta(days=1))
    return pm


def home_of(person):
    return next_steps.home_of(person, plans.current_plan(person), today=now().date())


def step_of(person):
    return home_of(person).next.step


def plan_at(status, person, world):
    return plan_in(status, person, coach=person_of(world.coach), hr=person_of(world.hr))


def test_without_a_role_the_first_step_is_to_say_it(pm):
    pm.role = None

    assert step_of(pm) is Step.TELL_ABOUT_ME


def test_then_comes_the_self_assessment(pm):
    assert step_of(pm) is Step.BEGIN_ASSESSMENT


def test_a_form_under_way_is_carried_on(pm):
    answer(pm, {"risk": 2, "scope": None}, on=None)

    step = home_of(pm).next

    assert (step.step, step.answered) == (Step.CONTINUE_ASSESSMENT, 2)


def test_a_new_round_asks_for_a_new_self_assessment(assessed, today):
    db.session.add(
        AssessmentCycle(name=LocalText(en="Autumn"), opens_on=today, closes_on=today + QUARTER)
    )
    db.session.commit()

    assert step_of(assessed) is Step.BEGIN_ASSESSMENT


def test_in_a_round_that_was_answered_the_plan_comes_next(pm, today):
    answer(pm, {"risk": 2}, on=today)  # in a round of one day, which is open today

    assert step_of(pm) is Step.CHOOSE_SUGGESTIONS


def test_an_empty_plan_asks_for_suggestions(assessed):
    planning.open_plan(assessed)

    assert step_of(assessed) is Step.CHOOSE_SUGGESTIONS


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (PlanStatus.DRAFT, Step.SUBMIT_PLAN),
        (PlanStatus.SUBMITTED, Step.WAIT_FOR_COACH),
        (PlanStatus.ENDORSED, Step.WAIT_FOR_HR),
        (PlanStatus.RETURNED, Step.ANSWER_RETURN),
        (PlanStatus.APPROVED, Step.CARRY_OUT),
        (PlanStatus.COMPLETED, Step.CHOOSE_SUGGESTIONS),
    ],
)
def test_each_state_of_the_plan_has_its_step(assessed, world, status, step):
    plan_at(status, assessed, world)

    assert step_of(assessed) is step


def test_the_item_due_first_is_carried_out_first(assessed, world):
    plan = planning.open_plan(assessed)
    for title, days in (("Later", 60), ("Sooner", 20)):
        day = plan.starts_on + timedelta(days=days)
        planning.add_item(plan, item_draft(title, starts_on=day, due_on=day), by=assessed)

    assert next_steps.next_item(plan).title == "Sooner"


def test_once_all_items_are_done_the_plan_is_to_be_completed(assessed, world):
    item = standing_item(plan_at(PlanStatus.APPROVED, assessed, world))
    carrying_out.complete(item, now().date(), "Seen", by=assessed)

    home = home_of(assessed)

    assert home.next.step is Step.COMPLETE_PLAN
    assert (home.done, len(home.items), home.item) == (1, 1, None)


def test_what_is_due_within_a_quarter_comes_up_the_nearest_first(assessed, world, today):
    plan = plan_at(PlanStatus.APPROVED, assessed, world)
    standing_item(plan).starts_on = today
    standing_item(plan).due_on = today + QUARTER
    for name, days in (("Expired", -3), ("Soon", 30), ("Later", 91)):
        hold(assessed, name=name, expires_on=today + timedelta(days=days))
    for days in (-3, 200):
        hold(assessed, name="Renewed", expires_on=today + timedelta(days=days))

    due = home_of(assessed).due

    assert [each.certificate.name if each.certificate else each.item.title for each in due] == [
        "Expired",
        "Soon",
        "Risk workshop",
    ]


def test_items_of_a_plan_that_is_not_approved_are_not_due_yet(assessed, world, today):
    plan = plan_at(PlanStatus.ENDORSED, assessed, world)
    standing_item(plan).starts_on = standing_item(plan).due_on = today

    assert home_of(assessed).due == []


def test_a_certificate_taken_off_the_list_does_not_come_up(assessed, today):
    held = hold(assessed, name="Gone", expires_on=today)
    holding.remove_certificate(held, by=assessed)

    assert home_of(assessed).due == []
