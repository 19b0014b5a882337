from datetime import date

import pandas as pd
import pytest

from capability.training_plan import Obstacle, Offer, Relaxation, Wish, schedule_training
from tests.capability.training_cases import (
    PAIR,
    TWO,
    gaps,
    offer,
    quarters,
    reasons,
    sessions,
    wishes,
)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"budget": 0}, [Relaxation(Wish.BUDGET, (), 100.0)]),
        ({"hours": 3}, [Relaxation(Wish.HOURS, (), 10.0)]),
        ({"quarter_budget": 5}, [Relaxation(Wish.QUARTER_BUDGET)]),
        ({"quarter_hours": 5}, [Relaxation(Wish.QUARTER_HOURS)]),
        ({"at_once": 0}, [Relaxation(Wish.AT_ONCE)]),
        (
            {"excluded": ["a", "b"]},
            [Relaxation(Wish.EXCLUDED, ("a",)), Relaxation(Wish.EXCLUDED, ("b",))],
        ),
    ],
)
def test_a_plan_that_is_worth_nothing_says_which_one_wish_to_relax(limits, expected):
    found = schedule_training(TWO, offer(*PAIR), wishes(**limits))

    assert (found.placed, found.is_possible) == ((), True)
    assert [each for (each,) in found.relax] == expected


def test_budget_and_hours_that_are_both_nothing_are_to_be_relaxed_together():
    found = schedule_training(TWO, offer(*PAIR), wishes(budget=0, hours=0))

    assert [[each.wish for each in way] for way in found.relax] == [[Wish.BUDGET, Wish.HOURS]]


def test_circular_prerequisites_are_named_with_those_in_the_circle():
    circle = [("a", "b"), ("b", "a")]

    found = schedule_training(TWO, offer(*PAIR, prerequisites=circle), wishes())

    assert set(reasons(found).values()) == {Obstacle.CIRCLE}
    assert found.relax == ((Relaxation(Wish.PREREQUISITES, ("a", "b")),),)


def test_what_needs_something_left_out_is_told_apart_from_a_circle():
    rows = [(name, 1, 1) for name in "abcdef"]
    taught = [(name, "risk", 0.1) for name in "abcdef"]
    needs = [("a", "nowhere"), ("b", "a"), ("c", "d"), ("d", "c"), ("c", "a"), ("e", "e")]
    needs += [("f", "e")]

    found = schedule_training(TWO, offer(rows, taught, prerequisites=needs), wishes())

    assert reasons(found) == {
        "a": Obstacle.PREREQUISITE,
        "b": Obstacle.PREREQUISITE,
        "c": Obstacle.PREREQUISITE,
        "d": Obstacle.PREREQUISITE,
        "e": Obstacle.CIRCLE,
        "f": Obstacle.CIRCLE,
    }


def test_no_gap_and_nothing_in_the_catalogue_are_told_as_such():
    nothing = pd.DataFrame()
    closed = schedule_training(gaps(risk=0.0), offer(*PAIR), wishes())
    empty = schedule_training(TWO, Offer(nothing, nothing), wishes(budget=0))
    others = schedule_training(gaps(scope=1.0), offer(*PAIR), wishes())

    assert closed.relax == ((Relaxation(Wish.GAPS),),)
    assert empty.relax == others.relax == ((Relaxation(Wish.CATALOGUE),),)


def test_a_plan_without_time_dates_or_language_names_the_quarters_dates_or_languages():
    long = ([("a", 0, 10, 5)], PAIR[1])
    late = sessions(("a", date(2028, 1, 1), 5), ("b", date(2026, 2, 1), 0))
    foreign = pd.DataFrame({"activity": ["a", "b"], "language": "pt"})

    time = schedule_training(TWO, offer(*long), wishes())
    dates = schedule_training(TWO, offer(*PAIR, sessions=late), wishes())
    language = schedule_training(TWO, offer(*PAIR, languages=foreign), wishes(languages={"en"}))

    assert time.relax == ((Relaxation(Wish.QUARTERS),),)
    assert dates.relax == ((Relaxation(Wish.DATES, ("a", "b")),),)
    assert language.relax == ((Relaxation(Wish.LANGUAGES, ("a", "b")),),)


def test_a_mandatory_activity_above_the_budget_names_both_and_what_it_costs():
    found = schedule_training(TWO, offer(*PAIR), wishes(budget=60, mandatory=["a"]))

    assert (found.placed, found.is_possible) == ((), False)
    assert found.relax == (
        (Relaxation(Wish.BUDGET, (), 100.0),),
        (Relaxation(Wish.MANDATORY, ("a",)),),
    )


def test_two_that_must_be_in_and_exclude_each_other_are_named():
    case = offer(*PAIR, exclusions=[("a", "b")])

    found = schedule_training(TWO, case, wishes(mandatory=["a"], pinned=["b"]))

    assert [each for (each,) in found.relax] == [
        Relaxation(Wish.EXCLUSIONS),
        Relaxation(Wish.PINNED, ("b",)),
        Relaxation(Wish.MANDATORY, ("a",)),
    ]


def test_two_mandatory_activities_that_do_not_fit_together_are_named():
    found = schedule_training(
        TWO, offer(*PAIR), wishes(hours=15, quarter_hours=10, mandatory=["a", "b"])
    )

    assert [each.wish for (each,) in found.relax] == [
        Wish.HOURS,
        Wish.MANDATORY,
        Wish.MANDATORY,
    ]
    assert found.relax[0][0].needed == 20


def test_what_must_be_in_but_is_not_offered_or_not_wanted_is_named():
    unknown = schedule_training(TWO, offer(*PAIR), wishes(pinned=["z"]))
    both = schedule_training(TWO, offer(*PAIR), wishes(pinned=["a"], excluded=["a"]))
    done = schedule_training(TWO, offer(*PAIR), wishes(pinned=["a", "z"], done=["a", "z"]))

    assert reasons(unknown)["z"] is Obstacle.NOT_OFFERED
    assert unknown.relax == ((Relaxation(Wish.PINNED, ("z",)),),)
    assert [each.wish for (each,) in both.relax] == [Wish.EXCLUDED, Wish.PINNED]
    assert quarters(done) == {"b": 0}


def test_mandatory_activities_that_help_nothing_leave_a_plan_worth_nothing():
    rows = [("idle", 0, 0), ("a", 100, 1)]

    found = schedule_training(
        TWO, offer(rows, [("a", "risk", 0.5)]), wishes(budget=0, mandatory=["idle"])
    )

    assert (found.activities, found.is_possible, found.value) == (("idle",), True, 0.0)
    assert found.relax == ((Relaxation(Wish.BUDGET, (), 100.0),),)
