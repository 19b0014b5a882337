"""Making a plan: nothing is overwritten unseen, everything leaves a line, undo is possible."""

from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.models.development import DeclinedSuggestion, DevelopmentPlan, PlanItem
from assessments.queries import plans
from assessments.services import planning
from assessments.services.conflicts import ConflictError
from capability.lifecycle import PlanItemStatus, PlanStatus, TransitionError
from tests.assessments.at_once import at_once, just_before, kinds
from tests.assessments.builders import (
    audit_lines,
    item_draft,
    person_of,
    plan_for,
    plan_in,
    role,
    send,
    standing_item,
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def plan(pm):
    return plan_for(pm)


def test_a_plan_is_for_a_year_and_for_the_role_aimed_for(pm):
    plan = planning.open_plan(pm)

    assert plan.ends_on - plan.starts_on == timedelta(days=365)
    assert plan.role_id == role("senior_project_manager").id
    assert plan.status is PlanStatus.DRAFT
    assert audit_lines("begin_plan")[-1].person_id == pm.id


def test_somebody_who_aims_for_nothing_plans_for_the_present_role(pm):
    pm.aims_for = None

    assert planning.open_plan(pm).role_id == pm.role_id


def test_the_plan_somebody_works_on_is_found_again(pm, plan):
    assert planning.open_plan(pm).id == plan.id


def test_after_a_completed_plan_a_new_one_begins(pm, world):
    coach, hr = person_of(world.coach), person_of(world.hr)
    old = plan_in(PlanStatus.COMPLETED, pm, coach=coach, hr=hr)

    assert planning.open_plan(pm).id != old.id
    assert [each.id for each in plans.list_completed(pm)] == [old.id]


def test_an_aim_is_kept_with_a_line_of_before_and_after(pm, plan):
    day = plan.ends_on + timedelta(days=10)

    planning.set_aim(plan, " Lead the bridge ", day, seen=plan.version, by=pm)

    assert (plan.aim, plan.ends_on) == ("Lead the bridge", day)
    line = audit_lines("set_aim")[-1]
    assert (line.old["aim"], line.new["aim"]) == ("", "Lead the bridge")


def test_an_aim_that_was_changed_elsewhere_is_not_overwritten(pm, plan):
    seen = plan.version
    planning.set_aim(plan, "Lead the bridge", plan.ends_on, seen=seen, by=pm)

    with pytest.raises(ConflictError):
        planning.set_aim(plan, "Lead the tunnel", plan.ends_on, seen=seen, by=pm)

    assert plan.aim == "Lead the bridge"


def test_every_step_with_an_item_leaves_a_line(pm, plan):
    item = standing_item(plan)

    planning.change_item(item, item_draft("Risk seminar", cost=90.0), seen=item.version, by=pm)
    planning.remove_item(item, by=pm)
    planning.restore_item(item, by=pm)

    lines = [line for line in audit_lines() if line.subject == f"item {item.id}"]
    assert [line.action for line in lines] == [
        "add_plan_item",
        "change_plan_item",
        "remove_plan_item",
        "restore_plan_item",
    ]
    assert (lines[1].old["title"], lines[1].new["title"]) == ("Risk workshop", "Risk seminar")
    assert (lines[1].old["cost"], lines[1].new["cost"]) == (400.0, 90.0)
    assert {(line.actor_id, line.person_id) for line in lines} == {(pm.id, pm.id)}


def test_a_removed_item_is_out_and_can_be_put_back(pm, plan):
    item = standing_item(plan)

    planning.remove_item(item, by=pm)
    out = plans.list_items(pm)
    planning.restore_item(item, by=pm)

    assert out == []
    assert [each.id for each in plans.list_items(pm)] == [item.id]


def test_an_item_taken_out_elsewhere_is_put_back_by_who_keeps_it_all_the_same(pm, plan):
    item = standing_item(plan)
    planning.remove_item(item, by=pm)

    planning.change_item(item, item_draft("Risk seminar"), seen=item.version, by=pm)

    assert [each.title for each in plans.list_items(pm)] == ["Risk seminar"]
    assert [line.action for line in audit_lines()][-2:] == ["restore_plan_item", "change_plan_item"]


def test_what_a_coach_has_taken_back_is_not_put_back(pm, plan):
    item = standing_item(plan)
    item.status, item.removed_at = PlanItemStatus.PROPOSED, now()

    with pytest.raises(ConflictError):
        planning.restore_item(item, by=pm)


def test_a_plan_lasts_as_long_as_its_items(pm, plan):
    day = plan.ends_on + timedelta(days=30)

    added = planning.add_item(plan, item_draft("Later", due_on=day), by=pm)
    assert plan.ends_on == day
    later = item_draft("Later still", due_on=day + timedelta(days=1))
    planning.change_item(added, later, seen=added.version, by=pm)

    assert plan.ends_on == day + timedelta(days=1)
    assert audit_lines("set_aim")[-1].new == {"ends_on": plan.ends_on.isoformat()}


def test_of_two_tabs_that_begin_a_plan_at_once_the_later_finds_the_other_s(app, world):
    def other_tab():
        with app.test_request_context():
            planning.open_plan(person_of(world.pm))
            db.session.remove()

    with just_before(app, other_tab):
        planning.open_plan(person_of(world.pm))

    assert db.session.query(DevelopmentPlan).count() == 1


def test_an_item_changed_elsewhere_is_not_overwritten(pm, plan):
    item = standing_item(plan)
    seen = item.version
    planning.change_item(item, item_draft("First"), seen=seen, by=pm)

    with pytest.raises(ConflictError):
        planning.change_item(item, item_draft("Second"), seen=seen, by=pm)

    assert item.title == "First"


@pytest.mark.parametrize("status", [PlanStatus.SUBMITTED, PlanStatus.ENDORSED, PlanStatus.APPROVED])
def test_a_plan_on_its_way_is_not_changed(pm, world, status):
    plan = plan_in(status, pm, coach=person_of(world.coach), hr=person_of(world.hr))
    item = standing_item(plan)

    for change in (
        lambda: planning.add_item(plan, item_draft(), by=pm),
        lambda: planning.change_item(item, item_draft(), seen=item.version, by=pm),
        lambda: planning.remove_item(item, by=pm),
        lambda: planning.restore_item(item, by=pm),
        lambda: planning.set_aim(plan, "x", plan.ends_on, seen=plan.version, by=pm),
    ):
        with pytest.raises(TransitionError):
            change()


def test_a_returned_plan_may_be_changed(pm, world):
    coach, hr = person_of(world.coach), person_of(world.hr)
    plan = plan_in(PlanStatus.RETURNED, pm, coach=coach, hr=hr)

    assert planning.add_item(plan, item_draft(), by=pm).id


def test_of_two_tabs_that_change_an_item_at_once_one_is_told(app, pm, plan):
    item_id, pm_id, seen = standing_item(plan).id, pm.id, standing_item(plan).version

    def tab(title):
        def deed(meet):
            item, by = plans.get_item(item_id), db.session.get(type(pm), pm_id)
            meet()
            planning.change_item(item, item_draft(title), seen=seen, by=by)
            return title

        return deed

    outcomes = at_once(app, tab("First"), tab("Second"))

    assert kinds(outcomes) == ["ConflictError", "done"]
    db.session.expire_all()
    assert db.session.get(PlanItem, item_id).title in outcomes
    assert len(audit_lines("change_plan_item")) == 1


def test_what_is_added_while_a_plan_is_sent_is_sent_with_it_or_told(app, pm, plan):
    plan_id, pm_id = plan.id, pm.id

    def add(meet):
        found, by = plans.get_plan(plan_id), db.session.get(type(pm), pm_id)
        meet()
        planning.add_item(found, item_draft("Late"), by=by)
        return "added"

    def submit(meet):
        found = plans.get_plan(plan_id)
        meet()
        send(found)
        return "sent"

    outcomes = at_once(app, add, submit)

    assert kinds(outcomes) == ["ConflictError", "done"]
    db.session.expire_all()
    kept = plans.get_plan(plan_id)
    sent = [len(each.items) for each in kept.submissions]
    assert (sent, len(kept.items)) == (([1], 1) if "sent" in outcomes else ([], 2))


def test_a_declined_suggestion_is_kept_once_with_its_last_reason(pm):
    planning.decline(pm, "activity:risk_basics", "Risk basics", "known", "first")
    planning.decline(pm, "activity:risk_basics", "Risk basics", "no_time", "second")

    kept = db.session.scalars(db.select(DeclinedSuggestion)).one()
    assert (kept.reason, kept.fingerprint) == ("no_time", "second")
    assert kept.declined_at <= now()
    assert [line.reason for line in audit_lines("decline_suggestion")] == ["known", "no_time"]


def test_what_two_tabs_decline_or_let_back_in_at_once_is_done_once(app, world):
    def declines():
        planning.decline(person_of(world.pm), "activity:risk_basics", "Risk basics", "known", "")

    def lets_back_in():
        planning.take_back_decline(person_of(world.pm), "activity:risk_basics")

    for deed, left in ((declines, 1), (lets_back_in, 0)):

        def other_tab(deed=deed):
            with app.test_request_context():
                deed()
                db.session.remove()

        with just_before(app, other_tab):
            deed()
        assert db.session.query(DeclinedSuggestion).count() == left
        db.session.remove()


def test_a_decline_is_taken_back_once(pm):
    planning.decline(pm, "activity:risk_basics", "Risk basics", "known", "first")

    planning.take_back_decline(pm, "activity:risk_basics")
    planning.take_back_decline(pm, "activity:risk_basics")

    assert db.session.scalars(db.select(DeclinedSuggestion)).all() == []
    assert len(audit_lines("take_back_decline")) == 1


def test_a_competency_that_does_not_exist_has_no_key(session):
    assert planning.competency_id("astronomy") is None


def test_plans_of_two_people_are_two(pm, plan, world):
    other = planning.open_plan(person_of(world.other_pm))

    assert other.id != plan.id
    assert db.session.query(DevelopmentPlan).count() == 2
