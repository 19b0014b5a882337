"""HR's desk beyond a single review: the queue, several approvals, figures, certificates."""

import pytest

from assessments.database import db, now
from assessments.models.catalogue import CertificateHeld
from assessments.models.development import DevelopmentPlan, PlanReview
from assessments.models.people import Person
from assessments.queries import plans, viewings
from assessments.services import assessing, reviewing
from capability.lifecycle import PlanStatus, ReviewDecision
from tests.assessments.at_once import just_before
from tests.assessments.builders import (
    answer,
    audit_lines,
    competency,
    crowd,
    days,
    inside,
    person_of,
    plan_in,
    send_plans,
    standing_item,
)
from tests.world import sign_in

DAY = now().date()


def waiting_crowd(app, world, size):
    with inside(app):
        coach = person_of(world.coach)
        people = crowd(size, coach=coach, department_id=coach.department_id)
        send_plans(people, PlanStatus.ENDORSED)
        for plan in db.session.scalars(db.select(DevelopmentPlan)).unique():
            plan.starts_on, plan.ends_on = DAY, DAY + days(365)
            plan.items[0].starts_on = plan.items[0].due_on = DAY + days(30)
        db.session.commit()
        found = db.session.scalars(db.select(DevelopmentPlan.id).order_by(DevelopmentPlan.id))
        return list(found)


def statuses(app):
    with inside(app):
        query = db.select(DevelopmentPlan).order_by(DevelopmentPlan.id)
        return [plan.status for plan in db.session.scalars(query).unique()]


def approve(client, *chosen):
    return client.post("/hr/plans/approve", data={"plan": list(chosen)}, follow_redirects=True)


def test_the_queue_says_cost_hours_age_and_what_to_look_at_twice(app, hr_client, world):
    [key] = waiting_crowd(app, world, 1)
    with inside(app):
        item = standing_item(plans.get_plan(key))
        item.cost, item.starts_on, item.due_on = 5000.5, DAY - days(9), DAY - days(3)
        db.session.commit()

    page = hr_client.get("/hr/plans").text

    assert "€5,000.50" in page
    assert "8 h" in page
    assert "Over the budget: €5,000.50 of €3,000" in page
    assert "1 item whose date has passed or lies outside the plan" in page
    assert f'value="{key}:1"' not in page


def test_the_queue_comes_in_pages_and_is_narrowed_in_the_database(app, hr_client, world):
    waiting_crowd(app, world, 53)

    first, second = (hr_client.get(f"/hr/plans?page={number}").text for number in (1, 2))
    none = hr_client.get("/hr/plans?flag=over_budget")
    elsewhere = hr_client.get("/hr/plans?department=999999")

    assert "53 wait, oldest first." in first
    assert (first.count('name="plan"'), second.count('name="plan"')) == (50, 3)
    assert "Next page" in first
    assert "Next page" not in second
    assert "No plan of that kind waits" in none.text
    assert "No plan of that kind waits" in elsewhere.text


@pytest.mark.parametrize(
    "question", ["flag=shrug", "department=x", "department=-1", "page=0", "page=x", "page=99"]
)
def test_questions_that_are_none_are_answered_all_the_same(app, hr_client, world, question):
    waiting_crowd(app, world, 1)

    assert hr_client.get(f"/hr/plans?{question}").status_code == 200
    assert hr_client.get(f"/hr/plans.xlsx?{question}").status_code == 200


def test_several_plans_are_approved_after_a_look_at_what_they_come_to(app, hr_client, world):
    keys = waiting_crowd(app, world, 3)
    chosen = [f"{key}:1" for key in keys[:2]]

    page = hr_client.get("/hr/plans/approve", query_string={"plan": chosen}).text
    assert "Approve 2 plans" in page
    assert "€800" in page
    assert "16 h" in page
    assert statuses(app) == [PlanStatus.ENDORSED] * 3

    told = approve(hr_client, *chosen)
    assert "2 plans are approved." in told.text
    assert "Left alone" not in told.text
    assert statuses(app) == [PlanStatus.APPROVED, PlanStatus.APPROVED, PlanStatus.ENDORSED]
    with inside(app):
        assert len(audit_lines("approve_plan")) == 2
        assert db.session.query(PlanReview).count() == 2


