"""How somebody stands towards certificates: every month, hour and step checked against the rows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.catalogue import Activity, ActivitySession, CertificationPath
from assessments.models.people import Organisation
from assessments.queries import catalogue, plans, projects
from assessments.queries.organisation import find_organisation, forget
from assessments.services import carrying_out, planning, recording_training
from assessments.services.certifying import pages, preparing
from assessments.services.education import education_of
from assessments.services.recording_training import EarlierDraft
from capability.certification import COVERED_FROM, Cover, NotCounted, RequirementKind, Verdict
from capability.lifecycle import PlanItemStatus, PlanStatus, TransitionError
from capability.vocabulary import ActivityKind, Degree, ProjectPart, ProjectStatus
from tests.assessments.builders import (
    TODAY,
    activity,
    answer,
    audit_lines,
    clear_catalogue,
    hold,
    item_draft,
    lead,
    person_of,
    plan_for,
    plan_in,
    send,
    standing_item,
)

ACTIVE = ProjectStatus.ACTIVE


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def ready(pm):
    """Somebody who has all that a PMP asks but the months."""
    pm.degree, pm.education_hours = Degree.BACHELOR, 35
    db.session.commit()
    return pm


def page(person, code="pmp"):
    return pages.page_of(person, code, today=TODAY)


def months_between(first, last):
    """Return the first day of every month from one day to another, by the calendar alone."""
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def requirement(found, kind):
    return next(each for each in found.requirements if each.kind is kind)


# Months


def test_every_month_shown_is_in_the_rows_of_its_projects_and_none_is_missing(ready):
    """The page's months and dates, worked out again from the rows of projects alone."""
    # The window of eight years as of 15 June 2026 is July 2018 to June 2026.
    lead(ready, name="Old lock", started_on=date(2017, 1, 9), ended_on=date(2018, 9, 1))
    lead(ready, name="Ferry", started_on=date(2021, 1, 31), ended_on=date(2021, 8, 2))
    lead(ready, name="Quay", started_on=date(2021, 6, 10), ended_on=date(2022, 2, 28))
    lead(ready, name="Bridge", started_on=date(2025, 2, 20), status=ACTIVE)
    helped = lead(
        ready, name="Dock", started_on=date(2019, 1, 1), ended_on=date(2020, 1, 1),
        part=ProjectPart.TEAM_MEMBER,
    )  # fmt: skip
    undated = lead(ready, name="Weir", started_on=date(2019, 1, 1))
    unsure = lead(
        ready, name="Pier", started_on=date(2023, 1, 1), ended_on=date(2023, 3, 1),
        is_confirmed=False,
    )  # fmt: skip
    gone = lead(ready, name="Mole", started_on=date(2010, 1, 1), ended_on=date(2012, 1, 1))

    way_in = page(ready).ways_in[0]
    (trace,) = way_in.traces

    spells = {
        "Old lock": (date(2017, 1, 9), date(2018, 9, 1)),
        "Ferry": (date(2021, 1, 31), date(2021, 8, 2)),
        "Quay": (date(2021, 6, 10), date(2022, 2, 28)),
        "Bridge": (date(2025, 2, 20), TODAY),
    }
    counted = {
        month: {name for name, (first, last) in spells.items()
                if month in months_between(first, last)}
        for month in months_between(date(2018, 7, 1), TODAY)
    }  # fmt: skip
    counted = {month: names for month, names in counted.items() if names}
    shown = {
        month: {part.project.name for part in stretch.parts}
        for stretch in trace.stretches
        for month in months_between(stretch.first, stretch.last)
    }
    assert shown == counted
    # 3 of Old lock, 14 from January 2021 to February 2022 (June to August twice, once counted),
    # 17 of Bridge.
    assert trace.months == len(counted) == trace.requirement.held == 34
    grid = {
        date(year, number, 1)
        for year, months in trace.years
        for number, counts in enumerate(months, start=1)
        if counts
    }
    assert grid == set(counted)
    assert [part.project.name for part in trace.open_parts] == ["Bridge"]
    assert {part.id: why for part, why in trace.not_counted} == {
        helped.id: NotCounted.OTHER_PART,
        undated.id: NotCounted.NO_DATES,
        unsure.id: NotCounted.TO_CONFIRM,
        gone.id: NotCounted.TOO_LONG_AGO,
    }
    assert (trace.window_from, trace.first_leaves_on) == (date(2018, 7, 1), date(2026, 7, 1))


