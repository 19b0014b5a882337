import copy
from dataclasses import asdict
from datetime import date, timedelta
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.frames import SOURCES, FrameError
from capability.scoring import (
    ScoringModel,
    estimate_areas,
    estimate_levels,
    explain_levels,
    level_covariances,
    posterior,
)

TODAY = date(2026, 6, 15)
COMPETENCIES = ("scope", "risk", "cost")
MODEL = ScoringModel(means={"scope": 2.6, "risk": 2.4, "cost": 3.0}, mean_variance=0.02)
COLUMNS = ["person", "rater", "source", "competency", "level", "rated_on"]


def ratings(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def form(person, rater, source, levels, rated_on=TODAY):
    return ratings(
        *(
            (person, rater, source, competency, level, rated_on)
            for competency, level in zip(COMPETENCIES, levels, strict=True)
        )
    )


def some_ratings():
    return pd.concat(
        [
            form("Amara", "Amara", "self", (4, 4, 3)),
            form("Amara", "Tomás", "coach", (3, 2, np.nan), TODAY - timedelta(days=200)),
            form("Amara", "Li", "peer", (3, 3, 4)),
            form("Bo", "Tomás", "coach", (4, 3, 5)),
        ],
        ignore_index=True,
    )


def cell(estimates, person, competency):
    return estimates.set_index(["person", "competency"]).loc[(person, competency)]


def exact_posterior(frame, model, as_of=TODAY):
    """Return mean and covariance of one person by conditioning one big normal distribution."""
    given_rows = frame[frame["level"].notna()]
    names = list(model.means)
    at = [names.index(name) for name in given_rows["competency"]]
    source = given_rows["source"]
    lam = source.map(dict(model.lam)).to_numpy()
    prior = model.tau_v2 * np.eye(len(names)) + model.tau_u2
    age = np.array([(as_of - day).days for day in given_rows["rated_on"]]) / 30.4375
    same_form = (given_rows["rater"] + source).to_numpy()[:, None] == (
        given_rows["rater"] + source
    ).to_numpy()
    shared = source.map(dict(model.h2)).to_numpy() + source.map(dict(model.b2)).to_numpy()
    noise = source.map(dict(model.e2)).to_numpy() * 2 ** (age / model.H)
    spread = (
        np.outer(lam, lam) * prior[np.ix_(at, at)] + same_form * shared[:, None] + np.diag(noise)
    )
    mean = np.array(list(model.means.values()))
    off = given_rows["level"].to_numpy() - mean[at] - source.map(dict(model.beta)).to_numpy()
    link = prior[:, at] * lam
    solved = np.linalg.solve(spread, np.column_stack([off, link.T]))
    return mean + link @ solved[:, 0], prior - link @ solved[:, 1:]


def test_one_answer_of_a_coach_moves_a_level_half_of_the_way():
    # One competency: prior variance .2 + .2 = .4, noise h2 + b2 + e2 = .15 + .09 + .35 = .59.
    model = ScoringModel(means={"risk": 2.6})
    rated = ratings(("Amara", "Tomás", "coach", "risk", 4.0, TODAY))

    estimate = estimate_levels(rated, model, as_of=TODAY).iloc[0]

    assert estimate["level"] == pytest.approx(2.6 + 1.4 * 0.4 / 0.99)
    assert estimate["sd"] == pytest.approx(sqrt(0.4 * 0.59 / 0.99))
    assert estimate["low"] == pytest.approx(estimate["level"] - 1.645 * 1.05 * estimate["sd"])
    assert estimate["high"] == pytest.approx(estimate["level"] + 1.645 * 1.05 * estimate["sd"])


def test_an_own_answer_is_freed_of_leniency_and_stretched():
    # (4 - 2.6 - .35) / .7 = 1.5 against noise (.50 + .60) / .49.
    model = ScoringModel(means={"risk": 2.6})
    rated = ratings(("Amara", "Amara", "self", "risk", 4.0, TODAY))

    level = estimate_levels(rated, model, as_of=TODAY)["level"].item()

    assert level == pytest.approx(2.6 + 1.5 * 0.4 / (0.4 + 1.1 / 0.49))


def test_an_answer_of_three_years_ago_is_twice_as_noisy():
    model = ScoringModel(means={"risk": 2.6})
    days = round(36 * 30.4375)
    rated = ratings(("Amara", "Tomás", "coach", "risk", 4.0, TODAY - timedelta(days=days)))

    sd = estimate_levels(rated, model, as_of=TODAY)["sd"].item()

    noise = 0.24 + 0.35 * 2 ** (days / 30.4375 / 36)
    assert sd == pytest.approx(sqrt(0.4 * noise / (0.4 + noise)))


def test_all_fives_about_oneself_show_a_cautious_three():
    model = ScoringModel(means=dict.fromkeys(range(28), 2.6))
    rated = pd.DataFrame(
        [("Amara", "Amara", "self", number, 5, TODAY) for number in range(28)], columns=COLUMNS
    )

    levels = estimate_levels(rated, model, as_of=TODAY)["level"]

    assert levels.round(1).unique().tolist() == [3.1]


def test_the_estimate_is_the_exact_posterior():
    amara = some_ratings()[:9]

    estimates = estimate_levels(some_ratings(), MODEL, as_of=TODAY)

    level, covariance = exact_posterior(amara, MODEL)
    assert estimates["level"][:3].tolist() == pytest.approx(level.tolist(), abs=1e-12)
    assert estimates["sd"][:3].tolist() == pytest.approx(
        np.sqrt(np.diag(covariance) + 0.02).tolist()
    )


def test_an_area_has_the_range_of_its_joint_posterior():
    areas = pd.DataFrame(
        {
            "area": ["money", "all", "all", "all"],
            "competency": ["cost", "scope", "risk", "cost"],
            "weight": [7.0, 1.0, 1.0, 2.0],
        }
    )

    found = estimate_areas(some_ratings(), MODEL, areas, as_of=TODAY, people=["Amara"])

    level, covariance = exact_posterior(some_ratings()[:9], MODEL)
    weights = np.array([0.25, 0.25, 0.5])
    assert found["area"].tolist() == ["money", "all"]
    assert found["level"].tolist() == pytest.approx([level[2], weights @ level])
    assert found["sd"].tolist() == pytest.approx(
        [sqrt(covariance[2, 2] + 0.02), sqrt(weights @ covariance @ weights + 0.02)]
    )


def test_an_area_is_surer_than_one_competency_but_less_than_if_doubts_were_independent():
    areas = pd.DataFrame({"area": "all", "competency": COMPETENCIES, "weight": 1.0})

    area = estimate_areas(some_ratings(), MODEL, areas, as_of=TODAY)
    competencies = estimate_levels(some_ratings(), MODEL, as_of=TODAY)

    single = competencies[competencies["person"] == "Amara"]["sd"]
    assert sqrt((single**2).sum()) / 3 < area["sd"][0] < single.mean()


def test_people_may_weigh_areas_differently_and_without_weight_there_is_no_area():
    areas = pd.DataFrame(
        {
            "person": ["Amara", "Bo", "Bo", "Eve"],
            "area": ["x", "x", "y", "x"],
            "competency": ["scope", "risk", "cost", "cost"],
            "weight": 1.0,
        }
    )

    found = estimate_areas(some_ratings(), MODEL, areas, as_of=TODAY)

    levels = estimate_levels(some_ratings(), MODEL, as_of=TODAY)
    assert found[["person", "area"]].to_numpy().tolist() == [
        ["Amara", "x"],
        ["Bo", "x"],
        ["Bo", "y"],
    ]
    assert found["level"].tolist() == pytest.approx(
        [
            cell(levels, "Amara", "scope")["level"],
            cell(levels, "Bo", "risk")["level"],
            cell(levels, "Bo", "cost")["level"],
        ]
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"competency": ["law"], "weight": [1.0]},
        {"competency": ["risk"], "weight": [0.0]},
        {"competency": ["risk", "risk"], "weight": [1.0, 1.0]},
    ],
)
def test_an_area_of_unknown_weightless_or_repeated_competencies_is_refused(wrong):
    with pytest.raises(FrameError):
        estimate_areas(some_ratings(), MODEL, pd.DataFrame(wrong | {"area": "x"}), as_of=TODAY)


