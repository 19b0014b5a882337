"""Suggestions: drawn from named gaps, within limits, each with reasons that can be checked."""

from datetime import date

import pytest
from pytest import approx

from assessments.database import db
from assessments.models.assessment import AgreedLevel
from assessments.models.catalogue import Activity
from assessments.queries import catalogue
from assessments.services import mapping, planning, suggesting
from assessments.services.suggesting import Limits
from assessments.services.suggesting.reasons import evidence_reason, gap_reason
from capability.certification import RequirementKind, Verdict
from capability.lifecycle import PlanItemStatus
from capability.vocabulary import (
    ActivityKind,
    AssessmentSource,
    Degree,
    Learning,
    ProjectPart,
    ProjectStatus,
)
from tests.assessments.builders import (
    TODAY,
    activity,
    all_codes,
    answer,
    clear_catalogue,
    competency,
    hold,
    item_draft,
    lead,
    person_of,
    role,
)

pytestmark = pytest.mark.usefixtures("session")

PLENTY = Limits(hours=200, budget=10_000)
ACTIVE = ProjectStatus.ACTIVE
GOOD_ENOUGH = 4


@pytest.fixture
def pm(session, world):
    """A project manager who says that all is well but risk, and who leads nothing."""
    person = person_of(world.pm)
    answer(person, {**dict.fromkeys(all_codes(), GOOD_ENOUGH), "risk": 1})
    return person


def suggest(person, limits=PLENTY, *, aim=None, today=TODAY):
    return suggesting.suggest(person, aim or person.role, limits, today=today)


def chosen(person, limits=PLENTY):
    return [each.activity.code for each in suggest(person, limits).training.chosen]


def decline(person, suggestion):
    planning.decline(person, suggestion.subject, "", "no_time", suggestion.fingerprint)


def take(person, **facts):
    return planning.add_item(planning.open_plan(person), item_draft(**facts), by=person)


# Training


def test_without_a_map_nothing_is_suggested(world):
    found = suggest(person_of(world.other_pm))

    assert found.training.chosen == ()
    assert found.training.gaps == ()
    assert found.mentors == ()


def test_where_no_gap_is_named_no_training_is_suggested(world):
    person = person_of(world.other_pm)
    answer(person, dict.fromkeys(all_codes(), 5))

    assert suggest(person).training.chosen == ()


def test_what_is_chosen_fits_hours_and_budget_and_a_wider_frame_is_worth_no_less(pm):
    values = []
    for limits in (Limits(20, 500), Limits(40, 1000), Limits(80, 3000)):
        training = suggest(pm, limits).training
        values.append(len(training.chosen))
        assert training.hours == sum(each.activity.hours for each in training.chosen)
        assert training.cost == sum(each.activity.cost for each in training.chosen)
        assert training.hours <= limits.hours
        assert training.cost <= limits.budget
        assert training.considered <= training.candidates

    assert values[-1] > 0


def test_a_claim_is_taken_at_six_tenths(pm):
    clear_catalogue()
    activity("risk_course", {"risk": 0.5})

    [found] = suggest(pm).training.chosen

    assert found.to_level == approx(1 + 0.6 * 0.5)
    assert found.place.code == "risk"
    assert found.effect.startswith("from about 1.0 to about 1.3")
    assert found.goes_away == f"Goes away when Risk and opportunity reaches {asked(pm, 'risk')}"
    assert found.reasons[0].words == (
        f"Risk and opportunity: you say 1.0, your role asks {asked(pm, 'risk')}."
    )


def asked(person, code):
    return f"{mapping.map_of(person, person.role, today=TODAY).place(code).required:g}"


def test_of_two_that_do_not_fit_together_the_one_worth_more_is_chosen(pm):
    clear_catalogue()
    activity("small", {"risk": 0.2}, hours=8)
    activity("large", {"risk": 0.8}, hours=8)

    assert chosen(pm, Limits(hours=8, budget=1000)) == ["large"]
    assert chosen(pm, Limits(hours=16, budget=1000)) == ["large", "small"]
    assert chosen(pm, Limits(hours=4, budget=1000)) == []


def test_what_is_needed_first_comes_along(pm):
    clear_catalogue()
    basics = activity("basics", {"digital": 0.2})
    advanced = activity("advanced", {"risk": 0.8})
    advanced.prerequisites.append(basics)
    db.session.commit()

    assert sorted(chosen(pm)) == ["advanced", "basics"]
    assert chosen(pm, Limits(hours=15, budget=1000)) == []


