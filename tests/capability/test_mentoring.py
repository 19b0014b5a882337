from itertools import product
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from capability.frames import FrameError
from capability.mentoring import (
    affinity_matrix,
    blocking_pairs,
    likely,
    match_mentors,
    matching,
    pair_affinity,
    recorded_rises,
    summarise_matching,
)

NOTHING = pd.DataFrame()


def table(values, mentees=None, mentors=None):
    values = np.array(values, dtype=float)
    mentees = mentees or [f"p{n}" for n in range(values.shape[0])]
    mentors = mentors or [f"m{n}" for n in range(values.shape[1])]
    return pd.DataFrame(values, index=mentees, columns=mentors)


def places(affinity, each=1):
    return pd.Series(each, index=affinity.columns)


def made(pairs):
    return list(zip(pairs["mentee"], pairs["mentor"], strict=True))


def test_the_greatest_total_beats_the_greatest_single_pair():
    affinity = table([[10, 9], [9, 0]])

    optimal = match_mentors(affinity, places(affinity))
    stable = match_mentors(affinity, places(affinity), mode="stable")

    assert made(optimal) == [("p0", "m1"), ("p1", "m0")]
    assert optimal["affinity"].sum() == 18
    assert made(stable) == [("p0", "m0"), ("p1", "m1")]


def test_the_optimum_says_who_would_rather_have_each_other():
    affinity = table([[10, 9], [9, 0]])

    optimal = match_mentors(affinity, places(affinity))
    stable = match_mentors(affinity, places(affinity), mode="stable")

    assert made(blocking_pairs(affinity, places(affinity), optimal)) == [("p0", "m0")]
    assert blocking_pairs(affinity, places(affinity), stable).empty


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_what_is_not_allowed_is_never_made(mode):
    affinity = table([[nan, 0.2], [nan, 0.9]])

    assert made(match_mentors(affinity, places(affinity), mode=mode)) == [("p1", "m1")]


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_an_allowed_pair_of_affinity_zero_is_made_and_one_below_is_not(mode):
    affinity = table([[0.0, nan], [nan, -1.0]])

    assert made(match_mentors(affinity, places(affinity), mode=mode)) == [("p0", "m0")]


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_a_mentor_takes_as_many_as_there_are_places(mode):
    affinity = table([[0.9, 0.1], [0.8, 0.1], [0.7, 0.1]])
    capacity = pd.Series({"m0": 2, "m1": 0, "elsewhere": 9})

    assert made(match_mentors(affinity, capacity, mode=mode)) == [("p0", "m0"), ("p1", "m0")]


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_equal_choices_are_settled_by_name_whatever_the_order(mode):
    affinity = table(np.ones((3, 2)), ["c", "a", "b"], ["y", "x"])

    pairs = match_mentors(affinity, places(affinity), mode=mode)
    turned = match_mentors(affinity.iloc[::-1, ::-1], places(affinity), mode=mode)

    assert set(made(pairs)) == set(made(turned))
    assert made(match_mentors(affinity, places(affinity), mode="stable")) == [
        ("a", "x"),
        ("b", "y"),
    ]


@pytest.mark.parametrize("mode", ["optimal", "stable"])
@pytest.mark.parametrize("affinity", [NOTHING, table([[nan]]), table([[-1.0]])])
def test_nobody_to_match_is_an_empty_answer(affinity, mode):
    pairs = match_mentors(affinity, places(affinity), mode=mode)

    assert pairs.empty
    assert list(pairs.columns) == ["mentee", "mentor", "affinity"]


def test_no_place_at_all_leaves_everybody_unmatched():
    affinity = table([[0.5]])

    assert match_mentors(affinity, places(affinity, 0)).empty


@pytest.mark.parametrize("capacity", [{}, {"m0": -1}, {"m0": 0.5}, {"m0": nan}, {"m0": inf}])
def test_a_capacity_is_a_whole_number_of_places(capacity):
    with pytest.raises(FrameError, match="capacity"):
        match_mentors(table([[0.5]]), pd.Series(capacity, dtype=float))


