from datetime import date
from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.capability_map import Basis, Side, map_areas, map_people, strengths_and_gaps
from capability.frames import FrameError
from capability.gaps import Standing, expected_gap, probability_met

NOTHING = pd.DataFrame()


def estimates(**levels):
    """Return estimates of Amara: a level each, sd .4, range +-.7."""
    return pd.DataFrame(
        [
            {
                "person": "Amara",
                "competency": competency,
                "level": level,
                "sd": 0.4,
                "low": max(level - 0.7, 0),
                "high": min(level + 0.7, 5),
            }
            for competency, level in levels.items()
        ]
    )


def profile(**required):
    return pd.DataFrame(
        [
            {
                "competency": competency,
                "area": "planning" if competency in {"scope", "cost"} else "commercial",
                "required": level,
                "weight": weight,
                "is_critical": competency == "risk",
            }
            for weight, (competency, level) in enumerate(required.items(), start=1)
        ]
    )


def answers(*rows):
    columns = ["competency", "source", "level", "has_example"]
    return pd.DataFrame(rows, columns=columns).assign(person="Amara")


def agreed(*rows):
    columns = ["competency", "level", "agreed_on"]
    return pd.DataFrame(rows, columns=columns).assign(person="Amara")


def only(frame, **where):
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_the_estimate_leads_once_somebody_else_has_answered():
    said = answers(("risk", "self", 5, False), ("risk", "coach", 3, False))

    row = map_people(estimates(risk=2.8), profile(risk=3.5), said, NOTHING).iloc[0]

    assert (row["basis"], row["is_own_view"]) == (Basis.EVIDENCED, False)
    assert (row["level"], row["estimate"]) == (2.8, 2.8)
    assert (row["low"], row["high"]) == pytest.approx((2.1, 3.5))
    assert row["gap"] == expected_gap(2.8, 0.4, 3.5)
    assert row["probability_met"] == probability_met(2.8, 0.4, 3.5)
    assert row["standing"] is Standing.PERHAPS_SHORT


def test_while_the_person_alone_has_answered_their_own_view_leads():
    said = answers(("risk", "self", 4, False), ("cost", "self", nan, False))

    found = map_people(estimates(risk=2.9, cost=2.7), profile(risk=3.5, cost=3), said, NOTHING)

    risk = only(found, competency="risk")
    assert (risk["basis"], risk["is_own_view"], risk["level"]) == (Basis.CLAIMED, True, 4.0)
    assert risk["estimate"] == 2.9
    assert (risk["low"], risk["high"]) == pytest.approx((2.2, 3.6))
    assert risk["gap"] == expected_gap(4.0, 0.4, 3.5)
    assert risk["standing"] is Standing.PROBABLY_MEETS
    cost = only(found, competency="cost")
    assert (cost["basis"], cost["standing"]) == (Basis.UNKNOWN, Standing.TOO_EARLY)
    assert np.isnan([cost["level"], cost["gap"], cost["probability_met"]]).all()


def test_one_answer_of_somebody_else_ends_the_own_view_everywhere_but_not_the_claims():
    said = answers(("risk", "self", 5, False), ("cost", "coach", 3, False))

    found = map_people(estimates(risk=3.1, cost=2.7), profile(risk=3.5, cost=3), said, NOTHING)

    risk = only(found, competency="risk")
    assert (risk["basis"], risk["is_own_view"], risk["level"]) == (Basis.CLAIMED, False, 3.1)


def test_not_applicable_is_no_answer_of_another_source():
    said = answers(("risk", "self", 4, False), ("risk", "coach", nan, False))

    assert map_people(estimates(risk=3.1), profile(risk=3.5), said, NOTHING)["is_own_view"].all()


def test_a_dated_example_makes_evidence_of_a_claim():
    said = answers(("risk", "self", 4, True))

    row = map_people(estimates(risk=3.1), profile(risk=3.5), said, NOTHING).iloc[0]

    assert (row["basis"], row["is_own_view"]) == (Basis.EVIDENCED, True)


def test_an_agreed_level_leaves_no_doubt_and_the_latest_counts():
    settled = agreed(
        ("risk", 3.0, date(2026, 5, 1)),
        ("risk", 4.0, date(2025, 5, 1)),
        ("risk", nan, date(2026, 6, 1)),
    )
    said = answers(("risk", "self", 5, False))

    row = map_people(estimates(risk=2.5), profile(risk=3.5), said, settled).iloc[0]

    assert (row["basis"], row["is_own_view"]) == (Basis.AGREED, False)
    assert (row["level"], row["low"], row["high"]) == (3.0, 3.0, 3.0)
    assert (row["gap"], row["probability_met"], row["estimate"]) == (0.5, 0.0, 2.5)
    assert row["standing"] is Standing.SHORT


