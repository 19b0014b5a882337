"""The page of a head of department."""

from assessments.database import db, now
from assessments.models.people import Person
from capability.lifecycle import PlanStatus
from tests.assessments.builders import answer, inside, person_of, plan_in
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
