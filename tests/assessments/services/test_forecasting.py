"""How it will turn out: every figure shown is recomputed here from the answers and the plan."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from assessments.database import db
from assessments.queries import assessment, framework, plans
from assessments.services import assessing, forecasting, mapping, planning
from assessments.services.forecasting import Readiness, Side, words
from capability import scoring
from capability.forecast import joint_readiness, readiness
from capability.frames import drop_small_groups
from capability.lifecycle import PlanItemStatus, PlanStatus
from capability.vocabulary import ActivityKind, AssessmentSource
from tests.assessments.builders import (
    TODAY,
    activity,
    all_codes,
    answer,
    bystander,
    clear_catalogue,
    competency,
    item_draft,
    person_of,
    role,
)

YEAR = TODAY + timedelta(days=365)
MONTHS = 365 / 30.4375
# What the senior role asks where it matters most: weight 3 and more, the first five.
CRITICAL = ["integration", "cost", "risk", "leadership", "engagement"]


@pytest.fixture
def pm(session, world):
    """A project manager assessed by two, with nothing on offer but what the test adds."""
    clear_catalogue()
    pm = person_of(world.pm)
    day = TODAY - timedelta(days=60)
    answer(pm, dict.fromkeys(all_codes(), 4), on=day)
    answer(
        pm,
        {**dict.fromkeys(all_codes(), 4), "risk": 3, "leadership": 3},
        rater=person_of(world.coach),
        source=AssessmentSource.COACH,
        on=day,
    )
    return pm


def outlook(pm, *, by=YEAR, code="senior_project_manager"):
    plan = plans.current_plan(pm)
    return forecasting.outlook_of(pm, role(code), plan, by=by, today=TODAY)


def posterior(pm):
    """Return level and covariance straight from the answers."""
    answers = drop_small_groups(assessment.answers_frame([pm.id]))
    model = scoring.ScoringModel(means=dict.fromkeys(framework_codes(), 2.6))
    means = framework.usual_levels_frame([pm.id])
    levels = scoring.estimate_levels(answers, model, as_of=TODAY, means=means)
    covariance = scoring.level_covariances(answers, model, as_of=TODAY, means=means)[pm.id]
    return levels.set_index("competency")["level"], covariance


def framework_codes():
    return [each.code for area in framework.list_areas() for each in area.competencies]


def asked(code="senior_project_manager"):
    frame = framework.requirements_frame(role(code).id).set_index("competency")
    return frame.loc[CRITICAL, "required"].to_numpy(float)


def expected(pm, *, gain=(), months=MONTHS):
    """Return the readiness for the senior role by hand: science.md, section 7."""
    level, covariance = posterior(pm)
    places = [framework_codes().index(code) for code in CRITICAL]
    gains = np.array([dict(gain).get(code, 0.0) for code in CRITICAL])
    doubt = covariance[np.ix_(places, places)] + np.diag(0.05 * (gains > 0))
    doubt += np.eye(len(CRITICAL)) * 0.0625 * months / 12
    return joint_readiness(level[CRITICAL] + gains, doubt, asked())


def test_readiness_is_that_of_the_joint_posterior_with_what_is_planned(pm, world):
    plan = planning.open_plan(pm)
    course = activity("risk_course", {"risk": 1.0, "leadership": 0.5}, up_to=4.5)
    facts = {"due_on": TODAY + timedelta(days=90), "starts_on": TODAY}
    planning.add_item(plan, item_draft(activity_id=course.id, **facts), by=pm)

    found = outlook(pm)

    assert [turn.place.code for turn in found.critical] == CRITICAL
    assert found.readiness.today == pytest.approx(expected(pm, months=0))
    assert found.readiness.without == pytest.approx(expected(pm))
    # Six tenths of the claim.
    gains = {"risk": 0.6, "leadership": 0.3}
    assert found.readiness.planned == pytest.approx(expected(pm, gain=gains.items()))
    assert found.readiness.today < found.readiness.without < found.readiness.planned
    assert found.readiness.has_steps
    risk = next(turn for turn in found.critical if turn.place.code == "risk")
    assert risk.level == pytest.approx(posterior(pm)[0]["risk"] + 0.6)
    assert risk.low < risk.level < risk.high
    assert {turn.place.code for turn in found.moving} == {"risk", "leadership"}
    assert found.within.steps[0].item.activity_id == course.id


def test_the_chances_of_single_levels_are_those_of_one_normal_each(pm):
    found = outlook(pm)
    level, covariance = posterior(pm)
    sd = pd.Series(np.sqrt(np.diag(covariance)), framework_codes())

    for turn, required in zip(found.critical, asked(), strict=True):
        code = turn.place.code
        later = np.sqrt(sd[code] ** 2 + 0.0625 * MONTHS / 12)
        assert turn.chance_today == pytest.approx(readiness(level[code], sd[code], required))
        assert turn.chance == pytest.approx(readiness(level[code], later, required))
    counted = sum(turn.chance for turn in found.critical)
    assert found.readiness.met_planned == pytest.approx(counted)
    assert not found.readiness.has_steps


def test_areas_move_as_the_mean_of_their_competencies_does(pm):
    plan = planning.open_plan(pm)
    course = activity("risk_course", {"risk": 1.0})
    planning.add_item(
        plan,
        item_draft(activity_id=course.id, starts_on=TODAY, due_on=TODAY),
        by=pm,
    )

    found = outlook(pm, code="project_manager")

    today = {area.code: area.level for area in found.map.areas}
    risks = [place for place in found.map.competencies if place.area == "commercial"]
    share = next(p.weight for p in risks if p.code == "risk") / sum(p.weight for p in risks)
    moved = {turn.place.code: turn.level - today[turn.place.code] for turn in found.areas}
    assert moved.pop("commercial") == pytest.approx(0.6 * share)
    assert list(moved.values()) == pytest.approx([0.0] * 6)
    assert all(turn.low <= turn.level <= turn.high for turn in found.areas)
    assert [p.earlier for p in found.projected.areas] == list(today.values())


def test_a_gain_counts_from_three_months_after_its_step_has_ended(pm):
    plan = planning.open_plan(pm)
    course = activity("risk_course", {"risk": 1.0})
    due = TODAY + timedelta(days=120)
    planning.add_item(plan, item_draft(activity_id=course.id, starts_on=due, due_on=due), by=pm)

    before = outlook(pm, by=due + timedelta(days=90))
    after = outlook(pm, by=due + timedelta(days=93))

    assert before.moving == ()
    assert [turn.place.code for turn in after.moving] == ["risk"]


def test_what_somebody_wrote_as_an_aim_is_taken_at_six_tenths_and_with_a_mentor_as_it_is(pm):
    plan = planning.open_plan(pm)
    facts = {"starts_on": TODAY, "due_on": TODAY, "from_level": 3.0, "to_level": 3.5}
    planning.add_item(plan, item_draft(competency_id=competency("risk").id, **facts), by=pm)
    planning.add_item(
        plan,
        item_draft(
            "With Mira",
            kind=ActivityKind.MENTORING,
            competency_id=competency("cost").id,
            mentor_id=bystander().id,
            **facts,
        ),
        by=pm,
    )
    planning.add_item(plan, item_draft("Nothing in levels", starts_on=TODAY, due_on=TODAY), by=pm)

    found = outlook(pm)

    assert [step.gains for step in found.steps] == [{"risk": pytest.approx(0.3)}, {"cost": 0.5}, {}]


def test_several_steps_lift_no_level_further_than_they_are_made_for(pm):
    plan = planning.open_plan(pm)
    level = posterior(pm)[0]["risk"]
    for number in range(3):
        course = activity(f"course_{number}", {"risk": 0.5}, up_to=level + 0.5)
        item = item_draft(activity_id=course.id, starts_on=TODAY, due_on=TODAY)
        planning.add_item(plan, item, by=pm)

    found = outlook(pm)

    gains = [step.gains.get("risk", 0.0) for step in found.steps]
    assert gains == pytest.approx([0.3, 0.2, 0.0])


def test_an_agreed_level_stands_above_the_estimate_and_does_not_drift(pm, world):
    for code in CRITICAL:
        agree(pm, code, 4.0, world)

    found = outlook(pm)

    assert found.readiness.today == found.readiness.planned == 1.0
    assert all(turn.low == turn.high == 4.0 for turn in found.critical)

    agree(pm, "risk", 3.0, world)
    assert outlook(pm).readiness.planned == 0.0


def agree(pm, code, level, world):
    assessing.agree_on_level(
        pm, competency(code), level, by=person_of(world.coach), reason="We talked about it."
    )


def test_nobody_is_ready_or_not_before_there_is_a_map_or_a_role(session, world):
    pm = person_of(world.pm)

    assert outlook(pm).readiness is None
    answer(pm, {"risk": 4})
    assert outlook(pm).readiness is not None
    assert [turn.place.code for turn in outlook(pm).unknown] == [
        code for code in CRITICAL if code != "risk"
    ]
    assert forecasting.outlook_of(pm, None, None, by=YEAR, today=TODAY).readiness is None


def test_the_two_steps_of_the_catalogue_are_those_that_raise_it_most(pm):
    for code, gains in {
        "risk_course": {"risk": 0.9},
        "leading": {"leadership": 0.9},
        "reading": {"risk": 0.1},
        "in_finnish": {"risk": 1.3, "leadership": 1.3},
    }.items():
        spoken = ["fi"] if code == "in_finnish" else ["en"]
        activity(code, gains, languages=spoken)

    found = outlook(pm)

    assert {each.code for each in found.beyond.activities} == {"risk_course", "leading"}
    taken = planning.open_plan(pm)
    chosen = found.beyond.activities[0]
    item = item_draft(activity_id=chosen.id, starts_on=TODAY, due_on=TODAY)
    planning.add_item(taken, item, by=pm)
    assert chosen.id not in {each.id for each in outlook(pm).beyond.activities}


def test_two_activities_in_one_competency_lift_it_no_further_than_they_are_made_for(pm, world):
    for code in set(CRITICAL) - {"risk"}:
        agree(pm, code, 4.0, world)
    level = posterior(pm)[0]["risk"]
    for number in range(2):
        activity(f"course_{number}", {"risk": 0.5}, up_to=level + 0.4)

    found = outlook(pm).beyond

    # The first brings its .3, the second the .1 that is left, each with the doubt about a gain.
    sd = np.sqrt(np.diag(posterior(pm)[1])[framework_codes().index("risk")] + 0.0625 * MONTHS / 12)
    required = asked()[CRITICAL.index("risk")]
    assert found.before == pytest.approx(readiness(level, sd, required))
    lifted = readiness(level + 0.4, np.sqrt(sd**2 + 2 * 0.05), required)
    assert (len(found.activities), found.after) == (2, pytest.approx(lifted))


def test_what_cannot_be_done_in_time_or_was_declined_or_needs_another_first_is_not_named(pm):
    course = activity("risk_course", {"risk": 0.9})
    near = outlook(pm, by=TODAY + timedelta(days=80))
    assert (near.is_near, near.beyond) == (True, None)
    assert outlook(pm).beyond.activities == (course,)

    course.prerequisites = [activity("first_course", {"scope": 0.1})]
    db.session.commit()
    assert outlook(pm).beyond is None

    course.prerequisites = []
    planning.decline(pm, "activity:risk_course", "Risk course", "other", "")
    assert outlook(pm).beyond is None


def test_what_was_done_lately_counts_also_where_its_plan_is_completed(pm):
    plan = planning.open_plan(pm)
    course = activity("risk_course", {"risk": 1.0})
    facts = {"starts_on": TODAY - timedelta(days=40), "due_on": TODAY - timedelta(days=30)}
    for title in ("Lately", "Long ago"):
        planning.add_item(plan, item_draft(title, activity_id=course.id, **facts), by=pm)
    for item, days in zip(plan.items, (30, 100), strict=True):
        item.status, item.completed_on = PlanItemStatus.DONE, TODAY - timedelta(days=days)
    plan.status = PlanStatus.COMPLETED
    db.session.commit()

    found = outlook(pm)

    assert [step.item.title for step in found.steps] == ["Lately"]
    assert [turn.place.code for turn in found.moving] == ["risk"]
    # It counts whatever becomes of the plan, and is nothing to choose any more.
    assert found.readiness.without == found.readiness.planned > expected(pm)
    assert (found.readiness.has_steps, found.within) == (False, None)


def test_without_anything_planned_no_plan_is_spoken_of(session):
    alone, planned = (
        Readiness(0.1, 0.1, 0.2, asked=5, has_steps=has_steps, met_today=1.0, met_planned=2.0)
        for has_steps in (False, True)
    )

    for name in (None, "Lin"):
        said = [words.readiness_sentence(x, "Senior", YEAR, name=name) for x in (alone, planned)]
        assert ["without a plan" in each for each in said] == [True, False]
    assert "without a plan" in words.rung_sentence(alone, YEAR)
    assert "with the plan" in words.rung_sentence(planned, YEAR)


def test_a_long_ladder_is_cut_at_its_far_ends(pm, monkeypatch):
    monkeypatch.setattr("assessments.services.forecasting.ladder.MOST_RUNGS", 3)

    ladder = forecasting.ladder_of(pm, None, by=YEAR, today=TODAY)

    assert [rung.role.code for rung in ladder.rungs] == [
        "senior_project_manager",
        "project_manager",
        "associate_project_manager",
    ]
    assert {"pmo_director", "pmo_coach"} <= {each.code for each in ladder.others}


def test_the_ladder_runs_through_the_own_role_from_the_top_down(pm):
    ladder = forecasting.ladder_of(pm, None, by=YEAR, today=TODAY)

    sides = [(rung.role.code, rung.side) for rung in ladder.rungs]
    assert sides == [
        ("pmo_director", Side.ABOVE),
        ("portfolio_manager", Side.ABOVE),
        ("programme_manager", Side.ABOVE),
        ("senior_project_manager", Side.ABOVE),
        ("project_manager", Side.OWN),
        ("associate_project_manager", Side.BELOW),
        ("project_coordinator", Side.BELOW),
    ]
    senior = next(rung for rung in ladder.rungs if rung.is_aim)
    assert senior.readiness == outlook(pm).readiness
    assert [place.code for place in senior.critical] == CRITICAL
    short = {p.code for p in mapping.map_of(pm, senior.role, today=TODAY).gaps}
    assert {place.code for place in senior.opens_it} >= short & set(CRITICAL)
    assert "pmo_coach" in {each.code for each in ladder.others}


def test_a_ladder_may_fork_and_may_run_in_a_ring(pm):
    analyst, senior = role("pmo_analyst"), role("senior_project_manager")
    analyst.next_role, role("pmo_director").next_role = role("project_manager"), senior
    db.session.commit()

    ladder = forecasting.ladder_of(pm, None, by=YEAR, today=TODAY)

    own = next(rung for rung in ladder.rungs if rung.side is Side.OWN)
    assert {each.code for each in own.leads_here} == {"pmo_analyst", "associate_project_manager"}
    assert len(ladder.rungs) == 8


def test_probabilities_are_told_to_five_per_cent_and_never_as_certain(session):
    told = {chance: words.chance_words(chance) for chance in (0.0, 0.02, 0.03, 0.37, 0.97, 1.0)}

    assert told == {
        0.0: "under 5 %",
        0.02: "under 5 %",
        0.03: "about 5 %",
        0.37: "about 35 %",
        0.97: "about 95 %",
        1.0: "over 95 %",
    }
    assert words.count_words(0.2, 5) == "fewer than 1 of 5"
    assert words.count_words(2.34, 5) == "about 2.3 of 5"


def test_who_stands_on_the_highest_rung_is_held_against_it(session, world):
    pm = person_of(world.pm)
    pm.role, pm.aims_for = role("pmo_director"), None

    assert forecasting.usual_role(pm) is pm.role


def test_the_usual_day_is_in_a_year():
    assert forecasting.usual_day(date(2026, 6, 15)) == date(2027, 6, 15)