def test_an_agreed_level_at_the_requirement_has_no_gap():
    settled = agreed(("risk", 3.5, date(2026, 5, 1)))

    row = map_people(estimates(risk=2.5), profile(risk=3.5), NOTHING, settled).iloc[0]

    assert (row["gap"], row["probability_met"], row["standing"]) == (0.0, 1.0, Standing.MEETS)


def test_what_the_role_does_not_ask_is_drawn_without_a_gap():
    settled = agreed(("risk", 3.5, date(2026, 5, 1)))
    said = answers(("cost", "coach", 3, False))

    found = map_people(estimates(risk=2.5, cost=3), profile(risk=nan, cost=nan), said, settled)

    assert found["standing"].tolist() == [Standing.NOT_ASKED] * 2
    assert found["level"].tolist() == [3.5, 3.0]
    assert found[["gap", "probability_met"]].isna().all(axis=None)


def test_nobody_answered_so_the_usual_level_is_not_drawn():
    row = map_people(estimates(risk=2.5), profile(risk=3.5), NOTHING, NOTHING).iloc[0]

    assert (row["basis"], row["is_own_view"]) == (Basis.UNKNOWN, False)
    assert np.isnan(row["level"])
    assert row["estimate"] == 2.5


def test_each_person_may_have_a_profile_of_their_own():
    own = pd.concat([profile(risk=3).assign(person="Amara"), profile(risk=4).assign(person="Li")])

    found = map_people(estimates(risk=2.5), own, NOTHING, NOTHING)

    assert found["person"].tolist() == ["Amara", "Li"]
    assert found["required"].tolist() == [3, 4]
    assert found["estimate"].isna().tolist() == [False, True]


def test_one_profile_holds_for_everybody_who_is_estimated():
    both = pd.concat([estimates(risk=2, cost=3), estimates(risk=3).assign(person="Li")])

    found = map_people(both, profile(cost=3, risk=3), NOTHING, NOTHING)

    assert found[["person", "competency"]].to_numpy().tolist() == [
        ["Amara", "cost"],
        ["Amara", "risk"],
        ["Li", "cost"],
        ["Li", "risk"],
    ]


def test_two_answers_of_a_person_about_one_competency_are_refused():
    twice = answers(("risk", "self", 4, False), ("risk", "self", 3, False))

    with pytest.raises(FrameError, match="duplicate"):
        map_people(estimates(risk=2), profile(risk=3), twice, NOTHING)


def test_empty_tables_give_empty_maps():
    empty = map_people(NOTHING, NOTHING, NOTHING, NOTHING)

    assert empty.empty
    assert map_areas(empty, NOTHING).empty
    assert strengths_and_gaps(empty).empty
    assert "standing" in empty
    assert {"claimed", "standing"} <= set(map_areas(empty, NOTHING))


def test_numbered_people_meet_empty_tables_of_another_type():
    numbered = estimates(risk=2).assign(person=7)

    found = map_people(numbered, profile(risk=3), answers().astype(object), agreed())

    assert found["person"].tolist() == [7]


def area_estimates(**levels):
    columns = {"competency": "area"}
    return estimates(**levels).rename(columns=columns)


def test_an_area_is_the_weighted_mean_of_what_is_drawn():
    # Weights 1 and 2: level (3 + 2 * 2.4) / 3 = 2.6, required (3 + 2 * 3.6) / 3 = 3.4.
    said = answers(("scope", "coach", 3, False), ("cost", "coach", 3, False))
    people = map_people(estimates(scope=3.0, cost=2.4), profile(scope=3, cost=3.6), said, NOTHING)

    row = map_areas(people, area_estimates(planning=2.6)).iloc[0]

    assert (row["level"], row["required"]) == pytest.approx((2.6, 3.4))
    assert (row["low"], row["high"]) == pytest.approx((1.9, 3.3))
    assert row["gap"] == pytest.approx(expected_gap(2.6, 0.4, 3.4))
    assert (row["basis"], row["standing"]) == (Basis.EVIDENCED, Standing.SHORT)
    assert (row["competencies"], row["claimed"]) == (2, 0)


def test_the_range_of_an_area_moves_with_the_level_drawn_and_stays_on_the_scale():
    said = answers(("scope", "self", 5, False))
    people = map_people(estimates(scope=3.0), profile(scope=3), said, NOTHING)

    row = map_areas(people, area_estimates(planning=3.0)).iloc[0]

    assert row["is_own_view"]
    assert (row["level"], row["low"], row["high"]) == pytest.approx((5.0, 4.3, 5.0))
    assert row["standing"] is Standing.PROBABLY_MEETS


