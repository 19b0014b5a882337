import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.effects import activity_effects, find_changes
from capability.frames import FrameError


def claims(*rows):
    return pd.DataFrame(rows, columns=["activity", "competency", "claim"])


def changes(took, others, activity="course", competency="risk"):
    """Return changes from (before, after) of participants and of people without the activity."""
    rows = [*((*pair, activity) for pair in took), *((*pair, None) for pair in others)]
    frame = pd.DataFrame(rows, columns=["before", "after", "activity"])
    return frame.assign(person=[f"p{n:03}" for n in range(len(frame))], competency=competency)


COURSE = claims(("course", "risk", 0.5))


def test_before_there_is_evidence_an_effect_is_expected_at_six_tenths_of_the_claim():
    row = activity_effects(pd.DataFrame(), claims(("a", "x", 0.5), ("b", "x", 3.0)))

    assert row["effect"].tolist() == [pytest.approx(0.3), 0.8]
    assert row["sd"].tolist() == pytest.approx([np.sqrt(0.05)] * 2)
    assert row["low"].iloc[0] == pytest.approx(0.3 - 1.645 * np.sqrt(0.05))
    assert not row[["has_evidence", "is_shown"]].any(axis=None)
    assert row["difference"].isna().all()


def test_a_worked_comparison():
    # Parallel lines: after = .5 + before without, .9 + before with, so the difference is .4
    # whoever started where; with residuals of .1 up and down in pairs of the same level.
    took = [(x, x + 0.9 + e) for x in (1.0, 1.5, 2.0) for e in (0.1, -0.1)]
    others = [(x, x + 0.5 + e) for x in (1.0, 1.5, 2.0) for e in (0.1, -0.1)]

    row = activity_effects(changes(took, others), COURSE).iloc[0]

    # Residual variance .12 / (12 - 3); the difference of two means of six: times 1/6 + 1/6.
    variance = 0.12 / 9 / 3
    weight = 0.05 / (0.05 + variance)
    assert (row["n"], row["n_comparison"]) == (6, 6)
    assert row["difference"] == pytest.approx(0.4)
    assert row["effect"] == pytest.approx(weight * 0.4 + (1 - weight) * 0.3)
    assert row["sd"] == pytest.approx(np.sqrt(weight * variance))
    # t with 9 degrees of freedom: 2.2622.
    assert row["difference_low"] == pytest.approx(0.4 - 2.26216 * np.sqrt(variance), abs=1e-5)
    assert row["has_evidence"]
    assert row["is_shown"]


def test_a_difference_that_may_be_nothing_is_evidence_but_not_shown_to_work():
    spread = (1.0, -1.0, 0.5, -0.5, 0.8, -0.8)

    row = activity_effects(
        changes([(2.0, 2.6 + e) for e in spread], [(2.0, 2.5 + e) for e in spread]), COURSE
    ).iloc[0]

    # Everybody started at one level: the difference is that of the means.
    assert row["difference"] == pytest.approx(0.1)
    assert row["difference_low"] < 0 < row["difference_high"]
    assert (row["has_evidence"], row["is_shown"]) == (True, False)


@pytest.mark.parametrize(("took", "others"), [(4, 9), (9, 4)])
def test_below_five_and_five_there_is_no_evidence(took, others):
    row = activity_effects(changes([(2, 3)] * took, [(2, 2)] * others), COURSE).iloc[0]

    assert not row["has_evidence"]
    assert (row["n"], row["n_comparison"]) == (took, others)


def test_people_who_stood_elsewhere_are_not_compared_with():
    far = [(4.0, 4.0)] * 9

    row = activity_effects(changes([(2, 3)] * 6, far), COURSE).iloc[0]

    assert (row["n_comparison"], row["has_evidence"]) == (0, False)


def test_only_the_same_competency_and_people_without_the_activity_are_compared_with():
    other = changes([], [(2, 2)] * 9, competency="scope")
    same_people = changes([(2, 3)] * 6, [])
    twice = pd.concat([same_people, same_people.assign(activity=None, after=2.0), other])

    row = activity_effects(twice, COURSE).iloc[0]

    assert (row["n"], row["n_comparison"]) == (6, 0)