def test_contributions_add_up_to_what_the_ratings_changed():
    parts = explain_levels(some_ratings(), MODEL, as_of=TODAY)

    levels = estimate_levels(some_ratings(), MODEL, as_of=TODAY)
    moved = parts.groupby(["person", "competency"])["contribution"].sum()
    for (person, competency), contribution in moved.items():
        expected = cell(levels, person, competency)["level"] - MODEL.means[competency]
        assert contribution == pytest.approx(expected, abs=1e-9)
    assert parts[parts["person"] == "Bo"]["source"].unique().tolist() == ["coach"]
    assert parts["source"][:3].tolist() == ["self", "coach", "peer"]


def test_contributions_start_from_the_usual_level_of_the_role():
    usual = pd.DataFrame({"person": ["Bo"], "competency": ["risk"], "level": [4.0]})

    parts = explain_levels(some_ratings(), MODEL, as_of=TODAY, people=["Bo"], means=usual)
    levels = estimate_levels(some_ratings(), MODEL, as_of=TODAY, people=["Bo"], means=usual)

    assert parts["contribution"].tolist() == pytest.approx(
        (levels["level"] - [2.6, 4.0, 3.0]).tolist()
    )


def test_someone_without_answers_gets_what_is_usual_and_the_whole_doubt():
    estimates = estimate_levels(pd.DataFrame(), MODEL, as_of=TODAY, people=["Eve"])

    assert estimates["level"].tolist() == [2.6, 2.4, 3.0]
    assert estimates["sd"].tolist() == pytest.approx([sqrt(0.2 + 0.2 + 0.02)] * 3)
    assert explain_levels(pd.DataFrame(), MODEL, as_of=TODAY, people=["Eve"]).empty


