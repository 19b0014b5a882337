from itertools import product

import numpy as np
import pandas as pd
import pytest

from capability.frames import FrameError
from capability.gaps import closed_value
from capability.training_plan import (
    MOST_CANDIDATES,
    Obstacle,
    PlanExplanation,
    TrainingPlan,
    explain_plan,
    list_candidates,
    plan_training,
)

NO_LIMIT = {"budget": np.inf, "hours": np.inf}


def gaps(**widths):
    return pd.DataFrame({"competency": [*widths], "gap": [*widths.values()], "weight": 1.0})


def activities(*rows):
    return pd.DataFrame(rows, columns=["activity", "cost", "hours"])


def gains(*rows):
    return pd.DataFrame(rows, columns=["activity", "competency", "gain"])


def test_the_first_half_of_a_gap_is_worth_more_than_the_rest_of_another():
    # Two gaps of 1: .5 + .5 on one is worth .5 + .3 * .6 + .2 * .3 = .74; on each half, 1.
    plan = plan_training(
        gaps(risk=1.0, cost=1.0),
        activities(("a", 100, 8), ("b", 100, 8), ("c", 100, 8)),
        gains(("a", "risk", 0.5), ("b", "risk", 0.5), ("c", "cost", 0.5)),
        budget=200,
        hours=100,
    )

    assert plan == TrainingPlan(value=1.0, cost=200, hours=16, activities=("a", "c"))


def test_equal_value_is_had_for_less_money_then_fewer_hours_then_earlier_in_the_catalogue():
    same = [(name, "risk", 0.5) for name in "abcde"]
    catalogue = activities(("a", 90, 4), ("b", 80, 9), ("c", 80, 8), ("d", 80, 8), ("e", 80, 9))

    plan = plan_training(gaps(risk=1.0), catalogue, gains(*same), budget=100, hours=10)

    assert plan == TrainingPlan(value=0.5, cost=80, hours=8, activities=("c",))


def test_nothing_is_taken_that_closes_no_gap_even_when_it_is_free():
    plan = plan_training(
        gaps(risk=0.0, cost=1.0),
        activities(("a", 0, 0), ("b", 0, 0)),
        gains(("a", "risk", 0.5), ("b", "scope", 0.5)),
        **NO_LIMIT,
    )

    assert plan == TrainingPlan(0.0, 0.0, 0.0, ())


def test_what_is_needed_comes_along_although_it_brings_nothing_itself():
    plan = plan_training(
        gaps(risk=1.0),
        activities(("basics", 50, 4), ("practice", 100, 8)),
        gains(("practice", "risk", 0.5)),
        prerequisites=[("practice", "basics")],
        **NO_LIMIT,
    )

    assert plan == TrainingPlan(0.5, 150, 12, ("basics", "practice"))


def test_what_needs_something_that_cannot_be_had_is_not_taken():
    plan = plan_training(
        gaps(risk=1.0),
        activities(("practice", 100, 8)),
        gains(("practice", "risk", 0.5)),
        prerequisites=[("practice", "basics"), ("elsewhere", "practice")],
        **NO_LIMIT,
    )

    assert plan.activities == ()


def test_of_two_that_exclude_each_other_the_more_useful_is_taken():
    plan = plan_training(
        gaps(risk=1.0, cost=1.0),
        activities(("a", 1, 1), ("b", 1, 1)),
        gains(("a", "risk", 0.3), ("b", "cost", 0.4)),
        exclusions=[("a", "b"), ("a", "elsewhere")],
        **NO_LIMIT,
    )

    assert plan.activities == ("b",)


def test_weights_are_used_as_they_are_given():
    tiny = gaps(risk=1.0, cost=1.0).assign(weight=[1e-6, 2e-6])

    plan = plan_training(
        tiny,
        activities(("a", 1, 1), ("b", 1, 1)),
        gains(("a", "risk", 0.5), ("b", "cost", 0.5)),
        budget=1,
        hours=9,
    )

    assert plan.activities == ("b",)
    assert plan.value == pytest.approx(1e-6)


def test_no_gaps_no_activities_or_no_gains_make_an_empty_plan():
    nothing = TrainingPlan(0.0, 0.0, 0.0, ())
    empty, one = pd.DataFrame(), activities(("a", 1, 1))

    assert plan_training(empty, empty, empty, budget=0, hours=0) == nothing
    assert plan_training(empty, one, gains(("a", "risk", 1)), budget=9, hours=9) == nothing
    assert plan_training(gaps(risk=1), one, empty, budget=9, hours=9) == nothing


@pytest.mark.parametrize("limit", [{"budget": -1, "hours": 1}, {"budget": 1, "hours": np.nan}])
def test_a_limit_below_nothing_is_refused(limit):
    with pytest.raises(ValueError, match="must not be negative"):
        plan_training(gaps(risk=1), activities(), gains(), **limit)


