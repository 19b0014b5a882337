from datetime import date

import pandas as pd
import pytest

from capability.certification import (
    EligibilityPath,
    RequirementKind,
    RequirementStatus,
    Verdict,
    assess_eligibility,
)
from capability.frames import FrameError
from capability.vocabulary import Degree, ProjectPart

TODAY = date(2026, 6, 15)
MET, TO_CONFIRM, NOT_YET = RequirementStatus

# One requirement at a time: a path on which nothing but months is asked.
FREE = {"education_hours": 0, "degree": Degree.NONE}


def parts(*rows, **columns):
    frame = pd.DataFrame(rows, columns=["part", "started_on", "ended_on"])
    return frame.assign(**columns)


def leading(started_on, ended_on=None):
    return (ProjectPart.PROJECT_LEAD, started_on, ended_on)


def months_path(months, months_of="leading_projects", within_years=8.0):
    return EligibilityPath("only", ((months, months_of),), within_years, **FREE)


def assess(path, record=None, **facts):
    record = parts() if record is None else record
    return assess_eligibility([path], record, as_of=TODAY, **facts)[0]


def months_state(path, record):
    return assess(path, record).requirements[0]


def test_enough_months_and_nothing_else_asked_is_likely_eligible():
    # January 2025 to June 2026: 18 months.
    found = assess(months_path(18), parts(leading(date(2025, 1, 20))))

    assert found.verdict is Verdict.LIKELY_ELIGIBLE
    assert (found.requirements[0].needed, found.requirements[0].held) == (18, 18)


def test_missing_months_are_complete_on_the_first_day_of_the_month_that_completes_them():
    # 18 of 20 by June 2026, so the twentieth is August.
    found = assess(months_path(20), parts(leading(date(2025, 1, 20))))

    assert (found.verdict, found.reached_on) == (Verdict.NOT_YET, date(2026, 8, 1))
    assert found.requirements[0].missing_months == 2


def test_nothing_is_in_sight_when_no_project_is_open():
    found = assess(months_path(20), parts(leading(date(2025, 1, 20), date(2025, 12, 1))))

    assert (found.reached_on, found.requirements[0].missing_months) == (None, 8)


def test_a_project_counts_ahead_no_further_than_its_planned_end():
    record = parts(leading(date(2025, 1, 20), date(2026, 7, 31)))

    assert assess(months_path(19), record).reached_on == date(2026, 7, 1)
    assert assess(months_path(20), record).reached_on is None


def test_a_project_that_has_not_begun_is_not_counted_on():
    record = parts(leading(date(2026, 7, 1), date(2027, 7, 31)))

    assert assess(months_path(3), record).reached_on is None


def test_months_are_lost_as_they_leave_the_window():
    # January 2025 to December 2025 within two years: 12 of 12 until December 2026, when the
    # window begins with January 2025; in January 2027 it begins with February.
    found = assess(
        months_path(12, within_years=2), parts(leading(date(2025, 1, 1), date(2025, 12, 1)))
    )

    assert found.verdict is Verdict.LIKELY_ELIGIBLE
    assert found.lost_on == date(2027, 1, 1)


def test_nothing_is_lost_while_the_person_stays_or_where_no_window_is():
    open_today = parts(leading(date(2025, 1, 1)))
    closed = parts(leading(date(2015, 1, 1), date(2016, 1, 1)))

    assert assess(months_path(12, within_years=2), open_today).lost_on is None
    assert assess(months_path(12, within_years=None), closed).lost_on is None


def test_old_months_that_leave_put_the_day_off():
    # Two years to June 2026: July to September 2024 (3) and April to June 2026 (3) make 6 of 8.
    # July adds one and loses July 2024, and so on; from October on nothing is lost: 6, 6, 6, 7, 8.
    record = parts(leading(date(2024, 7, 1), date(2024, 9, 30)), leading(date(2026, 4, 1)))

    found = assess(months_path(8, within_years=2), record)

    assert found.requirements[0].held == 6
    assert found.reached_on == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("part", "counts_as"),
    [
        (ProjectPart.PROJECT_LEAD, {"leading_projects", "managing_projects", "business"}),
        (ProjectPart.DEPUTY_LEAD, {"managing_projects", "business"}),
        (ProjectPart.PROGRAMME_LEAD, {"leading_projects", "programme", "business"}),
        (ProjectPart.PORTFOLIO_LEAD, {"portfolio", "business"}),
        (ProjectPart.TEAM_MEMBER, {"business"}),
    ],
)
def test_each_part_counts_towards_its_own_kinds_of_months(part, counts_as):
    record = parts((part, date(2026, 6, 1), None))
    kinds = ("leading_projects", "managing_projects", "programme", "portfolio", "business")

    found = {kind for kind in kinds if months_state(months_path(1, kind), record).status is MET}

    assert found == counts_as


