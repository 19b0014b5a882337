"""The page of a head of department."""

from assessments.database import db, now
from assessments.models.people import Person
from capability.lifecycle import PlanStatus
from tests.assessments.builders import (
    answer,
    crowd,
    inside,
    person_of,
    plan_for,
    plan_in,
    send_plans,
)
from tests.world import sign_in


def make(app, world, status):
    with inside(app):
        pm, coach, hr = (person_of(each) for each in (world.pm, world.coach, world.hr))
        return plan_in(status, pm, coach=coach, hr=hr).id


def test_a_head_sees_the_people_of_the_own_department(app, head_client, world):
    with inside(app):
        answer(person_of(world.pm), {"risk": 1}, on=now().date())
    plan_id = make(app, world, PlanStatus.SUBMITTED)

    page = head_client.get("/department/people")

    assert "Delivery" in page.text
    assert "Lin Yue" in page.text
    assert "Nadia Karim" in page.text
    assert "Sefa Tuala" not in page.text
    assert "With the coach" in page.text
    assert head_client.get(f"/plans/{plan_id}").status_code == 200


def test_a_plan_that_nobody_has_been_shown_is_not_told_of(app, head_client, coach_client, world):
    plan_id = make(app, world, PlanStatus.DRAFT)

    heads, coachs = head_client.get("/department/people"), coach_client.get("/coach/people")

    assert f"/plans/{plan_id}" not in heads.text
    assert "Draft" not in heads.text
    assert f"/plans/{plan_id}" in coachs.text


def test_a_head_of_nothing_is_told_who_says_so(app, world):
    client = app.test_client()
    sign_in(client, world.headless)

    assert "Nobody is in your department yet" in client.get("/department/people").text


def test_who_has_left_is_no_longer_listed(app, head_client, world):
    with inside(app):
        for person in db.session.scalars(db.select(Person)).unique():
            if person.id != world.head.id:
                person.left_on = now().date()
        db.session.commit()

    assert "Nobody is in your department yet" in head_client.get("/department/people").text


def test_people_are_found_by_name_and_nobody_else(app, head_client):
    found = head_client.get("/department/people?q=lin")
    elsewhere = head_client.get("/department/people?q=sefa")

    assert "Lin Yue" in found.text
    assert "Nadia Karim" not in found.text
    assert "Sefa Tuala" not in elsewhere.text.replace("“sefa”", "")
    assert "Nobody of that name" in elsewhere.text


def test_people_and_plans_stand_page_by_page(app, head_client, world):
    with inside(app):
        coach, head = person_of(world.coach), person_of(world.head)
        people = crowd(55, coach=coach, department_id=head.department_id)
        send_plans(people, PlanStatus.SUBMITTED)

    people, more = (head_client.get(f"/department/people?page={page}") for page in (1, 2))
    plans, rest = (head_client.get(f"/department/plans?page={page}") for page in (1, 2))

    assert "Next names" in people.text
    assert "Next names" not in more.text
    assert "Names before" in more.text
    assert "55 plans" in plans.text
    assert rest.text.count("Lead the bridge") == 5


def test_the_plans_of_the_department_are_those_that_were_sent(app, head_client, world):
    sent = make(app, world, PlanStatus.ENDORSED)
    with inside(app):
        draft = plan_for(person_of(world.coaching_pm)).id
        other = plan_in(
            PlanStatus.SUBMITTED,
            person_of(world.other_pm),
            coach=person_of(world.other_coach),
            hr=person_of(world.hr),
        ).id

    page = head_client.get("/department/plans")
    none = head_client.get("/department/plans?state=completed")
    odd = head_client.get("/department/plans?state=nonsense")

    assert f"/plans/{sent}" in page.text
    assert f"/plans/{draft}" not in page.text
    assert f"/plans/{other}" not in page.text
    assert "With HR" in page.text
    assert "No plan is in this state" in none.text
    assert f"/plans/{sent}" in odd.text


def test_before_a_plan_is_sent_the_page_says_when_one_will_stand_there(head_client):
    assert "No plan has been sent yet" in head_client.get("/department/plans").text


def test_a_head_comments_on_a_sent_plan_and_changes_nothing_else(app, head_client, world):
    plan_id = make(app, world, PlanStatus.SUBMITTED)

    said = head_client.post(f"/plans/{plan_id}/comments", data={"statement": "Rail can spare her."})
    page = head_client.get(f"/plans/{plan_id}")

    assert said.status_code == 302
    assert "Rail can spare her." in page.text
    assert "Head of department" in page.text
    assert f"/plans/{plan_id}/aim" not in page.text
    assert f"/plans/{plan_id}/withdraw" not in page.text


def test_the_pages_of_a_head_are_in_chinese_too(head_client):
    page = head_client.get("/department/heat-map?language=zh")

    assert '<html lang="zh-Hans">' in page.text
    assert "计划与控制" in page.text
