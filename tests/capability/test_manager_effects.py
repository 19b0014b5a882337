import numpy as np
import pandas as pd
import pytest

from capability.frames import FrameError
from capability.project_evidence import manager_effects


def projects(*rows, **columns):
    frame = pd.DataFrame(rows, columns=["person", "schedule"])
    return frame.assign(share=1.0).assign(**columns)


def of(found):
    return found.set_index("person")


def test_one_project_each_moves_an_effect_by_little_more_than_a_seventh():
    found = manager_effects(projects(("Li", 2.0), ("Bo", 0.0)), outcome="schedule")

    # Standardised to 1 and -1 around a mean that is the same whatever the effects are.
    assert found["person"].tolist() == ["Bo", "Li"]
    assert found["effect"].tolist() == pytest.approx([-0.15, 0.15])
    # The mean is estimated from the same two: half of what one project says about a person.
    assert found["reliability"].tolist() == pytest.approx([0.075] * 2)
    assert found["sd"].tolist() == pytest.approx([np.sqrt(0.15 * (1 - 0.075))] * 2)
    assert found["n_projects"].tolist() == [1, 1]


def test_more_projects_and_larger_shares_say_more():
    rows = [("Li", 1.0)] * 5 + [("Bo", -1.0)] + [(f"p{n}", (-1.0) ** n) for n in range(40)]

    found = of(manager_effects(projects(*rows), outcome="schedule"))
    halved = of(manager_effects(projects(*rows).assign(share=0.5), outcome="schedule"))

    # Five projects: 5 * .15 / (5 * .15 + .85) = .47 of the way, one .15.
    assert found.loc["Li", "effect"] == pytest.approx(0.47, abs=0.05)
    assert found.loc["Bo", "effect"] == pytest.approx(-0.15, abs=0.05)
    assert found.loc["Li", "reliability"] == pytest.approx(0.47, abs=0.05)
    assert halved.loc["Li", "reliability"] < found.loc["Li", "reliability"]


def test_the_effects_are_those_of_the_marginal_model():
    rng = np.random.default_rng(4)
    count = 30
    frame = pd.DataFrame(
        {
            "person": rng.choice(list("abcdef"), count),
            "share": rng.choice([0.5, 1.0], count),
            "cost": rng.normal(size=count),
            "log_size": rng.normal(size=count),
            "sector": rng.choice(["rail", "sea", None], count),
        }
    )

    found = of(manager_effects(frame, outcome="cost"))

    standard = (frame["cost"] - frame["cost"].mean()) / frame["cost"].std(ddof=0)
    size = (frame["log_size"] - frame["log_size"].mean()) / frame["log_size"].std(ddof=0)
    fixed = np.column_stack([np.ones(count), size])
    person = (frame["person"].to_numpy()[:, None] == np.array(found.index)).astype(float)
    sector = (frame["sector"].to_numpy()[:, None] == np.array(["rail", "sea"])).astype(float)
    spread = np.diag(0.85 / frame["share"]) + 0.15 * person @ person.T + 0.1 * sector @ sector.T
    inverse = np.linalg.inv(spread)
    beta = np.linalg.solve(fixed.T @ inverse @ fixed, fixed.T @ inverse @ standard)
    expected = 0.15 * person.T @ inverse @ (standard - fixed @ beta)
    assert found["effect"].to_numpy() == pytest.approx(expected)


def better_people_with_larger_projects(seed, each=3, people=200):
    rng = np.random.default_rng(seed)
    truth = rng.normal(0, np.sqrt(0.15), people)
    person = np.repeat(np.arange(people), each)
    size = 0.5 * truth[person] / np.sqrt(0.15) + np.sqrt(0.75) * rng.normal(size=len(person))
    result = truth[person] - 0.4 * size + rng.normal(0, np.sqrt(0.85), len(person))
    frame = pd.DataFrame({"person": person, "share": 1.0, "cost": result, "log_size": size})
    return frame, truth


def test_the_joint_model_finds_more_of_the_truth_than_means_or_two_steps():
    found = {"joint": [], "two steps": [], "mean": []}
    for seed in range(10):
        frame, truth = better_people_with_larger_projects(seed)
        slope = np.polyfit(frame["log_size"], frame["cost"], 1)
        left = frame["cost"] - np.polyval(slope, frame["log_size"])
        effects = {
            "joint": manager_effects(frame, outcome="cost")["effect"],
            "two steps": left.groupby(frame["person"]).mean(),
            "mean": frame["cost"].groupby(frame["person"]).mean(),
        }
        for name, effect in effects.items():
            found[name].append(np.corrcoef(effect, truth)[0, 1])

    joint, two_steps, mean = (np.mean(found[name]) for name in ("joint", "two steps", "mean"))
    assert joint > two_steps > mean
    assert joint > 0.48


def test_covariates_and_groups_that_do_not_exist_or_are_blank_say_nothing():
    plain = projects(("Li", 2.0), ("Bo", 0.0), ("Li", 1.0))
    blank = plain.assign(log_size=None, complexity=[None, 2.0, None], sector=None, year=None)

    found, same = (manager_effects(each, outcome="schedule") for each in (plain, blank))

    pd.testing.assert_frame_equal(found, same)


def test_blank_results_are_left_out_and_nothing_is_an_empty_answer():
    found = manager_effects(projects(("Li", 2.0), ("Bo", None)), outcome="schedule")

    # One alone is its own mean.
    assert (found["person"].tolist(), found["effect"].tolist()) == (["Li"], [0.0])
    assert found["reliability"].tolist() == [pytest.approx(0.0, abs=1e-9)]
    for nothing in (pd.DataFrame(), projects(("Li", None))):
        empty = manager_effects(nothing, outcome="schedule")
        assert list(empty.columns) == ["person", "effect", "sd", "reliability", "n_projects"]
        assert empty.empty


def test_a_share_is_a_part_of_the_project():
    with pytest.raises(FrameError, match="share"):
        manager_effects(projects(("Li", 1.0)).assign(share=0.0), outcome="schedule")


def test_the_order_of_the_rows_does_not_matter():
    frame, _ = better_people_with_larger_projects(3, people=9)
    turned = frame.sample(frac=1, random_state=1)

    pd.testing.assert_frame_equal(
        manager_effects(frame, outcome="cost"), manager_effects(turned, outcome="cost")
    )