def test_business_months_outside_projects_are_to_confirm_not_missing():
    state = months_state(months_path(96, "business"), parts(leading(date(2026, 1, 1))))

    assert (state.status, state.held, state.reached_on) == (TO_CONFIRM, 6, None)


def test_months_of_a_specialism_cannot_be_read_from_parts():
    state = months_state(months_path(24, "risk"), parts(leading(date(2020, 1, 1))))

    assert (state.status, state.held, state.missing_months) == (TO_CONFIRM, None, 0)


@pytest.mark.parametrize(
    ("is_complex", "status", "held"),
    [
        ([True, True], MET, 12),
        ([True, None], TO_CONFIRM, 6),
        ([True, False], NOT_YET, 6),
        ([None, None], TO_CONFIRM, 0),
    ],
)
def test_months_on_projects_of_unknown_complexity_are_to_confirm(is_complex, status, held):
    record = parts(
        leading(date(2025, 1, 1), date(2025, 6, 30)),
        leading(date(2025, 7, 1), date(2025, 12, 31)),
        is_complex=pd.Series(is_complex, dtype=object),
    )

    state = months_state(months_path(12, "complex_projects"), record)

    assert (state.status, state.held) == (status, held)


def test_without_any_word_on_complexity_it_is_unknown():
    record = parts(leading(date(2025, 1, 1), date(2025, 12, 31)))

    assert months_state(months_path(12, "complex_projects"), record).status is TO_CONFIRM


def test_months_that_the_rule_does_not_tell_are_to_confirm():
    found = assess(EligibilityPath("x", experience=None, **FREE), parts(leading(date(2020, 1, 1))))

    (state,) = found.requirements
    assert (state.kind, state.needed, state.held) == (RequirementKind.MONTHS, None, None)
    assert found.verdict is Verdict.TO_CONFIRM


def test_several_kinds_of_months_are_all_asked():
    path = EligibilityPath("b", ((12, "managing_projects"), (6, "programme")), 8, **FREE)

    found = assess(path, parts(leading(date(2025, 1, 1))))

    assert [each.status for each in found.requirements] == [MET, NOT_YET]
    assert (found.verdict, found.reached_on) == (Verdict.NOT_YET, None)


def test_months_of_every_kind_are_there_at_once_or_no_day_is_named():
    # Within three years: the 6 months of managing from January 2024 are too few from January
    # 2027 on; those of leading a programme since May 2026 are 8 in December 2026 and 12 in April.
    record = parts(
        leading(date(2024, 1, 1), date(2024, 6, 30)),
        (ProjectPart.PROGRAMME_LEAD, date(2026, 5, 1), None),
    )

    def reached(programme):
        asked = ((6, "managing_projects"), (programme, "programme"))
        return assess(EligibilityPath("b", asked, 3, **FREE), record)

    assert reached(8).reached_on == date(2026, 12, 1)
    assert reached(12).requirements[1].reached_on == date(2027, 4, 1)
    assert reached(12).reached_on is None
    assert reached(12).lost_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("needed", "hours", "status"),
    [(35, 35, MET), (35, 34.5, NOT_YET), (35, None, TO_CONFIRM), (None, 99, TO_CONFIRM)],
)
def test_education_hours_are_compared_where_both_sides_are_known(needed, hours, status):
    path = EligibilityPath("x", education_hours=needed, degree=Degree.NONE)

    (state,) = assess(path, education_hours=hours).requirements

    assert (state.kind, state.status) == (RequirementKind.EDUCATION_HOURS, status)
    assert state.missing_months == 0


