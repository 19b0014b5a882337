"""Why an activity is in a plan with dates, what more would bring, and what else is as good."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from capability.training_plan import (
    LEARNING_SHARES,
    Obstacle,
    PlanExplanation,
    Wish,
    explain_schedule,
    list_alternatives,
    schedule_training,
    worth_of_more,
)
from tests.capability.training_cases import PAIR, TWO, a_small_case, gaps, offer, sessions, wishes


def explained(*case):
    return explain_schedule(schedule_training(*case), *case)


def reasons(*case):
    return {each.activity: each.reason for each in explained(*case).rejected}


def test_what_is_lost_without_an_activity_and_what_forcing_another_in_displaces():
    # a is worth .5 and b .4; only one fits.
    found = explained(TWO, offer(*PAIR), wishes(budget=150))

    (chosen,), (rejected,) = found.chosen, found.rejected
    assert (chosen.activity, chosen.value_lost) == ("a", pytest.approx(0.1))
    assert (rejected.regret, rejected.displaces) == (pytest.approx(0.1), ("a",))
    assert rejected.reason is Obstacle.BUDGET


def test_what_must_be_in_the_plan_has_no_plan_without_it():
    found = explained(TWO, offer(*PAIR), wishes(budget=100, mandatory=["b"]))

    assert found.chosen[0].value_lost is None
    assert found.rejected[0].regret is None


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"hours": 15}, Obstacle.HOURS),
        ({"quarter_budget": [150, 0, 0, 0]}, Obstacle.QUARTER_BUDGET),
        ({"quarter_hours": [15, 0, 0, 0]}, Obstacle.QUARTER_HOURS),
        ({"at_once": 1, "quarters": 1}, Obstacle.AT_ONCE),
        ({"at_once": 1, "quarter_hours": 15, "quarters": 1}, Obstacle.COMBINATION),
    ],
)
def test_the_reason_is_the_limit_that_has_to_give(limits, expected):
    assert reasons(TWO, offer(*PAIR), wishes(**limits)) == {"b": expected}


def test_a_date_is_the_reason_where_another_one_would_do():
    same = sessions(("a", date(2026, 2, 1), 9), ("b", date(2026, 2, 1), 9))
    long = ([("a", 100, 10), ("b", 100, 10)], PAIR[1])
    needs = [("a", "b")]

    found = reasons(TWO, offer(*long, sessions=same, prerequisites=needs), wishes())

    assert found == {"a": Obstacle.NO_DATE}


def test_gains_exclusions_and_needs_are_told_as_without_dates():
    rows = [("a", 10, 1), ("b", 10, 1), ("basics", 60, 1), ("c", 50, 1), ("d", 0, 1), ("e", 0, 1)]
    taught = [("a", "risk", 1.0), ("b", "risk", 0.3), ("c", "cost", 0.4), ("e", "cost", 0.3)]
    case = offer(rows, taught, prerequisites=[("c", "basics")], exclusions=[("c", "d"), ("e", "a")])

    found = reasons(TWO, case, wishes(budget=100, pinned=["a"]))

    assert found == {
        "b": Obstacle.DISPLACED,
        "c": Obstacle.PREREQUISITE,
        "basics": Obstacle.NO_GAIN,
        "e": Obstacle.EXCLUSION,
        "d": Obstacle.NO_GAIN,
    }


def test_the_balance_of_learning_is_the_reason_where_everything_would_fit():
    rows = [("work", 0, 70), ("talks", 0, 15), ("course", 0, 300)]
    taught = [("work", "risk", 0.5), ("talks", "cost", 0.4), ("course", "cost", 0.01)]
    case = offer(rows, taught, learning=["experience", "social", "formal"])

    found = reasons(TWO, case, wishes(hours=400, shares=LEARNING_SHARES))

    assert found == {"course": Obstacle.BALANCE}


def test_what_was_left_out_before_comes_with_its_reason_and_nothing_explains_nothing():
    found = explained(TWO, offer(*PAIR), wishes(excluded=["a"]))

    assert [(each.activity, each.regret, each.reason) for each in found.rejected] == [
        ("a", None, Obstacle.EXCLUDED)
    ]
    nothing = pd.DataFrame()
    empty = (TWO, replace(offer(*PAIR), activities=nothing, gains=nothing), wishes())
    assert explained(*empty) == PlanExplanation((), ())


def test_more_hours_or_money_are_worth_what_the_plan_gains_when_solved_anew():
    # One of two fits; 10 hours more make room for the other, 50 of money do not.
    case = (TWO, offer(*PAIR), wishes(hours=10, budget=100, quarter_hours=np.inf))
    freed = (TWO, offer(*PAIR), wishes(hours=10, quarter_hours=[3, 3, 3, 10]))

    hours, budget = worth_of_more(schedule_training(*case), *case, hours=10, budget=50)
    (only,) = worth_of_more(schedule_training(*freed), *freed, hours=40)

    assert (hours.wish, hours.value, budget.wish, budget.value) == (
        Wish.HOURS,
        0.0,
        Wish.BUDGET,
        0.0,
    )
    assert (only.wish, only.amount, only.added, only.dropped) == (Wish.HOURS, 40, ("b",), ())
    assert only.value == pytest.approx(0.4)


def test_more_than_everything_is_worth_nothing():
    case = (TWO, offer(*PAIR), wishes())

    assert worth_of_more(schedule_training(*case), *case) == ()


def test_alternatives_within_two_in_a_hundred_differ_from_the_plan_and_each_other():
    rows = [(name, 100, 10) for name in "abcd"]
    taught = [("a", "risk", 0.5), ("b", "risk", 0.495), ("c", "risk", 0.491), ("d", "risk", 0.48)]
    case = (gaps(risk=1.0), offer(rows, taught), wishes(budget=100))
    plan = schedule_training(*case)

    assert [each.activities for each in list_alternatives(plan, *case)] == [("b",), ("c",)]
    assert len(list_alternatives(plan, *case, most=1)) == 1
    assert len(list_alternatives(plan, *case, within=0.5)) == 3
    assert list_alternatives(plan, *case, within=0.0) == ()


def test_a_plan_that_cannot_be_otherwise_has_no_alternatives():
    pinned = (TWO, offer(*PAIR), wishes(pinned=["a", "b"]))
    empty = (TWO, offer(*PAIR), wishes(budget=0))

    assert list_alternatives(schedule_training(*pinned), *pinned) == ()
    assert list_alternatives(schedule_training(*empty), *empty) == ()


def test_losses_and_regrets_agree_with_plans_made_under_the_same_wish():
    for seed in range(900, 906):
        wanted, case, limits = a_small_case(seed)
        limits = replace(limits, pinned=())
        plan = schedule_training(wanted, case, limits)

        found = explain_schedule(plan, wanted, case, limits)

        for each in found.chosen:
            other = schedule_training(wanted, case, replace(limits, excluded=[each.activity]))
            assert each.value_lost == pytest.approx(plan.value - other.value, abs=1e-6), seed
        for each in found.rejected:
            if each.activity in dict(plan.left_out):
                continue
            forced = schedule_training(wanted, case, replace(limits, pinned=[each.activity]))
            if forced.is_possible:
                assert each.regret == pytest.approx(plan.value - forced.value, abs=1e-6), seed
            else:
                assert each.regret is None, seed


def test_without_time_reasons_stand_without_their_figures():
    case = (TWO, offer(*PAIR), wishes(budget=100))
    plan = schedule_training(*case)

    found = explain_schedule(plan, *case, is_time_left=lambda: False)

    assert [each.value_lost for each in found.chosen] == [None] * len(found.chosen)
    assert not any(each.is_weighed for each in (*found.chosen, *found.rejected))
    whole = explain_schedule(plan, *case)
    assert [each.reason for each in found.rejected] == [each.reason for each in whole.rejected]
    assert all(each.is_weighed for each in (*whole.chosen, *whole.rejected))