def test_claims_keep_their_order_and_tables_are_held_to_what_they_promise():
    found = activity_effects(pd.DataFrame(), claims(("b", "x", 0.1), ("a", "x", 0.2)))

    assert found["activity"].tolist() == ["b", "a"]
    assert activity_effects(pd.DataFrame(), pd.DataFrame()).empty
    with pytest.raises(FrameError, match="after"):
        activity_effects(changes([(2, 7)], []), COURSE)
    with pytest.raises(FrameError, match="duplicate"):
        activity_effects(pd.DataFrame(), claims(("a", "x", 1), ("a", "x", 2)))


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_neither_order_nor_a_common_shift_changes_an_effect(seed):
    rng = np.random.default_rng(seed)
    frame = changes(rng.uniform(1, 3, (7, 2)), rng.uniform(1, 3, (12, 2)))
    shifted = frame.assign(before=frame["before"] + 0.5, after=frame["after"] + 0.5)

    found = activity_effects(frame, COURSE)

    pd.testing.assert_frame_equal(
        found, activity_effects(frame.sample(frac=1, random_state=seed), COURSE)
    )
    pd.testing.assert_frame_equal(found, activity_effects(shifted, COURSE))


def simulated(seed, courses=30):
    """Return changes, claims and true effects: those take part who are seen standing low.

    True levels differ by .6, what is seen of them by .45 either time; catalogues claim .15 more
    than is true, give or take .25.
    """
    rng = np.random.default_rng(seed)
    frames, claimed, truth = [], [], rng.normal(0.35, 0.20, courses)
    for at in range(courses):
        level = rng.normal(2.6, 0.6, 120)
        before = level + rng.normal(0, 0.45, 120)
        count = int(rng.integers(6, 21))
        # Not the very lowest, but the likelier the lower.
        took = np.argsort(before + rng.normal(0, 0.35, 120))[:count]
        natural = rng.normal(0.05, 0.25, 120)
        after = level + natural + rng.normal(0, 0.45, 120)
        after[took] += truth[at]
        activity = np.full(120, None, dtype=object)
        activity[took] = f"a{at}"
        frame = pd.DataFrame(
            {
                "person": [f"p{n}" for n in range(120)],
                "competency": f"c{at}",
                "activity": activity,
                "before": np.clip(before, 0, 5),
                "after": np.clip(after, 0, 5),
            }
        )
        frames.append(frame)
        claimed.append((f"a{at}", f"c{at}", max(truth[at] + 0.15 + rng.normal(0, 0.25), 0.0)))
    return pd.concat(frames, ignore_index=True), claims(*claimed), truth


def test_the_comparison_finds_the_true_effect_where_before_and_after_fails():
    errors = {"effect": [], "before and after": [], "beside everybody": [], "claim": []}
    covered = []
    for seed in range(20):
        seen, claimed, truth = simulated(seed)
        found = activity_effects(seen, claimed)
        rise = (seen["after"] - seen["before"]).groupby(seen["competency"], sort=False)
        took = seen["activity"].notna()
        own = rise.apply(lambda part, took=took: part[took[part.index]].mean()).to_numpy()
        others = rise.apply(lambda part, took=took: part[~took[part.index]].mean()).to_numpy()
        errors["effect"].append(found["effect"].to_numpy() - truth)
        errors["before and after"].append(own - truth)
        errors["beside everybody"].append(own - others - truth)
        errors["claim"].append(claimed["claim"].to_numpy() - truth)
        covered.append((found["low"].to_numpy() <= truth) & (truth <= found["high"].to_numpy()))

    bias = {name: float(np.mean(each)) for name, each in errors.items()}
    error = {name: float(np.sqrt(np.mean(np.square(each)))) for name, each in errors.items()}
    assert abs(bias["effect"]) <= 0.05
    assert error["effect"] <= 0.18
    # What people are usually shown: off by a third of a level, and worse than the claim itself.
    assert bias["before and after"] > 0.25
    assert bias["beside everybody"] > 0.2
    assert error["before and after"] > error["claim"] > error["effect"]
    assert np.mean(covered) > 0.85


