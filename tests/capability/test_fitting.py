from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from capability.frames import FrameError
from capability.scoring import ScoringModel, estimate_levels, fit_scoring_model

TODAY = date(2026, 6, 15)
COLUMNS = ["person", "rater", "source", "competency", "level", "rated_on"]


def ratings(*rows):
    return pd.DataFrame([(*row, TODAY)[:6] for row in rows], columns=COLUMNS)


def test_without_ratings_the_model_has_no_competencies_and_every_default():
    assert fit_scoring_model(pd.DataFrame(), as_of=TODAY) == ScoringModel(means={})


def test_one_answer_of_a_coach_moves_the_mean_as_far_as_it_is_sure():
    found = fit_scoring_model(ratings(("Amara", "Tomás", "coach", "risk", 4.0)), as_of=TODAY)

    # Prior N(2.6, .25); the answer says 4 with .20 + .20 of people and .15 + .35 of the form.
    precision = 1 / (0.4 + 0.5)
    assert found.means["risk"] == pytest.approx((4 * precision + 2.6 * 4) / (precision + 4))
    # Severity, the person's level, the halo, and profile and noise over one competency.
    assert found.mean_variance == pytest.approx(1 / (4 + 1 / (0.09 + 0.20 + 0.15 + 0.55)))
    assert found.beta == pytest.approx(ScoringModel(means={}).beta)


def test_one_self_assessment_beside_a_coach_moves_its_leniency_a_little():
    found = fit_scoring_model(
        ratings(("Amara", "Amara", "self", "risk", 4.0), ("Amara", "Tomás", "coach", "risk", 3.0)),
        as_of=TODAY,
    )

    # Seen: 1. Doubt: both forms, the coach's severity, and how little a self-view shows.
    seen = 1 / (0.09 + (0.60 + 0.50) + (0.35 + 0.15) + 0.3**2 * 0.2)
    prior = 1 / 0.20**2
    assert found.beta["self"] == pytest.approx(
        (0.35 * prior + 1.0 * seen) / (prior + seen), abs=1e-6
    )
    assert found.beta["coach"] == 0.0


def test_people_of_one_coach_are_one_cluster():
    def pairs(coaches):
        rows = []
        for at in range(6):
            rows.append((f"p{at}", f"p{at}", "self", "risk", 4.0))
            rows.append((f"p{at}", f"c{at % coaches}", "coach", "risk", 3.0))
        return fit_scoring_model(ratings(*rows), as_of=TODAY)

    assert 0.35 < pairs(1).beta["self"] < pairs(6).beta["self"] < 1.0
    assert pairs(1).mean_variance > pairs(6).mean_variance


def test_someone_without_a_coach_stands_alone():
    found = fit_scoring_model(
        ratings(
            ("Amara", "Amara", "self", "risk", 4.0),
            ("Amara", "Li", "peer", "risk", 3.0),
        ),
        as_of=TODAY,
    )

    assert found.beta["self"] > 0.35
    assert found.beta["peer"] < 0.10
    assert found.mean_variance == 0.25


def test_the_latest_answer_counts_and_a_blank_one_says_nothing():
    old = TODAY - timedelta(days=9)
    rows = [
        ("Amara", "Tomás", "coach", "risk", 1.0, old),
        ("Amara", "Tomás", "coach", "risk", 4.0, TODAY),
        ("Amara", "Tomás", "coach", "cost", None, TODAY),
    ]

    found = fit_scoring_model(ratings(*rows), as_of=TODAY)

    assert found == fit_scoring_model(ratings(rows[1]), as_of=TODAY)
    with pytest.raises(FrameError, match="in_the_future"):
        fit_scoring_model(ratings(rows[1]), as_of=old)


def simulated(seed, people=120, competencies=8, leniency=1.0, mean=3.1):
    """Return ratings whose self-assessments lie a level above the truth, and that truth."""
    rng = np.random.default_rng(seed)
    codes = [f"c{n}" for n in range(competencies)]
    truth = mean + rng.normal(0, 0.45, (people, 1)) + rng.normal(0, 0.45, (people, competencies))
    severity = rng.normal(0, 0.3, people)
    rows = []
    for at in range(people):
        coach = at // 4
        forms = [("self", f"p{at}", leniency + 0.7 * (truth[at] - mean) + mean, 0.7)]
        forms.append(("coach", f"coach{coach}", truth[at] + severity[coach], 0.39))
        forms += [("peer", f"r{at}-{n}", truth[at] + 0.1, 0.47) for n in range(3)]
        for source, rater, level, halo in forms:
            answers = level + rng.normal(0, halo) + rng.normal(0, 0.6, competencies)
            answers = np.clip(np.round(answers), 0, 5)
            rows += [
                (f"p{at}", rater, source, code, answer)
                for code, answer in zip(codes, answers, strict=True)
            ]
    return ratings(*rows), truth


def test_what_is_usual_here_is_found_and_serves_better_than_the_defaults():
    seen, truth = simulated(1)

    found = fit_scoring_model(seen, as_of=TODAY)

    assert found.beta["self"] == pytest.approx(1.0, abs=0.25)
    assert found.beta["peer"] == pytest.approx(0.10, abs=0.15)
    assert list(found.means.values()) == pytest.approx(truth.mean(axis=0), abs=0.3)
    people = [f"p{n}" for n in range(len(truth))]
    plain = ScoringModel(means=dict.fromkeys(found.means, 2.6))
    errors = [
        estimate_levels(seen, model, as_of=TODAY, people=people)["level"].to_numpy() - truth.ravel()
        for model in (found, plain)
    ]
    assert np.sqrt(np.mean(errors[0] ** 2)) < np.sqrt(np.mean(errors[1] ** 2))


def test_neither_the_order_of_rows_nor_names_of_raters_change_the_fit():
    seen, _ = simulated(2, people=12)
    turned = seen.sample(frac=1, random_state=3).assign(rater=lambda rows: "x" + rows["rater"])

    found, again = (fit_scoring_model(each, as_of=TODAY) for each in (seen, turned))

    assert list(found.means) == list(again.means)
    assert list(found.means.values()) == pytest.approx(list(again.means.values()), abs=1e-9)
    assert list(found.beta.values()) == pytest.approx(list(again.beta.values()), abs=1e-9)
