"""What HR should look at twice: the rules themselves, and what they are drawn from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.database import db, now
from assessments.models.framework import RoleProfile
from assessments.models.people import Organisation
from assessments.queries import hr_queue, organisation
from assessments.queries.budget_years import BudgetYear, budget_year_of
from assessments.queries.hr_queue import Sought
from assessments.queries.plan_flags import Facts, Limits, conditions, flags_of
from assessments.services import planning, reviewing
from capability.lifecycle import (
    CoachDecision,
    PlanFlag,
    PlanItemStatus,
    PlanStatus,
    ReviewDecision,
)
from tests.assessments.builders import (
    activity,
    answer,
    competency,
    days,
    item_draft,
    person_of,
    plan_for,
    plan_in,
    send,
    standing_item,
)

TODAY = now().date()


@pytest.mark.parametrize(
    ("facts", "limits", "flags"),
    [
        (Facts(), Limits(cost=0, hours=0), ()),
        (Facts(cost=3000, hours=60), Limits(cost=3000, hours=60), ()),
        (Facts(cost=3000.01), Limits(cost=3000), (PlanFlag.OVER_BUDGET,)),
        (Facts(cost=0.1 + 0.2), Limits(cost=0.3), ()),
        (Facts(hours=60.5), Limits(hours=60), (PlanFlag.OVER_HOURS,)),
        (Facts(cost=9e9, hours=9e9), Limits(), ()),
        (Facts(open_critical=1, undated=2), Limits(), (PlanFlag.CRITICAL_GAP, PlanFlag.NO_DATE)),
    ],
)
def test_a_flag_stands_where_its_rule_is_broken_and_none_where_no_limit_is_set(
    facts, limits, flags
):
    assert flags_of(facts, limits) == flags


@given(
    st.builds(
        Facts,
        st.floats(0, 1e6),
        st.floats(0, 1e4),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    st.builds(Limits, st.none() | st.floats(0, 1e6), st.none() | st.floats(0, 1e4)),
)
def test_the_words_of_a_row_and_the_filter_of_the_list_follow_one_rule(facts, limits):
    assert set(flags_of(facts, limits)) == {
        flag for flag, holds in conditions(facts, limits).items() if holds
    }


@pytest.mark.parametrize(
    ("day", "month", "number"),
    [
        (date(2026, 1, 1), 1, 2026),
        (date(2026, 12, 31), 1, 2026),
        (date(2026, 3, 31), 4, 2025),
        (date(2026, 4, 1), 4, 2026),
        (date(2026, 1, 15), 12, 2025),
    ],
)
def test_a_budget_year_begins_in_the_month_of_the_organisation(day, month, number):
    year = budget_year_of(day, month)

    assert year == BudgetYear(number, month)
    assert year.starts_on <= day <= year.ends_on


@pytest.fixture
def endorsed(app, world):
    """A plan with HR: one item of 400 and 8 hours in February, within the plan's period."""
    with app.test_request_context():
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        yield plan_in(PlanStatus.ENDORSED, pm, coach=coach, hr=hr)
        db.session.remove()


def set_limits(**limits):
    found = organisation.find_organisation()
    if found is None:
        found = Organisation(name=organisation.defaults().name)
        db.session.add(found)
    for name, value in limits.items():
        setattr(found, name, value)
    db.session.commit()
    organisation.forget()


def row(today=TODAY):
    [found] = hr_queue.queue_page(Sought(), page=1, today=today).rows
    return found


def test_without_anything_to_say_there_is_no_flag(endorsed):
    assert row().flags == ()
    assert row().facts == Facts(cost=400, hours=8)


def test_limits_that_are_not_set_raise_no_flag(endorsed):
    set_limits(person_budget=None, development_hours=None)
    standing_item(endorsed).cost = 1e6
    db.session.commit()

    assert row().flags == ()
    assert hr_queue.queue_page(Sought(flag=PlanFlag.OVER_BUDGET), page=1, today=TODAY).total == 0


def test_other_plans_of_the_same_year_count_and_those_of_other_years_do_not(endorsed, world, app):
    set_limits(person_budget=500, development_hours=None, budget_year_month=1)
    pm = endorsed.person
    older = planning._begin(pm, by=pm)
    older.status, older.first_submitted_at = PlanStatus.COMPLETED, now()
    item = planning.PlanItem(
        plan=older, kind="course", title="Earlier", hours=1, cost=200,
        starts_on=date(2027, 5, 1), due_on=date(2027, 5, 2), status=PlanItemStatus.DONE,
    )  # fmt: skip
    db.session.add(item)
    db.session.commit()
    assert row().facts.cost == 600
    assert row().flags == (PlanFlag.OVER_BUDGET,)

    item.starts_on = item.due_on = date(2028, 1, 1)
    db.session.commit()
    assert row().facts.cost == 400

    item.starts_on = item.due_on = date(2027, 1, 1)
    set_limits(budget_year_month=2)
    assert row().facts.cost == 400


