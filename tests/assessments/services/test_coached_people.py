"""The list of a coach: who fits, by name, page by page, with the next thing to do."""

from datetime import timedelta

import pytest

from assessments.database import db, now
from assessments.models.development import PlanItem
from assessments.queries import coached
from assessments.queries.coached import NONE, Sought
from assessments.services import coached_people, handing_over, talking
from assessments.services.coaching_steps import CoachStep
from capability.lifecycle import AssessmentStatus, PlanStatus
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import (
    all_codes,
    answer,
    bystander,
    crowd,
    person_of,
    plan_for,
    plan_in,
    send,
)

pytestmark = pytest.mark.usefixtures("session")

TODAY = now().date()


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coaching_pm(session, world):
    return person_of(world.coaching_pm)


def names(coach, area="", *, page=1, **sought):
    found = coached_people.page_of(coach, Sought(**sought), area, page=page, today=TODAY)
    return [row.person.name for row in found.rows]


def row_of(coach, person):
    return coached_people.rows_of(coach, [person.id], today=TODAY)[0]


def test_the_own_people_are_listed_by_name(coach):
    assert names(coach) == ["Lin Yue", "Nadia Karim"]


def test_people_are_found_by_a_part_of_the_name_and_no_pattern(coach):
    assert names(coach, words="kar") == ["Nadia Karim"]
    assert names(coach, words="YUE lin") == ["Lin Yue"]
    assert names(coach, words="%") == []
    assert names(coach, words="Sefa") == []


def test_people_are_found_by_department_and_role(coach, pm):
    bystander("Ada Alone", coach=coach)

    assert names(coach, department="delivery") == ["Lin Yue", "Nadia Karim"]
    assert names(coach, department="systems") == []
    assert names(coach, role="project_manager") == ["Lin Yue"]
    assert names(coach) == ["Ada Alone", "Lin Yue", "Nadia Karim"]


def test_people_are_found_by_the_state_of_their_newest_self_assessment(coach, pm, coaching_pm):
    answer(pm, {"risk": 2}, on=TODAY - timedelta(9))
    answer(coaching_pm, {"risk": 2}, on=TODAY - timedelta(9))
    answer(pm, {"risk": 2}, on=None)
    answer(coaching_pm, {"risk": 2}, rater=coach, source=AssessmentSource.COACH, on=None)

    assert names(coach, assessment=AssessmentStatus.DRAFT) == ["Lin Yue"]
    assert names(coach, assessment=AssessmentStatus.SUBMITTED) == ["Nadia Karim"]
    assert names(coach, assessment=NONE) == []
    assert row_of(coach, pm).form.answered == 1


def test_people_are_found_by_the_state_of_their_newest_plan(coach, pm, world):
    plan_in(PlanStatus.COMPLETED, pm, coach=coach, hr=person_of(world.hr))
    assert names(coach, plan=PlanStatus.COMPLETED) == ["Lin Yue"]
    plan_for(pm)

    assert names(coach, plan=PlanStatus.DRAFT) == ["Lin Yue"]
    assert names(coach, plan=PlanStatus.COMPLETED) == []
    assert names(coach, plan=NONE) == ["Nadia Karim"]


def test_people_are_found_by_an_area_in_which_the_evidence_names_a_gap(coach, pm, coaching_pm):
    levels = dict.fromkeys(all_codes(), 5)
    short = dict.fromkeys(("risk", "issues", "procurement", "commercial_sense"), 0)
    for rater, source in ((pm, AssessmentSource.SELF), (coach, AssessmentSource.COACH)):
        answer(pm, levels | short, rater=rater, source=source, on=TODAY)
    answer(coaching_pm, levels, on=TODAY)

    assert names(coach, "commercial") == ["Lin Yue"]
    assert names(coach, "planning") == []
    assert names(coach, "commercial", words="Nadia") == []
    assert names(coach, "astronomy") == []