def test_what_is_needed_first_may_have_been_done_before(pm):
    clear_catalogue()
    basics = activity("basics", {"digital": 0.2})
    advanced = activity("advanced", {"risk": 0.8})
    advanced.prerequisites.append(basics)
    take(pm, title="Basics", activity_id=basics.id).status = PlanItemStatus.DONE
    db.session.commit()

    assert chosen(pm) == ["advanced"]


def test_what_only_comes_first_names_what_for_and_claims_no_level(pm):
    clear_catalogue()
    first = activity("first", {"digital": 0.2})
    basics = activity("basics", {"digital": 0.2})
    advanced = activity("advanced", {"risk": 0.8})
    basics.prerequisites, advanced.prerequisites = [first], [basics]
    db.session.commit()

    training = suggest(pm).training

    assert training.candidates == len(training.chosen) == 3
    told = {each.activity.code: each for each in training.chosen}
    assert [reason.words for reason in told["first"].reasons] == [
        "Has to come first for Basics.",
        "No evidence yet here: nobody has completed it in a plan.",
    ]
    assert told["basics"].reasons[0].words == "Has to come first for Advanced."
    for code in ("first", "basics"):
        assert (told[code].place.code, told[code].to_level, told[code].effect) == ("risk", None, "")
    assert training.chosen[-1].activity.code == "advanced"


def test_what_comes_first_is_not_suggested_where_it_is_planned_declined_or_in_another_tongue(pm):
    clear_catalogue()
    basics = activity("basics", {"scope": 0.2})
    advanced = activity("advanced", {"risk": 0.8})
    advanced.prerequisites.append(basics)
    db.session.commit()
    asked_first = next(
        each for each in suggest(pm).training.chosen if each.activity.code == "basics"
    )

    item = take(pm, title="Basics", activity_id=basics.id)
    assert chosen(pm) == ["advanced"]
    item.status = PlanItemStatus.PROPOSED
    assert chosen(pm) == []
    item.status = PlanItemStatus.DROPPED
    assert sorted(chosen(pm)) == ["advanced", "basics"]

    decline(pm, asked_first)
    assert chosen(pm) == []
    planning.take_back_decline(pm, asked_first.subject)
    basics.languages = ["fr"]
    assert chosen(pm) == []
    basics.languages = []
    assert sorted(chosen(pm)) == ["advanced", "basics"]


def test_what_stands_in_the_plan_is_not_suggested_again_until_it_is_given_up(pm):
    clear_catalogue()
    item = take(pm, activity_id=activity("risk_course", {"risk": 0.5}).id)
    assert chosen(pm) == []

    item.status = PlanItemStatus.DROPPED
    assert chosen(pm) == ["risk_course"]


@pytest.mark.parametrize(
    "facts",
    [
        {"cost": None},
        {"languages": ["fr"]},
        {"is_offered": False},
        {"kind": ActivityKind.CERTIFICATION},
        {"up_to": 1.0},
    ],
)
def test_what_cannot_help_is_not_suggested(pm, facts):
    clear_catalogue()
    activity("risk_course", {"risk": 0.5}, **facts)

    assert chosen(pm) == []


def test_somebody_whose_languages_are_unknown_is_shown_all(pm):
    clear_catalogue()
    pm.languages = []
    activity("risk_course", {"risk": 0.5}, languages=["fr"])

    assert chosen(pm) == ["risk_course"]


def test_a_declined_activity_stays_away_until_what_it_was_drawn_from_changes(pm):
    clear_catalogue()
    course = activity("risk_course", {"risk": 0.5})
    decline(pm, suggest(pm).training.chosen[0])
    assert chosen(pm) == []
    assert [each.subject for each in suggest(pm).declined] == ["activity:risk_course"]

    course.cost = 250.0
    assert chosen(pm) == ["risk_course"]

    course.cost = 100.0
    assert chosen(pm) == []

    answer(pm, {"risk": 2})
    assert chosen(pm) == ["risk_course"]


def test_a_declined_activity_stays_away_for_a_tenth_of_a_level(pm):
    clear_catalogue()
    activity("risk_course", {"risk": 0.5})
    settle(pm, "risk", 2.0)
    decline(pm, suggest(pm).training.chosen[0])

    settle(pm, "risk", 2.1)
    assert chosen(pm) == []

    settle(pm, "risk", 2.4)
    assert chosen(pm) == ["risk_course"]