def test_an_infinite_affinity_and_a_name_twice_are_refused():
    with pytest.raises(FrameError, match="out_of_range: column 'm0', row 'p1'"):
        match_mentors(table([[1], [inf]]), pd.Series({"m0": 1}))
    with pytest.raises(FrameError, match="duplicate: column 'mentor'"):
        match_mentors(table([[1, 2]], mentors=["x", "x"]), pd.Series({"x": 1}))


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="mode"):
        match_mentors(table([[1]]), pd.Series({"m0": 1}), mode="fair")


@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_agrees_with_assigning_mentees_to_single_places(seed):
    rng = np.random.default_rng(seed)
    affinity = table(rng.random((rng.integers(1, 9), rng.integers(1, 5))))
    capacity = pd.Series(rng.integers(0, 4, affinity.shape[1]), index=affinity.columns)

    pairs = match_mentors(affinity, capacity)

    columns = np.repeat(affinity.to_numpy(), capacity, axis=1)
    rows, chosen = linear_sum_assignment(columns, maximize=True)
    assert pairs["affinity"].sum() == pytest.approx(columns[rows, chosen].sum())
    assert len(pairs) == len(rows)


CELLS = st.one_of(st.just(nan), st.integers(-3, 9).map(float))


@settings(max_examples=25)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=3), st.data())
def test_matchings_keep_every_rule_and_the_optimum_is_the_greatest(values, data):
    affinity = table(values)
    capacity = pd.Series(
        data.draw(st.lists(st.integers(0, 2), min_size=2, max_size=2)), ["m0", "m1"]
    )

    optimal = match_mentors(affinity, capacity)
    stable = match_mentors(affinity, capacity, mode="stable")

    totals = []
    for choice in product([None, 0, 1], repeat=len(values)):
        taken = [values[p][m] for p, m in enumerate(choice) if m is not None]
        if all(choice.count(m) <= capacity.iloc[m] for m in (0, 1)) and not np.isnan(taken).any():
            totals.append(sum(taken))
    assert optimal["affinity"].sum() == pytest.approx(max(totals))
    for pairs in (optimal, stable):
        assert pairs["mentee"].is_unique
        assert (pairs["affinity"] >= 0).all()
        counts = pairs["mentor"].value_counts()
        assert all(count <= capacity[mentor] for mentor, count in counts.items())
    assert blocking_pairs(affinity, capacity, stable).empty


# Affinity: Li leads Bo by (4.2 - .84 * .5) - 2.4 = 1.38 in Risk and 3.58 - 3 = .58 in Cost.
PAIRS = pd.DataFrame(
    {"mentee": ["Bo"], "mentor": ["Li"], "is_allowed": [True], "overlap_hours": [3.0]}
)
GAPS = pd.DataFrame(
    {
        "mentee": "Bo",
        "competency": ["risk", "cost"],
        "level": [2.4, 3.0],
        "gap": [1.0, 0.5],
        "weight": [0.6, 0.4],
    }
)
LEVELS = pd.DataFrame(
    {
        "mentor": "Li",
        "competency": ["risk", "cost", "scope"],
        "level": [4.2, 4.0, 5.0],
        "sd": [0.5, 0.5, 0.1],
    }
)


def suits(pairs=PAIRS, gaps=GAPS, levels=LEVELS, record=NOTHING, now=NOTHING, past=NOTHING):
    return pair_affinity(
        pairs, gaps, levels, record=record, mentee_projects=now, mentor_projects=past
    )


def test_affinity_is_the_sum_of_its_parts():
    past = pd.DataFrame({"mentor": ["Li", "Li"], "sector": ["rail", "sea"], "size": [4.0, 1.0]})
    now = pd.DataFrame({"mentee": ["Bo", "Stranger"], "sector": ["rail", "sea"], "size": [1.0, 1]})
    record = pd.DataFrame({"mentor": ["Li", "Li", "Stranger"], "rating": [1.0, 0.8, 0.0]})
    pairs = PAIRS.assign(grade_distance=2, preference=1.0)

    row = suits(pairs, record=record, now=now, past=past).iloc[0]

    # Leads of 1.38 and .58 of 1.5, weighted .6 and .2.
    assert row["competence"] == pytest.approx((0.6 * 1.38 + 0.2 * 0.58) / 1.5 / 0.8)
    # The rail project: same sector .4, four times the size .25 / e.
    assert row["context"] == pytest.approx(0.4 + 0.25 / np.e)
    assert row["track"] == pytest.approx((1.8 + 3 * 0.67) / 5)
    assert row["logistics"] == 0.5
    assert (row["hierarchy"], row["preference"], row["competency"]) == (1.0, 1.0, "risk")
    assert row["affinity"] == pytest.approx(
        0.45 * row["competence"]
        + 0.20 * row["context"]
        + 0.10 * row["track"]
        + 0.10 * 0.5
        + 0.05 * 1.0
        + 0.10 * 1.0
    )


