"""Cells as people write them: what is understood is taken, everything else is named."""

from datetime import date, timedelta

import pytest

from assessments.database import now
from assessments.models.project import Project
from capability.vocabulary import DeliveryMethod, ProjectStatus
from tests.assessments.services.importing.lists import count, project, reasons, take_projects


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Active", ProjectStatus.ACTIVE),
        ("in progress", ProjectStatus.ACTIVE),
        ("Approved", ProjectStatus.PROPOSED),
        ("Completed", ProjectStatus.CLOSED),
        ("Terminated", ProjectStatus.STOPPED),
        ("Dropped", ProjectStatus.STOPPED),
        ("已完成", ProjectStatus.CLOSED),
    ],
)
def test_a_status_is_understood_in_other_words_too(word, status):
    take_projects("project code;Project name;Status", f"P1;Dam;{word}")

    assert project("P1").status is status


def test_a_status_that_means_nothing_here_is_named_with_the_words_that_do():
    report = take_projects("code,name,status", "P1,Dam,green")

    assert reasons(report) == [
        (2, "status", "This word is not known: use one of proposed, active, closed, stopped.")
    ]


def test_planned_and_actual_dates_and_costs_in_millions_are_understood():
    take_projects(
        "project_id,project,status,method,effective_date,closing_planned,closing_actual,"
        "cost_planned_musd,Cost actual (million EUR)",
        'P1,Dam,Closed,Waterfall,2004-10-26,2008-06-30,2012-06-19,579.2,"1,446.663"',
    )

    taken = project("P1")
    assert (taken.started_on, taken.planned_end_on) == (date(2004, 10, 26), date(2008, 6, 30))
    assert (taken.ended_on, taken.method) == (date(2012, 6, 19), DeliveryMethod.PREDICTIVE)
    assert (taken.planned_cost, taken.actual_cost) == (579_200_000, 1_446_663_000)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("31/02/2020", "There is no such day."),
        ("2020-02-30", "There is no such day."),
        ("1900", "This is not a date: write it as year-month-day, for example 2024-05-31."),
        ("1900-01-01", "The year is not between 1950 and 2100."),
        ("43831", "This is not a date: write it as year-month-day, for example 2024-05-31."),
        ("soon", "This is not a date: write it as year-month-day, for example 2024-05-31."),
        (
            "03/04/2020",
            "Day and month cannot be told apart: write year-month-day, for example 2024-05-31.",
        ),
        ((now().date() + timedelta(days=3)).isoformat(), "The day lies in the future."),
    ],
)
def test_a_date_that_cannot_be_is_named_with_its_reason(day, reason):
    report = take_projects("code,name,status,approval_date", f"P1,Dam,active,{day}")

    assert reasons(report) == [(2, "approval_date", reason)]
    assert report.rejections[0].value == day
    assert count(Project) == 0


@pytest.mark.parametrize(
    "day",
    ["2020-04-03", "2020/4/3", "2020年4月3日", "3.4.2020", "3 Apr 2020", "2020-04-03 00:00:00"],
)
def test_a_date_is_understood_as_people_write_it(day):
    take_projects("code,name,status,approval_date", f"P1,Dam,active,{day}")

    assert project("P1").approved_on == date(2020, 4, 3)


@pytest.mark.parametrize(
    ("telling", "expected"), [("25/12/2019", date(2020, 4, 3)), ("12/25/2019", date(2020, 3, 4))]
)
def test_one_date_tells_how_a_whole_file_orders_day_and_month(telling, expected):
    take_projects(
        "code,name,status,approval_date",
        "P1,Dam,active,03/04/2020",
        f"P2,Road,active,{telling}",
    )

    assert project("P1").approved_on == expected


@pytest.mark.parametrize(
    ("cost", "reason"),
    [
        ("-5", "The number is negative."),
        ("inf", "This is not a number."),
        ("about 3", "This is not a number."),
        ("1e9", "This is not a number."),
        ("1.2.3,4,5", "This is not a number."),
        ("9" * 18, "The number is too large."),
    ],
)
def test_a_cost_that_cannot_be_is_named_with_its_reason(cost, reason):
    report = take_projects("code\tname\tstatus\tbudget", f"P1\tDam\tactive\t{cost}")

    assert reasons(report) == [(2, "budget", reason)]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("1,234", 1234),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234 567", 1234567),
        ("€ 12.50", 12.5),
        ("1,234,567", 1234567),
        ("12,5", 12.5),
        ("nan", None),
    ],
)
def test_a_cost_is_understood_as_people_write_it(cost, expected):
    take_projects("code\tname\tstatus\tbudget", f"P1\tDam\tactive\t{cost}")

    assert project("P1").planned_cost == expected


def test_in_a_file_with_semicolons_the_comma_is_the_decimal_mark_and_a_lone_point_is_not_guessed():
    report = take_projects(
        "code;name;status;budget", "P1;Dam;active;1234,567", "P2;Road;active;1.234"
    )

    assert project("P1").planned_cost == 1234.57
    assert [row for row, _column, _reason in reasons(report)] == [3]
