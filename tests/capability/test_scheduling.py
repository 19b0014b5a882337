from datetime import date

import pandas as pd
import pytest

from capability.frames import FrameError
from capability.training_plan import LEARNING_SHARES, MOST_CANDIDATES, Obstacle, schedule_training
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


def test_without_limits_everything_useful_begins_at_once():
    found = schedule_training(TWO, offer(*PAIR), wishes())

    assert quarters(found) == {"a": 0, "b": 0}
    assert (found.value, found.cost, found.hours) == (pytest.approx(0.9), 200, 20)
    assert (found.gap, found.is_possible, found.relax) == (0.0, True, ())
    assert found.merit == found.value


def test_the_budget_holds_for_all_quarters_together():
    assert quarters(schedule_training(TWO, offer(*PAIR), wishes(budget=199))) == {"a": 0}


def test_the_hours_hold_for_all_quarters_together():
    assert quarters(schedule_training(TWO, offer(*PAIR), wishes(hours=19))) == {"a": 0}


def test_the_budget_of_a_quarter_holds_where_an_activity_begins():
    found = schedule_training(TWO, offer(*PAIR), wishes(quarter_budget=[0, 100, 150, 0]))

    assert sorted(quarters(found).values()) == [1, 2]


def test_the_hours_of_a_quarter_bear_an_even_part_of_a_long_activity():
    long = ([("a", 0, 30, 3), ("b", 0, 6)], PAIR[1])

    found = schedule_training(TWO, offer(*long), wishes(quarter_hours=[10, 10, 15, 16]))

    # a takes 10 in each of its quarters. Begun first it leaves 6 for b in the last quarter only;
    # b first and then a begins earlier, all told.
    assert quarters(found) == {"b": 0, "a": 1}
    assert found.placed[1].last_quarter == 3


def test_no_more_activities_run_at_once_than_wished():
    long = ([("a", 0, 10, 2), ("b", 0, 10, 2)], PAIR[1])

    assert sorted(quarters(schedule_training(TWO, offer(*long), wishes(at_once=1))).values()) == [
        0,
        2,
    ]
    three = schedule_training(TWO, offer(*long), wishes(at_once=1, quarters=3))
    assert quarters(three) == {"a": 0}


def test_what_is_begun_ends_within_the_quarters():
    long = ([("a", 0, 10, 5), ("b", 0, 10, 1.5)], PAIR[1])

    found = schedule_training(TWO, offer(*long), wishes(quarters=2))

    assert (quarters(found), reasons(found)) == ({"b": 0}, {"a": Obstacle.TOO_LONG})


def test_a_prerequisite_ends_before_what_needs_it_begins():
    case = offer([("a", 0, 1), ("basics", 0, 1, 2)], PAIR[1], prerequisites=[("a", "basics")])

    assert quarters(schedule_training(TWO, case, wishes())) == {"basics": 0, "a": 2}
    assert quarters(schedule_training(TWO, case, wishes(quarters=2))) == {}
    assert quarters(schedule_training(TWO, case, wishes(done=["basics"]))) == {"a": 0}


def test_at_most_one_of_those_that_exclude_each_other_is_taken():
    three = ([("a", 0, 1), ("b", 0, 1), ("c", 0, 1)], [*PAIR[1], ("c", "risk", 0.2)])

    found = schedule_training(TWO, offer(*three, exclusions=[("a", "b", "c")]), wishes())

    assert quarters(found) == {"a": 0}


@pytest.mark.parametrize("wish", ["mandatory", "pinned"])
def test_what_must_be_in_the_plan_displaces_what_is_worth_more(wish):
    found = schedule_training(TWO, offer(*PAIR), wishes(budget=100, **{wish: ["b"]}))

    assert quarters(found) == {"b": 0}


def test_what_is_not_wanted_or_done_is_left_out():
    found = schedule_training(TWO, offer(*PAIR), wishes(excluded=["a"], done=["b"]))

    assert quarters(found) == {}
    assert reasons(found) == {"a": Obstacle.EXCLUDED, "b": Obstacle.DONE}


def test_what_has_dates_begins_with_a_session_that_has_a_seat():
    dates = sessions(
        ("a", date(2025, 12, 31), 5),
        ("a", date(2026, 2, 1), 0),
        ("a", date(2026, 6, 30), 1),
        ("a", date(2026, 5, 2), None),
        ("elsewhere", date(2026, 5, 2), 1),
    )

    found = schedule_training(TWO, offer(*PAIR, sessions=dates), wishes())

    assert quarters(found) == {"b": 0, "a": 1}
    assert [each.session_on for each in found.placed] == [None, date(2026, 5, 2)]


def test_quarters_count_from_the_month_in_which_the_plan_begins():
    dates = sessions(("a", date(2026, 4, 30), 1), ("b", date(2026, 5, 1), 1))

    found = schedule_training(
        TWO, offer(*PAIR, sessions=dates), wishes(starts_on=date(2026, 2, 28))
    )

    assert quarters(found) == {"a": 0, "b": 1}


