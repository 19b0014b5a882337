"""Numbers, money and dates as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_babel import force_locale

from assessments import filters
from assessments.database import now
from assessments.labels.plans import PLAN_STATUSES
from capability.lifecycle import PlanStatus

DAY = date(2026, 3, 7)


@pytest.fixture(autouse=True)
def _english(app):
    with app.test_request_context():
        yield


@pytest.fixture
def _chinese():
    with force_locale("zh_CN"):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3.0"), (2.449, "2.4"), (-0.01, "0.0"), (None, "–"), (float("nan"), "–")],
)
def test_a_level_has_one_decimal(value, text):
    assert filters.level(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (2.5, "2.5"), (None, "–"), (float("nan"), "–")]
)
def test_what_is_asked_has_no_more_decimals_than_it_needs(value, text):
    assert filters.asked(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1250.0, "€1,250"), (12.5, "€12.50"), (0.0, "no cost"), (None, "cost not known")],
)
def test_money_has_cents_only_where_there_are_some(value, text):
    assert filters.money(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(8.0, "8 h"), (1.25, "1.2 h"), (1200.0, "1,200 h"), (None, "hours not known")],
)
def test_hours_have_their_unit(value, text):
    assert filters.hours(value) == text


def test_dates_are_written_out():
    assert filters.day(DAY) == "7 March 2026"
    assert filters.short_day(DAY) == "7 Mar"
    assert filters.month(DAY) == "March 2026"


@pytest.mark.usefixtures("_chinese")
def test_dates_in_chinese_are_as_chinese_writes_them():
    assert filters.day(DAY) == "2026年3月7日"
    assert filters.short_day(DAY) == "3月7日"
    assert filters.month(DAY) == "2026年3月"


def test_a_date_that_is_unknown_is_said_to_be():
    assert (filters.day(None), filters.short_day(None), filters.month(None)) == (
        "no date",
        "",
        "no date",
    )


def test_a_period_names_its_year_once():
    assert filters.period(DAY, DAY) == "7 March 2026"
    assert filters.period(DAY, date(2026, 5, 1)) == "7 Mar – 1 May 2026"


def test_a_period_over_new_year_names_both_years():
    assert filters.period(date(2026, 12, 1), date(2027, 1, 5)) == "1 December 2026 – 5 January 2027"


@pytest.mark.usefixtures("_chinese")
def test_a_period_in_chinese_begins_with_its_year():
    assert filters.period(DAY, date(2026, 5, 1)) == "2026年3月7日 – 5月1日"
    assert filters.period(DAY, date(2027, 5, 1)) == "2026年3月7日 – 2027年5月1日"


def test_the_time_of_day_has_no_seconds():
    assert filters.clock(datetime(2026, 3, 7, 9, 5, 59, tzinfo=UTC)) == "09:05"


def test_an_age_is_in_days():
    assert filters.age(now()) == "today"
    assert filters.age(now() + timedelta(days=1)) == "today"
    assert filters.age(now() - timedelta(days=1)) == "1 day"
    assert filters.age(now() - timedelta(days=6)) == "6 days"


def test_months_are_counted_in_words():
    assert (filters.months_count(1), filters.months_count(36)) == ("1 month", "36 months")


def test_a_value_is_shown_by_its_words():
    assert filters.words(PlanStatus.ENDORSED, PLAN_STATUSES) == "With HR"


def test_names_stand_in_a_row():
    assert filters.listed(["Risk", "Scope"]) == "Risk, Scope"


def test_today_is_the_day_in_universal_time():
    assert filters.today() == now().date()


def test_outside_a_request_dates_are_in_english(app):
    with app.app_context():
        assert filters.day(DAY) == "7 March 2026"