def test_what_is_unknown_counts_as_usual():
    row = suits().iloc[0]

    assert row[["context", "track", "hierarchy", "preference"]].tolist() == [
        0.0,
        pytest.approx(0.67),
        0.5,
        0.5,
    ]


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(-1, 0.5), (0, 0.5), (1, 0.9), (2, 1.0), (3, 0.7), (4, 0.3), (9, 0.3)],
)
def test_a_mentor_two_grades_up_suits_most(distance, expected):
    assert suits(PAIRS.assign(grade_distance=distance))["hierarchy"].item() == expected


@pytest.mark.parametrize(
    "change", [{"is_allowed": False}, {"is_allowed": None}, {"overlap_hours": 1.9}]
)
def test_without_consent_or_common_hours_there_is_no_pair(change):
    assert suits(PAIRS.assign(**change))["affinity"].isna().all()


def test_a_mentor_leads_by_a_level_in_one_of_the_three_largest_gaps():
    small = pd.concat([GAPS, GAPS.assign(competency=["a", "b"], level=0.0, gap=0.1)])
    behind = LEVELS.assign(level=[3.7, 4.0, 5.0])
    elsewhere = pd.concat(
        [behind, LEVELS[:2].assign(competency=["a", "b"], level=5.0)], ignore_index=True
    )

    assert suits(levels=behind)["affinity"].isna().all()
    # Gaps a (.06) and b (.04) are third and fourth: a lead in a counts, one in b alone does not.
    assert suits(gaps=small, levels=elsewhere)["affinity"].notna().all()
    only_b = elsewhere[elsewhere["competency"] != "a"]
    assert suits(gaps=small, levels=only_b)["affinity"].isna().all()


def test_without_gaps_or_known_levels_nobody_suits():
    no_gap = suits(gaps=GAPS.assign(gap=0.0)).iloc[0]

    assert (no_gap["competence"], no_gap["competency"]) == (0.0, None)
    assert np.isnan(no_gap["affinity"])
    assert np.isnan(suits(levels=NOTHING)["affinity"].item())
    assert np.isnan(suits(gaps=NOTHING)["affinity"].item())


def test_pairs_come_back_in_their_order():
    pairs = pd.concat([PAIRS.assign(mentor="Stranger"), PAIRS], ignore_index=True)

    found = suits(pairs)

    assert found["mentor"].tolist() == ["Stranger", "Li"]
    assert found["affinity"].isna().tolist() == [True, False]


def test_pairs_become_a_matrix_with_blanks_below_what_is_worth_proposing():
    found = pd.DataFrame(
        {"mentee": ["p", "p", "q"], "mentor": ["m", "n", "m"], "affinity": [0.5, 0.34, nan]}
    )

    matrix = affinity_matrix(found)

    assert matrix.isna().to_numpy().tolist() == [[False, True], [True, True]]
    assert affinity_matrix(found, least=0.3).loc["p", "n"] == 0.34
    assert affinity_matrix(suits(NOTHING)).empty


@settings(max_examples=12)
@given(st.floats(0, 5), st.floats(0.1, 1), st.floats(0, 5), st.floats(0, 3))
def test_parts_and_affinity_stay_between_nothing_and_one(level, sd, own, gap):
    row = suits(
        gaps=GAPS.assign(level=own, gap=gap), levels=LEVELS.assign(level=level, sd=sd)
    ).iloc[0]

    parts = row[["competence", "context", "track", "logistics", "hierarchy", "preference"]]
    assert ((parts >= 0) & (parts <= 1)).all()
    assert np.isnan(row["affinity"]) or 0 <= row["affinity"] <= 1