def test_without_a_date_in_time_or_a_seat_there_is_no_beginning():
    dates = sessions(("a", date(2027, 1, 1), 5), ("b", date(2026, 2, 1), 0))

    found = schedule_training(TWO, offer(*PAIR, sessions=dates), wishes())

    assert reasons(found) == {"a": Obstacle.NO_DATE, "b": Obstacle.NO_SEAT}


def test_a_language_that_the_person_does_not_speak_rules_an_activity_out():
    spoken = pd.DataFrame({"activity": ["a", "a", "b"], "language": ["pt", "fr", "en"]})

    case = offer(*PAIR, languages=spoken)

    assert reasons(schedule_training(TWO, case, wishes(languages={"en"}))) == {
        "a": Obstacle.LANGUAGE
    }
    assert reasons(schedule_training(TWO, case, wishes())) == {}
    assert reasons(schedule_training(TWO, offer(*PAIR), wishes(languages={"en"}))) == {}


def test_ways_of_learning_far_from_their_shares_cost_a_little():
    # 20 hours, all formal: over the band by 20 * (1 - .10 - .15) = 15, experience under it by
    # 20 * (.70 - .15) = 11 and social by 20 * (.20 - .15) = 1, in all 27 of 40 hours.
    formal = offer(*PAIR, learning=["formal", "formal"])

    found = schedule_training(TWO, formal, wishes(hours=40, shares=LEARNING_SHARES))

    assert found.value == pytest.approx(0.9)
    assert found.merit == pytest.approx(0.9 - 0.10 * 2 * 0.74 * 27 / 40)


def test_of_two_almost_alike_the_one_that_balances_the_plan_is_taken():
    rows = [("a", 0, 10), ("b", 0, 10), ("work", 0, 10)]
    taught = [("a", "risk", 0.5), ("work", "risk", 0.49), ("b", "cost", 0.4)]
    case = offer(rows, taught, learning=["formal", "social", "experience"])

    plain = schedule_training(TWO, case, wishes(hours=20))
    balanced = schedule_training(TWO, case, wishes(hours=20, shares=LEARNING_SHARES))
    unlimited = schedule_training(TWO, case, wishes(shares=LEARNING_SHARES))

    assert set(plain.activities) == {"a", "b"}
    assert set(balanced.activities) == {"b", "work"}
    assert balanced.merit < balanced.value
    assert "work" in unlimited.activities


def test_of_many_the_most_promising_are_looked_at_with_what_they_need():
    names = [f"a{n:02}" for n in range(40)]
    rows = [(name, 100, 10) for name in names] + [("basics", 0, 0)]
    taught = [(name, f"c{n}", 0.1 + n / 100) for n, name in enumerate(names)]
    wide = gaps(**{f"c{n}": 1.0 for n in range(40)})

    found = schedule_training(
        wide, offer(rows, taught, prerequisites=[("a39", "basics")]), wishes(budget=500, hours=60)
    )

    left = reasons(found)
    assert len(left) == 41 - MOST_CANDIDATES
    assert set(left.values()) == {Obstacle.LESS_PROMISING}
    assert set(found.activities) == {"basics", "a39", "a38", "a37", "a36", "a35"}


def test_what_helps_nothing_is_looked_at_only_where_it_is_needed():
    rows = [("a", 1, 1), ("basics", 1, 1), ("idle", 1, 1)]

    found = schedule_training(
        TWO, offer(rows, [("a", "risk", 0.5)], prerequisites=[("a", "basics")]), wishes()
    )

    assert reasons(found) == {"idle": Obstacle.NO_GAIN}


def test_each_limit_rules_out_what_exceeds_it_by_itself():
    rows = [("a", 300, 1), ("b", 1, 30), ("c", 150, 1), ("d", 1, 15)]
    taught = [(name, "risk", 0.1) for name in "abcd"]
    limits = {"budget": 200, "hours": 20, "quarter_budget": 100, "quarter_hours": 10}

    found = schedule_training(TWO, offer(rows, taught), wishes(**limits))
    none_at_once = schedule_training(TWO, offer(*PAIR), wishes(at_once=0))

    assert reasons(found) == {
        "a": Obstacle.BUDGET,
        "b": Obstacle.HOURS,
        "c": Obstacle.QUARTER_BUDGET,
        "d": Obstacle.QUARTER_HOURS,
    }
    assert set(reasons(none_at_once).values()) == {Obstacle.AT_ONCE}


def test_limits_make_sense():
    with pytest.raises(ValueError, match="quarters"):
        wishes(quarters=0)
    with pytest.raises(ValueError, match="quarter_hours must have one value"):
        wishes(quarter_hours=[1, 2])
    for name in ("budget", "hours", "quarter_budget", "quarter_hours", "at_once"):
        with pytest.raises(ValueError, match=name):
            wishes(**{name: -1})


def test_tables_are_held_to_what_they_promise():
    twice = offer([("a", 1, 1), ("a", 1, 1)], [])

    with pytest.raises(FrameError, match="duplicate"):
        schedule_training(TWO, twice, wishes())
    with pytest.raises(FrameError, match="duration"):
        schedule_training(TWO, offer([("a", 1, 1, 0)], []), wishes())
