from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.frames import FrameError
from capability.project_evidence import (
    context_similarity,
    experience_calendar,
    experience_months,
)

TODAY = date(2026, 6, 15)


def spells(*rows):
    return pd.DataFrame(rows, columns=["project", "started_on", "ended_on"])


def months(frame, within_years=8, as_of=TODAY):
    return experience_months(frame, as_of=as_of, within_years=within_years)


def test_a_touched_month_counts_in_full():
    # 31 January to 1 March touches three months.
    assert months(spells(("a", date(2026, 1, 31), date(2026, 3, 1)))) == 3


def test_overlapping_spells_count_once():
    # January to April and March to May: five months.
    frame = spells(
        ("a", date(2026, 1, 10), date(2026, 4, 2)), ("b", date(2026, 3, 1), date(2026, 5, 31))
    )

    assert months(frame) == 5


def test_an_open_spell_runs_to_today_and_a_planned_end_does_not_reach_further():
    assert months(spells(("a", date(2026, 4, 30), None))) == 3
    assert months(spells(("a", date(2026, 4, 30), date(2027, 4, 30)))) == 3


def test_what_begins_after_today_does_not_count_yet():
    assert months(spells(("a", TODAY + timedelta(days=1), None))) == 0
    assert months(spells(("a", TODAY, None))) == 1


def test_the_window_ends_with_the_month_of_today():
    # Two years ending with June 2026 begin with July 2024.
    frame = spells(("a", date(2024, 6, 1), date(2024, 8, 1)))

    assert months(frame, within_years=2) == 2
    assert months(frame, within_years=2, as_of=date(2026, 7, 31)) == 1
    assert months(frame, within_years=0) == 0
    assert months(frame, within_years=None) == 3


def test_a_window_of_less_than_nothing_is_refused():
    with pytest.raises(ValueError, match="within_years"):
        months(spells(), within_years=-1)


def test_no_spells_are_no_months():
    assert months(pd.DataFrame()) == 0
    assert experience_calendar(pd.DataFrame(), as_of=TODAY, within_years=8).empty


def test_a_spell_without_a_start_cannot_be_counted():
    with pytest.raises(FrameError, match="missing_value"):
        months(spells(("a", None, TODAY)))


def test_each_month_is_traced_to_its_projects():
    frame = spells(
        ("rail", date(2026, 4, 1), date(2026, 5, 1)),
        ("harbour", date(2026, 5, 9), None),
        ("harbour", date(2026, 5, 20), date(2026, 5, 30)),
    )

    calendar = experience_calendar(frame, as_of=TODAY, within_years=8)

    assert [(month.date(), project) for month, project in calendar.to_numpy()] == [
        (date(2026, 4, 1), "rail"),
        (date(2026, 5, 1), "rail"),
        (date(2026, 5, 1), "harbour"),
        (date(2026, 6, 1), "harbour"),
    ]


def test_without_names_a_spell_is_known_by_its_row():
    frame = spells(("rail", date(2026, 5, 1), date(2026, 5, 2))).drop(columns="project")

    calendar = experience_calendar(frame.set_axis([17]), as_of=TODAY, within_years=None)

    assert calendar["project"].tolist() == [17]


DAYS = st.dates(date(2015, 1, 1), date(2028, 12, 31))


@settings(max_examples=40)
@given(st.lists(st.tuples(DAYS, st.integers(0, 900)), max_size=5), st.integers(0, 10))
def test_months_agree_with_counting_days_one_by_one(rows, within_years):
    frame = spells(
        *((str(at), start, start + timedelta(days=n)) for at, (start, n) in enumerate(rows))
    )
    worked = {
        (day.year, day.month)
        for start, n in rows
        for day in (start + timedelta(days=step) for step in range(n + 1))
        if day <= TODAY
        and (TODAY.year - day.year) * 12 + TODAY.month - day.month < within_years * 12
    }

    calendar = experience_calendar(frame, as_of=TODAY, within_years=within_years)

    assert months(frame, within_years) == len(worked) == calendar["month"].nunique()


def context(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def test_the_same_setting_is_wholly_alike():
    setting = context(sector="rail", size=2.5, method="agile", country="PT", region="Europe")

    assert context_similarity(setting, setting).item() == pytest.approx(1.0)


def test_a_project_four_times_as_large_keeps_e_to_the_minus_one_of_the_size_part():
    small, large = context(size=1.0), context(size=4.0)

    assert context_similarity(small, large).item() == pytest.approx(0.25 * np.exp(-1))
    assert context_similarity(large, small).item() == pytest.approx(0.25 * np.exp(-1))


def test_a_region_stands_in_for_the_country_but_adds_nothing_to_it():
    here = context(country="PT", region="Europe")

    assert context_similarity(here, context(country="ES", region="Europe")).item() == 0.15
    assert context_similarity(here, context(country="PT", region="Europe")).item() == 0.15
    assert context_similarity(here, context(country="BR", region="America")).item() == 0


def test_what_is_unknown_adds_nothing():
    blank = context(sector=None, size=None, method=None)

    assert context_similarity(blank, blank).tolist() == [[0.0]]
    assert context_similarity(context(sector="rail"), context(method="agile")).tolist() == [[0.0]]
    assert context_similarity(pd.DataFrame(), blank).shape == (0, 1)