def settle(person, code, level):
    db.session.add(
        AgreedLevel(
            person_id=person.id, competency_id=competency(code).id, coach_id=person.coach_id,
            level=level, agreed_on=TODAY,
        )
    )  # fmt: skip
    db.session.commit()


def test_of_many_candidates_the_most_promising_are_considered(pm):
    clear_catalogue()
    for number in range(30):
        activity(f"course_{number:02}", {"risk": 0.1 + number / 100})

    training = suggest(pm).training

    assert (training.candidates, training.considered) == (30, 25)
    assert "course_29" in [each.activity.code for each in training.chosen]


def test_something_done_on_the_job_names_the_project_to_use_it_on(pm):
    clear_catalogue()
    activity("stretch", {"risk": 0.5}, learning=Learning.EXPERIENCE)
    lead(pm, name="Ferry terminal", started_on=date(2026, 1, 1), status=ACTIVE)

    [found] = suggest(pm).training.chosen

    assert "You lead Ferry terminal now: a place to use it." in [
        reason.words for reason in found.reasons
    ]


def test_what_is_taught_names_no_project(pm):
    clear_catalogue()
    activity("risk_course", {"risk": 0.5})
    lead(pm, name="Ferry terminal", started_on=date(2026, 1, 1), status=ACTIVE)

    assert [reason.kind for reason in suggest(pm).training.chosen[0].reasons] == ["gap", "evidence"]


def test_how_many_have_completed_it_is_counted_by_person(pm, world):
    clear_catalogue()
    course = activity("risk_course", {"risk": 0.5})
    other = person_of(world.other_pm)
    for _ in range(2):
        take(other, activity_id=course.id).status = PlanItemStatus.DONE
    db.session.commit()

    [found] = suggest(pm).training.chosen

    assert "1 person has done it" in found.reasons[-1].words


def test_below_five_people_nothing_is_said_of_the_effect():
    assert "nobody has completed it" in evidence_reason(0, None).words
    assert "we say nothing below five" in evidence_reason(4, None).words
    assert "fewer than five of them were rated" in evidence_reason(5, None).words


def test_a_gap_is_named_by_what_it_rests_on(pm, world):
    own = suggest(pm).training.gaps[0]
    answer(pm, {"scope": 3}, rater=person_of(world.coach), source=AssessmentSource.COACH)
    claimed = mapping.map_of(pm, pm.role, today=TODAY).place("risk")
    answer(pm, {"risk": 1}, rater=person_of(world.coach), source=AssessmentSource.COACH)
    seen = mapping.map_of(pm, pm.role, today=TODAY).place("risk")

    assert "you say 1.0" in gap_reason(own).words
    assert "rests on your word alone" in gap_reason(claimed).words
    assert "matters most in your role" in gap_reason(seen).words


def test_a_gap_that_is_not_critical_is_named_plainly(pm, world):
    answer(pm, {"procurement": 1}, rater=person_of(world.coach), source=AssessmentSource.COACH)

    place = mapping.map_of(pm, pm.role, today=TODAY).place("procurement")

    assert gap_reason(place).words.startswith("Procurement and contracts: we see ")


def test_the_next_date_of_an_activity_is_named(pm):
    dated = db.session.scalars(
        db.select(Activity).where(Activity.sessions.any()).order_by(Activity.code)
    ).first()
    first, last = dated.sessions[0], dated.sessions[-1]
    code = dated.gains[0].competency.code
    clear_catalogue()
    dated.is_offered = True
    dated.kind, dated.cost, dated.languages = ActivityKind.COURSE, 10.0, ["en"]
    dated.prerequisites = []
    answer(pm, {code: 0})

    before = suggest(pm).training.chosen
    after = suggest(pm, today=last.starts_on).training.chosen

    assert [each.session.id for each in before] == [first.id]
    assert [each.session for each in after] == [None]


# Certificates


@pytest.fixture
def ready(pm):
    """Somebody who has all that a PMP asks but the months."""
    pm.degree, pm.education_hours = Degree.BACHELOR, 35
    db.session.commit()
    return pm


def pmp_of(person):
    found = suggest(person).certifications
    return next((each for each in found if each.certification.code == "pmp"), None)


