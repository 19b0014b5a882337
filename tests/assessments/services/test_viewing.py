"""Who looked at whose map is kept, so that nobody looks unseen."""

import pytest

from assessments.queries import viewings
from assessments.services import viewing
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import person_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


def looks_at(person):
    return [(each.viewer.name, each.purpose) for each in viewings.list_viewings(person)]


def test_a_look_is_kept_once_a_day_and_purpose(pm, world):
    coach = person_of(world.coach)

    for purpose in ("talk", "talk", "department"):
        viewing.note_viewing(pm, by=coach, purpose=purpose)

    assert looks_at(pm) == [("Mara Haddad", "department"), ("Mara Haddad", "talk")]


def test_looking_at_the_own_map_is_not_kept(pm):
    viewing.note_viewing(pm, by=pm, purpose="talk")

    assert looks_at(pm) == []


def test_the_latest_five_looks_are_listed(pm, world):
    for inhabitant in (world.coach, world.head, world.hr):
        for purpose in viewing.PURPOSES:
            viewing.note_viewing(pm, by=person_of(inhabitant), purpose=purpose)

    assert len(looks_at(pm)) == 5
    assert looks_at(pm)[0] == ("Jonas Berg", "department")


def test_two_looks_at_once_are_one(app, pm, world):
    def look(meet):
        person, coach = person_of(world.pm), person_of(world.coach)
        meet()
        viewing.note_viewing(person, by=coach, purpose="talk")

    assert kinds(at_once(app, look, look)) == ["done", "done"]
    assert len(looks_at(pm)) == 1
