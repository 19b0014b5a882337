"""Working a plan off."""

import pytest

from assessments.database import db, now
from assessments.queries import plans
from assessments.services import carrying_out, reviewing
from assessments.services.carrying_out import ItemsOpenError
from assessments.services.conflicts import ConflictError
from capability.lifecycle import PlanItemStatus, PlanStatus, TransitionError
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import audit_lines, person_of, plan_in, standing_item

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def item(pm, world):
    coach, hr = person_of(world.coach), person_of(world.hr)
    return standing_item(plan_in(PlanStatus.APPROVED, pm, coach=coach, hr=hr))


def test_an_item_is_begun_and_done_with_what_shows_it(item, pm):
    day = now().date()

    carrying_out.begin(item, by=pm)
    carrying_out.complete(item, day, " Register kept for the ferry terminal ", by=pm)

    assert item.status is PlanItemStatus.DONE
    assert (item.completed_on, item.evidence) == (day, "Register kept for the ferry terminal")
    lines = [line for line in audit_lines() if line.subject == f"item {item.id}"][-2:]
    assert [(line.action, line.old["status"], line.new["status"]) for line in lines] == [
        ("begin_plan_item", "planned", "under_way"),
        ("complete_plan_item", "under_way", "done"),
    ]
    assert lines[-1].new["completed_on"] == day.isoformat()


def test_an_item_is_given_up_with_a_reason(item, pm):
    carrying_out.drop(item, "The course was called off", by=pm)

    assert item.status is PlanItemStatus.DROPPED
    assert audit_lines("drop_plan_item")[-1].reason == "The course was called off"


def test_every_step_can_be_taken_back_and_evidence_is_kept(item, pm):
    carrying_out.complete(item, now().date(), "Register kept", by=pm)

    carrying_out.resume(item, by=pm)

    assert item.status is PlanItemStatus.UNDER_WAY
    assert (item.completed_on, item.evidence) == (None, "Register kept")


@pytest.mark.parametrize("moved", ["opened for changes", "taken out"])
def test_what_has_moved_on_is_not_worked_off(item, pm, moved):
    if moved == "taken out":
        item.removed_at = now()
    else:
        reviewing.revise(item.plan, by=pm)

    with pytest.raises(ConflictError):
        carrying_out.begin(item, by=pm)


def test_what_is_done_is_not_done_again(item, pm):
    carrying_out.complete(item, now().date(), "Register kept", by=pm)

    with pytest.raises(TransitionError):
        carrying_out.complete(item, now().date(), "Register kept", by=pm)


def test_a_plan_is_completed_once_its_items_are(item, pm):
    with pytest.raises(ItemsOpenError):
        carrying_out.complete_plan(item.plan, by=pm)

    carrying_out.drop(item, "Called off", by=pm)
    carrying_out.complete_plan(item.plan, by=pm)

    assert item.plan.status is PlanStatus.COMPLETED
    assert audit_lines("complete_plan")[-1].new == {"status": "completed"}
    assert plans.current_plan(pm) is None


def test_an_item_that_was_taken_out_keeps_no_plan_open(item, pm):
    item.removed_at = now()

    carrying_out.complete_plan(item.plan, by=pm)

    assert item.plan.status is PlanStatus.COMPLETED


def test_of_two_tabs_that_finish_an_item_at_once_one_is_told(app, item, pm):
    item_id = item.id

    def tab(evidence):
        def deed(meet):
            found = plans.get_item(item_id)
            by = found.plan.person
            meet()
            carrying_out.complete(found, now().date(), evidence, by=by)
            return evidence

        return deed

    outcomes = at_once(app, tab("First"), tab("Second"))

    assert kinds(outcomes) in (["ConflictError", "done"], ["TransitionError", "done"])
    db.session.expire_all()
    assert plans.get_item(item_id).evidence in outcomes
    assert len(audit_lines("complete_plan_item")) == 1