def test_what_goes_on_brings_the_missing_months_also_with_an_end_or_to_be_confirmed(ready):
    lead(ready, name="Bridge", started_on=date(2025, 1, 1), ended_on=date(2028, 12, 1))
    lead(ready, name="Pier", started_on=date(2026, 6, 1), status=ACTIVE, is_confirmed=False)
    lead(ready, name="Dock", started_on=date(2026, 1, 1), status=ACTIVE,
         part=ProjectPart.TEAM_MEMBER)  # fmt: skip
    lead(ready, name="Lock", started_on=date(2026, 6, 1), ended_on=TODAY)

    (trace,) = page(ready).ways_in[0].traces

    assert {part.project.name for part in trace.open_parts} == {"Bridge", "Pier"}
    assert trace.requirement.reached_on == date(2027, 12, 1)


def test_a_proposed_project_misses_no_dates(ready):
    lead(ready, started_on=None, status=ProjectStatus.PROPOSED)
    lead(ready, started_on=None, status=ProjectStatus.CLOSED)

    assert page(ready).background.missing_dates == 1


def test_the_day_on_which_months_are_complete_is_true_when_that_day_has_come(ready):
    lead(ready, started_on=date(2024, 1, 10), status=ACTIVE)
    reached = page(ready).ways_in[0].eligibility.reached_on

    def verdict(day):
        return pages.page_of(ready, "pmp", today=day).ways_in[0].eligibility.verdict

    assert reached == date(2026, 12, 1)
    assert verdict(reached - timedelta(days=1)) is Verdict.NOT_YET
    assert verdict(reached) is Verdict.LIKELY_ELIGIBLE


def test_the_day_on_which_months_are_lost_is_true_when_that_day_has_come(ready):
    # 36 months to the end of 2021; the window holds January 2019 until 1 January 2027.
    lead(ready, started_on=date(2019, 1, 1), ended_on=date(2021, 12, 31))
    found = page(ready).ways_in[0].eligibility

    later = pages.page_of(ready, "pmp", today=found.lost_on).ways_in[0].eligibility

    assert (found.verdict, found.lost_on) == (Verdict.LIKELY_ELIGIBLE, date(2027, 1, 1))
    assert later.verdict is Verdict.NOT_YET
    assert requirement(later, RequirementKind.MONTHS).held == 35


def test_months_of_complex_projects_say_what_is_not_known_of_the_others(ready):
    lead(ready, name="Lock", started_on=date(2024, 1, 1), ended_on=date(2024, 6, 1), complexity=4)
    simple = lead(ready, started_on=date(2025, 1, 1), ended_on=date(2025, 6, 1), complexity=1)
    unknown = lead(ready, started_on=date(2026, 1, 1), status=ACTIVE)
    proposed = lead(ready, started_on=None, status=ProjectStatus.PROPOSED)

    way_in = next(x for x in page(ready, "ipma_b").ways_in)
    trace = next(x for x in way_in.traces if x.requirement.months_of == "complex_projects")

    assert trace.months == 6
    assert {part.id: why for part, why in trace.not_counted} == {
        simple.id: NotCounted.NOT_COMPLEX,
        unknown.id: NotCounted.COMPLEXITY_UNKNOWN,
        proposed.id: NotCounted.NOT_BEGUN,
    }


def test_without_projects_no_month_counts_and_nothing_is_traced_that_parts_cannot_tell(pm):
    (trace,) = page(pm).ways_in[0].traces

    assert (trace.months, trace.first_leaves_on, trace.not_counted) == (0, None, ())
    assert page(pm, "pmi_rmp").ways_in[0].traces == ()
    assert page(pm, "safe_sa").ways_in[0].eligibility.verdict is Verdict.TO_CONFIRM


# Hours of education


def done_item(person, **facts):
    plan = planning.open_plan(person)
    item = planning.add_item(plan, item_draft(**facts), by=person)
    plan.status = PlanStatus.APPROVED
    carrying_out.complete(item, TODAY, "Report", by=person)
    plan.status = PlanStatus.DRAFT
    db.session.commit()
    return item


