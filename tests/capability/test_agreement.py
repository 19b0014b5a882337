from math import nan

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capability.agreement import (
    KINDS,
    intraclass_correlation,
    intraclass_interval,
    krippendorff_alpha,
    within_group_agreement,
)

# Shrout and Fleiss (1979), table 2: six targets, four judges.
JUDGES = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
# Krippendorff (2011): four raters, twelve units, some answers missing.
RATERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
]


@pytest.mark.parametrize(
    ("kind", "published", "exact"),
    [
        ("ICC(1,1)", 0.17, 0.165742),
        ("ICC(2,1)", 0.29, 0.289764),
        ("ICC(3,1)", 0.71, 0.714841),
        ("ICC(1,k)", 0.44, 0.442797),
        ("ICC(2,k)", 0.62, 0.620051),
        ("ICC(3,k)", 0.91, 0.909316),
    ],
)
def test_intraclass_correlations_are_those_published(kind, published, exact):
    found = intraclass_correlation(JUDGES)[kind]

    assert round(found, 2) == published
    assert found == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("ICC(1,1)", -0.13, 0.72),
        ("ICC(2,1)", 0.02, 0.76),
        ("ICC(3,1)", 0.34, 0.95),
        ("ICC(1,k)", -0.88, 0.91),
        ("ICC(2,k)", 0.07, 0.93),
        ("ICC(3,k)", 0.68, 0.99),
    ],
)
def test_intervals_are_those_published(kind, low, high):
    assert [round(limit, 2) for limit in intraclass_interval(JUDGES, kind)] == [low, high]


def test_a_surer_interval_is_wider():
    low, high = intraclass_interval(JUDGES, "ICC(2,1)", level=0.99)

    assert low < 0.0187
    assert high > 0.7611


def test_perfect_agreement_is_one_without_doubt():
    same = np.repeat(np.arange(6.0)[:, None] / 3, 3, axis=1)

    assert list(intraclass_correlation(same).values()) == pytest.approx([1.0] * 6)
    assert intraclass_interval(same, "ICC(2,k)") == (1.0, 1.0)


def test_raters_who_differ_by_a_constant_agree_in_order_only():
    shifted = np.arange(6.0)[:, None] + [0, 1, 2]

    found = intraclass_correlation(shifted)

    assert found["ICC(3,1)"] == pytest.approx(1.0)
    assert found["ICC(2,1)"] < 1
    assert intraclass_interval(shifted, "ICC(3,1)") == (1.0, 1.0)


def test_where_nothing_varies_there_is_nothing_to_say():
    assert all(np.isnan(value) for value in intraclass_correlation(np.full((5, 2), 3)).values())
    assert np.isnan(intraclass_interval(np.full((5, 2), 3), "ICC(1,1)")).all()


def test_targets_that_differ_by_noise_only_have_no_reliable_mean():
    # Every target has the mean 1.5: all variance lies within targets.
    found = intraclass_correlation([[1, 2], [2, 1], [1, 2], [2, 1], [1, 2]])

    assert found["ICC(1,1)"] == -1
    assert np.isnan(found["ICC(1,k)"])


@pytest.mark.parametrize(
    "scores", [np.ones((4, 3)), np.ones((5, 1)), np.ones(9), [[nan, 1]] * 5, []]
)
def test_too_few_people_or_raters_or_missing_answers_are_refused(scores):
    with pytest.raises(ValueError, match=r"needs at least 5|complete"):
        intraclass_correlation(scores)


def test_unknown_kinds_and_levels_are_refused():
    with pytest.raises(ValueError, match="kind"):
        intraclass_interval(JUDGES, "ICC(4,1)")
    with pytest.raises(ValueError, match="level"):
        intraclass_interval(JUDGES, "ICC(1,1)", level=1.0)


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=5, max_size=8))
@example([[0, 0, 3], [0, 0, 3], [0, 0, 3], [0, 0, 3], [0, 4, 0]])  # next to no freedom is left
def test_an_interval_holds_its_estimate_and_order_does_not_matter(rows):
    found = intraclass_correlation(rows)
    turned = intraclass_correlation([row[::-1] for row in rows[::-1]])

    for kind in KINDS:
        assert turned[kind] == pytest.approx(found[kind], nan_ok=True)
        low, high = intraclass_interval(rows, kind)
        if not np.isnan([found[kind], low, high]).any():
            assert low - 1e-9 <= found[kind] <= high + 1e-9


def test_agreement_within_a_group_compares_with_answers_at_random():
    # Variance of 3, 3, 4 is 1/3; at random over six options it is 35/12.
    assert within_group_agreement([3, 3, 4]) == pytest.approx(1 - (1 / 3) / (35 / 12))
    assert within_group_agreement([3, nan, 3]) == 1.0


def test_two_camps_agree_less_than_chance_which_is_reported_as_none():
    assert within_group_agreement([0, 0, 5, 5]) == 0.0


def test_several_items_are_more_reliable_than_one():
    # q = mean variance / chance = (1/3 + 1/3) / 2 / (35/12) = 4/35; J (1 - q) / (J (1 - q) + q).
    found = within_group_agreement([[3, 1], [3, 2], [4, 2]])

    assert found == pytest.approx(2 * (31 / 35) / (2 * (31 / 35) + 4 / 35))


@pytest.mark.parametrize("levels", [[], [3], [3, nan], [[3, 3], [3, nan]]])
def test_one_answer_agrees_with_nobody(levels):
    with pytest.raises(ValueError, match="two answers"):
        within_group_agreement(levels)


def test_a_choice_has_at_least_two_options():
    with pytest.raises(ValueError, match="options"):
        within_group_agreement([1, 1], options=1)


@pytest.mark.parametrize(
    ("measurement", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_is_that_published(measurement, published):
    assert round(krippendorff_alpha(RATERS, measurement=measurement), 3) == published


def test_alpha_is_ordinal_unless_told_otherwise():
    assert krippendorff_alpha(RATERS) == krippendorff_alpha(RATERS, measurement="ordinal")


def test_two_zeros_are_no_distance_apart_on_a_ratio_scale():
    assert krippendorff_alpha([[0, 0, 4], [0, 0, 4]], measurement="ratio") == 1.0


def test_where_all_answers_are_equal_alpha_says_nothing():
    assert np.isnan(krippendorff_alpha([[3, 3], [3, 3]]))


@pytest.mark.parametrize("table", [[[1, nan], [nan, 2]], [[], []]])
def test_without_two_answers_to_one_unit_there_is_no_alpha(table):
    with pytest.raises(ValueError, match="no unit"):
        krippendorff_alpha(table)


def test_an_unknown_measurement_is_refused():
    with pytest.raises(ValueError, match="unknown measurement"):
        krippendorff_alpha(RATERS, measurement="exact")
