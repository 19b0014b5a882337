"""What a map covers of an exam, the courses that prepare for it, and windows and ends of rules."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capability.certification import (
    Cover,
    EligibilityPath,
    ExamDomain,
    RequirementStatus,
    assess_eligibility,
    choose_preparation,
    cover_domains,
    leaves_window_on,
    net_worth,
    renewal_state,
    requirement_calendar,
    window_starts_on,
)
from capability.frames import FrameError
from capability.lifecycle import CertificateState
from capability.vocabulary import Degree, ProjectPart

TODAY = date(2026, 6, 15)
LEAD = ProjectPart.PROJECT_LEAD


def levels(**rows):
    columns = ["competency", "level", "low", "high"]
    return pd.DataFrame([(code, *row) for code, row in rows.items()], columns=columns)


def parts(*rows):
    frame = pd.DataFrame(rows, columns=["project", "started_on", "ended_on"])
    return frame.assign(part=LEAD.value)


# Domains


@pytest.mark.parametrize(
    ("row", "cover"),
    [
        ((3.0, 3.0, 3.4), Cover.COVERED),
        ((3.2, 2.9, 3.6), Cover.PERHAPS_COVERED),
        ((2.9, 2.4, 3.0), Cover.PERHAPS_THIN),
        ((2.5, 2.1, 2.9), Cover.THIN),
        # An agreed level has no range.
        ((3.0, None, None), Cover.COVERED),
        ((2.5, None, None), Cover.THIN),
        ((None, None, None), Cover.UNKNOWN),
    ],
)
def test_a_competency_is_covered_from_three_on_and_perhaps_where_the_range_crosses_it(row, cover):
    domain = ExamDomain("people", 33.0, ("leadership",))

    (found,) = cover_domains([domain], levels(leadership=row))

    assert found.cover is cover
    assert found.thin == (("leadership",) if cover in {Cover.THIN, Cover.PERHAPS_THIN} else ())


def test_a_domain_is_as_covered_as_its_least_covered_competency_that_is_known():
    domain = ExamDomain("process", 41.0, ("risk", "scope", "cost", "quality"))
    known = levels(scope=(2.8, 2.4, 3.2), risk=(4.0, 3.6, 4.4), cost=(2.0, 1.6, 2.4))

    (found,) = cover_domains([domain], known)

    assert found.cover is Cover.THIN
    assert found.thin == ("cost", "scope")
    assert dict(found.covers)["quality"] is Cover.UNKNOWN


def test_without_levels_or_competencies_nothing_can_be_said():
    bare = [ExamDomain("a", 50.0, ()), ExamDomain("b", 50.0, ("risk",))]

    assert [each.cover for each in cover_domains(bare, pd.DataFrame())] == [Cover.UNKNOWN] * 2
    assert cover_domains([], pd.DataFrame()) == ()
    with pytest.raises(FrameError):
        cover_domains(bare, levels(risk=(7.0, 6.0, 8.0)))


# Preparation


GAPS = pd.DataFrame(
    [("risk", 1.0, 20.0), ("scope", 0.5, 10.0)], columns=["competency", "gap", "weight"]
)


def choose(offer, gains, *, gaps=GAPS, budget=1000.0, hours=100.0, **facts):
    return choose_preparation(
        gaps,
        pd.DataFrame(offer, columns=["activity", "cost", "hours"]),
        pd.DataFrame(gains, columns=["activity", "competency", "gain"]),
        budget=budget,
        hours=hours,
        **{"education": {}, **facts},
    )


def test_each_next_course_closes_most_of_what_is_still_open():
    # big: 20 x .68 in risk, over .5 + .1 + .1; scope: 10 x .34 over the same; small adds .2 of
    # risk only beyond the .8 that big closes.
    offer = [("big", 100, 10), ("scope", 100, 10), ("small", 100, 10)]
    gains = [("big", "risk", 0.8), ("scope", "scope", 0.4), ("small", "risk", 0.5)]

    found = choose(offer, gains)

    assert [each.activity for each in found] == ["big", "scope", "small"]
    assert [dict(each.closes) for each in found] == [
        {"risk": 0.8},
        {"scope": 0.4},
        {"risk": pytest.approx(0.2)},
    ]


def test_a_course_that_closes_next_to_nothing_is_left_out_unless_its_hours_are_missing():
    offer, gains = [("talk", 0, 5), ("long", 0, 30)], [("talk", "risk", 0.09)]
    hours = {"talk": 5.0, "long": 30.0}

    assert choose(offer, gains, education=hours) == ()

    found = choose(offer, gains, education=hours, education_missing=35.0)
    # 30 hours for .5 + .3 of the limits are more than 5 for .5 + .05; then the talk for the rest.
    assert [(each.activity, each.closes, each.education_hours) for each in found] == [
        ("long", (), 30.0),
        ("talk", (), 5.0),
    ]


def test_what_a_course_needs_stands_before_it_and_limits_hold():
    offer = [("deep", 0, 10), ("first", 0, 10), ("dear", 2000, 10), ("endless", 0, 200)]
    gains = [(each, "risk", 0.8) for each in ("deep", "dear", "endless")] + [("first", "risk", 0.2)]

    with_first = choose(offer, gains, prerequisites=[("deep", "first")])
    without = choose(offer[:1], gains, prerequisites=[("deep", "first")])

    assert [each.activity for each in with_first] == ["first", "deep"]
    assert without == ()


def test_without_gaps_or_courses_nothing_is_chosen():
    assert choose([], []) == ()
    assert choose([("a", 0, 1)], [("a", "risk", 0.8)], gaps=GAPS.iloc[:0]) == ()


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(0, 900), st.floats(0, 60), st.floats(0, 1), st.floats(0, 1)), max_size=6
    ),
    st.randoms(use_true_random=False),
)
def test_limits_hold_nothing_is_closed_twice_and_the_order_of_the_list_does_not_matter(rows, dice):
    offer = [(f"a{place}", cost, hours) for place, (cost, hours, *_) in enumerate(rows)]
    gains = [
        (f"a{place}", code, gain)
        for place, (_c, _h, *both) in enumerate(rows)
        for code, gain in zip(("risk", "scope"), both, strict=True)
    ]
    shuffled = dice.sample(offer, len(offer))

    found = choose(offer, gains)

    assert choose(shuffled, gains) == found
    assert len(found) <= 3
    price = {activity: (cost, hours) for activity, cost, hours in offer}
    assert sum(price[each.activity][0] for each in found) <= 1000.0
    assert sum(price[each.activity][1] for each in found) <= 100.0
    closed = pd.DataFrame([pair for each in found for pair in each.closes], columns=["on", "by"])
    assert (closed.groupby("on")["by"].sum() <= pd.Series({"risk": 1.0, "scope": 0.5})[
        closed["on"].unique()
    ].sort_index() + 1e-9).all()  # fmt: skip


def test_worth_counts_levels_and_stage_against_money_and_hours():
    # .4 + .5 - 520 / 5,000 - (70 + 60) / 200 = .146
    worth = net_worth(0.4, fits_stage=True, cost=520.0, hours=70.0, renewal_hours=60.0)

    assert worth == pytest.approx(0.146)
    assert net_worth(0.4, fits_stage=False, cost=520.0, hours=70.0) == pytest.approx(-0.054)


# Windows and ends


def test_the_window_begins_with_its_first_month_and_a_month_leaves_it_as_a_whole():
    assert window_starts_on(TODAY, 8) == date(2018, 7, 1)
    assert window_starts_on(TODAY, None) is None
    assert leaves_window_on(date(2018, 7, 31), 8) == date(2026, 7, 1)
    assert leaves_window_on(date(2018, 7, 1), None) is None


def test_the_months_of_the_calendar_are_those_that_the_requirement_holds():
    # The first month lies before the window of two years; both projects touch March 2026, once.
    record = parts(
        ("ferry", date(2024, 6, 1), date(2024, 8, 10)),
        ("quay", date(2026, 1, 31), date(2026, 3, 1)),
        ("lock", date(2026, 3, 31), pd.NaT),
    )
    path = EligibilityPath(
        "x", ((9, "leading_projects"),), 2, education_hours=0, degree=Degree.NONE
    )

    (found,) = assess_eligibility([path], record, as_of=TODAY)
    calendar = requirement_calendar(record, "leading_projects", as_of=TODAY, within_years=2)

    # July and August 2024; January to June 2026. The ninth month would be July 2026, but July
    # 2024 leaves the window on that day, and August 2024 after it: with nine asked of a window
    # of 24 the lock brings them in by September.
    assert found.requirements[0].held == calendar["month"].nunique() == 8
    assert found.reached_on == date(2026, 9, 1)
    march = calendar[calendar["month"] == pd.Timestamp(2026, 3, 1)]["project"]
    assert list(march) == ["quay", "lock"]


@pytest.mark.parametrize(
    ("hours", "is_whole", "status"),
    [
        (14.0, True, RequirementStatus.NOT_YET),
        (14.0, False, RequirementStatus.TO_CONFIRM),
        (35.0, False, RequirementStatus.MET),
        (None, False, RequirementStatus.TO_CONFIRM),
    ],
)
def test_hours_that_may_not_be_all_are_to_confirm_where_they_are_too_few(hours, is_whole, status):
    path = EligibilityPath("x", education_hours=35, degree=Degree.NONE)

    (found,) = assess_eligibility(
        [path], pd.DataFrame(), as_of=TODAY, education_hours=hours, is_education_whole=is_whole
    )

    assert found.requirements[0].status is status


def units(*rows):
    return pd.DataFrame(rows, columns=["earned_on", "units"])


def test_the_end_on_the_certificate_stands_above_the_rule_and_bounds_the_cycle():
    earned = units((date(2023, 12, 31), 5), (date(2024, 1, 1), 7))

    found = renewal_state(
        date(2015, 3, 1), earned, as_of=TODAY, cycle_months=36, needed=60,
        expires_on=date(2026, 12, 31),
    )  # fmt: skip

    assert (found.expires_on, found.cycle_starts_on) == (date(2026, 12, 31), date(2024, 1, 1))
    assert (found.earned, found.missing, found.validity) == (7.0, 53.0, CertificateState.HELD)


def test_with_an_end_alone_the_cycle_is_reckoned_back_and_without_anything_every_unit_counts():
    ends = renewal_state(None, units(), as_of=TODAY, cycle_months=12, expires_on=date(2026, 6, 14))
    nothing = renewal_state(None, units((date(1999, 1, 1), 4)), as_of=TODAY, cycle_months=12)

    assert (ends.cycle_starts_on, ends.validity) == (date(2025, 6, 15), CertificateState.EXPIRED)
    assert (nothing.cycle_starts_on, nothing.expires_on, nothing.earned) == (None, None, 4.0)
    assert nothing.validity is CertificateState.HELD