def test_the_usual_level_of_a_role_replaces_that_of_the_model_where_it_is_known():
    usual = pd.DataFrame(
        {
            "person": ["Eve", "Eve", "Stranger"],
            "competency": ["risk", "cost", "risk"],
            "level": [4.0, None, 1.0],
        }
    )

    estimates = estimate_levels(pd.DataFrame(), MODEL, as_of=TODAY, people=["Eve"], means=usual)

    assert estimates["level"].tolist() == [2.6, 4.0, 3.0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": ["Eve"], "competency": ["law"], "level": [3.0]},
        {"person": ["Eve"], "competency": ["risk"], "level": [6.0]},
        {"person": ["Eve", "Eve"], "competency": ["risk", "risk"], "level": [3.0, 3.0]},
    ],
)
def test_usual_levels_that_make_no_sense_are_refused(wrong):
    with pytest.raises(FrameError):
        estimate_levels(pd.DataFrame(), MODEL, as_of=TODAY, means=pd.DataFrame(wrong))


def test_nobody_rated_gives_an_empty_frame_with_its_columns():
    estimates = estimate_levels(pd.DataFrame(), MODEL, as_of=TODAY)

    assert estimates.empty
    assert list(estimates.columns) == ["person", "competency", "level", "sd", "low", "high"]
    assert estimate_areas(pd.DataFrame(), MODEL, pd.DataFrame(), as_of=TODAY).empty


def test_someone_with_nothing_but_not_applicable_counts_as_unrated():
    blank = form("Eve", "Eve", "self", (np.nan,) * 3)

    assert estimate_levels(blank, MODEL, as_of=TODAY).empty


def test_people_come_by_name_or_in_the_order_asked_for():
    by_name = estimate_levels(some_ratings(), MODEL, as_of=TODAY)
    asked = estimate_levels(some_ratings(), MODEL, as_of=TODAY, people=["Eve", "Bo", "Eve"])

    assert by_name["person"].unique().tolist() == ["Amara", "Bo"]
    assert asked["person"].unique().tolist() == ["Eve", "Bo"]
    assert len(asked) == 6