def test_hours_are_the_larger_of_the_sum_that_is_stated_and_what_is_listed(pm):
    assert (education_of(pm).hours, education_of(pm).is_whole) == (None, False)
    done_item(pm, title="Course", kind=ActivityKind.COURSE, hours=12.0)
    done_item(pm, title="Talk", kind=ActivityKind.READING, hours=9.0)
    draft = EarlierDraft("Law of harbours", "Harbour school", date(2020, 3, 1), 16.0)
    training, again = (recording_training.add_training(pm, draft, by=pm) for _time in range(2))
    assert again is training

    listed = education_of(pm)
    pm.education_hours = 40
    stated = education_of(pm)

    assert [(line.title, line.hours) for line in listed.lines] == [
        ("Course", 12.0), ("Law of harbours", 16.0),
    ]  # fmt: skip
    assert (listed.hours, listed.from_plans, listed.is_whole) == (28.0, 12.0, False)
    assert (stated.hours, stated.is_whole) == (40.0, True)
    assert listed.rests_on_own_word

    recording_training.remove_training(training, by=pm)
    gone = education_of(pm).listed
    recording_training.restore_training(training, by=pm)
    assert (gone, education_of(pm).listed) == (12.0, 28.0)
    assert [line.action for line in audit_lines() if line.action.endswith("_training")] == [
        "add_training", "remove_training", "restore_training",
    ]  # fmt: skip