def test_those_that_moved_or_have_a_flag_are_named_and_left_alone(app, hr_client, world):
    moved, flagged, fine = keys = waiting_crowd(app, world, 3)
    with inside(app):
        hr = person_of(world.hr)
        names = [plans.get_plan(key).person.name for key in keys]
        reviewing.review(plans.get_plan(moved), ReviewDecision.RETURN, "Why?", seen=1, by=hr)
        standing_item(plans.get_plan(flagged)).hours = 9000
        db.session.commit()
    chosen = [f"{key}:1" for key in keys]

    page = hr_client.get("/hr/plans/approve", query_string={"plan": chosen}).text
    told = approve(hr_client, *chosen).text

    for text in (page, told):
        assert "Left alone:" in text
        assert f"{names[0]}, {names[1]}." in text
    assert "1 plan is approved." in told
    assert statuses(app) == [PlanStatus.RETURNED, PlanStatus.ENDORSED, PlanStatus.APPROVED]
    assert fine == keys[2]


def test_a_plan_that_moves_at_the_last_moment_is_left_alone(app, hr_client, world):
    first, second = waiting_crowd(app, world, 2)

    def somebody_returns():
        with inside(app):
            hr = person_of(world.reviewing_pm)
            reviewing.review(plans.get_plan(first), ReviewDecision.RETURN, "Why?", seen=1, by=hr)

    with just_before(app, somebody_returns, statement="SELECT development_plan.status"):
        told = approve(hr_client, f"{first}:1", f"{second}:1").text

    assert "1 plan is approved." in told
    assert "Left alone:" in told
    assert statuses(app) == [PlanStatus.RETURNED, PlanStatus.APPROVED]


@pytest.mark.parametrize(
    "chosen", [[], ["x"], ["1"], ["1:2:3"], ["0:1"], ["1:-1"], [f"{2**40}:1"], ["1:1"] * 51]
)
def test_a_choice_that_is_none_changes_nothing(app, hr_client, world, chosen):
    waiting_crowd(app, world, 1)

    assert "Choose at least one plan" in approve(hr_client, *chosen).text
    page = hr_client.get("/hr/plans/approve", query_string={"plan": chosen}, follow_redirects=True)
    assert "Choose at least one plan" in page.text
    assert statuses(app) == [PlanStatus.ENDORSED]


def test_nobody_approves_the_own_plan_with_a_stack_of_others(app, world):
    with inside(app):
        own = person_of(world.reviewing_pm)
        coach, hr = person_of(world.other_coach), person_of(world.hr)
        key = plan_in(PlanStatus.ENDORSED, own, coach=coach, hr=hr).id
    client = app.test_client()
    sign_in(client, world.reviewing_pm)

    page = client.get("/hr/plans").text
    told = approve(client, f"{key}:1").text

    assert "Your own plan: a colleague answers it" in page
    assert "Left alone:" in told
    assert statuses(app) == [PlanStatus.ENDORSED]


def test_names_of_plans_that_nobody_has_shown_are_not_told(app, hr_client, world):
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        key = plan_in(PlanStatus.DRAFT, pm, coach=coach, hr=hr).id

    assert "Lin Yue" not in hr_client.get(f"/hr/plans?left_alone={key}&left_alone=x").text


@pytest.fixture
def reviewed(app, world):
    """A plan with HR that was drawn from five gaps; one of them looks otherwise today."""
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        gaps = ("risk", "scope", "schedule", "cost", "quality")
        answer(pm, dict.fromkeys(gaps, 1), on=DAY - days(1))
        plan = plan_in(PlanStatus.ENDORSED, pm, coach=coach, hr=hr)
        plan.role, key = pm.role, plan.id
        assessing.agree_on_level(pm, competency("risk"), 4.0, by=coach, reason="Seen")
        assessing.agree_on_level(pm, competency("benefits"), 0.0, by=coach, reason="Seen")
        return key


def test_gaps_stand_beside_todays_the_largest_first_and_the_others_folded(hr_client, reviewed):
    page = hr_client.get(f"/hr/plans/{reviewed}/review").text

    shown, _, folded = page.partition("2 more gaps were named")
    assert shown.count("then 1.0, asked") == 3
    assert folded.count("then 1.0, asked") == 2
    assert "up by 3.0" in page
    assert "as it was" in page
    assert "Named only since then: Benefits" in page


def test_who_looks_for_a_review_is_seen_to_have_looked(app, hr_client, world, reviewed):
    page = hr_client.get(f"/hr/plans/{reviewed}/review").text

    assert "Lin sees that you did." in page
    with inside(app):
        [seen] = viewings.list_viewings(person_of(world.pm))
        assert (seen.viewer_id, seen.purpose) == (world.hr.id, "plan_review")