def test_numbers_and_categories_serve_as_keys():
    numbered = some_ratings().replace({"person": {"Amara": 7, "Bo": 3}})
    categories = some_ratings().astype({"person": "category", "source": "category"})

    expected = estimate_levels(some_ratings(), MODEL, as_of=TODAY)
    numbers = estimate_levels(numbered, MODEL, as_of=TODAY)
    assert numbers["person"].unique().tolist() == [3, 7]
    assert numbers["level"][3:].tolist() == expected["level"][:3].tolist()
    pd.testing.assert_frame_equal(estimate_levels(categories, MODEL, as_of=TODAY), expected)


def test_the_latest_answer_of_a_form_counts():
    old = form("Bo", "Tomás", "coach", (1, 1, 1), TODAY - timedelta(days=400))

    both = estimate_levels(pd.concat([some_ratings(), old]), MODEL, as_of=TODAY)

    pd.testing.assert_frame_equal(both, estimate_levels(some_ratings(), MODEL, as_of=TODAY))


def test_not_applicable_never_hides_an_older_answer():
    later = form("Amara", "Li", "peer", (np.nan,) * 3, TODAY)
    earlier = some_ratings().assign(rated_on=TODAY - timedelta(days=10))

    pd.testing.assert_frame_equal(
        estimate_levels(pd.concat([earlier, later]), MODEL, as_of=TODAY),
        estimate_levels(earlier, MODEL, as_of=TODAY),
    )


def test_of_two_answers_of_one_instant_the_higher_counts_in_any_order():
    twice = ratings(
        ("Bo", "Tomás", "coach", "risk", 2.0, TODAY), ("Bo", "Tomás", "coach", "risk", 4.0, TODAY)
    )

    for frame in (twice, twice[::-1]):
        pd.testing.assert_frame_equal(
            estimate_levels(frame, MODEL, as_of=TODAY),
            estimate_levels(twice[1:], MODEL, as_of=TODAY),
        )


def test_a_variance_of_its_own_is_split_between_halo_and_noise():
    # Project, one competency: lam .9, so (level - mu) / .9 against variance / .81.
    model = ScoringModel(means={"risk": 2.6})
    rated = ratings(("Amara", "projects", "project", "risk", 3.5, TODAY)).assign(variance=1.2)

    estimate = estimate_levels(rated, model, as_of=TODAY).iloc[0]

    assert estimate["level"] == pytest.approx(2.6 + (0.9 / 0.9) * 0.4 / (0.4 + 1.2 / 0.81))


def test_only_the_noise_part_of_a_variance_ages():
    model = ScoringModel(means={"risk": 2.6}, H=12)
    days = 365.25
    old = ratings(("Amara", "projects", "project", "risk", 3.5, TODAY - timedelta(days=days)))

    estimate = estimate_levels(old.assign(variance=1.0), model, as_of=TODAY).iloc[0]

    noise = (0.6 + 0.4 * 2 ** (365 / 30.4375 / 12)) / 0.81
    assert estimate["sd"] == pytest.approx(sqrt(0.4 * noise / (0.4 + noise)))


def test_a_blank_variance_is_that_of_the_source():
    pd.testing.assert_frame_equal(
        estimate_levels(some_ratings().assign(variance=np.nan), MODEL, as_of=TODAY),
        estimate_levels(some_ratings(), MODEL, as_of=TODAY),
    )


def test_the_number_of_people_scored_at_once_changes_nothing(monkeypatch):
    together = estimate_levels(some_ratings(), MODEL, as_of=TODAY, people=["Bo", "Eve", "Amara"])
    monkeypatch.setattr(posterior, "PEOPLE_AT_ONCE", 1)

    apart = estimate_levels(some_ratings(), MODEL, as_of=TODAY, people=["Bo", "Eve", "Amara"])

    pd.testing.assert_frame_equal(together, apart, rtol=0, atol=1e-9)


def test_a_rating_about_the_future_is_refused():
    with pytest.raises(FrameError, match="in_the_future"):
        estimate_levels(some_ratings(), MODEL, as_of=TODAY - timedelta(days=1))