@pytest.mark.parametrize("over", [1e-6, 1e-7])
def test_a_budget_is_kept_to_the_cent_however_large(over):
    # HiGHS itself would take as much over it for keeping it.
    both = activities(("a", 60_000_000, 1), ("b", 40_000_000, 1))
    taught = gains(("a", "risk", 0.5), ("b", "cost", 0.5))

    plan = plan_training(
        gaps(risk=1.0, cost=1.0), both, taught, budget=100_000_000 * (1 - over), hours=9
    )

    assert plan == TrainingPlan(0.5, 40_000_000, 1, ("b",))


def test_the_likely_candidates_are_what_can_be_had_and_promises_most():
    rows = [(f"a{n:02}", n, 1) for n in range(30)]
    taught = [(f"a{n:02}", "risk", 0.5) for n in range(30)]
    wanted, needs = gaps(risk=1.0), [("a00", "a02"), ("a01", "nowhere"), ("a03", "a03")]
    catalogue = activities(*rows, ("b", 1, 1))

    likely = list_candidates(
        wanted, catalogue, gains(*taught), budget=20, hours=9, prerequisites=iter(needs)
    )

    # a01 and a03 can never begin, 21 and more cost too much alone, and b closes nothing.
    assert likely == tuple(f"a{n:02}" for n in range(21) if n not in (1, 3))
    assert len(list_candidates(wanted, catalogue, gains(*taught))) == MOST_CANDIDATES
    assert len(list_candidates(wanted, catalogue, gains(*taught), most=40)) == 30


def test_an_activity_stands_once_in_the_catalogue():
    with pytest.raises(FrameError, match="duplicate"):
        plan_training(
            gaps(risk=1), activities(("a", 1, 1), ("a", 2, 2)), gains(), budget=1, hours=1
        )


def a_small_case(seed):
    rng = np.random.default_rng(seed)
    count, competencies = rng.integers(1, 7), rng.integers(1, 4)
    wanted = pd.DataFrame(
        {
            "competency": [f"c{n}" for n in range(competencies)],
            "gap": rng.choice([0.0, 0.3, 0.5, 1.0, 1.5], competencies),
            "weight": rng.choice([0.1, 0.25, 0.5], competencies),
        }
    )
    # Few distinct figures, so that ties are common.
    catalogue = activities(
        *((f"a{n}", 100 * rng.integers(0, 4), 4 * rng.integers(0, 4)) for n in range(count))
    )
    taught = gains(
        *(
            (f"a{n}", f"c{k}", rng.choice([0.1, 0.2, 0.3, 0.5]))
            for n, k in product(range(count), range(competencies))
            if rng.random() < 0.6
        )
    )
    pairs = [(f"a{a}", f"a{b}") for a, b in rng.integers(0, count, (2, 2)) if a != b]
    limits = {"budget": 100.0 * rng.integers(0, 9), "hours": 4.0 * rng.integers(0, 9)}
    rules = {"prerequisites": pairs[:1], "exclusions": pairs[1:]}
    return wanted, catalogue, taught, limits, rules


def by_trying_all(wanted, catalogue, taught, limits, rules):
    """Return the lexicographic optimum over all subsets."""
    names = catalogue["activity"].tolist()
    table = (
        taught.pivot_table(index="activity", columns="competency", values="gain")
        .reindex(index=names, columns=wanted["competency"])
        .fillna(0.0)
        .to_numpy(float)
    )
    taken = np.array(list(product([0, 1], repeat=len(names))))
    cost, hours = taken @ catalogue["cost"].to_numpy(), taken @ catalogue["hours"].to_numpy()
    value = closed_value(wanted["gap"].to_numpy(), taken @ table) @ wanted["weight"].to_numpy()
    possible = (cost <= limits["budget"]) & (hours <= limits["hours"])
    for a, b in rules["prerequisites"]:
        possible &= taken[:, names.index(a)] <= taken[:, names.index(b)]
    for a, b in rules["exclusions"]:
        possible &= taken[:, names.index(a)] + taken[:, names.index(b)] <= 1
    place = taken @ np.arange(1, len(names) + 1)
    order = np.lexsort((place, hours, cost, -value.round(9), ~possible))
    best = order[0]
    return value[best], cost[best], hours[best], place[best], possible, value, taken


@pytest.mark.parametrize("block", range(10))
def test_plans_agree_with_trying_every_subset(block):
    for seed in range(block * 20, block * 20 + 20):
        case = a_small_case(seed)
        wanted, catalogue, taught, limits, rules = case

        plan = plan_training(wanted, catalogue, taught, **limits, **rules)

        value, cost, hours, place, *_ = by_trying_all(*case)
        names = catalogue["activity"].tolist()
        assert plan.value == pytest.approx(value, abs=1e-9), seed
        assert (plan.cost, plan.hours) == (cost, hours), seed
        assert sum(names.index(name) + 1 for name in plan.activities) == place, seed
        assert list(plan.activities) == [name for name in names if name in plan.activities]


def explained(wanted, catalogue, taught, **rules):
    plan = plan_training(wanted, catalogue, taught, **rules)
    return explain_plan(plan, wanted, catalogue, taught, **rules)


def reasons(explanation):
    return {each.activity: each.reason for each in explanation.rejected}