def day(number):
    return pd.Timestamp("2025-01-01") + pd.Timedelta(days=number)


def seen(*rows):
    """Return sightings from (person, source, round, level, day)."""
    frame = pd.DataFrame(rows, columns=["person", "source", "round", "level", "first_on"])
    days = [day(each) for each in frame["first_on"]]
    return frame.assign(competency="risk", first_on=days, last_on=days)


def done(*rows):
    """Return completions from (person, activity, first day, last day)."""
    columns = ["person", "activity", "started_on", "completed_on"]
    frame = pd.DataFrame(rows, columns=columns).assign(competency="risk")
    for name in columns[2:]:
        frame[name] = [day(each) for each in frame[name]]
    return frame


def found(sightings, completions):
    rows = find_changes(sightings, completions)[["person", "activity", "before", "after"]]
    return [tuple(row) for row in rows.itertuples(index=False)]


TWO_ROUNDS = seen(("ada", "coach", 1, 2.0, 0), ("ada", "coach", 2, 3.0, 180))


def test_whoever_did_something_between_two_rounds_is_a_participant_and_nobody_to_compare_with():
    assert found(TWO_ROUNDS, done(("ada", "course", 10, 12))) == [("ada", "course", 2.0, 3.0)]


def test_whoever_did_nothing_is_compared_with_once_by_the_last_two_rounds():
    three = pd.concat([TWO_ROUNDS, seen(("ada", "coach", 3, 3.5, 360))])

    assert found(three, done()) == [("ada", None, 3.0, 3.5)]


def test_an_activity_that_ended_less_than_a_month_before_a_round_waits_for_the_next_one():
    three = pd.concat([TWO_ROUNDS, seen(("ada", "coach", 3, 3.5, 360))])

    assert found(three, done(("ada", "course", 160, 165))) == [("ada", "course", 2.0, 3.5)]
    assert found(TWO_ROUNDS, done(("ada", "course", 160, 165))) == []


def test_two_activities_between_the_same_rounds_cannot_be_told_apart():
    assert found(TWO_ROUNDS, done(("ada", "course", 10, 12), ("ada", "book", 20, 30))) == []
    assert found(TWO_ROUNDS, done(("ada", "course", 10, 12), ("ada", None, 20, 30))) == []


def test_only_those_who_spoke_both_times_count_each_kind_evenly():
    rows = [("coach", 1, 2.0, 0), ("peer", 1, 3.0, 5), ("coach", 2, 3.0, 180)]
    both = [*rows, ("peer", 2, 4.5, 190), ("sponsor", 2, 5.0, 185)]

    of_both = found(seen(*(("ada", *row) for row in both)), done(("ada", "course", 10, 12)))
    of_one = found(seen(*(("ada", *row) for row in rows)), done(("ada", "course", 10, 12)))

    assert of_both == [("ada", "course", 2.5, 3.75)]
    assert of_one == [("ada", "course", 2.0, 3.0)]
    assert found(seen(("ada", "coach", 1, 2.0, 0), ("ada", "peer", 2, 4.0, 180)), done()) == []


def test_rounds_more_than_a_year_and_a_half_away_say_nothing():
    late = seen(("ada", "coach", 1, 2.0, 0), ("ada", "coach", 2, 3.0, 600))

    assert found(late, done(("ada", "course", 10, 12))) == []
    assert found(late, done()) == []


def test_without_rows_there_are_no_changes():
    assert found(pd.DataFrame(), pd.DataFrame()) == []


def test_one_source_speaks_once_in_a_round():
    with pytest.raises(FrameError, match="duplicate"):
        found(seen(("ada", "coach", 1, 2.0, 0), ("ada", "coach", 1, 3.0, 5)), done())
