from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.frames import FrameError
from capability.gaps import closed_value
from capability.training_plan import (
    LEARNING_SHARES,
    MOST_CANDIDATES,
    Effort,
    Obstacle,
    Offer,
    Relaxation,
    Wish,
    Wishes,
    choosing,
    placing,
    plan_training,
    schedule_training,
)
from capability.training_plan.candidates import find_candidates

NEW_YEAR = date(2026, 1, 1)


def gaps(**widths):
    return pd.DataFrame({"competency": [*widths], "gap": [*widths.values()], "weight": 1.0})


def offer(rows, taught, **others):
    """Return an offer of (activity, cost, hours[, duration]) and (activity, competency, gain)."""
    columns = ["activity", "cost", "hours", "duration"]
    activities = pd.DataFrame([(*row, 1)[:4] for row in rows], columns=columns)
    learning = others.pop("learning", None)
    if learning:
        activities["learning"] = learning
    return Offer(
        activities, pd.DataFrame(taught, columns=["activity", "competency", "gain"]), **others
    )


def wishes(**given):
    return Wishes(**({"starts_on": NEW_YEAR} | given))


def sessions(*rows):
    return pd.DataFrame(rows, columns=["activity", "starts_on", "seats"])


def quarters(schedule):
    return {each.activity: each.quarter for each in schedule.placed}


def reasons(schedule):
    return dict(schedule.left_out)


# Two activities of 10 hours, each for a gap of its own; what follows limits them one by one.
TWO = gaps(risk=1.0, cost=1.0)
PAIR = ([("a", 100, 10), ("b", 100, 10)], [("a", "risk", 0.5), ("b", "cost", 0.4)])


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


def a_hard_case(seed, count=25):
    rng = np.random.default_rng(seed)
    names = [f"a{n:02}" for n in range(count)]
    codes = [f"c{n:02}" for n in range(25)]
    wanted = pd.DataFrame(
        {
            "competency": codes,
            "gap": rng.uniform(0, 1.5, 25),
            "weight": rng.dirichlet(np.ones(25)),
        }
    )
    rows = [
        (name, 100 * rng.integers(0, 30), rng.integers(2, 40), rng.choice([1, 1, 1, 2]))
        for name in names
    ]
    taught = [
        (name, code, rng.uniform(0.1, 0.6))
        for name in names
        for code in rng.choice(codes, 3, False)
    ]
    limits = {"budget": 8000, "hours": 160, "quarter_hours": 45, "at_once": 3}
    return wanted, offer(rows, taught), wishes(**limits)


def test_when_the_time_runs_out_the_best_found_says_how_far_from_the_best_it_may_be():
    case = a_hard_case(0)
    whole = schedule_training(*case)

    hasty = schedule_training(*case, effort=Effort(seconds=1e-9))
    little = schedule_training(*case, effort=Effort(seconds=0.2))

    assert whole.gap == 0.0
    for found in (hasty, little):
        assert 0 < found.value <= whole.value + 1e-9
        assert found.value >= (1 - found.gap) * whole.value - 1e-6
    assert hasty.gap > 0
    assert not hasty.relax


def test_a_limit_of_branches_gives_the_same_plan_twice():
    case = a_hard_case(1)

    once, twice = (schedule_training(*case, effort=Effort(branches=1)) for _ in range(2))

    assert once == twice


def a_small_case(seed):
    rng = np.random.default_rng(seed)
    count, codes = int(rng.integers(1, 6)), [f"c{n}" for n in range(rng.integers(1, 4))]
    names = [f"a{n}" for n in range(count)]
    wanted = pd.DataFrame(
        {
            "competency": codes,
            "gap": rng.choice([0.3, 0.5, 1.0, 1.5], len(codes)),
            "weight": rng.choice([0.1, 0.25, 0.5], len(codes)),
        }
    )
    rows = [
        (name, 100 * rng.integers(0, 4), 4 * rng.integers(0, 4), rng.choice([1, 1, 2]))
        for name in names
    ]
    taught = [
        (name, code, rng.choice([0.1, 0.2, 0.3, 0.5]))
        for name, code in product(names, codes)
        if rng.random() < 0.7
    ]
    pairs = [(f"a{a}", f"a{b}") for a, b in rng.integers(0, count, (2, 2)) if a > b]
    some = rng.random(count) < 0.4
    dates = sessions(
        *(
            (name, date(2026, int(rng.choice([1, 4, 7])), 5), rng.integers(0, 3))
            for name, has_dates in zip(names, some, strict=True)
            if has_dates
        )
    )
    limits = wishes(
        quarters=int(rng.integers(1, 4)),
        budget=100.0 * rng.integers(0, 9),
        hours=4.0 * rng.integers(0, 9),
        quarter_budget=float(rng.choice([200, 400, np.inf])),
        quarter_hours=float(rng.choice([6, 8, np.inf])),
        at_once=rng.choice([1, 2, None]),
        pinned=names[:1] if rng.random() < 0.2 else (),
    )
    case = offer(rows, taught, sessions=dates, prerequisites=pairs[:1], exclusions=pairs[1:])
    return wanted, case, limits