def test_every_version_stands_with_its_decisions(app, hr_client, reviewed, world):
    with inside(app):
        plan = plans.get_plan(reviewed)
        reviewing.review(
            plan, ReviewDecision.RETURN, "Why so dear?", seen=1, by=person_of(world.hr)
        )

    page = hr_client.get(f"/hr/plans/{reviewed}/review").text

    assert "Version 1" in page
    assert "Why so dear?" in page
    assert "endorsed" in page
    assert "The plan does not wait for you just now: Returned" in page


def test_decisions_are_found_by_name_and_by_kind(app, hr_client, world):
    keys = waiting_crowd(app, world, 52)
    with inside(app):
        hr = person_of(world.hr)
        reviewing.approve_several(dict.fromkeys(keys[1:], 1), by=hr)
        reviewing.review(plans.get_plan(keys[0]), ReviewDecision.RETURN, "Why?", seen=1, by=hr)
        name = plans.get_plan(keys[0]).person.name

    def listed(question):
        return hr_client.get(f"/hr/decisions?{question}").text

    assert (listed("").count("state-done"), listed("page=2").count("state-done")) == (49, 2)
    assert listed("decision=return").count("state-waiting") == 1
    assert name in listed(f"q={name}&decision=return")
    assert "No decision fits" in listed("q=Nobody+of+that+name")
    assert listed("q=Jonas&decision=shrug").count("state-tag") == 50
    assert "No decision fits" in listed("q=%25")


def test_figures_open_rows_of_the_same_number(app, hr_client, world):
    waiting_crowd(app, world, 7)
    with inside(app):
        key = person_of(world.coach).department_id
    year = DAY.year

    page = hr_client.get("/hr/figures").text
    address = f"/hr/figures/plans_endorsed?year={year}&amp;department={key}"
    assert f'<a href="{address}">7</a>' in page
    rows = hr_client.get(address.replace("&amp;", "&")).text
    assert "Plans: With HR: 7" in rows
    assert rows.count('class="line-with-action"') == 7


def test_a_small_department_is_not_shown_and_why_is_said(app, hr_client, world):
    with inside(app):
        small = db.session.get_one(Person, world.other_pm.id).department_id
        db.session.add(CertificateHeld(person_id=world.other_pm.id, name="Pilot"))
        db.session.commit()

    page = hr_client.get("/hr/figures").text
    rows = hr_client.get(f"/hr/figures/certificates_held?department={small}").text
    total = hr_client.get("/hr/figures/certificates_held").text

    assert "not shown: fewer than five people" in page
    assert "nothing can be found by subtraction" in page
    assert f"department={small}" not in page
    for text in (rows, total):
        assert "Sefa Tuala" not in text
        assert "Nothing to show" in text
    assert "Systems" not in rows


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/hr/figures/shoe_size", 404),
        ("/hr/figures?year=12", 404),
        ("/hr/figures?year=x", 200),
        ("/hr/figures/people?department=-1", 404),
        ("/hr/figures/people?department=99999999999", 404),
        ("/hr/figures/people?department=99999", 200),
        ("/hr/certificates?state=lost", 404),
        ("/hr/certificates?department=x&page=-3", 200),
    ],
)
def test_odd_questions_about_figures_break_nothing(hr_client, address, code):
    assert hr_client.get(address).status_code == code


def test_certificates_say_in_words_that_they_ended_or_will(app, hr_client, world):
    with inside(app):
        for name, expires_on in (("Pilot", DAY - days(1)), ("Diver", DAY + days(90))):
            db.session.add(CertificateHeld(person_id=world.pm.id, name=name, expires_on=expires_on))
        db.session.commit()

    expired = hr_client.get("/hr/certificates").text
    soon = hr_client.get("/hr/certificates?state=soon&q=lin").text
    nobody = hr_client.get("/hr/certificates?state=held&q=nobody").text

    assert "Pilot" in expired
    assert "expiry-expired" in expired
    assert "Diver" not in expired
    assert "ends " in soon
    assert "Diver" in soon
    assert "No certificate fits" in nobody


def test_the_pages_stand_in_chinese(app, hr_client, world, reviewed):
    addresses = ("/hr/plans", f"/hr/plans/{reviewed}/review", "/hr/figures", "/hr/certificates")

    for address in addresses:
        page = hr_client.get(f"{address}?language=zh")
        assert '<html lang="zh-Hans">' in page.text
