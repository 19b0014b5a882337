from datetime import date, timedelta

import pandas as pd
import pytest

from capability.certification import (
    EligibilityPath,
    assess_eligibility,
    renewal_state,
    requirement_calendar,
)
from capability.frames import FrameError
from capability.lifecycle import CertificateState
from capability.vocabulary import Degree, ProjectPart

ISSUED = date(2024, 3, 1)
LAST = date(2027, 2, 28)


def units(*rows):
    return pd.DataFrame(rows, columns=["earned_on", "units"])


def state(rows=(), as_of=date(2026, 6, 15), **rule):
    return renewal_state(ISSUED, units(*rows), as_of=as_of, **({"cycle_months": 36} | rule))


@pytest.mark.parametrize(
    ("days_after", "expected"),
    [
        (-91, CertificateState.HELD),
        (-90, CertificateState.SOON),
        (0, CertificateState.SOON),
        (1, CertificateState.EXPIRED),
    ],
)
def test_a_certificate_is_valid_to_the_day_before_its_cycle_has_passed(days_after, expected):
    found = state(as_of=LAST + timedelta(days=days_after))

    assert (found.expires_on, found.days_left) == (LAST, -days_after)
    assert found.validity is expected


def test_what_never_expires_is_valid():
    found = state(cycle_months=None)

    assert (found.validity, found.expires_on, found.days_left) == (
        CertificateState.HELD,
        None,
        None,
    )


def test_units_of_the_cycle_count_until_today_and_say_when_they_were_complete():
    found = state(
        [
            (date(2025, 5, 1), 40),
            (date(2024, 2, 29), 99),
            (date(2024, 3, 1), 15),
            (date(2025, 6, 1), 10),
            (date(2026, 6, 16), 99),
        ],
        needed=60,
    )

    assert (found.earned, found.missing, found.reached_on) == (65, 0, date(2025, 6, 1))


def test_what_is_missing_is_the_rest_and_nothing_is_reached_yet():
    found = state([(date(2025, 5, 1), 12.5)], needed=60)

    assert (found.needed, found.earned, found.missing) == (60, 12.5, 47.5)
    assert found.reached_on is None


def test_a_renewal_begins_a_new_cycle():
    found = state([(date(2025, 5, 1), 30)], needed=60, renewed_on=date(2026, 3, 1))

    assert (found.cycle_starts_on, found.expires_on) == (date(2026, 3, 1), date(2029, 2, 28))
    assert found.earned == 0


@pytest.mark.parametrize("rule", [{"cycle_months": 0}, {"needed": -1}])
def test_a_rule_makes_sense(rule):
    with pytest.raises(ValueError, match="outside its range"):
        state(**rule)


def test_units_are_not_negative():
    with pytest.raises(FrameError, match="units"):
        state([(date(2025, 5, 1), -1)])


def test_the_months_of_a_requirement_are_traced_to_the_projects_that_count():
    parts = pd.DataFrame(
        [
            ("rail", ProjectPart.PROJECT_LEAD, date(2026, 1, 20), date(2026, 3, 1), 1, 1),
            ("sea", ProjectPart.PROJECT_LEAD, date(2026, 3, 1), None, 0, 1),
            ("air", ProjectPart.PROJECT_LEAD, date(2025, 1, 1), date(2025, 2, 1), 1, 0),
            ("road", ProjectPart.TEAM_MEMBER, date(2025, 1, 1), None, 1, 1),
        ],
        columns=["project", "part", "started_on", "ended_on", "is_complex", "is_confirmed"],
    )

    def calendar(kind, within_years=None):
        return requirement_calendar(parts, kind, as_of=date(2026, 4, 15), within_years=within_years)

    led = calendar("leading_projects")
    assert [(day.month, project) for day, project in led.to_numpy()] == [
        (1, "rail"),
        (2, "rail"),
        (3, "rail"),
        (3, "sea"),
        (4, "sea"),
    ]
    assert calendar("complex_projects")["project"].unique().tolist() == ["rail"]
    assert len(calendar("leading_projects", within_years=0.25)) == 4
    assert calendar("specialism").empty
    path = EligibilityPath("x", ((9, "leading_projects"),), None, 0, Degree.NONE)
    (found,) = assess_eligibility([path], parts, as_of=date(2026, 4, 15))
    assert found.requirements[0].held == led["month"].nunique()
