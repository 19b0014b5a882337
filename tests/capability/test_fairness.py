from math import isnan

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, fisher_exact

from capability.fairness import (
    Finding,
    adjust_p_values,
    impact_ratio,
    is_large_enough,
    judge_ratios,
    judge_several,
)


def groups(**people):
    return pd.Series(people)


def test_the_example_of_the_guidelines():
    found = impact_ratio(groups(a=48, b=12), groups(a=80, b=40))

    assert found["group"].tolist() == ["a", "b"]
    assert found["rate"].tolist() == [0.6, 0.3]
    assert found["ratio"].tolist() == [1.0, 0.5]
    assert found["p_value"].round(4).tolist() == [1.0, 0.0034]


def test_groups_keep_the_order_of_the_totals():
    found = impact_ratio(groups(a=1, b=5), groups(b=10, a=10))

    assert found["group"].tolist() == ["b", "a"]
    assert found["rate"].tolist() == [0.5, 0.1]


def test_nobody_selected_anywhere_leaves_no_ratio():
    found = impact_ratio(groups(a=0, b=0), groups(a=5, b=5))

    assert found["ratio"].isna().all()
    assert found["p_value"].tolist() == [1.0, 1.0]


def test_an_empty_group_has_no_rate():
    found = impact_ratio(groups(a=0, b=2), groups(a=0, b=4)).iloc[0]

    assert all(isnan(found[name]) for name in ("rate", "ratio", "p_value"))


def test_no_groups_give_no_rows():
    nothing = pd.Series(dtype=int)

    assert impact_ratio(nothing, nothing).empty


@pytest.mark.parametrize("selected", [{"a": 6}, {"a": -1}, {"b": 1}, {"a": 1, "b": 1}])
def test_selected_people_are_some_of_the_people(selected):
    with pytest.raises(ValueError, match="selected"):
        impact_ratio(groups(**selected), groups(a=5))


def test_small_groups_are_not_looked_at():
    total = groups(many=400, few=4, rare=7)

    assert is_large_enough(total).tolist() == [True, False, False]
    assert is_large_enough(total, fewest=4, smallest_share=0.0).tolist() == [True, True, True]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=2, max_size=2))
def test_the_p_value_is_that_of_the_exact_test(counts):
    taken = pd.Series([min(a, b) for a, b in counts])
    total = pd.Series([b for _, b in counts])

    found = impact_ratio(taken, total)

    table = [taken.tolist(), (total - taken).tolist()]
    assert found["p_value"].min() == pytest.approx(fisher_exact(table).pvalue)
    assert found["ratio"].max() == 1.0 or taken.sum() == 0


def test_each_group_is_told_by_its_ratio_and_how_likely_that_is_by_chance():
    # Against 600 of 1000: half as often, the same by chance, a little less among many, alike.
    total = groups(most=1000, half=100, few=25, many=1000, alike=50, rare=4)
    selected = groups(most=600, half=30, few=11, many=520, alike=29, rare=4)

    found = judge_ratios(selected, total, smallest_share=0.0).set_index("group")

    assert found["finding"].to_dict() == {
        "most": Finding.ALIKE,
        "half": Finding.LOWER,
        "few": Finding.INCONCLUSIVE,
        "many": Finding.SMALL_BUT_SYSTEMATIC,
        "alike": Finding.ALIKE,
        "rare": Finding.TOO_SMALL,
    }
    # 12 of 25 is .48, eight tenths of .60.
    assert found.index[found["turns_with_one_more"]].tolist() == ["few"]
    assert found.loc["rare", ["rate", "ratio", "p_value"]].isna().all()


def test_nobody_selected_or_no_groups_say_nothing():
    nothing = pd.Series(dtype=int)

    found = judge_ratios(groups(a=0, b=0), groups(a=50, b=50))

    assert set(found["finding"]) == {Finding.ALIKE}
    assert not found["turns_with_one_more"].any()
    assert judge_ratios(nothing, nothing).empty
    with pytest.raises(ValueError, match="same groups"):
        judge_ratios(groups(b=1), groups(a=5))


def test_p_values_allow_for_how_many_comparisons_there_are():
    # The fifteen of Benjamini and Hochberg (1995), section 4: the first four stand at .05.
    given = [
        .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528,
        .7590, 1.0,
    ]  # fmt: skip
    p_values = pd.Series([float("nan"), *given[::-1]])

    found = adjust_p_values(p_values)

    assert isnan(found[0])
    assert found[1:].tolist() == pytest.approx(false_discovery_control(given)[::-1].tolist())
    assert (found < 0.05).sum() == 4
    # The third smallest of fifteen, times 15 / 3.
    assert found[13] == pytest.approx(0.0095)
    assert adjust_p_values(pd.Series([0.04])).tolist() == [0.04]
    assert adjust_p_values(pd.Series(dtype=float)).empty


def test_what_is_rare_by_itself_may_be_none_among_many_comparisons():
    once = groups(a=48, b=15), groups(a=80, b=40)
    others = [(groups(a=40, b=20, c=0), groups(a=80, b=40, c=3))] * 3
    nobody = groups(a=0, b=0), groups(a=80, b=40)

    [alone] = judge_several([once], smallest_share=0.0)
    first, *rest, last = judge_several([once, *others, nobody], smallest_share=0.0)

    p_value = alone["p_value"][1]
    assert p_value == pytest.approx(fisher_exact([[48, 15], [32, 25]]).pvalue)
    assert (alone["adjusted"][1], alone["finding"][1]) == (p_value, Finding.LOWER)
    # Four comparisons: the group of the highest rate, the small one and nobody's are none.
    assert (first["adjusted"][1], first["finding"][1]) == (
        pytest.approx(4 * p_value),
        Finding.INCONCLUSIVE,
    )
    assert [each["adjusted"].notna().sum() for each in rest] == [1, 1, 1]
    assert last["adjusted"].isna().all()
    assert judge_several([]) == []