@pytest.mark.parametrize("common", [0.0, 0.5])
@pytest.mark.parametrize("seed", range(4))
def test_a_large_matching_by_linear_programming_is_as_good(seed, common, monkeypatch):
    rng = np.random.default_rng(seed)
    # With much in common everybody wants the same mentors, and few arcs each are not enough.
    values = rng.random((40, 12)) + common * rng.random(12)
    values[rng.random(values.shape) < 0.2] = nan
    affinity = table(values, [f"p{n:02}" for n in range(40)], [f"m{n:02}" for n in range(12)])
    capacity = pd.Series(rng.integers(0, 6, 12), index=affinity.columns)
    exact = match_mentors(affinity, capacity)

    monkeypatch.setattr(matching, "MOST_CELLS", 0)
    monkeypatch.setattr(matching.optimal_by_arcs, "__kwdefaults__", {"arcs": 2})
    found = match_mentors(affinity, capacity)

    assert found["affinity"].sum() == pytest.approx(exact["affinity"].sum())
    load = found["mentor"].value_counts()
    assert (load <= capacity[load.index]).all()
    assert found["mentee"].is_unique


def test_a_large_matching_makes_pairs_worth_nothing_too(monkeypatch):
    affinity = table([[0.0, nan], [nan, -1.0], [0.5, nan]])
    capacity = pd.Series({"m0": 2, "m1": 1})

    monkeypatch.setattr(matching, "MOST_CELLS", 0)

    assert made(match_mentors(affinity, capacity)) == [("p0", "m0"), ("p2", "m0")]


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_pairs_made_by_hand_are_kept_and_their_cost_is_the_difference(mode):
    affinity = table([[0.9, 0.1], [0.8, 0.7]])

    found = match_mentors(affinity, places(affinity), mode=mode, kept=[("p1", "m0")])

    assert made(found) == [("p0", "m1"), ("p1", "m0")]
    free = match_mentors(affinity, places(affinity), mode=mode)
    assert free["affinity"].sum() - found["affinity"].sum() == pytest.approx(1.6 - 0.9)


@pytest.mark.parametrize(
    "kept",
    [
        [("p0", "nobody")],
        [("nobody", "m0")],
        [("p1", "m1")],
        [("p0", "m0"), ("p1", "m0")],
        [("p0", "m0"), ("p0", "m1")],
    ],
)
def test_a_pair_made_by_hand_is_allowed_and_has_a_place(kept):
    affinity = table([[0.9, 0.1], [0.8, nan]])

    with pytest.raises(ValueError, match="kept"):
        match_mentors(affinity, places(affinity), kept=kept)


def test_a_matching_is_told_with_who_is_left_worst_off_and_how_the_load_is_spread():
    affinity = table([[0.9, 0.3], [0.8, nan], [0.7, 0.3], [nan, nan]])
    capacity = pd.Series({"m0": 2, "m1": 1})

    found = summarise_matching(affinity, capacity, match_mentors(affinity, capacity))

    # The optimum gives m0 to p0 or p2 and p1: .9 + .8 + .3.
    assert (found.matched, found.unmatched) == (3, ("p3",))
    assert (found.total, found.least_affinity) == (pytest.approx(2.0), 0.3)
    assert found.worst_off == ("p2",)
    assert found.load.to_numpy().tolist() == [["m0", 2, 2], ["m1", 1, 1]]
    # Loads 1 and 2: their difference is 1, over twice the mean of 1.5, halved by the pairs.
    assert found.load_gini == pytest.approx(1 / 6)
    assert found.blocking.empty


def test_nobody_matched_is_told_as_such():
    affinity = table([[nan]])

    found = summarise_matching(
        affinity, places(affinity), match_mentors(affinity, places(affinity))
    )

    assert (found.matched, found.unmatched, found.total) == (0, ("p0",), 0.0)
    assert np.isnan(found.least_affinity)
    assert (found.worst_off, found.load_gini) == ((), 0.0)


# Rises by the record.

ROUNDS = pd.DataFrame(
    {
        "mentor": "Li",
        "competency": ["risk", "risk", "risk", "risk", "cost", "cost"],
        "level": [2.0, 1.5, 4.0, 3.0, 3.0, 3.4],
        "on": pd.to_datetime(
            ["2022-05-31", "2023-05-31", "2025-05-31", "2026-05-31", "2023-05-31", "2025-05-31"]
        ),
    }
)