@pytest.mark.parametrize(
    ("needed", "held", "status"),
    [
        (Degree.SECONDARY, Degree.BACHELOR, MET),
        (Degree.BACHELOR, Degree.BACHELOR, MET),
        (Degree.ACCREDITED, Degree.BACHELOR, NOT_YET),
        (Degree.SECONDARY, Degree.NONE, NOT_YET),
        (Degree.SECONDARY, None, TO_CONFIRM),
        (None, Degree.ACCREDITED, TO_CONFIRM),
    ],
)
def test_a_higher_degree_includes_the_lower(needed, held, status):
    path = EligibilityPath("x", education_hours=0, degree=needed)

    (state,) = assess(path, degree=held).requirements

    assert (state.kind, state.status) == (RequirementKind.DEGREE, status)


@pytest.mark.parametrize(
    ("held", "status"),
    [({"capm", "csm"}, MET), (set(), NOT_YET), (None, TO_CONFIRM)],
)
def test_any_one_of_the_prerequisites_suffices(held, status):
    path = EligibilityPath("x", prerequisites=("pmp", "capm"), **FREE)

    found = assess(path, certificates=held)

    assert found.requirements[0].status is status
    assert found.requirements[0].held == (("capm",) if held else None if held is None else ())
    assert found.reached_on is None


def test_a_path_that_asks_nothing_is_open():
    found = assess(EligibilityPath("entry", **FREE), pd.DataFrame())

    assert (found.verdict, found.requirements) == (Verdict.LIKELY_ELIGIBLE, ())


def three_paths():
    return [
        EligibilityPath("secondary", ((60, "leading_projects"),), 8, 35, Degree.SECONDARY),
        EligibilityPath("bachelor", ((36, "leading_projects"),), 8, 35, Degree.BACHELOR),
        EligibilityPath("accredited", ((24, "leading_projects"),), 8, 35, Degree.ACCREDITED),
    ]


def ordered(record, **facts):
    found = assess_eligibility(three_paths(), record, as_of=TODAY, **facts)
    return [each.path.code for each in found]


def test_the_closest_path_comes_first():
    # 30 months: January 2024 to June 2026.
    record = parts(leading(date(2024, 1, 1)))

    assert ordered(record, degree=Degree.BACHELOR, education_hours=35) == [
        *("bachelor", "secondary", "accredited")
    ]
    assert ordered(record, degree=Degree.ACCREDITED, education_hours=35)[0] == "accredited"
    assert ordered(record)[0] == "accredited"
    # 42 months: enough with a degree that is not held, and 18 short of those asked without it.
    longer = parts(leading(date(2023, 1, 1)))
    assert ordered(longer, degree=Degree.SECONDARY, education_hours=35)[0] == "secondary"


def test_paths_equally_far_keep_their_order():
    twins = [EligibilityPath(code, **FREE) for code in ("b", "a")]

    found = assess_eligibility(twins, pd.DataFrame(), as_of=TODAY)

    assert [each.path.code for each in found] == ["b", "a"]


def test_an_unknown_part_is_refused():
    with pytest.raises(FrameError, match="unknown_value"):
        assess(months_path(1), parts(("sponsor", date(2025, 1, 1), None)))


def test_months_on_parts_that_are_not_confirmed_are_to_confirm():
    # 48 calendar months from January 2020 to December 2023, all within eight years.
    record = parts(leading(date(2020, 1, 1), date(2023, 12, 31)), is_confirmed=0.0)

    found = months_state(months_path(36), record)

    assert (found.status, found.held, found.at_most) == (TO_CONFIRM, 0, 48)
    assert found.months_to_confirm == 48


@pytest.mark.parametrize(
    ("needed", "status", "more", "is_to_confirm"),
    [(6, MET, 0, False), (9, TO_CONFIRM, 6, True), (18, NOT_YET, 6, True)],
)
def test_what_rests_on_months_to_confirm_says_so_unless_others_suffice(
    needed, status, more, is_to_confirm
):
    # Six months that are confirmed, and six that are not and go on.
    record = parts(
        leading(date(2025, 1, 1), date(2025, 6, 30)),
        leading(date(2026, 1, 1)),
        is_confirmed=[1.0, 0.0],
    )

    found = assess(months_path(needed), record)

    (state,) = found.requirements
    assert (state.status, state.held, state.months_to_confirm) == (status, 6, more)
    assert found.is_to_confirm is is_to_confirm


def test_a_path_whose_experience_is_not_known_is_to_confirm():
    found = assess(EligibilityPath("ask", experience=None, **FREE))

    assert found.verdict is Verdict.TO_CONFIRM
    assert found.requirements[0].needed is None
