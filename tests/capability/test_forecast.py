from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from scipy.stats import multivariate_normal

from capability.forecast import (
    RaisingSteps,
    find_declines,
    find_demands,
    find_stale,
    joint_readiness,
    project_levels,
    raising_steps,
    readiness,
)
from capability.frames import FrameError
from capability.gaps import probability_met

# Four marginal probabilities and the chance of all four at once, by correlation.
MARGINALS = ndtri([0.6915, 0.3085, 0.5, 0.9996])
TODAY = date(2026, 6, 15)
NOTHING = pd.DataFrame()


def equal_doubts(count, correlation):
    return np.full((count, count), correlation) + (1 - correlation) * np.eye(count)


@pytest.mark.parametrize(
    ("correlation", "expected"),
    [(0.0, 0.1066), (0.3, 0.1673), (0.6, 0.2301), (0.9, 0.2965), (1.0, 0.3085)],
)
def test_doubts_that_go_together_make_readiness_likelier(correlation, expected):
    found = readiness(MARGINALS, 1.0, 0.0, correlation=correlation)

    assert found == pytest.approx(expected, abs=1e-4)


def test_one_competency_is_its_own_probability():
    assert readiness(2.8, 0.35, 3.0, correlation=0.5) == pytest.approx(ndtr(-0.2 / 0.35))
    assert joint_readiness([2.8], [[0.35**2]], [3.0]) == pytest.approx(ndtr(-0.2 / 0.35))


def test_a_role_that_asks_nothing_is_ready_for_everybody():
    assert readiness([], [], []) == 1.0
    assert readiness([], [], [], correlation=1.0) == 1.0
    assert joint_readiness([], np.zeros((0, 0)), []) == 1.0


@pytest.mark.parametrize("sd", [0.0, -1.0, [0.5, 0.0]])
def test_an_estimate_has_a_doubt(sd):
    with pytest.raises(ValueError, match="sd"):
        readiness([3.0, 3.0], sd, 3.0)


@pytest.mark.parametrize("correlation", [-0.1, 1.1])
def test_a_correlation_is_between_none_and_all(correlation):
    with pytest.raises(ValueError, match="correlation"):
        readiness(3.0, 0.5, 3.0, correlation=correlation)


@settings(max_examples=25)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5), st.floats(0, 0.95))
def test_readiness_lies_between_independence_and_the_least_likely(ahead, correlation):
    found = readiness(ahead, 1.0, 0.0, correlation=correlation)

    single = ndtr(np.array(ahead))
    assert single.prod() - 1e-9 <= found <= single.min() + 1e-9
    assert readiness(ahead, 1.0, 0.0) == pytest.approx(single.prod(), abs=1e-9)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6, 0.9])
def test_the_joint_doubt_with_one_factor_gives_the_same_readiness(correlation):
    found = joint_readiness(MARGINALS, equal_doubts(4, correlation), np.zeros(4))

    assert found == pytest.approx(readiness(MARGINALS, 1.0, 0.0, correlation=correlation), abs=1e-4)


def test_two_that_are_even_chances_are_met_together_by_the_arc_sine():
    # A quarter plus arcsin(correlation) over two pi.
    found = joint_readiness([3.0, 3.0], [[0.25, 0.1], [0.1, 0.25]], [3.0, 3.0])

    assert found == pytest.approx(0.25 + np.arcsin(0.4) / (2 * np.pi), abs=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_the_joint_readiness_agrees_with_scipy_and_with_itself(seed):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(5, 5))
    covariance, ahead = root @ root.T + 0.3 * np.eye(5), rng.normal(0.5, 1, size=5)

    found = joint_readiness(ahead, covariance, np.zeros(5))

    reference = multivariate_normal(np.zeros(5), covariance).cdf(ahead)
    assert found == pytest.approx(reference, abs=1e-3)
    assert found == joint_readiness(ahead, covariance, np.zeros(5))


def test_a_covariance_fits_the_levels_and_is_one():
    with pytest.raises(ValueError, match="covariance must be"):
        joint_readiness([3.0], np.eye(2), [3.0])
    with pytest.raises(ValueError, match="positive definite"):
        joint_readiness([3.0, 3.0], [[1.0, 2.0], [2.0, 1.0]], [3.0, 3.0])


def today(**levels):
    return pd.DataFrame({"competency": [*levels], "level": [*levels.values()], "sd": 0.35})


def steps(*rows):
    return pd.DataFrame(rows, columns=["step", "competency", "gain", "ends_in"])