def test_recorded_hours_that_are_too_few_are_to_confirm_until_a_sum_is_stated(ready):
    lead(ready, started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    ready.education_hours = None
    recording_training.add_training(ready, EarlierDraft("Law", "", TODAY, 20.0), by=ready)
    before = page(ready).ways_in[0].eligibility
    ready.education_hours = 20

    after = page(ready).ways_in[0].eligibility

    assert requirement(before, RequirementKind.EDUCATION_HOURS).held == 20.0
    assert (before.verdict, after.verdict) == (Verdict.TO_CONFIRM, Verdict.NOT_YET)


# The list


def test_the_list_holds_what_is_held_and_the_rest_by_nearness(ready):
    lead(ready, started_on=date(2024, 1, 10), status=ACTIVE)
    hold(ready, "csm", issued_on=date(2025, 2, 1))

    short = pages.list_of(ready, is_all=False, today=TODAY)
    whole = pages.list_of(ready, is_all=True, today=TODAY)

    assert [each.held.certification.code for each in short.renewals] == ["csm"]
    codes = [each.certification.code for each in whole.candidates]
    assert "csm" not in codes
    assert len(whole.candidates) == len(short.candidates) + short.others
    verdicts = [list(Verdict).index(x.eligibility.verdict) for x in whole.candidates]
    assert verdicts == sorted(verdicts)


def test_an_exam_that_is_done_is_offered_to_be_recorded_until_it_is(ready):
    done = done_item(ready, title="PMP", activity_id=exam().id, kind=ActivityKind.CERTIFICATION)

    before = pages.list_of(ready, is_all=False, today=TODAY).done
    hold(ready, "pmp", issued_on=TODAY)

    assert [(item.id, known.code) for item, known in before] == [(done.id, "pmp")]
    assert pages.list_of(ready, is_all=False, today=TODAY).done == ()


# Parts of the exam and the way there


def exam():
    return db.session.scalars(select(Activity).where(Activity.code == "exam_pmp")).one()


LEVELS = {"leadership": 4, "teamwork": 4, "risk": 1, "scope": 2, "strategy": 4}


@pytest.fixture
def thin(ready):
    """Somebody with 36 months, a map thin in risk and scope, and a catalogue of three courses."""
    lead(ready, name="Weir", started_on=date(2023, 1, 1), ended_on=date(2025, 12, 31))
    answer(ready, LEVELS)
    clear_catalogue()
    exam().is_offered = True
    activity("risk_course", {"risk": 1.0}, hours=16.0, cost=200.0)
    activity("scope_course", {"scope": 1.0}, hours=10.0, cost=100.0)
    activity("law_course", {"leadership": 1.0}, hours=12.0, cost=0.0)
    return ready


def test_thin_parts_name_the_competencies_below_three_that_the_map_shows(thin):
    found = page(thin)
    shown = {place.code: place for place in found.map.competencies}

    process = next(row for row in found.domains if row.domain.name["en"] == "Process")

    below = {
        code for code in process.domain.competencies
        if shown[code].level is not None and shown[code].level < COVERED_FROM
    }  # fmt: skip
    assert {place.code for place in process.thin} == below
    assert {"risk", "scope"} <= below
    assert process.cover in {Cover.THIN, Cover.PERHAPS_THIN}


def test_the_way_takes_courses_for_what_is_thin_and_then_the_exam(thin):
    way = page(thin).way

    assert [step.activity.code for step in way.steps][-1] == "exam_pmp"
    assert {step.activity.code for step in way.steps[:-1]} == {"risk_course", "scope_course"}
    days = [step.starts_on for step in way.steps]
    assert days == sorted(days)
    assert way.steps[-1].starts_on > max(step.due_on for step in way.steps[:-1])
    assert way.cost == sum(step.activity.cost for step in way.steps)
    for step in way.steps[:-1]:
        for place, before, to in step.closes:
            claim = next(g.gain for g in step.activity.gains if g.competency.code == place.code)
            assert before == place.level
            assert to - before == pytest.approx(min(0.6 * claim, COVERED_FROM - before))


def test_of_two_courses_for_the_same_the_later_one_begins_where_the_earlier_ends(thin):
    later = activity("more_risk", {"risk": 1.0}, hours=8.0, cost=0.0)
    first_on = TODAY + timedelta(days=90)
    later.sessions = [
        ActivitySession(starts_on=first_on, ends_on=first_on, place=LocalText(en="Here"))
    ]
    db.session.commit()

    steps = [step for step in page(thin).way.steps if "risk" in step.activity.code]

    (_, start, middle), (_, onwards, end) = (step.closes[0] for step in steps)
    assert [step.activity.code for step in steps] == ["risk_course", "more_risk"]
    assert start < middle == onwards < end <= COVERED_FROM


def test_missing_hours_of_education_bring_further_courses_into_the_way(thin):
    thin.education_hours = 5

    way = page(thin).way

    assert way.education_missing == 30.0
    assert {step.activity.code for step in way.steps} == {
        "risk_course", "scope_course", "law_course", "exam_pmp",
    }  # fmt: skip
    assert way.education_hours == 38.0


@pytest.fixture
def early(thin):
    """The same with 18 months on a project that goes on, so that 18 are still missing."""
    (weir,) = projects.list_parts(thin)
    weir.project.started_on, weir.project.ended_on = date(2025, 1, 10), None
    weir.project.status = ACTIVE
    db.session.commit()
    return thin


def test_nobody_sits_an_exam_before_the_months_are_complete(early):
    found = page(early)

    assert found.ways_in[0].eligibility.reached_on == date(2027, 12, 1)
    # Preparing for it takes no longer than it does.
    assert found.way.steps[-1].due_on == date(2027, 12, 1)
    assert found.way.steps[-1].starts_on == date(2027, 12, 1) - timedelta(exam().duration_days)


def test_an_exam_that_is_not_in_sight_is_no_step_of_the_way(early):
    def steps():
        return [step.activity.code for step in page(early).way.steps]

    early.education_hours = 5
    assert steps()[-1] == "exam_pmp"  # the courses bring 38 of the 30 hours that are missing

    early.education_hours = 0
    clear_catalogue()
    exam().is_offered = True
    assert (steps(), page(early).way.is_exam_in_sight) == ([], False)

    early.education_hours = 35
    assert steps() == ["exam_pmp"]
    projects.list_parts(early)[0].project.ended_on = TODAY
    assert steps() == []


def test_a_way_is_taken_as_a_whole_and_taken_out_again(thin):
    way = page(thin).way
    plan = planning.open_plan(thin)

    items = preparing.take(way, "PMP", plan, by=thin)

    kept = plans.get_plan(plan.id).items
    assert [(item.activity_id, item.starts_on, item.due_on) for item in kept] == [
        (step.activity.id, step.starts_on, step.due_on) for step in way.steps
    ]
    assert {item.reason for item in kept} == {"On the way to PMP."}
    assert page(thin).way.is_exam_planned
    assert page(thin).way.steps == ()
    assert len(audit_lines("add_plan_item")) == len(items)

    planning.remove_items(items, by=thin)
    assert page(thin).way.steps[-1].activity.code == "exam_pmp"


def test_a_way_does_not_enter_a_plan_that_is_on_its_way(thin):
    way = page(thin).way
    plan = plan_for(thin)
    send(plan, today=TODAY)

    with pytest.raises(TransitionError):
        preparing.take(way, "PMP", plan, by=thin)

    assert len(plans.get_plan(plan.id).items) == 1


def test_a_course_begins_once_the_one_that_it_needs_is_over(thin):
    deep = activity("deep_risk", {"risk": 1.0}, hours=8.0, cost=0.0)
    deep.prerequisites = list(
        db.session.scalars(select(Activity).where(Activity.code == "risk_course"))
    )
    db.session.commit()

    steps = {step.activity.code: step for step in page(thin).way.steps}

    assert steps["deep_risk"].starts_on > steps["risk_course"].due_on


def test_an_exam_is_taken_on_a_date_on_which_the_months_are_complete(early):
    days = [date(2027, 11, 30), date(2027, 12, 5)]
    exam().sessions = [
        ActivitySession(starts_on=day, ends_on=day, place=LocalText(en="Here")) for day in days
    ]
    db.session.commit()

    held = page(early).way.steps[-1]

    assert (held.starts_on, held.due_on) == (days[1], days[1])


def test_limits_hold_for_courses_and_what_the_exam_takes_beyond_them_is_said(thin):
    settings = find_organisation() or Organisation(name=LocalText(en="Harbour"))
    settings.development_hours, settings.person_budget = 80.0, 10_000.0
    db.session.add(settings)
    db.session.commit()
    forget()

    # 70 hours of the exam leave 10 of 80: room for one of the two courses.
    tight = page(thin).way
    planning.add_item(planning.open_plan(thin), item_draft(hours=30.0, cost=0.0), by=thin)
    over = page(thin).way

    assert [step.activity.code for step in tight.steps] == ["scope_course", "exam_pmp"]
    assert not tight.takes_too_long
    assert (over.hours_left, over.takes_too_long, over.costs_too_much) == (50.0, True, False)


def test_what_is_held_and_valid_has_no_way_but_a_renewal(ready):
    hold(ready, "pmp", issued_on=date(2025, 3, 1))

    found = page(ready)

    assert found.way is None
    assert found.renewal.state.expires_on == date(2028, 2, 29)


def test_of_several_of_a_kind_the_one_that_runs_longest_is_shown(ready):
    hold(ready, "pmp", issued_on=date(2019, 3, 1))
    last = hold(ready, "pmp", issued_on=date(2025, 3, 1))
    hold(ready, "pmp", issued_on=date(2022, 3, 1))

    assert page(ready).renewal.held.id == last.id


def test_each_way_names_the_certificates_that_it_asks_itself(ready):
    ways = {each.path.name["en"]: each for each in page(ready, "prince2_agile_p").ways_in}
    (way_in,) = ways.values()
    known = catalogue.find_certification("prince2_agile_p")
    known.paths.append(
        CertificationPath(position=1, name=LocalText(en="Other"), experience=[],
                          education_hours=0, degree=Degree.NONE, prerequisites=["csm", "gone"])
    )  # fmt: skip
    db.session.commit()

    found = page(ready, "prince2_agile_p")
    asked = {
        each.path.name["en"]: found.names_of(
            requirement(each.eligibility, RequirementKind.PREREQUISITE).needed
        )
        for each in found.ways_in
    }

    assert asked[way_in.path.name["en"]] == ["PRINCE2 7 Practitioner", "PRINCE2 7 Foundation"]
    assert asked["Other"] == ["Certified ScrumMaster (CSM)", "gone"]


def test_worth_never_leads_beyond_three(thin):
    found = page(thin)

    assert found.worth.to_level is None or found.worth.to_level <= COVERED_FROM
    assert [role.code for role in found.stage_roles] == ["project_manager"]


def test_an_open_item_counts_for_nothing_yet(thin, world):
    plan = plan_in(PlanStatus.APPROVED, thin, coach=person_of(world.coach), hr=person_of(world.hr))
    item = standing_item(plan)

    assert item.status is PlanItemStatus.PLANNED
    assert education_of(thin).listed == 0
