"""A page asks the database as often for sixty people as for three."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask

from assessments.database import db, now
from assessments.models.audit import MapViewing
from assessments.models.coaching import HandOver
from assessments.models.development import PlanReview, PlanSubmission
from assessments.services import recording_training, talking, viewing
from assessments.services.keeping import forget_everything
from assessments.services.recording_training import EarlierDraft
from capability.lifecycle import PlanStatus, ReviewDecision
from capability.vocabulary import AssessmentSource, ProjectStatus
from tests.assessments.builders import (
    answer,
    counted_queries,
    crowd,
    hold,
    inside,
    lead,
    mentorship,
    offer,
    person_of,
    send_plans,
)
from tests.world import World, sign_in

PAGES = {
    "/coach/people": "coach",
    "/coach/people?area=commercial&assessment=submitted&plan=endorsed&q=person": "coach",
    "/coach/people/{pm}": "coach",
    "/people/{pm}/talks": "coach",
    "/coach/people/{pm}/hand-over": "coach",
    "/talks": "pm",
    "/mentors": "pm",
    "/mentors/offer": "pm",
    "/coach/mentors": "coach",
    "/coach/mentors/{pm}": "coach",
    "/coach/plans": "coach",
    "/coach/heat-map": "coach",
    "/coach/heat-map?area=commercial&group=role": "coach",
    "/coach/demand": "coach",
    "/coach/activities/reading_estimates/propose": "coach",
    "/department/heat-map": "head",
    "/department/plans": "head",
    "/hr/heat-map": "hr",
    "/department/people": "head",
    "/admin/people": "administrator",
    "/admin/departments": "administrator",
    "/admin/coaches": "administrator",
    "/admin/coaches/assign": "administrator",
    "/admin/settings": "administrator",
    "/admin/imports": "administrator",
    "/admin/audit": "administrator",
    "/admin/roles": "administrator",
    "/admin/framework": "administrator",
    "/admin/framework/competencies/2": "administrator",
    "/admin/catalogue": "administrator",
    "/admin/catalogue/certifications": "administrator",
    "/admin/roles/onet": "administrator",
    "/hr/audit": "hr",
    "/audit": "pm",
    "/hr/plans": "hr",
    "/hr/decisions": "hr",
    "/hr/plans?flag=none": "hr",
    "/hr/plans?flag=critical_gap": "hr",
    "/hr/figures": "hr",
    "/hr/figures/people": "hr",
    "/hr/figures/plans_endorsed": "hr",
    "/hr/figures/items_planned": "hr",
    "/hr/figures/certificates_held": "hr",
    "/hr/certificates?state=held": "hr",
    "/hr/plans.xlsx": "hr",
    "/hr/figures.xlsx": "hr",
    "/suggestions": "pm",
    "/training-plan": "pm",
    "/people/{pm}/training-plan": "coach",
    "/people/{pm}/training-plan/compare": "pm",
    "/coach/activities": "coach",
    "/map": "pm",
    "/outlook": "pm",
    "/ladder": "pm",
    "/people/{pm}/outlook": "coach",
    "/hr/fairness": "hr",
    "/home": "pm",
    "/projects": "pm",
    "/certifications?show=all": "pm",
    "/certifications/pmp": "pm",
    "/education": "pm",
    "/coach/certificates": "coach",
    "/people/{pm}/certifications/pmp": "coach",
}


def fill(world: World, size: int) -> None:
    """Add people of every kind that a list could hold: coached, waiting, offering, rating."""
    coach, pm, head = (person_of(each) for each in (world.coach, world.pm, world.head))
    people = crowd(size, coach=coach, department_id=head.department_id)
    send_plans(people, PlanStatus.SUBMITTED)
    send_plans(people, PlanStatus.ENDORSED)
    hr = person_of(world.hr)
    db.session.add_all(
        PlanReview(
            submission=each, reviewer_id=hr.id, decision=ReviewDecision.RETURN, decided_at=now()
        )
        for each in db.session.scalars(
            db.select(PlanSubmission).order_by(PlanSubmission.id.desc()).limit(size)
        )
    )
    day = now().date()
    for person in people:
        offer(person, places=2)
        answer(person, {"risk": 5, "scope": 5}, rater=coach, source=AssessmentSource.COACH, on=day)
        answer(pm, {"risk": 1, "scope": 2}, rater=person, source=AssessmentSource.PEER, on=day)
        for each in (person, pm):
            talking.plan_talk(each, day, "Said.", by=coach)
            db.session.add(HandOver(person=each, to_coach=coach, by=coach, handed_over_at=now()))
            lead(each, started_on=date(2020, 1, 1), status=ProjectStatus.ACTIVE, country="Ghana")
            hold(each, "csm", issued_on=day)
            training = EarlierDraft("Law of harbours", "", day, 2.0)
            recording_training.add_training(each, training, by=each)
        mentorship(person, head)
        db.session.add(
            MapViewing(person_id=pm.id, viewer_id=person.id, viewed_on=day, purpose="talk")
        )
    db.session.commit()
    viewing.note_viewing(pm, by=coach, purpose="talk")


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    with app.app_context(), counted_queries() as statements:
        yield statements


def count(app: Flask, world: World) -> dict[str, tuple[int, int]]:
    """Return how many statements each page sends, the first time and the second."""
    counts = {}
    for address, part in PAGES.items():
        client = app.test_client()
        sign_in(client, getattr(world, part))
        # What the page before has reckoned is not counted in its favour.
        forget_everything()
        numbers = []
        for _ in range(2):
            with counting(app) as statements:
                assert client.get(address.format(pm=world.pm.id)).status_code == 200
            numbers.append(len(statements))
        counts[address] = tuple(numbers)
    return counts


# What is counted is what we send, which is the same on both databases.
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_pages_send_as_many_queries_for_sixty_people_as_for_three(app: Flask, world: World):
    with inside(app):
        answer(person_of(world.pm), {"risk": 1, "scope": 2}, on=now().date())
        fill(world, 3)
    few = count(app, world)
    with inside(app):
        fill(world, 57)

    many = count(app, world)

    assert many == few
    assert {address: each for address, each in many.items() if max(each) >= 60} == {}