def test_a_competency_outside_the_model_is_refused():
    with pytest.raises(FrameError, match="unknown_value"):
        estimate_levels(
            ratings(("Bo", "Bo", "self", "law", 3, TODAY)), MODEL, as_of=TODAY, people=["Amara"]
        )


def test_a_model_knows_its_defaults_and_keeps_them_where_only_some_are_given():
    model = ScoringModel(means={"risk": 2.6}, beta={"self": 0.5})

    assert model.competencies == ("risk",)
    assert model.beta == {"self": 0.5, "coach": 0.0, "peer": 0.10, "sponsor": 0.0, "project": 0.0}
    assert (model.tau_u2, model.tau_v2, model.H, model.kappa, model.n0) == (0.2, 0.2, 36, 1.05, 40)
    assert tuple(model.lam.values()) == (0.70, 1, 1, 1, 0.90)
    assert tuple(model.b2.values()) == (0, 0.09, 0.09, 0.09, 0)
    assert tuple(model.h2.values()) == (0.50, 0.15, 0.22, 0.22, 0.35)
    assert tuple(model.e2.values()) == (0.60, 0.35, 0.45, 0.50, 0.60)
    assert tuple(model.beta_sd.values()) == (0.20, 0, 0.10, 0.15, 0.15)
    assert (model.usual_mean, model.usual_mean_variance) == (2.6, 0.25)


