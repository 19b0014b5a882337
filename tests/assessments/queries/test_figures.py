"""HR's figures: they agree with the rows behind them, and say nothing of a small team."""

from datetime import date

import pytest

from assessments.database import LocalText, db
from assessments.models.catalogue import CertificateHeld
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Department, Person
from assessments.queries import certificates, figures
from assessments.queries.budget_years import BudgetYear, budget_year_of
from assessments.queries.figure_kinds import FIGURES, Period
from assessments.queries.figures import Amount
from capability.lifecycle import CertificateState, PlanItemStatus, PlanStatus
from tests.assessments.builders import bystander, days, noon

TODAY = date(2026, 6, 15)
PERIOD = Period(BudgetYear(2026, 1), TODAY)


@pytest.fixture
def session(bare_app):
    with bare_app.test_request_context():
        yield db.session
        db.session.remove()


def team(code, size):
    department = Department(code=code, name=LocalText(en=code.capitalize(), zh=f"{code}部"))
    db.session.add(department)
    db.session.commit()
    return [
        bystander(f"{code.capitalize()} {number}", department_id=department.id)
        for number in range(size)
    ]


def plan_of(person, status, *items, starts_on=date(2026, 1, 10), is_sent=True):
    plan = DevelopmentPlan(
        person=person, status=status, starts_on=starts_on, ends_on=starts_on + days(365),
        created_at=noon(TODAY), changed_at=noon(TODAY),
        first_submitted_at=noon(TODAY) if is_sent else None,
        items=list(items),
    )  # fmt: skip
    db.session.add(plan)
    db.session.commit()
    return plan


def item(status, starts_on, due_on, *, cost=100.0, hours=10.0, done=None, **facts):
    return PlanItem(
        kind="course", title="Course", status=status, starts_on=starts_on, due_on=due_on,
        cost=cost, hours=hours, completed_on=done, **facts,
    )  # fmt: skip


def hold(person, expires_on, name="Pilot", **facts):
    db.session.add(CertificateHeld(person=person, name=name, expires_on=expires_on, **facts))
    db.session.commit()


@pytest.fixture
def organisation(session):
    """Two teams that are shown and one that is not, each with a bit of everything."""
    found = {"water": team("water", 6), "rail": team("rail", 5), "tiny": team("tiny", 4)}
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    for people in found.values():
        first, second, third, *_ = people
        plan_of(
            first,
            PlanStatus.APPROVED,
            item(PlanItemStatus.DONE, march, april, done=april),
            item(PlanItemStatus.DONE, march, april, done=april + days(1), cost=50.5),
            item(PlanItemStatus.UNDER_WAY, march, april),
            item(PlanItemStatus.PLANNED, march, date(2026, 9, 1)),
            item(PlanItemStatus.PLANNED, date(2025, 12, 31), march, cost=7777),
            item(PlanItemStatus.PROPOSED, march, april, cost=7777),
            item(PlanItemStatus.DROPPED, march, april, cost=7777),
            item(PlanItemStatus.PLANNED, march, april, cost=7777, removed_at=noon(TODAY)),
        )
        plan_of(second, PlanStatus.ENDORSED, item(PlanItemStatus.PLANNED, march, TODAY))
        plan_of(third, PlanStatus.DRAFT, item(PlanItemStatus.PLANNED, march, april), is_sent=False)
        plan_of(third, PlanStatus.COMPLETED, starts_on=date(2024, 1, 1))
        for person, ends in ((first, None), (second, TODAY), (third, TODAY - days(1))):
            hold(person, ends)
        hold(first, TODAY + days(90), "Diver")
        hold(first, TODAY + days(91), "Rigger")
        hold(first, TODAY - days(9), "Withdrawn", is_removed=True)
    return found


def amounts_of(name, overview):
    [found] = [each for each in overview.teams if each.department.code == name]
    return found.amounts


def test_each_figure_counts_what_it_says(organisation):
    amounts = amounts_of("water", figures.overview(PERIOD))

    assert {name: amount.count for name, amount in amounts.items()} == {
        "people": 6,
        "plans_draft": 0,
        "plans_submitted": 0,
        "plans_endorsed": 1,
        "plans_returned": 0,
        "plans_approved": 1,
        "plans_completed": 0,
        "items_planned": 5,
        "items_done": 2,
        "items_due": 3,
        "items_on_time": 1,
        "certificates_held": 4,
        "certificates_soon": 2,
        "certificates_expired": 1,
    }
    assert amounts["items_planned"] == Amount(5, 450.5, 50)
    assert amounts["items_done"] == Amount(2, 150.5, 20)


