"""Fairness: rates by group, what is said of them, and that no small group can be found."""

from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from assessments.database import LocalText, db, now
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.mentoring import Mentorship
from assessments.models.people import AccessRole, Account, Department, Person
from assessments.permissions import Access
from assessments.queries import figures
from assessments.queries.budget_years import BudgetYear
from assessments.queries.fairness import Dimension, Measure
from assessments.queries.figure_kinds import Period
from assessments.services import fair_rates, registering
from capability.fairness import Finding, impact_ratio
from capability.lifecycle import MentorshipStatus, PlanStatus
from capability.vocabulary import ActivityKind
from tests.assessments.builders import TODAY, activity, person_of, role

YEAR = Period(BudgetYear(2026, 1), TODAY)
MADE = now()


@pytest.fixture
def people(session):
    """Forty in the north, forty in the south, six on the isle; nobody else is counted."""
    for person in db.session.scalars(db.select(Person)).unique():
        person.left_on = TODAY
    course = activity("risk_course", {"risk": 0.5})
    access = db.session.scalars(
        db.select(AccessRole).where(AccessRole.name == Access.PROJECT_MANAGER)
    ).one()
    found = {}
    # Of each, how many take something; sites are crossed with departments.
    for name, count, taking in (("north", 40, 24), ("south", 40, 12), ("isle", 6, 3)):
        department = Department(code=name, name=LocalText(en=name.capitalize()))
        for number in range(count):
            person = Person(
                name=f"{name} {number}",
                called=name,
                email=f"{name}-{number}@example.org",
                department=department,
                role=role("project_manager"),
                site="Pier" if number < 3 and name == "north" else "Quay",
                working_percent=60 if number % 2 else 100,
                account=Account(
                    email=f"{name}-{number}@example.org",
                    password="",
                    fs_uniquifier=f"{name}-{number}",
                    roles=[access],
                ),
            )
            db.session.add(person)
            found[name, number] = person
            if number < taking:
                db.session.add(plan(person, course.id))
    db.session.commit()
    return found


def plan(person, activity_id, *, is_sent=True):
    return DevelopmentPlan(
        person=person,
        starts_on=YEAR.year.starts_on,
        ends_on=YEAR.year.ends_on,
        status=PlanStatus.SUBMITTED,
        created_at=MADE,
        changed_at=MADE,
        first_submitted_at=MADE if is_sent else None,
        items=[
            PlanItem(
                kind=ActivityKind.COURSE,
                title="Risk",
                activity_id=activity_id,
                starts_on=TODAY,
                due_on=TODAY,
                cost=500.0,
                hours=10.0,
            )
        ],
    )


def sheets():
    return {sheet.dimension: sheet for sheet in fair_rates.sheets_of(YEAR)}


def rates(sheet, measure=Measure.SUGGESTION):
    return {fair_rates.name_of(row, sheet.dimension): row.rates[measure] for row in sheet.rows}


def test_rates_are_counted_and_judged_as_the_core_judges_them(people):
    sheet = sheets()[Dimension.DEPARTMENT]

    found = rates(sheet)
    by_hand = impact_ratio(
        pd.Series({"Isle": 3, "North": 24, "South": 12}),
        pd.Series({"Isle": 6, "North": 40, "South": 40}),
    ).set_index("group")
    for name, rate in found.items():
        assert (rate.rate, rate.ratio, rate.p_value) == pytest.approx(
            tuple(by_hand.loc[name, ["rate", "ratio", "p_value"]])
        )
    assert found["South"].finding is Finding.LOWER
    assert found["Isle"].finding is Finding.ALIKE
    row = next(each for each in sheet.rows if each.group.people == 6)
    assert (row.cost, row.hours) == (250.0, 5.0)
    # Two measures in two departments and in one other working time; nobody has a mentor.
    assert fair_rates.count_comparisons(list(sheets().values())) == 6
    assert found["South"].adjusted == pytest.approx(found["South"].p_value * 6 / 2)
    assert fair_rates.ratio_words(found["South"]).startswith(
        "ratio 0.50, p 0.013, adjusted 0.039: lower"
    )
    assert "A suggestion taken in “South” (lower, and hardly by chance)" in (
        fair_rates.sentence_of(sheet)
    )


def test_a_small_group_takes_the_smallest_large_one_with_it(people):
    # Three at the pier: with them the quay is withheld, which is the only other group.
    sheet = sheets()[Dimension.SITE]

    assert (sheet.rows, sheet.table.withheld_groups) == ((), 2)
    assert sheet.table.withheld_people == 86
    assert fair_rates.sentence_of(sheet) == "There are fewer than two groups to compare."


