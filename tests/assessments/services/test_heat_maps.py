"""The heat map: who stands in which row, what a cell says, and which gaps to be alert to."""

import pytest

from assessments.database import db, now
from assessments.models.people import Department
from assessments.permissions import Access
from assessments.queries import cohorts
from assessments.queries.cohorts import Cohort, Grouping
from assessments.services import cohort_gaps, demand, heat_maps
from assessments.services.heat_maps import heat_of
from capability.gaps import NAMED_GAPS, Standing
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import (
    TODAY,
    activity,
    answer,
    bystander,
    clear_catalogue,
    crowd,
    person_of,
    role,
)


@pytest.fixture
def coach(app, world):
    with app.test_request_context():
        yield person_of(world.coach)
        db.session.remove()


def shown(cohort, *, grouping=Grouping.DEPARTMENT, area="", page=1, today=TODAY):
    found = cohorts.page_of(cohort, grouping, page)
    numbers = heat_maps.numbers_of(found, today=today)
    return heat_maps.heat_map(found, numbers, grouping=grouping, area=area)


def alerts(cohort, *, area="", number=1):
    page = cohorts.page_of(cohort, Grouping.DEPARTMENT, 1)
    numbers = cohort_gaps.numbers_of(cohort, page, today=TODAY)
    return cohort_gaps.alerts_of(numbers, area=area, page=number)


def names_of(heat_map):
    return [row.person.name for row in heat_map.rows]


# Six colours between -1.25, -0.75, -0.25, 0.25 and 0.75; a boundary belongs to the stronger one.
@pytest.mark.parametrize(
    ("distance", "heat"),
    [
        (-3.0, 1), (-1.25, 1), (-1.24, 2), (-0.75, 2), (-0.74, 3), (-0.25, 3), (-0.24, 4),
        (0.0, 4), (0.24, 4), (0.25, 5), (0.74, 5), (0.75, 6), (3.0, 6),
    ],
)  # fmt: skip
def test_a_distance_has_one_of_six_colours(distance, heat):
    assert heat_of(distance) == heat


def test_each_desk_shows_the_people_it_looks_after(coach, world):
    head, hr = person_of(world.head), person_of(world.hr)
    headless = person_of(world.headless)

    assert names_of(shown(Cohort(coach, Access.PMO_COACH))) == ["Lin Yue", "Nadia Karim"]
    assert names_of(shown(Cohort(head, Access.DEPARTMENT_HEAD))) == ["Lin Yue", "Nadia Karim"]
    assert names_of(shown(Cohort(headless, Access.DEPARTMENT_HEAD))) == []
    assert names_of(shown(Cohort(hr, Access.HR_REVIEWER))) == [
        "Lin Yue", "Nadia Karim", "Piet Visser", "Sefa Tuala",
    ]  # fmt: skip


def test_who_has_left_is_not_shown_and_who_has_no_account_yet_is(coach, world):
    person_of(world.pm).left_on = TODAY
    bystander("Ada Brook", role=role("project_manager"))
    hr = person_of(world.hr)

    found = names_of(shown(Cohort(hr, Access.HR_REVIEWER)))

    assert "Ada Brook" in found
    assert "Lin Yue" not in found


def test_people_stand_by_name_within_department_or_role_whatever_their_levels(coach, world):
    pm, other = person_of(world.pm), person_of(world.coaching_pm)
    answer(pm, {"risk": 5, "scope": 5}, on=TODAY)
    answer(other, {"risk": 0, "scope": 0}, on=TODAY)
    other.department = Department(code="bridges", name=pm.department.name)
    db.session.commit()
    cohort = Cohort(coach, Access.PMO_COACH)

    by_department, by_role = shown(cohort), shown(cohort, grouping=Grouping.ROLE)

    assert [group.code for group in by_department.groups] == ["bridges", "delivery"]
    assert [group.code for group in by_role.groups] == ["project_manager", "senior_project_manager"]
    assert names_of(by_role) == ["Lin Yue", "Nadia Karim"]


def test_an_area_opens_into_its_competencies_and_an_unknown_one_does_not(coach):
    cohort = Cohort(coach, Access.PMO_COACH)

    areas, opened, unknown = (shown(cohort, area=each) for each in ("", "commercial", "nowhere"))

    assert [column.code for column in areas.columns][:3] == ["planning", "working", "commercial"]
    assert areas.area is None
    assert [column.code for column in opened.columns] == [
        "risk", "issues", "procurement", "commercial_sense",
    ]  # fmt: skip
    assert opened.area.code == "commercial"
    assert unknown.columns == areas.columns


def test_a_cell_holds_level_distance_standing_and_whether_it_is_uncertain(coach, world):
    pm = person_of(world.pm)
    answer(pm, {"risk": 1, "procurement": 3}, on=TODAY)

    opened = shown(Cohort(coach, Access.PMO_COACH), area="commercial")
    row = next(row for row in opened.rows if row.person.id == pm.id)
    risk, issues = row.cells[0], row.cells[1]

    # A project manager is asked 3.5 in risk; the own answer is 1: claimed, so perhaps short.
    assert (risk.place.level, risk.place.required, risk.heat) == (1.0, 3.5, 1)
    assert risk.place.standing is Standing.PERHAPS_SHORT
    assert risk.is_uncertain
    assert (issues.place.level, issues.heat, issues.is_uncertain) == (None, None, False)


