from math import nan, pi, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capability.gaps import (
    Standing,
    closed_value,
    expected_gain,
    expected_gap,
    priority_order,
    probability_met,
    standing,
)

levels = st.floats(0, 5)
doubts = st.floats(0.01, 2)


def test_someone_exactly_at_the_level_still_has_a_gap_as_wide_as_our_doubt():
    gap = expected_gap(level=3.0, sd=0.5, required=3.0)

    assert gap == pytest.approx(0.5 / sqrt(2 * pi))


def test_one_sd_short_is_a_little_more_than_the_difference():
    # sd [phi(1) + 1 Phi(1)] = .5 (.24197 + .84134)
    assert expected_gap(2.5, 0.5, 3.0) == pytest.approx(0.541658, abs=1e-6)


def test_the_chance_of_meeting_a_level_one_sd_above_is_a_sixth():
    assert probability_met(2.5, 0.5, 3.0) == pytest.approx(0.158655, abs=1e-6)
    assert probability_met(3.0, 0.5, 3.0) == 0.5


@pytest.mark.parametrize("sd", [0, -0.1])
@pytest.mark.parametrize("function", [expected_gap, probability_met])
def test_without_doubt_there_is_nothing_to_expect(function, sd):
    with pytest.raises(ValueError, match="sd must be positive"):
        function(3.0, [0.5, sd], 3.0)


def test_numbers_give_a_number_and_lists_an_array():
    assert isinstance(expected_gap(3, 1, 3), float)
    assert isinstance(probability_met(3, 1, 3), float)
    assert expected_gap([3, 2], 0.5, [3, nan]).shape == (2,)
    assert np.isnan(expected_gap([3, 2], 0.5, [3, nan])).tolist() == [False, True]


@pytest.mark.parametrize("doubt", [1e-300, 1e-310])
def test_the_smallest_doubt_leaves_the_plain_difference(doubt):
    assert expected_gap([2, 3, 4, np.inf], doubt, 3).tolist() == pytest.approx([1, 0, 0, 0])
    assert probability_met([2, 4], 1e-310, 3).tolist() == [0, 1]


@given(levels, doubts, levels)
def test_an_expected_gap_is_at_least_the_plain_one_and_falls_with_the_level(level, sd, required):
    gap = expected_gap(level, sd, required)

    assert gap >= max(required - level, 0) - 1e-12
    assert expected_gap(level + 0.1, sd, required) <= gap
    assert probability_met(level + 0.1, sd, required) >= probability_met(level, sd, required)


@given(levels, doubts, levels)
def test_what_is_short_minus_what_is_over_is_the_difference(level, sd, required):
    # E max(x, 0) - E max(-x, 0) = E x, and being over mirrors being short.
    over = expected_gap(required, sd, level)

    assert expected_gap(level, sd, required) - over == pytest.approx(required - level, abs=1e-9)


def test_half_a_gap_counts_fully_and_the_rest_ever_less():
    # Gap 2: 1 level at 1, .6 at .6, .4 at .3.
    assert closed_value(2.0, [0, 0.4, 1, 1.6, 2, 5]).tolist() == pytest.approx(
        [0, 0.4, 1, 1.36, 1.48, 1.48]
    )
    assert closed_value([0.0, 2.0], 1.0).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(("gap", "gain"), [(-0.1, 1), (1, -0.1)])
def test_gaps_and_gains_are_not_negative(gap, gain):
    with pytest.raises(ValueError, match="must not be negative"):
        closed_value(gap, gain)


@given(st.floats(0, 5), st.floats(0, 5), st.floats(0, 5))
def test_a_second_gain_is_worth_no_more_than_alone(gap, one, other):
    both = closed_value(gap, one + other)

    assert both <= closed_value(gap, one) + closed_value(gap, other) + 1e-9
    assert both >= closed_value(gap, one) - 1e-9