def test_what_is_left_out_is_nobody_or_at_least_five(people):
    people["isle", 0].role = role("programme_manager")
    for number in range(10):
        people["south", number].role = role("senior_project_manager")
    db.session.commit()

    sheet = sheets()[Dimension.ROLE]

    # One programme manager: the ten seniors are withheld as well, and nothing can be subtracted.
    assert [row.group.people for row in sheet.rows] == [75]
    assert sheet.table.withheld_people == 11


def test_people_of_departments_whose_figures_are_withheld_are_counted_nowhere(people):
    for number in range(2, 6):
        people["isle", number].left_on = TODAY
    db.session.commit()

    found = sheets()

    assert len(figures.shown_keys(TODAY)) == 2
    for dimension in (Dimension.DEPARTMENT, Dimension.WORKING_TIME):
        assert sum(row.group.people for row in found[dimension].rows) == 80


def test_two_in_a_hundred_are_too_few_in_a_large_organisation(people):
    for (name, _number), person in people.items():
        person.role = role("pmo_director") if name == "isle" else person.role
        person.department = people["north", 0].department
    db.session.add_all(
        [
            Person(
                name=f"More {number}", called="More", department=people["north", 0].department,
                role=role("project_manager"),
                account=Account(
                    email=f"more-{number}@example.org", password="",
                    fs_uniquifier=f"more-{number}", roles=people["north", 0].account.roles,
                ),
            )
            for number in range(260)
        ]
    )  # fmt: skip
    db.session.commit()

    sheet = sheets()[Dimension.ROLE]

    # Six of 346 are less than two in a hundred.
    assert [row.group.people for row in sheet.rows] == [340]


def test_drafts_and_other_years_are_not_counted_and_mentors_are(people):
    (unsent, mentee) = people["south", 20], people["south", 21]
    db.session.add(plan(unsent, None, is_sent=False))
    db.session.add(
        Mentorship(
            mentee=mentee, mentor=people["north", 0], status=MentorshipStatus.RUNNING,
            asked_at=MADE, changed_at=MADE, starts_on=TODAY,
        )
    )  # fmt: skip
    db.session.commit()

    sheet = sheets()[Dimension.DEPARTMENT]
    other_year = Period(BudgetYear(2024, 1), TODAY)

    assert rates(sheet, Measure.BUDGET)["South"].reached == 12
    assert rates(sheet, Measure.MENTOR)["South"].reached == 1
    for each in fair_rates.sheets_of(other_year):
        assert all(row.group.hours == 0 for row in each.rows)


def test_nothing_recorded_gives_no_table(people, hr_client):
    for person in people.values():
        person.site = person.working_percent = None
    db.session.commit()

    page = hr_client.get("/hr/fairness?year=2026").text

    assert set(sheets()) == {Dimension.DEPARTMENT, Dimension.ROLE}
    assert "Not recorded here, so not compared: site, working time." in page


def test_page_and_workbook_show_the_same(people, hr_client):
    page = hr_client.get("/hr/fairness?year=2026").text
    book = load_workbook(file_of(hr_client))

    sheet = book["By department"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["South"][1:4] == (40, 12, 0.3)
    assert rows["South"][4] == pytest.approx(0.5)
    assert "12 of 40 (30 %)" in page
    assert "6 comparisons are made here at once." in page
    assert rows["South"][6] == pytest.approx(rows["South"][5] * 3)
    assert "Pier" not in page
    assert not any(
        "Pier" in str(cell)
        for each in book
        for row in each.iter_rows(values_only=True)
        for cell in row
    )


def file_of(client):
    return BytesIO(client.get("/hr/fairness.xlsx?year=2026").data)


def test_an_empty_organisation_has_a_page_that_says_so(app, hr_client):
    page = hr_client.get("/hr/fairness")

    assert "There are no groups to compare yet" in page.text


def test_the_record_of_a_person_holds_site_and_working_time(
    app, session, world, administrator_client
):
    pm = person_of(world.pm)
    address = f"/admin/people/{world.pm.id}"
    fields = {
        "name": pm.name, "called": pm.called, "number": pm.number, "email": pm.email,
        "department": pm.department_id, "role": pm.role_id, "aims_for": pm.aims_for_id or "",
        "coach": pm.coach_id, "languages": "en", "version": registering.fingerprint(pm),
    }  # fmt: skip
    refused = administrator_client.post(address, data={**fields, "working_percent": "120"})
    assert "Between 1 and 100." in refused.text

    administrator_client.post(address, data={**fields, "site": "Quay", "working_percent": "60"})

    db.session.expire_all()
    assert (person_of(world.pm).site, person_of(world.pm).working_percent) == ("Quay", 60)
