from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.gaps import closed_value
from capability.training_plan import (
    Effort,
    Offer,
    Wish,
    Wishes,
    choosing,
    explain_schedule,
    list_alternatives,
    placing,
    plan_training,
    relaxing,
    schedule_training,
    solving,
)
from capability.training_plan.candidates import find_candidates
from tests.capability.training_cases import (
    NEW_YEAR,
    PAIR,
    TWO,
    a_small_case,
    gaps,
    offer,
    quarters,
    wishes,
)


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


AT_ONCE = Effort(seconds=1e-9)


def test_without_time_what_has_to_be_in_the_plan_is_and_nothing_is_called_impossible():
    wanted, catalogue, limits = a_hard_case(0)

    found = schedule_training(wanted, catalogue, replace(limits, pinned=("a07",)), effort=AT_ONCE)
    assert found.is_possible
    assert "a07" in found.activities
    beyond = replace(limits, pinned=tuple(f"a{n:02}" for n in range(25)))
    assert not schedule_training(wanted, catalogue, beyond, effort=AT_ONCE).is_possible


def test_without_time_nothing_is_said_about_what_was_not_weighed():
    case = a_hard_case(0, count=8)
    whole = schedule_training(*case)

    told = explain_schedule(whole, *case, effort=AT_ONCE)
    assert not any(each.is_weighed for each in (*told.chosen, *told.rejected))
    assert list_alternatives(whole, *case, effort=AT_ONCE) == ()

    case = a_hard_case(0)
    told = explain_schedule(schedule_training(*case), *case, effort=Effort(branches=1))
    assert not all(each.is_weighed for each in (*told.chosen, *told.rejected))


def test_ways_out_that_are_not_found_in_time_are_told_as_one(monkeypatch):
    monkeypatch.setattr(relaxing, "QUICK", AT_ONCE)

    [way] = schedule_training(TWO, offer(*PAIR), wishes(budget=0)).relax

    assert {Wish.BUDGET, Wish.QUARTERS} <= {each.wish for each in way}


def test_when_only_the_value_is_settled_in_time_the_plan_is_still_of_that_value(monkeypatch):
    case = a_hard_case(2, count=8)
    whole = schedule_training(*case)

    monkeypatch.setattr(solving, "FIRST_STAGE_SHARE", 1.0)

    assert schedule_training(*case, effort=Effort(seconds=60)).value == pytest.approx(whole.value)


def test_a_limit_of_branches_gives_the_same_plan_twice():
    case = a_hard_case(1)

    once, twice = (schedule_training(*case, effort=Effort(branches=1)) for _ in range(2))

    assert once == twice


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


@settings(max_examples=12)
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


@settings(max_examples=8)
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
    case = a_hard_case(0, count=8)
    expected = schedule_training(*case)
    assert len(expected.placed) > 1

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