def test_what_the_owner_has_shown_to_nobody_does_not_speak_through_a_flag(endorsed):
    hidden = planning._begin(endorsed.person, by=endorsed.person)
    planning.add_item(hidden, item_draft(cost=9000.0), by=endorsed.person)

    assert row().facts.cost == 400


@pytest.mark.parametrize(
    "status", [PlanItemStatus.PROPOSED, PlanItemStatus.DECLINED, PlanItemStatus.DROPPED]
)
def test_what_is_only_proposed_or_given_up_counts_nowhere(endorsed, status):
    standing_item(endorsed).status = status
    db.session.commit()

    found = row()
    assert (found.items, found.cost, found.hours) == (0, 0, 0)
    assert found.facts == Facts()


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"starts_on": TODAY - days(9), "due_on": TODAY - days(1)}, 1),
        ({"due_on": TODAY + days(400)}, 1),
        ({"starts_on": TODAY, "due_on": TODAY}, 0),
        ({"starts_on": TODAY - days(2), "due_on": TODAY + days(2)}, 1),
    ],
)
def test_a_date_does_not_hold_when_it_has_passed_or_lies_outside_the_plan(endorsed, changes, count):
    item = standing_item(endorsed)
    for name, value in changes.items():
        setattr(item, name, value)
    db.session.commit()

    assert row().facts.undated == count
    assert row().flags == (PlanFlag.NO_DATE,) * count


def test_an_item_that_is_done_needs_no_date_any_more(endorsed):
    item = standing_item(endorsed)
    item.starts_on = item.due_on = TODAY - days(30)
    item.status = PlanItemStatus.DONE
    db.session.commit()

    assert row().facts.undated == 0


@pytest.fixture
def with_gap(app, world):
    """A plan with HR whose owner was short in a competency that the role calls critical."""
    with app.test_request_context():
        pm, coach = person_of(world.pm), person_of(world.coach)
        for profile in db.session.scalars(db.select(RoleProfile)):
            profile.is_critical = profile.competency_id == competency("risk").id
        answer(pm, {"risk": 1, "scope": 0}, on=TODAY - days(1))
        plan = plan_for(pm)
        plan.role = pm.role
        db.session.commit()
        send(plan)
        reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=1, by=coach)
        yield plan
        db.session.remove()


def test_nothing_towards_a_critical_gap_is_flagged(with_gap):
    assert row().facts.open_critical == 1
    assert row().flags == (PlanFlag.CRITICAL_GAP,)


def test_an_item_that_was_chosen_for_the_gap_answers_it(with_gap):
    standing_item(with_gap).competency_id = competency("risk").id
    db.session.commit()

    assert row().flags == ()


def test_an_item_whose_activity_brings_something_in_it_answers_it_too(with_gap):
    standing_item(with_gap).activity = activity("risk_days", {"risk": 0.4})
    db.session.commit()

    assert row().flags == ()


def test_an_item_that_was_given_up_or_taken_out_answers_nothing(with_gap):
    item = standing_item(with_gap)
    item.competency_id = competency("risk").id
    item.status = PlanItemStatus.DROPPED
    db.session.commit()
    assert row().flags == (PlanFlag.CRITICAL_GAP,)

    item.status, item.removed_at = PlanItemStatus.PLANNED, now()
    db.session.commit()
    assert row().flags == (PlanFlag.CRITICAL_GAP,)


def test_only_the_version_that_waits_speaks(with_gap, world):
    coach, hr = person_of(world.coach), person_of(world.hr)
    reviewing.review(with_gap, ReviewDecision.RETURN, "What of risk?", seen=1, by=hr)
    answer(with_gap.person, {"risk": 5, "scope": 0}, on=TODAY)
    send(with_gap)
    reviewing.decide_as_coach(with_gap, CoachDecision.ENDORSE, "", seen=2, by=coach)

    assert (row().number, row().flags) == (2, ())


def test_a_list_that_is_narrowed_by_a_flag_holds_the_rows_that_show_it(with_gap):
    def found(**sought):
        return len(hr_queue.queue_page(Sought(**sought), page=1, today=TODAY).rows)

    assert found(flag=PlanFlag.CRITICAL_GAP) == 1
    assert found(flag=PlanFlag.NO_DATE) == 0
    assert found(is_unflagged=True) == 0
    assert found(department_id=with_gap.person.department_id) == 1
    assert found(department_id=with_gap.person.department_id + 1) == 0


def test_how_long_answers_take_is_said_from_five_on(app, world):
    with app.test_request_context():
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        plan = plan_in(PlanStatus.ENDORSED, pm, coach=coach, hr=hr)
        for number in range(1, 6):
            assert hr_queue.usual_days() is None
            reviewing.review(plan, ReviewDecision.APPROVE, "", seen=number, by=hr)
            reviewing.revise(plan, by=pm)
            send(plan)
            reviewing.decide_as_coach(plan, CoachDecision.ENDORSE, "", seen=number + 1, by=coach)

        assert hr_queue.usual_days() == 1
