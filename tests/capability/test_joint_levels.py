"""Levels by a date with how the doubts go together; agreed levels; what matters most."""

from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from capability.forecast import (
    JointLevels,
    Measure,
    chance_of,
    count_met,
    critical_requirements,
    joint_readiness,
    project_jointly,
    project_levels,
    raising_steps,
    settle,
)

NAMES = ("risk", "scope", "cost")
DOUBT = np.array([[0.25, 0.10, 0.05], [0.10, 0.16, 0.04], [0.05, 0.04, 0.36]])
LEVELS = JointLevels(NAMES, np.array([2.5, 3.0, 2.0]), DOUBT)
ASKED = pd.Series({"risk": 3.0, "scope": 3.0})
STEPS = pd.DataFrame(
    {"competency": ["risk", "cost", "risk"], "gain": [0.5, 0.3, 0.2], "ends_in": [2, 4, 11]}
)
NOTHING = STEPS.iloc[:0]


def test_each_level_moves_as_if_it_were_alone():
    together = project_jointly(LEVELS, STEPS, months=9)

    alone = project_levels(
        pd.DataFrame({"competency": NAMES, "level": LEVELS.level, "sd": np.sqrt(np.diag(DOUBT))}),
        STEPS,
        months=9,
    )
    assert together.level == pytest.approx(alone["level"].to_numpy())
    assert np.sqrt(np.diag(together.covariance)) == pytest.approx(alone["sd"].to_numpy())
    # What two doubts have in common neither grows nor shrinks.
    assert together.covariance[0, 1] == DOUBT[0, 1]


def test_an_agreed_level_is_not_in_doubt_and_does_not_drift():
    agreed = settle(LEVELS, pd.Series({"scope": 3.5}))

    later = project_jointly(agreed, STEPS, months=24, settled={"scope"})

    assert later.level[1] == 3.5
    assert not later.covariance[1].any()
    # Two steps, of variance .05 each, and two years of drift.
    assert later.covariance[0, 0] == pytest.approx(0.25 + 2 * 0.0625 + 2 * 0.05)
    assert LEVELS.level[1] == 3.0


def test_what_is_planned_on_top_of_an_agreed_level_is_in_doubt():
    agreed = settle(LEVELS, pd.Series({"risk": 2.5}))

    later = project_jointly(agreed, STEPS, months=6, settled={"risk"})

    assert later.level[0] == 3.0
    assert later.covariance[0, 0] == pytest.approx(0.05)
    assert chance_of(later, ASKED[["risk"]]) == pytest.approx(0.5)


def test_an_agreed_level_is_reached_or_not():
    met = settle(LEVELS, pd.Series({"scope": 3.0}))
    unmet = settle(LEVELS, pd.Series({"scope": 2.5}))

    assert chance_of(met, ASKED) == pytest.approx(ndtr(-0.5 / 0.5))
    assert chance_of(unmet, ASKED) == 0.0
    assert count_met(unmet, ASKED) == pytest.approx(ndtr(-1.0))


def test_the_chance_is_that_of_the_joint_doubt():
    expected = joint_readiness([2.5, 3.0], DOUBT[:2, :2], [3.0, 3.0])

    assert chance_of(LEVELS, ASKED) == expected
    assert chance_of(LEVELS, ASKED[::-1]) == pytest.approx(expected, abs=1e-3)
    assert chance_of(LEVELS, ASKED.iloc[:0]) == 1.0
    assert count_met(LEVELS, ASKED) == pytest.approx(ndtr(-1.0) + 0.5)


def test_the_range_of_a_mean_counts_what_the_doubts_share():
    low, high = LEVELS.reach(pd.Series({"risk": 3.0, "scope": 1.0}))

    # w = (3/4, 1/4): variance 9/16 .25 + 1/16 .16 + 2 3/16 .10 = .188125
    half = 1.645 * 1.05 * sqrt(0.188125)
    assert (low, high) == pytest.approx((2.625 - half, 2.625 + half))
    assert LEVELS.reach(pd.Series({"cost": 1.0}), kappa=9)[0] == 0.0


def requirements(*rows):
    return pd.DataFrame(rows, columns=["competency", "required", "weight", "is_critical"])


def test_of_many_critical_competencies_the_heaviest_count_in_the_order_of_the_role():
    rows = [
        (name, 3.0, weight, True)
        for name, weight in zip("abcdefg", (1, 3, 2, 3, 2, 3, 2), strict=True)
    ]

    found = critical_requirements(requirements(*rows, ("h", np.nan, 9, True), ("i", 3, 9, False)))

    # b, d, f weigh 3; of those that weigh 2 the first two; what is not asked does not count.
    assert list(found.index) == ["b", "c", "d", "e", "f"]


def test_where_nothing_is_critical_what_weighs_most_stands_for_it():
    found = critical_requirements(requirements(("a", 3, 1, False), ("b", 2, 2, False)), most=1)

    assert found.to_dict() == {"b": 2.0}
    assert critical_requirements(requirements()).empty


def test_steps_can_be_chosen_by_how_much_they_let_be_reached():
    sd = np.array([0.5, 0.4])
    gains = {"a": (0.4, 0.0), "b": (0.0, 0.2), "c": (0.3, 0.3), "d": (0.1, 0.0)}
    steps = pd.DataFrame(
        [
            (name, code, gain)
            for name, each in gains.items()
            for code, gain in zip(ASKED.index, each, strict=True)
        ],
        columns=["step", "competency", "gain"],
    )
    steps = steps[steps["gain"] > 0]

    found = raising_steps([1.0, 1.5], sd, ASKED, steps, measure=Measure.COUNT)

    def met(chosen):
        rows = steps[steps["step"].isin(chosen)]
        gain = rows.groupby("competency")["gain"].sum().reindex(ASKED.index, fill_value=0.0)
        count = rows.groupby("competency")["gain"].size().reindex(ASKED.index, fill_value=0)
        doubt = np.sqrt(sd**2 + 0.05 * count)
        return float(ndtr((np.array([1.0, 1.5]) + gain - ASKED) / doubt).sum())

    best = max(combinations(gains, 2), key=met)
    assert found.steps == best
    assert found.before == pytest.approx(met(()))
    assert found.after == pytest.approx(met(best))