def test_a_page_holds_fifty_and_one_beyond_the_last_is_the_last(coach, world):
    crowd(60, coach=coach, department_id=None)

    pages = [
        coached_people.page_of(coach, Sought(), "", page=each, today=TODAY)
        for each in (1, 2, 3, -1)
    ]

    assert [(each.first, each.last, each.total, each.has_next) for each in pages] == [
        (1, 50, 62, True), (51, 62, 62, False), (51, 62, 62, False), (1, 50, 62, True),
    ]  # fmt: skip
    first, second = ({row.person.id for row in each.rows} for each in pages[:2])
    assert not first & second


def test_pages_of_those_short_in_an_area_follow_each_other(coach):
    crowd(55, coach=coach, department_id=None)  # one short answer in the area of people

    first = names(coach, "people")
    second = names(coach, "people", page=2)

    assert (len(first), len(second)) in {(50, 5), (0, 0)}
    assert not set(first) & set(second)


def test_the_counts_are_of_all_and_not_of_a_page(coach, pm, coaching_pm):
    answer(pm, {"risk": 2}, on=TODAY)
    send(plan_for(pm))
    bystander("Gone Away", coach=coach, left_on=TODAY)

    found = coached.count_people(coach)

    assert (found.people, found.sent, found.plans_waiting) == (2, 1, 1)


def test_nobody_at_all(session, world):
    nobody = person_of(world.headless)

    assert names(nobody) == []
    assert coached.count_people(nobody).people == 0


def test_a_row_tells_of_talks_and_of_the_item_due_first(coach, pm, world):
    plan = plan_in(PlanStatus.APPROVED, pm, coach=coach, hr=person_of(world.hr))
    [item] = plan.items
    due = TODAY + timedelta(20)
    for title, day, extra in (
        ("Later", due + timedelta(1), {}),
        ("First", due, {}),
        ("Removed", TODAY, {"removed_at": now()}),
        ("Done", TODAY, {"status": "done"}),
        ("Declined", TODAY, {"status": "declined"}),
    ):
        db.session.add(PlanItem(
            plan=plan, kind=item.kind, title=title, starts_on=day, due_on=day, **extra
        ))  # fmt: skip
    db.session.delete(item)
    db.session.commit()
    talking.plan_talk(pm, TODAY - timedelta(3), "Said.", by=coach)

    row = row_of(coach, pm)

    assert (row.due.title, row.due.due_on) == ("First", due)
    assert row.talks.last_on == TODAY - timedelta(3)
    assert row.step is CoachStep.OPEN_PAGE


def test_rows_lead_to_the_next_thing_to_do(coach, pm, coaching_pm, world):
    assert row_of(coach, pm).step is CoachStep.PLAN_TALK

    answer(pm, {"risk": 2}, on=TODAY)
    assert row_of(coach, pm).step is CoachStep.LOOK_AT_ASSESSMENT

    talking.plan_talk(pm, TODAY - timedelta(1), "", by=coach)
    row = row_of(coach, pm)
    assert row.step is CoachStep.WRITE_NOTES
    assert row.talks.to_write_id is not None

    send(plan_for(pm))
    assert row_of(coach, pm).step is CoachStep.READ_PLAN


def test_who_was_handed_over_stands_out_for_the_next_coach_alone(coach, pm, world):
    other = person_of(world.other_coach)
    handing_over.hand_over(pm, other, "Half done.", coach)

    assert row_of(other, pm).step is CoachStep.READ_HAND_OVER
    assert row_of(other, pm).came_on == TODAY
    handing_over.hand_over(pm, coach, "Back.", other)
    assert row_of(other, pm).step is CoachStep.READ_HAND_OVER  # of a page still open
    assert row_of(coach, pm).came_on == TODAY


def test_a_view_begun_is_carried_on_after_the_last_talk(coach, pm):
    talking.plan_talk(pm, TODAY, "Said.", by=coach)
    answer(pm, {"risk": 2}, rater=coach, source=AssessmentSource.COACH, on=None)

    assert row_of(coach, pm).step is CoachStep.CONTINUE_VIEW