@pytest.mark.parametrize(
    ("months", "alone", "planned"),
    [(0, 0.2839, 0.7573), (6, 0.3050, 0.7406), (12, 0.3210, 0.7268), (24, 0.3438, 0.7050)],
)
def test_levels_drift_and_rise_with_what_is_planned(months, alone, planned):
    plan = steps(("course", "risk", 0.5, -3)).assign(sd=0.25)

    without = project_levels(today(risk=2.8), NOTHING, months=months).iloc[0]
    with_it = project_levels(today(risk=2.8), plan, months=months).iloc[0]

    assert probability_met(without["level"], without["sd"], 3) == pytest.approx(alone, abs=5e-5)
    assert probability_met(with_it["level"], with_it["sd"], 3) == pytest.approx(planned, abs=5e-5)
    assert without["high"] == pytest.approx(without["level"] + 1.645 * 1.05 * without["sd"])


def test_a_gain_shows_three_months_after_its_step_and_only_where_it_belongs():
    plan = steps(("a", "risk", 0.4, 2), ("b", "risk", 0.3, 6), ("c", "elsewhere", 1.0, 0))

    found = project_levels(today(risk=2.0, scope=4.9), plan, months=8)

    assert found["competency"].tolist() == ["risk", "scope"]
    assert found["level"].tolist() == [pytest.approx(2.4), 4.9]
    # .35 squared, eight months of drift, and the usual doubt about one gain.
    assert found["sd"][0] == pytest.approx(np.sqrt(0.35**2 + 0.0625 * 8 / 12 + 0.05))
    assert found["high"][1] == 5.0


def test_a_blank_doubt_about_a_gain_is_the_usual_one_and_no_date_is_at_once():
    plan = pd.DataFrame({"competency": ["risk"], "gain": [0.5], "sd": [None]})

    found = project_levels(today(risk=2.0), plan, months=3).iloc[0]

    assert found["level"] == 2.5
    assert found["sd"] == pytest.approx(np.sqrt(0.35**2 + 0.0625 / 4 + 0.05))
    assert project_levels(NOTHING, plan, months=3).empty


@pytest.mark.parametrize("months", [-1, np.nan])
def test_a_forecast_looks_ahead(months):
    with pytest.raises(ValueError, match="months"):
        project_levels(today(risk=2.0), NOTHING, months=months)


REQUIRED = pd.Series({"risk": 3.0, "cost": 3.0, "scope": 3.0})


def test_the_two_steps_that_raise_readiness_most_go_together():
    # Scope is met; risk and cost are a level short: one of the two alone hardly helps.
    plan = steps(
        ("a", "risk", 0.8, 0), ("b", "cost", 0.8, 0), ("c", "scope", 0.8, 0), ("d", "plan", 3, 0)
    )

    found = raising_steps([2.2, 2.2, 4.0], [0.3] * 3, REQUIRED, plan)

    # Each raised to the level itself, with the doubt about its gain: one half each.
    assert found.steps == ("a", "b")
    assert found.before == pytest.approx(readiness([2.2, 2.2, 4.0], 0.3, 3.0))
    assert found.after == pytest.approx(0.25 * ndtr(1 / 0.3), abs=1e-6)


def test_a_step_in_several_competencies_counts_in_all_and_one_may_be_enough():
    plan = steps(("a", "risk", 0.5, 0), ("a", "cost", 0.5, 0), ("b", "scope", 0.0, 0))

    found = raising_steps([2.8, 2.8, 5.0], [0.3] * 3, REQUIRED, plan.assign(sd=0.1))

    doubt = np.sqrt(0.3**2 + 0.1**2)
    assert found.steps == ("a",)
    assert found.after == pytest.approx(ndtr(0.3 / doubt) ** 2, abs=1e-6)


def test_without_steps_or_with_nothing_asked_nothing_is_raised():
    empty = pd.Series(dtype=float)

    assert raising_steps([2.0] * 3, [0.3] * 3, REQUIRED, NOTHING).steps == ()
    assert raising_steps([], [], empty, steps(("a", "risk", 1, 0))) == RaisingSteps((), 1.0, 1.0)


def test_equal_steps_are_settled_by_name_whatever_their_order():
    plan = steps(("b", "risk", 0.5, 0), ("a", "risk", 0.5, 0), ("c", "risk", 0.1, 0))

    for each in (plan, plan[::-1]):
        found = raising_steps([2.0, 4.0, 4.0], [0.3] * 3, REQUIRED, each, most=1, correlation=0.4)
        assert found.steps == ("a",)