def test_thirty_six_months_of_leading_make_likely_eligible(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))  # 36 months

    found = pmp_of(ready)

    assert found.eligibility.verdict is Verdict.LIKELY_ELIGIBLE
    assert found.path.name["en"] == "With a four-year degree"
    assert found.background.missing_dates == 0
    assert not found.background.has_parts_to_confirm


def test_the_months_that_are_missing_are_reached_on_a_day_if_the_project_goes_on(ready):
    # January 2024 to June 2026 are 30 months; the 36th is December 2026.
    lead(ready, started_on=date(2024, 1, 10), status=ACTIVE)

    found = pmp_of(ready).eligibility

    months = next(each for each in found.requirements if each.kind is RequirementKind.MONTHS)
    assert (months.held, months.needed) == (30, 36)
    assert found.verdict is Verdict.NOT_YET
    assert found.reached_on == date(2026, 12, 1)


def test_old_months_leave_the_window_on_a_day(ready):
    # 36 months from June 2018; the window of eight years holds July 2018 to June 2026 today,
    # which is 35 of them.
    lead(ready, started_on=date(2018, 6, 1), ended_on=date(2021, 5, 31))

    assert pmp_of(ready) is None


def test_a_closed_project_without_an_end_gives_no_months_and_is_counted_as_missing(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    lead(ready, started_on=date(2015, 1, 1))

    assert pmp_of(ready).background.missing_dates == 1


def test_what_is_unknown_about_a_person_is_to_confirm(ready):
    ready.degree = None
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))

    assert pmp_of(ready).eligibility.verdict is Verdict.TO_CONFIRM


def test_parts_that_nobody_confirmed_leave_the_months_to_confirm(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31), is_confirmed=False)

    found = pmp_of(ready)

    assert found.background.has_parts_to_confirm
    assert found.eligibility.verdict is Verdict.TO_CONFIRM


def test_a_certificate_that_is_held_and_valid_is_not_suggested(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    held = hold(ready, "pmp", expires_on=TODAY)
    assert pmp_of(ready) is None

    held.expires_on = date(2026, 6, 14)
    assert pmp_of(ready) is not None


def test_a_certificate_that_stands_in_the_plan_is_not_suggested(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    take(ready, activity_id=catalogue.find_certification("pmp").activity_id)

    assert pmp_of(ready) is None


def test_a_declined_certificate_stays_away_until_it_comes_nearer(ready):
    part = lead(ready, started_on=date(2024, 1, 10), status=ACTIVE)
    decline(ready, pmp_of(ready))
    assert pmp_of(ready) is None

    part.project.started_on = date(2023, 1, 10)
    assert pmp_of(ready).eligibility.verdict is Verdict.LIKELY_ELIGIBLE


def test_only_certificates_that_fit_the_role_are_suggested(ready):
    lead(
        ready,
        started_on=date(2010, 1, 1),
        status=ACTIVE,
        part=ProjectPart.PORTFOLIO_LEAD,
        complexity=4,
    )

    stages = {
        code: {each.certification.stage for each in suggest(ready, aim=role(code)).certifications}
        for code in ("project_coordinator", "portfolio_manager", "pmo_analyst")
    }

    assert stages["project_coordinator"] <= {"entry", "practitioner"}
    assert stages["portfolio_manager"] <= {"senior", "executive"}
    assert len(suggest(ready).certifications) <= 3


def test_how_far_the_map_covers_an_exam_is_said_part_by_part(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))

    covers = pmp_of(ready).covers

    assert covers
    assert all(cover.is_known for cover in covers)
    thin = {place.code for cover in covers for place in cover.thin}
    assert thin == {"risk"}  # at 1, where all else is at 4


def test_a_certificate_says_what_preparing_for_it_would_bring(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    gained = activity("pmp_preparation", {"risk": 0.5}, kind=ActivityKind.CERTIFICATION)
    certification = catalogue.find_certification("pmp")
    certification.activity = gained
    db.session.commit()

    found = pmp_of(ready)

    assert (found.worth.place.code, found.worth.to_level) == ("risk", approx(1.3))
    assert found.worth.closed > 0


def test_a_certificate_without_an_activity_brings_nothing_that_is_known(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    catalogue.find_certification("pmp").activity = None
    db.session.commit()

    found = pmp_of(ready)

    assert (found.worth.closed, found.worth.place, found.worth.to_level) == (0.0, None, None)
