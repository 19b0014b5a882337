"""A form as its pages show it."""

import pytest

from assessments.services import answer_sheets, assessing
from assessments.services.answer_sheets import minutes_for
from assessments.services.assessing import Answer
from tests.assessments.builders import TODAY, all_codes, answer, competency, days, person_of

pytestmark = pytest.mark.usefixtures("session")

SELF = ("reflection", "integrity", "resilience")


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


def open_form(person, levels):
    return answer(person, levels, on=None)


def test_time_is_thirty_five_seconds_a_question_rounded_up():
    assert [minutes_for(number) for number in (0, 1, 2, 12, 28)] == [0, 1, 2, 7, 17]


def test_a_sheet_holds_one_area_and_how_far_all_have_come(pm):
    sheet = answer_sheets.sheet_of(open_form(pm, {"risk": 2, "reflection": None}), "self")

    assert [question.competency.code for question in sheet.questions] == list(SELF)
    assert (sheet.answered, sheet.total) == (2, 28)
    assert sheet.minutes_left == 16  # 26 open questions of 35 seconds are 15 minutes and 10 seconds
    assert [(step.answered, step.total) for step in sheet.steps if step.is_current] == [(1, 3)]


def test_a_sheet_leads_back_and_on(pm):
    form = open_form(pm, {})

    first = answer_sheets.sheet_of(form, "planning")
    last = answer_sheets.sheet_of(form, "self")

    assert (first.before, first.after.code) == (None, "working")
    assert (last.before.code, last.after) == ("strategy", None)


def test_an_area_that_the_framework_does_not_have_is_no_sheet(pm):
    assert answer_sheets.sheet_of(open_form(pm, {}), "astronomy") is None


def test_the_previous_answer_is_shown_only_once_there_is_a_new_one(pm):
    answer(pm, {"reflection": 2, "integrity": 4}, on=TODAY - days(300))
    form = open_form(pm, {"reflection": 3})

    questions = answer_sheets.sheet_of(form, "self").questions

    assert [each.previous.level if each.previous else None for each in questions] == [2, None, None]
    assert questions[0].previous_at.date() == TODAY - days(300)


def test_of_several_previous_answers_the_last_one_is_shown(pm):
    answer(pm, {"reflection": 1}, on=TODAY - days(600))
    answer(pm, {"reflection": 2}, on=TODAY - days(300))

    found = answer_sheets.sheet_of(open_form(pm, {"reflection": 3}), "self")

    assert found.questions[0].previous.level == 2


def test_a_coach_is_not_shown_what_the_person_answered(pm, world):
    answer(pm, {"reflection": 1})
    form = assessing.open_coach_assessment(pm, person_of(world.coach))
    given = Answer(level=4, confidence=None)
    assessing.save_answer(form, competency("reflection"), given, seen=0, by=form.rater)

    assert answer_sheets.sheet_of(form, "self").questions[0].previous is None


def test_the_overview_says_what_is_missing(pm):
    codes = [code for code in all_codes() if code != "risk"]

    overview = answer_sheets.overview_of(open_form(pm, dict.fromkeys(codes, 2)))

    assert [question.competency.code for question in overview.missing] == ["risk"]
    assert overview.total == 28


PLANNING = ("integration", "scope", "schedule", "cost", "resources")


@pytest.mark.parametrize(
    ("answered", "area"), [((), "planning"), (PLANNING[:-1], "planning"), (PLANNING, "working")]
)
def test_a_form_goes_on_at_its_first_open_question(pm, answered, area):
    form = open_form(pm, dict.fromkeys(answered, 2))

    assert answer_sheets.first_open_area(form) == area


def test_a_form_without_open_questions_goes_on_at_its_beginning(pm):
    form = open_form(pm, dict.fromkeys(all_codes(), 3))

    assert answer_sheets.first_open_area(form) == "planning"