@pytest.mark.parametrize(
    ("level", "low", "high", "probability", "expected"),
    [
        (3.6, 3.1, 4.1, 0.97, Standing.ABOVE),
        (3.5, 3.0, 4.0, 0.95, Standing.ABOVE),
        (3.4, 3.0, 3.8, 0.95, Standing.MEETS),
        (3.2, 2.8, 3.6, 0.75, Standing.PROBABLY_MEETS),
        (3.2, 2.8, 3.6, 0.74, Standing.TOO_EARLY),
        (2.8, 2.4, 3.2, 0.26, Standing.TOO_EARLY),
        (2.8, 2.4, 3.2, 0.25, Standing.PERHAPS_SHORT),
        (2.6, 2.2, 3.0, 0.06, Standing.PERHAPS_SHORT),
        (2.5, 2.1, 2.9, 0.02, Standing.SHORT),
        (nan, 2.1, 2.9, nan, Standing.TOO_EARLY),
    ],
)
def test_an_estimate_meets_or_is_short_only_with_its_whole_range(
    level, low, high, probability, expected
):
    assert standing(level, low, high, probability, 3.0) is expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (3.5, Standing.ABOVE),
        (3.0, Standing.MEETS),
        (2.5, Standing.SHORT),
        (nan, Standing.TOO_EARLY),
    ],
)
def test_an_agreed_level_is_compared_as_it_is(level, expected):
    assert standing(level, level, level, 1.0, 3.0, is_agreed=True) is expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (5, Standing.PROBABLY_MEETS),
        (3, Standing.PROBABLY_MEETS),
        (2.8, Standing.TOO_EARLY),
        (2.5, Standing.PERHAPS_SHORT),
        (0, Standing.PERHAPS_SHORT),
        (nan, Standing.TOO_EARLY),
    ],
)
def test_ones_own_word_is_never_taken_for_certain(level, expected):
    assert standing(level, 4.0, 5.0, 1.0, 3.0, is_own_view=True) is expected


def test_nothing_asked_is_neither_met_nor_missed():
    found = standing(
        [4, nan, 4, 4],
        3,
        5,
        0.9,
        nan,
        is_agreed=[False, False, True, False],
        is_own_view=[False, False, False, True],
    )

    assert found.tolist() == [Standing.NOT_ASKED] * 4


def test_rounding_in_a_weighted_mean_is_not_a_gap():
    level = (0.1 * 3 + 0.2 * 3) / 0.3
    assert level != 3.0

    assert standing(3.0, 3.0, 3.0, 1.0, level, is_agreed=True) is Standing.MEETS
    assert standing(2.5, 2.5, 2.5, 1.0, level, is_own_view=True) is Standing.PERHAPS_SHORT


@given(levels, levels, st.floats(0, 1.5), st.floats(0, 1))
def test_a_higher_level_never_stands_lower(level, required, reach, step):
    order = list(Standing)
    sd = max(reach, 0.1) / 1.727

    def stands(at):
        p = probability_met(at, sd, required)
        return order.index(standing(at, at - reach, at + reach, p, required))

    assert stands(level + step) >= stands(level)


def rows(*values):
    columns = ["competency", "gap", "weight", "is_critical", "standing"]
    return pd.DataFrame(values, columns=columns)


def test_named_gaps_lead_then_critical_ones_then_the_heavier():
    ordered = priority_order(
        rows(
            ("scope", 0.9, 0.1, False, Standing.SHORT),
            ("risk", 0.2, 0.1, True, Standing.PERHAPS_SHORT),
            ("cost", 0.9, 0.2, False, Standing.SHORT),
            ("digital", 2.0, 0.9, True, Standing.TOO_EARLY),
            ("quality", 0.0, 0.9, True, Standing.MEETS),
            ("agile", nan, 0.9, True, Standing.TOO_EARLY),
        )
    )

    assert ordered["competency"].tolist() == ["risk", "cost", "scope", "digital"]


def test_equal_gaps_stand_by_name_and_nothing_stays_nothing():
    tied = rows(*((name, 1.0, 0.5, False, Standing.SHORT) for name in ("scope", "cost", "risk")))

    assert priority_order(tied)["competency"].tolist() == ["cost", "risk", "scope"]
    assert priority_order(tied.iloc[:0]).empty
    assert priority_order(pd.DataFrame(columns=tied.columns, dtype="category")).empty
    assert priority_order(pd.DataFrame()).empty


def test_a_claimed_gain_is_taken_at_six_tenths_within_bounds():
    assert expected_gain(0.5, level=2.0, up_to=3.0) == pytest.approx(0.3)
    assert expected_gain(2.0, level=0.0, up_to=3.0) == 0.8
    assert expected_gain(0.5, level=2.9, up_to=3.0) == pytest.approx(0.1)
    assert expected_gain(0.5, level=4.0, up_to=3.0) == 0.0
    with pytest.raises(ValueError, match="claim must not be negative"):
        expected_gain(nan, level=2.0, up_to=3.0)
    with pytest.raises(ValueError, match="levels must be known"):
        expected_gain(0.5, level=nan, up_to=3.0)