def test_what_an_activity_adds_is_what_the_plan_loses_without_it():
    # With a the plan is worth .5; without it b takes its place for .3.
    explanation = explained(
        gaps(risk=1.0),
        activities(("a", 100, 8), ("b", 100, 8)),
        gains(("a", "risk", 0.5), ("b", "risk", 0.3)),
        budget=100,
        hours=100,
    )

    (chosen,), (rejected,) = explanation.chosen, explanation.rejected
    assert (chosen.activity, chosen.value_lost) == ("a", pytest.approx(0.2))
    assert (rejected.activity, rejected.regret) == ("b", pytest.approx(0.2))
    assert rejected.reason is Obstacle.BUDGET


def test_hours_are_the_reason_where_they_are_exceeded_by_more():
    explanation = explained(
        gaps(risk=1.0, cost=1.0),
        activities(("a", 60, 60), ("b", 60, 80)),
        gains(("a", "risk", 0.5), ("b", "cost", 0.4)),
        budget=100,
        hours=100,
    )

    assert reasons(explanation) == {"b": Obstacle.HOURS}


def test_without_any_budget_money_is_the_reason():
    explanation = explained(
        gaps(risk=1.0), activities(("a", 60, 1)), gains(("a", "risk", 0.5)), budget=0, hours=9
    )

    assert reasons(explanation) == {"a": Obstacle.BUDGET}
    assert explanation.rejected[0].regret is None


def test_an_activity_for_closed_gaps_is_displaced_and_one_for_no_gap_has_no_gain():
    explanation = explained(
        gaps(risk=1.0, scope=0.0),
        activities(("a", 1, 1), ("b", 9, 1), ("c", 1, 1)),
        gains(("a", "risk", 1.0), ("b", "risk", 0.8), ("c", "scope", 0.8)),
        **NO_LIMIT,
    )

    assert reasons(explanation) == {"b": Obstacle.DISPLACED, "c": Obstacle.NO_GAIN}
    assert [each.regret for each in explanation.rejected] == [0.0, 0.0]


def test_an_exclusion_is_the_reason_also_through_something_needed():
    explanation = explained(
        gaps(risk=1.0, cost=1.0, scope=1.0),
        activities(("a", 1, 1), ("b", 1, 1), ("c", 1, 1), ("d", 1, 1)),
        gains(("a", "risk", 0.5), ("b", "cost", 0.4), ("d", "scope", 0.3)),
        exclusions=[("a", "b"), ("c", "a")],
        # Two that need each other are one decision, not an endless one.
        prerequisites=[("d", "c"), ("c", "d")],
        **NO_LIMIT,
    )
    turned = explained(
        gaps(risk=1.0, scope=1.0),
        activities(("a", 1, 1), ("c", 1, 1), ("d", 1, 1)),
        gains(("a", "risk", 0.5), ("d", "scope", 0.3)),
        exclusions=[("c", "a")],
        prerequisites=[("d", "c"), ("c", "d")],
        **NO_LIMIT,
    )

    assert [each.activity for each in explanation.chosen] == ["b", "c", "d"]
    assert reasons(explanation) == {"a": Obstacle.EXCLUSION}
    assert explanation.rejected[0].regret == pytest.approx(0.2)
    assert reasons(turned) == {"c": Obstacle.NO_GAIN, "d": Obstacle.EXCLUSION}


def test_a_prerequisite_is_the_reason_where_it_cannot_be_had_or_does_not_fit():
    missing = explained(
        gaps(risk=1.0),
        activities(("a", 1, 1)),
        gains(("a", "risk", 0.5)),
        prerequisites=[("a", "basics")],
        **NO_LIMIT,
    )
    too_dear = explained(
        gaps(risk=1.0),
        activities(("a", 60, 1), ("basics", 60, 1)),
        gains(("a", "risk", 0.5)),
        prerequisites=[("a", "basics")],
        budget=100,
        hours=100,
    )

    assert missing.rejected[0].reason is Obstacle.PREREQUISITE
    assert missing.rejected[0].regret is None
    assert reasons(too_dear) == {"a": Obstacle.PREREQUISITE, "basics": Obstacle.NO_GAIN}


def test_there_is_nothing_to_explain_about_nothing():
    empty = pd.DataFrame()

    assert explained(empty, empty, empty, **NO_LIMIT) == PlanExplanation((), ())


def test_losses_and_regrets_agree_with_trying_every_subset():
    for seed in range(300, 308):
        case = a_small_case(seed)
        wanted, catalogue, taught, limits, rules = case
        explanation = explained(wanted, catalogue, taught, **limits, **rules)
        best, *_, possible, value, taken = by_trying_all(*case)
        names = catalogue["activity"].tolist()

        for each in explanation.chosen:
            without = value[possible & (taken[:, names.index(each.activity)] == 0)].max()
            assert each.value_lost == pytest.approx(best - without, abs=1e-6)
        for each in explanation.rejected:
            with_it = value[possible & (taken[:, names.index(each.activity)] == 1)]
            regret = best - with_it.max() if len(with_it) else None
            assert each.regret == (regret if regret is None else pytest.approx(regret, abs=1e-6))