def by_trying_all(wanted, case, limits):
    """Return value, cost and hours of the lexicographic optimum over all beginnings, or None."""
    catalogue, dates = case.activities, case.sessions
    names = catalogue["activity"].tolist()
    table = (
        case.gains.pivot_table(index="activity", columns="competency", values="gain")
        .reindex(index=names, columns=wanted["competency"])
        .fillna(0.0)
        .to_numpy(float)
    )
    cost, hours = catalogue["cost"].to_numpy(float), catalogue["hours"].to_numpy(float)
    span = catalogue["duration"].to_numpy(int)
    allowed = []
    for name, length in zip(names, span, strict=True):
        own = dates[dates["activity"] == name]
        open_in = {(day.month - 1) // 3 for day in own[own["seats"] >= 1]["starts_on"]}
        begins = range(limits.quarters - length + 1)
        wanted_in = [at for at in begins if at in open_in or not len(own)]
        allowed.append(wanted_in if name in limits.pinned else [None, *wanted_in])
    best = None
    for starts in product(*allowed):
        begin = dict(zip(names, starts, strict=True))
        taken = np.array([start is not None for start in starts])
        if taken @ cost > limits.budget or taken @ hours > limits.hours:
            continue
        if any(
            begin[a] is not None
            and (begin[b] is None or begin[b] + span[names.index(b)] > begin[a])
            for a, b in case.prerequisites
        ):
            continue
        if any(begin[a] is not None and begin[b] is not None for a, b in case.exclusions):
            continue
        runs = np.array(
            [
                [start is not None and start <= at < start + length for start, length in pairs]
                for at in range(limits.quarters)
                for pairs in [list(zip(starts, span, strict=True))]
            ]
        )
        starting = np.array([[start == at for start in starts] for at in range(limits.quarters)])
        if (
            (starting @ cost > limits.quarter_budget).any()
            or (runs @ (hours / span) > limits.quarter_hours).any()
            or (runs.sum(axis=1) > limits.most_at_once).any()
        ):
            continue
        value = closed_value(wanted["gap"].to_numpy(), taken @ table) @ wanted["weight"].to_numpy()
        place = taken @ np.arange(1, len(names) + 1)
        found = (-round(value, 9), taken @ cost, taken @ hours, place)
        best = found if best is None else min(best, found)
    return best


@pytest.mark.parametrize("block", range(4))
def test_schedules_agree_with_trying_every_beginning(block):
    for seed in range(block * 20, block * 20 + 20):
        case = a_small_case(seed)

        found = schedule_training(*case)

        best = by_trying_all(*case)
        assert found.is_possible == (best is not None), seed
        if best is not None:
            names = case[1].activities["activity"].tolist()
            place = sum(names.index(name) + 1 for name in found.activities)
            assert found.value == pytest.approx(-best[0], abs=1e-9), seed
            assert (found.cost, found.hours, place) == best[1:], seed
        else:
            assert found.relax, seed


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["budget", "hours", "activities", "at_once"]))
def test_more_of_anything_never_lowers_the_value(seed, more):
    wanted, case, limits = a_small_case(seed)
    limits = Wishes(NEW_YEAR, limits.quarters, limits.budget, limits.hours, at_once=2)
    fewer = {
        "budget": {"budget": limits.budget / 2},
        "hours": {"hours": limits.hours / 2},
        "activities": {"excluded": case.activities["activity"].tolist()[:1]},
        "at_once": {"at_once": 1},
    }[more]
    less = Wishes(**{name: getattr(limits, name) for name in Wishes.__slots__} | fewer)

    assert (
        schedule_training(wanted, case, less).value
        <= schedule_training(wanted, case, limits).value + 1e-9
    )


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_anything(seed, chance):
    wanted, case, limits = a_small_case(seed)

    def shuffled(frame):
        return frame.iloc[chance.sample(range(len(frame)), len(frame))]

    turned = Offer(
        shuffled(case.activities),
        shuffled(case.gains),
        shuffled(case.sessions),
        prerequisites=case.prerequisites[::-1],
        exclusions=[pair[::-1] for pair in case.exclusions],
    )
    money = {"budget": limits.budget, "hours": limits.hours}

    first, second = (
        schedule_training(table, each, limits)
        for table, each in ((wanted, case), (shuffled(wanted), turned))
    )
    promised, again = (
        plan_training(
            wanted,
            each.activities,
            each.gains,
            **money,
            prerequisites=each.prerequisites,
            exclusions=each.exclusions,
        )
        for each in (case, turned)
    )

    assert set(first.placed) == set(second.placed)
    assert (first.value, first.cost, first.hours) == (second.value, second.cost, second.hours)
    assert set(promised.activities) == set(again.activities)
    assert promised.value == again.value


@pytest.mark.parametrize("seed", range(60, 66))
def test_with_or_without_quarters_first_the_plan_is_the_same(seed, monkeypatch):
    case = a_small_case(seed)
    first = schedule_training(*case)

    monkeypatch.setattr(choosing, "MOST_CUTS", 0)
    at_once = schedule_training(*case)

    assert set(at_once.activities) == set(first.activities)
    assert at_once.is_possible == first.is_possible


def test_a_search_that_takes_too_long_is_left_to_the_solver(monkeypatch):
    case = a_small_case(7)
    expected = schedule_training(*case)

    monkeypatch.setattr(placing, "MOST_STEPS", 0)

    assert schedule_training(*case) == expected


def test_placing_keeps_what_is_needed_first_in_order_and_knows_a_circle():
    rows = [("a", 0, 8), ("b", 0, 8), ("c", 0, 8)]
    chain = offer(rows, [("c", "risk", 0.5)], prerequisites=[("c", "b"), ("b", "a")])

    found = schedule_training(gaps(risk=1.0), chain, wishes(quarters=3))

    assert quarters(found) == {"a": 0, "b": 1, "c": 2}
    problem = find_candidates(gaps(risk=1.0), chain, wishes(quarters=3)).problem
    everything = np.ones(3, dtype=bool)
    assert placing.fits(problem, everything)
    assert not placing.fits(replace(problem, needs=((0, 1), (1, 0))), everything)
    assert not placing.fits(replace(problem, excludes=((0, 1),)), everything)
    assert not placing.fits(replace(problem, most_hours=20.0), everything)