def test_a_sure_standing_is_not_uncertain_however_wide_its_range(coach, world):
    pm = person_of(world.pm)
    answer(pm, {"risk": 1}, on=TODAY)
    answer(pm, {"risk": 1}, rater=coach, source=AssessmentSource.COACH, on=TODAY)

    opened = shown(Cohort(coach, Access.PMO_COACH), area="commercial")
    cells = [cell for row in opened.rows for cell in row.cells if cell.place.level is not None]

    assert any(cell.place.standing is Standing.SHORT for cell in cells)
    assert not any(cell.is_uncertain for cell in cells if cell.place.standing in heat_maps.SURE)


def test_the_list_says_the_same_by_area(coach, world):
    answer(person_of(world.pm), {"risk": 1}, on=TODAY)

    opened = shown(Cohort(coach, Access.PMO_COACH), area="commercial")
    risk = opened.by_column[0]

    assert [person.name for person in risk.perhaps] == ["Lin Yue"]
    assert risk.short == ()
    assert [person.name for person in risk.unknown] == ["Nadia Karim"]


def test_pages_hold_fifty_names_and_only_those_are_reckoned(coach):
    crowd(60, coach=coach, department_id=None)
    cohort = Cohort(coach, Access.PMO_COACH)

    first, second, beyond = (shown(cohort, page=page, today=now().date()) for page in (1, 2, 99))

    assert (first.page.first, first.page.last, first.page.total) == (1, 50, 62)
    assert (second.page.first, second.page.last, second.page.has_next) == (51, 62, False)
    assert names_of(beyond) == names_of(second)
    assert not set(names_of(first)) & set(names_of(second))


def test_a_cohort_is_narrowed_by_department_and_role(coach, world):
    hr = person_of(world.hr)

    def narrowed(**facts):
        return names_of(shown(Cohort(hr, Access.HR_REVIEWER, **facts)))

    assert narrowed(department="systems") == ["Piet Visser", "Sefa Tuala"]
    assert narrowed(department="systems", role="project_manager") == ["Piet Visser"]
    assert narrowed(department="nowhere") == []
    choices = cohorts.choices_in(hr, Access.HR_REVIEWER)
    assert list(choices.departments) == ["delivery", "systems"]
    assert next(iter(choices.roles)) == "associate_project_manager"


def test_alerts_name_critical_gaps_first_then_by_area_and_name(coach, world):
    for part in (world.pm, world.coaching_pm):
        person = person_of(part)
        codes = ["risk", "scope", "coaching", "strategy", "reflection"]
        answer(person, dict.fromkeys(codes, 0), on=TODAY)
        answer(
            person, dict.fromkeys(codes, 0), rater=coach, source=AssessmentSource.COACH, on=TODAY
        )
    cohort = Cohort(coach, Access.PMO_COACH)

    found = alerts(cohort)
    order = [area.code for area in heat_maps.areas()]
    keys = [
        (not each.place.is_critical, order.index(each.place.area), each.person.name)
        for each in found.rows
    ]

    assert found.total >= 6
    assert keys == sorted(keys)
    assert {each.place.standing for each in found.rows} <= set(NAMED_GAPS)
    risk_only = alerts(cohort, area="commercial")
    assert {each.place.code for each in risk_only.rows} == {"risk"}


def test_demand_counts_people_and_names_what_answers_them_and_what_nothing_answers(coach, world):
    clear_catalogue()
    answer(person_of(world.pm), {"risk": 1, "scope": 1}, on=TODAY)
    answer(person_of(world.coaching_pm), {"risk": 1}, on=TODAY)
    activity("risk_days", {"risk": 0.5}, up_to=2.0)
    activity("too_low", {"risk": 0.5}, up_to=1.0)

    found = demand.demand_of(Cohort(coach, Access.PMO_COACH), coach, today=TODAY)

    # Both said 1 of what is asked; up to level 1 nothing is gained by whoever stands there.
    assert [(need.code, need.count) for need in found.needs] == [("risk", 2), ("scope", 1)]
    risk, scope = found.needs
    assert [name for _, name in risk.perhaps] == ["Lin Yue", "Nadia Karim"]
    assert risk.short == ()
    assert [(each.activity.code, each.people) for each in risk.answers] == [("risk_days", 2)]
    assert found.unanswered == (scope,)


def test_a_cohort_of_nobody_needs_nothing(coach, world):
    cohort = Cohort(coach, Access.PMO_COACH, department="nowhere")

    assert demand.demand_of(cohort, coach, today=TODAY).needs == ()
    assert alerts(cohort).total == 0
    assert list(shown(cohort).rows) == []


def test_of_a_cohort_too_large_to_wait_for_only_those_shown_are_looked_at(
    coach, world, monkeypatch
):
    monkeypatch.setattr(cohort_gaps, "MOST_PEOPLE", 1)
    monkeypatch.setattr(cohorts, "PAGE", 1)
    for part in (world.pm, world.coaching_pm):
        answer(person_of(part), {"risk": 0}, on=TODAY)

    found = alerts(Cohort(coach, Access.PMO_COACH))

    assert found.people == 1
    assert {each.person.name for each in found.rows} == {"Lin Yue"}