def test_an_area_agreed_throughout_is_compared_as_it_is():
    settled = agreed(("scope", 3, date(2026, 1, 1)), ("cost", 3, date(2026, 1, 1)))
    people = map_people(estimates(scope=2, cost=2), profile(scope=3, cost=3), NOTHING, settled)

    row = map_areas(people, area_estimates(planning=2)).iloc[0]

    assert (row["basis"], row["standing"]) == (Basis.AGREED, Standing.MEETS)
    assert (row["low"], row["high"], row["gap"]) == (3.0, 3.0, 0.0)


@pytest.mark.parametrize(
    ("said", "basis"),
    [
        ([("risk", "self", 4, False)], Basis.CLAIMED),
        ([("scope", "self", 4, False), ("cost", "self", 4, True)], Basis.EVIDENCED),
        ([("scope", "self", 4, True), ("cost", "self", 4, False)], Basis.CLAIMED),
    ],
)
def test_an_area_is_claimed_when_half_of_its_known_weight_is(said, basis):
    asked = profile(scope=3, cost=3) if len(said) == 2 else profile(risk=3, issues=3)
    levels = dict.fromkeys(asked["competency"], 3.0)
    people = map_people(estimates(**levels), asked, answers(*said), NOTHING)

    row = map_areas(people, area_estimates(planning=3, commercial=3)).iloc[0]

    assert row["basis"] is basis


def test_an_area_of_which_nothing_is_known_is_unknown():
    people = map_people(estimates(risk=2), profile(risk=3), NOTHING, NOTHING)

    row = map_areas(people, area_estimates(commercial=2)).iloc[0]

    assert (row["basis"], row["standing"]) == (Basis.UNKNOWN, Standing.TOO_EARLY)
    assert np.isnan(row["level"])
    assert (row["low"], row["high"]) == pytest.approx((1.3, 2.7))


def test_an_area_in_which_nothing_is_asked_is_not_there():
    people = map_people(estimates(risk=2, cost=2), profile(risk=nan, cost=3), NOTHING, NOTHING)

    assert map_areas(people, NOTHING)["area"].tolist() == ["planning"]


def test_three_strengths_and_three_gaps_the_largest_first():
    levels = {"a": 4.5, "b": 4.9, "c": 4.5, "d": 4.1, "e": 1.5, "f": 1.2, "risk": 1.9, "h": 3.0}
    said = answers(*((name, "coach", 3, False) for name in levels))
    people = map_people(estimates(**levels), profile(**dict.fromkeys(levels, 3)), said, NOTHING)

    found = strengths_and_gaps(people)

    assert found[found["side"] == Side.STRENGTH]["competency"].tolist() == ["b", "a", "c"]
    # Critical first, then weight times gap: f has weight 6 and the larger gap.
    assert found[found["side"] == Side.GAP]["competency"].tolist() == ["risk", "f", "e"]
    assert found["place"].tolist() == [1, 2, 3, 1, 2, 3]


def test_strengths_and_gaps_keep_to_the_order_of_people():
    both = pd.concat([estimates(risk=1).assign(person="Li"), estimates(risk=5)])
    said = pd.concat(
        [answers(("risk", "coach", 3, False)), answers(("risk", "coach", 3, False))]
    ).assign(person=["Li", "Amara"])

    found = strengths_and_gaps(map_people(both, profile(risk=3), said, NOTHING), n=1)

    assert found[["person", "side"]].to_numpy().tolist() == [
        ["Li", Side.GAP],
        ["Amara", Side.STRENGTH],
    ]


OWN = st.one_of(st.just(nan), st.integers(0, 5).map(float))


@settings(max_examples=15)
@given(OWN, OWN, OWN, st.sampled_from([nan, 0.0, 2.5, 3.0, 5.0]), st.booleans())
def test_every_row_is_consistent_whatever_was_said(own, coach, settled, required, has_example):
    said = answers(("risk", "self", own, has_example), ("risk", "coach", coach, False))
    row = map_people(
        estimates(risk=2.9),
        profile(risk=required),
        said,
        agreed(("risk", settled, date(2026, 1, 1))),
    ).iloc[0]

    assert np.isnan(row["level"]) == (row["basis"] is Basis.UNKNOWN)
    assert np.isnan(row["gap"]) == (np.isnan(row["level"]) or np.isnan(required))
    assert (row["standing"] is Standing.NOT_ASKED) == np.isnan(required)
    assert (row["basis"] is Basis.AGREED) == (not np.isnan(settled))
    assert 0 <= row["low"] <= row["high"] <= 5
    if row["is_own_view"]:
        assert row["standing"] not in {Standing.SHORT, Standing.MEETS, Standing.ABOVE}
