"""Their scales to ours: worked by hand, and nothing unknown becomes a zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.services.deriving import Element, derive_profile, level_of, weight_of


def element(name, importance, level, code="2.A"):
    return Element(code, name, importance, level)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(0, 0), (7, 5), (4.12, 3), (3.5, 2.5), (3.88, 3), (1, 0.5), (0.3, 0), (0.35, 0.5)],
)  # 4.12 x 5 / 7 = 2.94, to 3; 3.88 x 5 / 7 = 2.77, to 3; .35 x 5 / 7 = .25, halves go up
def test_a_level_of_theirs_becomes_one_of_ours_to_the_nearest_half(theirs, ours):
    assert level_of(theirs) == ours


@pytest.mark.parametrize(
    ("importance", "weight"), [(1, 1), (2, 1.5), (3, 2), (3.62, 2.5), (4.5, 3), (5, 3)]
)
def test_an_importance_becomes_a_weight(importance, weight):
    assert weight_of(importance) == weight


def test_several_elements_count_by_their_importance():
    [derived] = derive_profile(
        {"cost": ["Money", "Matter"]}, [element("Money", 4, 4.2), element("Matter", 1, 0)]
    )

    # (4 x 4.2 + 1 x 0) / 5 = 3.36; x 5 / 7 = 2.4, to 2.5; mean importance 2.5 is a weight of 1.75
    assert (derived.required, derived.weight) == (2.5, 2.0)


def test_what_the_list_does_not_say_is_not_asked():
    derived = derive_profile(
        {"risk": ["Nowhere"], "integrity": ["Integrity"], "scope": [], "quality": ["Held back"]},
        [element("Integrity", 4.65, None), element("Held back", None, None)],
    )

    assert [each.required for each in derived] == [None] * 4
    assert not any(each.is_asked for each in derived)
    assert derived[0].unrated == ("Nowhere",)
    assert [each.name for each in derived[1].elements] == ["Integrity"]
    assert derived[3].unrated == ("Held back",)


def test_a_level_of_zero_is_asked_as_zero():
    [derived] = derive_profile({"quality": ["Control"]}, [element("Control", 2, 0)])

    assert derived.required == 0
    assert derived.is_asked


def test_an_element_without_importance_counts_as_a_middling_one():
    [derived] = derive_profile({"quality": ["CONTROL"]}, [element("Control", None, 7)])

    assert (derived.required, derived.weight) == (5, 2)


@given(
    st.lists(st.tuples(st.floats(1, 5), st.none() | st.floats(0, 7)), max_size=5),
)
def test_what_is_derived_stays_on_our_scales(ratings):
    elements = [element(str(number), *each) for number, each in enumerate(ratings)]

    [derived] = derive_profile({"x": [each.name for each in elements]}, elements)

    levels = [level for _, level in ratings if level is not None]
    assert derived.is_asked == bool(levels)
    if levels:
        assert level_of(min(levels)) <= derived.required <= level_of(max(levels))
        assert derived.required * 2 == int(derived.required * 2)
        assert 1 <= derived.weight <= 3