def test_steps_lift_a_level_no_further_than_they_are_made_for():
    rows = [("a", "risk", 0.3, 3.0), ("b", "risk", 0.3, 3.0), ("c", "cost", 0.3, None)]
    plan = pd.DataFrame(rows, columns=["step", "competency", "gain", "up_to"])

    both = raising_steps([2.8, 4.0, 4.0], [0.3] * 3, REQUIRED, plan[:2].assign(up_to=3.2))
    found = raising_steps([2.8, 2.9, 4.0], [0.3] * 3, REQUIRED, plan)

    # The second lifts risk by the .1 that the first leaves.
    doubt = np.sqrt(0.3**2 + 2 * 0.05)
    assert both.steps == ("a", "b")
    assert both.after == pytest.approx(ndtr(0.2 / doubt) * ndtr(1 / 0.3) ** 2, abs=1e-6)
    # Up to 3 the first does all, and a second one would add nothing, not even doubt.
    assert found.steps == ("a", "c")
    single = np.sqrt(0.3**2 + 0.05)
    by_hand = ndtr(0.0) * ndtr(0.2 / single) * ndtr(1 / 0.3)
    assert found.after == pytest.approx(by_hand, abs=1e-6)
    # Who stands above what a step is made for is not pulled down by it.
    assert raising_steps([3.5, 2.0, 4.0], [0.3] * 3, REQUIRED, plan[:1]).steps == ()


def estimates(level, sd=0.1, person="p", competency="risk"):
    return pd.DataFrame(
        {"person": [person], "competency": [competency], "level": [level], "sd": [sd]}
    )


def test_a_fall_is_told_when_it_is_nine_tenths_sure():
    # Drop of .3 beyond doubt: z = (before - now - .3) / (.1 root 2), 1.2816 at nine tenths.
    enough = 3.0 - 0.3 - 1.2816 * 0.1 * np.sqrt(2)
    now = pd.concat([estimates(enough - 0.001), estimates(enough + 0.001, person="q")])
    before = pd.concat([estimates(3.0), estimates(3.0, person="q"), estimates(5, person="gone")])

    found = find_declines(before, now)

    assert found["person"].tolist() == ["p"]
    assert found["probability"].item() == pytest.approx(0.9, abs=2e-3)
    assert (found["before"].item(), found["now"].item()) == (3.0, pytest.approx(enough - 0.001))
    assert find_declines(NOTHING, now).empty
    assert find_declines(before, NOTHING).empty


def ratings(*rows):
    frame = pd.DataFrame(rows, columns=["person", "competency", "level", "rated_on"])
    return frame.assign(rater="r", source="coach")


def test_what_was_last_answered_more_than_eighteen_months_ago_is_stale():
    found = find_stale(
        ratings(
            ("p", "risk", 3, date(2024, 1, 1)),
            ("p", "risk", 3, date(2024, 6, 1)),
            ("p", "risk", None, date(2026, 6, 1)),
            ("p", "cost", 3, date(2025, 6, 1)),
            ("q", "risk", 3, date(2024, 12, 20)),
        ),
        as_of=TODAY,
    )

    assert found[["person", "competency"]].to_numpy().tolist() == [["p", "risk"]]
    assert found["rated_on"].item() == pd.Timestamp(2024, 6, 1)
    assert found["months"].item() == pytest.approx(744 / 30.4375)
    assert find_stale(NOTHING, as_of=TODAY).empty


def test_demands_beyond_the_map_count_from_two_competencies_on():
    held = pd.concat([estimates(2.5, 0.5, competency=c) for c in ("risk", "cost", "scope")])
    held = pd.concat([held, estimates(2.5, 0.5, person="q")])
    rows = [
        ("p", "rail", "risk", 3.0, 0.5),
        ("p", "rail", "cost", 3.0, 0.5),
        ("p", "harbour", "cost", 2.5, 0.25),
        ("p", "rail", "scope", 2.0, 0.5),
        ("q", "rail", "risk", 4.0, 1.0),
        ("r", "rail", "risk", 4.0, 1.0),
    ]
    demands = pd.DataFrame(rows, columns=["person", "project", "competency", "demand", "share"])

    found = find_demands(held, demands)

    # Risk: P(z >= 1); cost: two parts of that and one of one half.
    assert found[["person", "competency"]].to_numpy().tolist() == [["p", "risk"], ["p", "cost"]]
    assert found["probability"].tolist() == pytest.approx([ndtr(-1), (2 * ndtr(-1) + 0.5) / 3])
    assert find_demands(NOTHING, demands).empty
    assert find_demands(held, NOTHING).empty
    with pytest.raises(FrameError, match="share"):
        find_demands(held, demands.assign(share=0.0))