def test_the_greatest_rise_between_any_two_rounds_is_told_and_a_small_one_is_not():
    [row] = recorded_rises(ROUNDS).to_dict("records")

    assert (row["mentor"], row["competency"]) == ("Li", "risk")
    assert (row["from_level"], row["to_level"]) == (1.5, 4.0)
    assert (row["from_on"], row["to_on"]) == (pd.Timestamp(2023, 5, 31), pd.Timestamp(2025, 5, 31))
    assert len(recorded_rises(ROUNDS, least=0.3)) == 2


def test_of_equal_rises_the_first_to_end_counts_and_of_those_the_shortest():
    days = pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01"])
    steps = pd.DataFrame(
        {"mentor": 1, "competency": "risk", "level": [2.0, 2.0, 3.0, 2.0, 3.0], "on": days}
    )

    [row] = recorded_rises(steps).to_dict("records")

    assert (row["from_on"], row["to_on"]) == (days[1], days[2])


@pytest.mark.parametrize("told", [NOTHING, ROUNDS[:0], ROUNDS[:1]])
def test_one_round_or_none_is_no_rise(told):
    assert recorded_rises(told).empty


def test_a_level_told_twice_on_a_day_is_refused():
    with pytest.raises(FrameError, match="duplicate"):
        recorded_rises(pd.concat([ROUNDS, ROUNDS[:1]], ignore_index=True))


def rising(begin, end, competency="risk"):
    rises = pd.DataFrame(
        {"mentor": ["Li"], "competency": [competency], "from_level": [begin], "to_level": [end]}
    )
    return pair_affinity(
        PAIRS, GAPS, LEVELS, record=NOTHING, mentee_projects=NOTHING, mentor_projects=NOTHING,
        rises=rises,
    ).iloc[0]  # fmt: skip


def test_whoever_has_crossed_the_gap_closes_half_of_what_the_lead_leaves_open():
    # Bo's gap in Risk goes from 2.4 to 3.4 and weighs .6, that in Cost .2.
    lead, other = 1.38 / 1.5, 0.58 / 1.5
    whole, part, none = rising(2.0, 4.0), rising(2.9, 5.0), rising(0.0, 2.4)

    assert whole["crossed"] == pytest.approx(0.6 / 0.8)
    assert whole["competence"] == pytest.approx(
        (0.6 * (lead + 0.5 * (1 - lead)) + 0.2 * other) / 0.8
    )
    assert part["crossed"] == pytest.approx(0.5 * 0.6 / 0.8)
    assert (none["crossed"], none["competence"]) == (0.0, suits().iloc[0]["competence"])
    assert whole["affinity"] > part["affinity"] > none["affinity"]


def test_a_rise_elsewhere_or_of_a_stranger_changes_nothing():
    assert rising(0.0, 5.0, "scope")["affinity"] == suits().iloc[0]["affinity"]


@pytest.mark.parametrize("unit", [1.0, 1e9])
@pytest.mark.parametrize("shape", [(300, 60), (60, 600)])
@pytest.mark.parametrize("arcs", [1, 4])
def test_the_likely_pairs_lead_to_what_all_places_would(shape, arcs, unit, monkeypatch):
    rng = np.random.default_rng(arcs)
    # Everybody wants the same mentors, and places are scarce.
    values = unit * (rng.random(shape) + 0.5 * rng.random(shape[1]))
    values[rng.random(values.shape) < 0.3] = nan
    places = rng.integers(0, 9, shape[1])
    monkeypatch.setattr(likely, "ARCS", 1)

    found = likely.optimal_by_arcs(values, places, arcs=arcs)

    columns = np.repeat(np.nan_to_num(values, nan=0.0), places, axis=1)
    rows, chosen = linear_sum_assignment(columns, maximize=True)
    assert sum(values[pair] for pair in found) == pytest.approx(columns[rows, chosen].sum())
    assert (np.bincount([at for _, at in found], minlength=shape[1]) <= places).all()


def test_where_all_are_worth_the_same_everybody_who_can_is_matched():
    found = matching.optimal_by_arcs(np.ones((600, 600)), np.ones(600, dtype=np.int64))

    assert sorted(mentor for _, mentor in found) == list(range(600))