def test_a_model_can_be_copied_and_written_down():
    assert asdict(copy.deepcopy(MODEL)) == asdict(MODEL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tau_v2": 0.0},
        {"tau_u2": -0.1},
        {"mean_variance": np.nan},
        {"H": 0},
        {"lam": {"self": 0.0}},
        {"e2": {"peer": -1.0}},
        {"beta": {"friend": 0.1}},
        {"means": {"risk": 6.0}},
    ],
)
def test_a_model_refuses_constants_outside_their_range(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ScoringModel(**({"means": {"risk": 2.6}} | wrong))


# Properties that hold whatever the ratings are, with the constants of the model as they stand.

LEVELS = st.lists(st.one_of(st.integers(0, 5).map(float), st.just(np.nan)), min_size=3, max_size=3)
FORMS = st.lists(
    st.tuples(
        st.sampled_from(["Amara", "Bo"]),
        st.sampled_from(["r1", "r2", "r3"]),
        st.sampled_from(SOURCES),
        LEVELS,
        st.integers(0, 900),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[:3],
)
quickly = settings(max_examples=15)


def built(forms):
    return ratings(
        *(
            (person, rater, source, competency, level, TODAY - timedelta(days=age))
            for person, rater, source, levels, age in forms
            for competency, level in zip(COMPETENCIES, levels, strict=True)
        )
    )


def estimated(frame):
    return estimate_levels(frame, MODEL, as_of=TODAY, people=["Amara", "Bo"])


def unclipped(frame):
    parts = explain_levels(frame, MODEL, as_of=TODAY, people=["Amara", "Bo"])
    index = pd.MultiIndex.from_product([["Amara", "Bo"], COMPETENCIES])
    moved = parts.groupby(["person", "competency"])["contribution"].sum().reindex(index)
    return moved.fillna(0.0).to_numpy() + np.tile(list(MODEL.means.values()), 2)


@quickly
@given(FORMS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_raters_change_nothing(forms, random):
    frame = built(forms)
    order = list(range(len(frame)))
    random.shuffle(order)
    renamed = frame.iloc[order].replace({"rater": {"r1": "z", "r2": "y", "r3": "x"}})

    pd.testing.assert_frame_equal(estimated(frame), estimated(renamed), rtol=0, atol=1e-9)


@quickly
@given(FORMS, st.permutations(COMPETENCIES))
def test_the_order_of_competencies_changes_nothing(forms, order):
    turned = ScoringModel(
        means={name: MODEL.means[name] for name in order}, mean_variance=MODEL.mean_variance
    )

    here = estimated(built(forms))
    there = estimate_levels(built(forms), turned, as_of=TODAY, people=["Amara", "Bo"])

    both = here.merge(there, on=["person", "competency"])
    assert both["level_x"].tolist() == pytest.approx(both["level_y"].tolist(), abs=1e-9)
    assert both["sd_x"].tolist() == pytest.approx(both["sd_y"].tolist(), abs=1e-9)


@quickly
@given(FORMS, st.data())
def test_raising_one_answer_never_lowers_its_own_cell(forms, data):
    frame = built(forms)
    row = data.draw(st.integers(0, len(frame) - 1))
    before = unclipped(frame)
    level = frame.loc[row, "level"]
    frame.loc[row, "level"] = min(level + 1, 5)

    after = unclipped(frame)

    at = ["Amara", "Bo"].index(frame.loc[row, "person"]) * 3 + row % 3
    assert after[at] >= before[at] - 1e-9


@quickly
@given(FORMS, st.data())
def test_raising_a_whole_form_never_lowers_any_cell_of_that_person(forms, data):
    lifted = data.draw(st.sampled_from(forms))
    low = [
        each if each is not lifted else (*each[:3], [0.0, 1.0, np.nan], each[4]) for each in forms
    ]
    high = [
        each if each is not lifted else (*each[:3], [3.0, 4.0, np.nan], each[4]) for each in forms
    ]

    assert (unclipped(built(high)) >= unclipped(built(low)) - 1e-9).all()


@quickly
@given(FORMS, st.data())
def test_leaving_out_an_answer_never_narrows_a_range(forms, data):
    frame = built(forms)
    row = data.draw(st.integers(0, len(frame) - 1))

    assert (estimated(frame.drop(index=row))["sd"] >= estimated(frame)["sd"] - 1e-12).all()


@quickly
@given(FORMS, st.data())
def test_ageing_an_answer_never_narrows_a_range(forms, data):
    frame = built(forms)
    row = data.draw(st.integers(0, len(frame) - 1))
    before = estimated(frame)["sd"]
    frame.loc[row, "rated_on"] = frame.loc[row, "rated_on"] - timedelta(days=100)

    assert (estimated(frame)["sd"] >= before - 1e-12).all()


@quickly
@given(FORMS)
def test_levels_and_ranges_stay_on_the_scale(forms):
    found = estimated(built(forms))

    assert found[["level", "low", "high"]].to_numpy().min() >= 0
    assert found[["level", "low", "high"]].to_numpy().max() <= 5
    assert (found["low"] <= found["level"]).all()
    assert (found["level"] <= found["high"]).all()


@quickly
@given(FORMS)
def test_a_form_without_answers_changes_nothing(forms):
    frame = built(forms)
    empty = form("Amara", "new", "peer", (np.nan,) * 3)

    pd.testing.assert_frame_equal(estimated(frame), estimated(pd.concat([frame, empty])))


@quickly
@given(FORMS)
def test_not_applicable_is_not_the_lowest_level(forms):
    lowest = form("Amara", "new", "coach", (np.nan, 0.0, np.nan))
    blank = form("Amara", "new", "coach", (np.nan,) * 3)

    with_lowest = estimated(pd.concat([built(forms), lowest]))
    with_blank = estimated(pd.concat([built(forms), blank]))

    assert cell(with_lowest, "Amara", "risk")["sd"] < cell(with_blank, "Amara", "risk")["sd"]


@quickly
@given(FORMS)
def test_what_is_said_about_one_person_never_moves_another(forms):
    frame = built(forms)
    only_bo = frame[frame["person"] == "Bo"]

    pd.testing.assert_frame_equal(estimated(frame)[3:], estimated(only_bo)[3:], rtol=0, atol=1e-9)


def test_the_doubts_about_one_person_go_together_as_in_the_exact_posterior():
    frame = form("Amara", "Tomás", "coach", (3, 2, np.nan), TODAY - timedelta(days=200))

    found = level_covariances(frame, MODEL, as_of=TODAY)

    _, covariance = exact_posterior(frame, MODEL)
    assert found["Amara"] == pytest.approx(covariance + 0.02)
    sd = estimate_levels(frame, MODEL, as_of=TODAY)["sd"]
    assert np.sqrt(np.diag(found["Amara"])) == pytest.approx(sd.to_numpy())
    assert level_covariances(pd.DataFrame(), MODEL, as_of=TODAY) == {}
