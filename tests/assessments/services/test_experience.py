"""Months of experience: counted from dates that are known, never made up."""

from datetime import date

import pytest

from assessments.services import experience
from capability.vocabulary import ProjectPart, ProjectStatus
from tests.assessments.builders import TODAY, lead, person_of

pytestmark = pytest.mark.usefixtures("session")

ACTIVE = ProjectStatus.ACTIVE


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


def months_led(person):
    return experience.months_led(person, today=TODAY)


def test_a_calendar_month_that_was_touched_counts_once(pm):
    # 20 January to 2 April 2025 touches four months; February to March 2025 lies within them.
    long = lead(pm, started_on=date(2025, 1, 20), ended_on=date(2025, 4, 2))
    short = lead(pm, started_on=date(2025, 2, 1), ended_on=date(2025, 3, 31))

    found = months_led(pm)

    assert found.months == 4
    assert [(part.id, count) for part, count in found.by_project] == [(long.id, 4), (short.id, 2)]


def test_an_open_project_counts_until_today(pm):
    lead(pm, started_on=date(2026, 1, 31), status=ACTIVE)

    assert months_led(pm).months == 6  # January to June 2026


def test_only_the_last_eight_years_count(pm):
    # Of 102 months from January 2018 to June 2026 the last 96 lie within eight years.
    lead(pm, started_on=date(2018, 1, 1), status=ACTIVE)

    assert months_led(pm).months == 96


@pytest.mark.parametrize(
    ("started_on", "ended_on", "status"),
    [
        (date(2025, 1, 1), None, ProjectStatus.CLOSED),
        (date(2025, 1, 1), None, ProjectStatus.STOPPED),
        (None, date(2025, 1, 1), ProjectStatus.CLOSED),
        (date(2025, 1, 1), date(2024, 1, 1), ProjectStatus.CLOSED),
    ],
)
def test_a_project_without_its_dates_gives_no_months_and_says_so(pm, started_on, ended_on, status):
    part = lead(pm, started_on=started_on, ended_on=ended_on, status=status)

    found = months_led(pm)

    assert found.months == 0
    assert found.by_project == ()
    assert [each.id for each in found.missing_dates] == [part.id]


def test_a_proposed_project_gives_no_months_and_misses_nothing(pm):
    lead(pm, started_on=None, status=ProjectStatus.PROPOSED)

    assert months_led(pm).missing_dates == ()
    assert months_led(pm).months == 0


def test_the_own_dates_of_a_part_come_before_those_of_the_project(pm):
    part = lead(pm, started_on=date(2025, 1, 1), ended_on=date(2025, 12, 31))
    part.started_on, part.ended_on = date(2025, 3, 1), date(2025, 4, 30)

    assert months_led(pm).months == 2


def test_a_project_begins_with_its_approval_where_its_start_is_unknown(pm):
    part = lead(pm, started_on=None, ended_on=date(2025, 3, 31))
    part.project.approved_on = date(2025, 2, 1)

    assert months_led(pm).months == 2


def test_only_parts_that_lead_count(pm):
    lead(
        pm,
        started_on=date(2025, 1, 1),
        ended_on=date(2025, 12, 31),
        part=ProjectPart.TEAM_MEMBER,
    )

    assert months_led(pm).months == 0


def test_parts_to_be_confirmed_are_counted_as_such(pm):
    lead(pm, started_on=date(2025, 1, 1), ended_on=date(2025, 2, 1), is_confirmed=False)
    lead(pm, started_on=date(2025, 1, 1), ended_on=date(2025, 2, 1))

    assert months_led(pm).to_confirm == 1


def test_whether_a_project_is_complex_stays_unknown_where_nobody_said(pm):
    parts = [
        lead(pm, started_on=date(2025, 1, 1), status=ACTIVE, complexity=complexity)
        for complexity in (None, 2, 3)
    ]

    frame = experience.parts_frame(parts)

    assert frame["is_complex"].isna().tolist() == [True, False, False]
    assert frame["is_complex"].tolist()[1:] == [0.0, 1.0]


def test_somebody_without_projects_has_led_no_month(pm):
    found = months_led(pm)

    assert (found.months, found.by_project, found.missing_dates, found.to_confirm) == (0, (), (), 0)
