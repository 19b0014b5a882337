"""A page asks the database as often for sixty people as for three."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import Flask

from assessments.database import db, now
from assessments.models.audit import MapViewing
from assessments.models.development import PlanReview, PlanSubmission
from capability.lifecycle import PlanStatus, ReviewDecision
from capability.vocabulary import AssessmentSource, ProjectStatus
from tests.assessments.builders import (
    answer,
    counted_queries,
    crowd,
    inside,
    lead,
    person_of,
    send_plans,
)
from tests.world import World, sign_in

PAGES = {
    "/coach/people": "coach",
    "/coach/plans": "coach",
    "/department/people": "head",
    "/admin/people": "administrator",
    "/hr/plans": "hr",
    "/hr/decisions": "hr",
    "/suggestions": "pm",
    "/map": "pm",
    "/home": "pm",
    "/projects": "pm",
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
        person.mentor_places = 2
        answer(person, {"risk": 5, "scope": 5}, rater=coach, source=AssessmentSource.COACH, on=day)
        answer(pm, {"risk": 1, "scope": 2}, rater=person, source=AssessmentSource.PEER, on=day)
        for each in (person, pm):
            lead(each, started_on=date(2020, 1, 1), status=ProjectStatus.ACTIVE, country="Ghana")
        db.session.add(
            MapViewing(person_id=pm.id, viewer_id=person.id, viewed_on=day, purpose="talk")
        )
    db.session.commit()


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
        numbers = []
        for _ in range(2):
            with counting(app) as statements:
                assert client.get(address).status_code == 200
            numbers.append(len(statements))
        counts[address] = tuple(numbers)
    return counts


def test_pages_send_as_many_queries_for_sixty_people_as_for_three(app: Flask, world: World):
    with inside(app):
        answer(person_of(world.pm), {"risk": 1, "scope": 2}, on=now().date())
        fill(world, 3)
    few = count(app, world)
    with inside(app):
        fill(world, 57)

    many = count(app, world)

    assert many == few
    assert max(max(each) for each in many.values()) < 60, many