def test_every_figure_agrees_with_the_rows_that_it_opens(organisation):
    overview = figures.overview(PERIOD)

    for figure in FIGURES.values():
        for key, amounts in [(None, overview.total)] + [(t.key, t.amounts) for t in overview.shown]:
            page = figures.rows_behind(figure, PERIOD, key, page=1)
            assert page.amount == amounts[figure.name], (figure.name, key)
            assert len(page.rows) == page.amount.count
            if figure.subject == "items":
                assert sum(row.cost for row in page.rows) == page.amount.cost
                assert sum(row.hours for row in page.rows) == page.amount.hours


def test_a_team_below_five_is_named_and_not_counted_anywhere(organisation):
    overview = figures.overview(PERIOD)

    [tiny] = [each for each in overview.teams if not each.is_shown]
    assert (tiny.department.code, tiny.amounts, overview.withheld) == ("tiny", {}, 1)
    assert overview.total["people"].count == 11
    for figure in FIGURES.values():
        assert figures.rows_behind(figure, PERIOD, tiny.key, page=1).amount == Amount()
        everybody = figures.rows_behind(figure, PERIOD, None, page=1)
        shown = [each.amounts[figure.name] for each in overview.shown]
        assert everybody.amount == sum(shown, Amount())
    assert figures.find_team(tiny.key, TODAY) is None


def test_who_has_left_no_longer_makes_a_team_large_enough(organisation):
    leaver = organisation["rail"][4]
    leaver.left_on = TODAY + days(1)
    db.session.commit()
    assert len(figures.overview(PERIOD).shown) == 2

    leaver.left_on = TODAY
    db.session.commit()
    assert [each.department.code for each in figures.overview(PERIOD).shown] == ["water"]


def test_people_without_a_department_are_a_team_like_any_other(organisation):
    for number in range(4):
        bystander(f"Nobody's {number}")
    overview = figures.overview(PERIOD)
    assert (overview.teams[-1].department, overview.teams[-1].is_shown) == (None, False)

    hold(bystander("Nobody's 5"), None)
    overview = figures.overview(PERIOD)
    assert overview.teams[-1].amounts["certificates_held"].count == 1
    page = figures.rows_behind(FIGURES["people"], PERIOD, figures.NO_DEPARTMENT, page=1)
    assert page.amount.count == 5


def test_another_year_and_another_beginning_count_other_items(organisation):
    last_year = figures.overview(Period(BudgetYear(2025, 1), TODAY))
    from_march = figures.overview(Period(budget_year_of(TODAY, 4), TODAY))

    assert amounts_of("water", last_year)["items_planned"] == Amount(1, 7777, 10)
    assert amounts_of("water", from_march)["items_planned"] == Amount()
    assert amounts_of("water", from_march)["people"].count == 6


def test_nobody_at_all_gives_no_figures(session):
    assert figures.overview(PERIOD).teams == []
    assert figures.overview(PERIOD).total["people"] == Amount()
    assert figures.list_years(1, TODAY) == [BudgetYear(2026, 1)]


def test_the_years_offered_are_those_in_which_plans_run_and_this_one(organisation):
    assert [year.number for year in figures.list_years(1, TODAY)] == [2027, 2026, 2025, 2024]
    assert str(BudgetYear(2026, 4)) == "2026/27"


def test_long_lists_come_in_pages(session):
    people = team("large", 60)

    first = figures.rows_behind(FIGURES["people"], PERIOD, people[0].department_id, page=1)
    second = figures.rows_behind(FIGURES["people"], PERIOD, people[0].department_id, page=2)

    assert (len(first.rows), first.has_next) == (50, True)
    assert (len(second.rows), second.has_next) == (10, False)
    assert not {each.id for each in first.rows} & {each.id for each in second.rows}


def found(state, words="", department_id=None):
    scope = certificates.Scope(department_id=department_id)
    page = certificates.search(words, state, scope, page=1, today=TODAY)
    return [(held.person.name, held.name) for held in page.rows]


def test_certificates_are_found_by_state_name_and_department(organisation):
    rail = organisation["rail"][0].department_id

    assert found(CertificateState.EXPIRED, department_id=rail) == [("Rail 2", "Pilot")]
    assert found(CertificateState.SOON, "rail") == [("Rail 1", "Pilot"), ("Rail 0", "Diver")]
    assert found(CertificateState.HELD, "rail 0") == [
        ("Rail 0", "Diver"), ("Rail 0", "Rigger"), ("Rail 0", "Pilot"),
    ]  # fmt: skip
    assert found(CertificateState.HELD, "100%") == []


def test_what_was_renewed_is_not_expired(organisation):
    owner = organisation["rail"][2]
    hold(owner, TODAY + days(800), "pilot")

    assert found(CertificateState.EXPIRED, owner.name) == []


def test_who_has_left_is_not_reminded(organisation):
    db.session.get_one(Person, organisation["rail"][2].id).left_on = TODAY
    db.session.commit()

    assert found(CertificateState.EXPIRED, "rail") == []
