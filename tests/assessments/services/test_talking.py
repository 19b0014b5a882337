"""Talks are kept, changed, removed and put back; two at once are told of each other."""

from datetime import timedelta

import pytest

from assessments.database import now
from assessments.queries import coaching
from assessments.queries.coaching import TalkDates
from assessments.services import talking
from assessments.services.conflicts import ConflictError
from assessments.services.talking import change_talk, plan_talk
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import audit_lines, person_of

pytestmark = pytest.mark.usefixtures("session")

TODAY = now().date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


def days(talks):
    return [talk.takes_place_on for talk in talks]


def test_a_talk_is_kept_with_a_line_that_says_what(pm, coach):
    talk = plan_talk(pm, TOMORROW, " The bridge. ", by=coach)

    assert (talk.coach_id, talk.notes, talk.version) == (coach.id, "The bridge.", 1)
    [line] = audit_lines("plan_talk")
    assert (line.actor_id, line.person_id, line.subject) == (coach.id, pm.id, f"talk {talk.id}")
    assert line.new == {"takes_place_on": TOMORROW.isoformat(), "notes": "The bridge."}


def test_what_is_past_was_held_and_what_is_ahead_is_planned(pm, coach):
    for day, notes in (
        (TOMORROW, ""), (YESTERDAY, ""), (TODAY, ""), (TODAY, "Said."), (TODAY + timedelta(9), ""),
    ):  # fmt: skip
        plan_talk(pm, day, notes, by=coach)

    planned = coaching.list_planned(pm, since=TODAY)
    held = coaching.list_held(pm, until=TODAY)

    assert days(planned) == [TODAY, TOMORROW, TODAY + timedelta(9)]
    assert days(held) == [TODAY, YESTERDAY]
    assert held[0].notes == "Said."


def test_last_and_next_of_some_people(pm, coach, world):
    other = person_of(world.coaching_pm)
    bare = plan_talk(pm, YESTERDAY, "", by=coach)
    plan_talk(pm, YESTERDAY - timedelta(5), "Said.", by=coach)
    plan_talk(pm, TOMORROW + timedelta(5), "", by=coach)
    plan_talk(pm, TOMORROW, "", by=coach)
    plan_talk(other, TODAY, "", by=coach)
    plan_talk(other, TODAY, "Said already.", by=coach)
    talking.remove_talk(plan_talk(other, YESTERDAY, "", by=coach), by=coach)

    found = coaching.talk_dates([pm.id, other.id, coach.id], today=TODAY)

    assert found == {
        pm.id: TalkDates(YESTERDAY, TOMORROW, bare.id),
        other.id: TalkDates(TODAY, TODAY, None),
    }


def test_a_change_keeps_old_and_new(pm, coach):
    talk = plan_talk(pm, TOMORROW, "", by=coach)

    change_talk(talk, TODAY, "Said.", seen=1, by=coach)

    assert (talk.takes_place_on, talk.notes, talk.version) == (TODAY, "Said.", 2)
    [line] = audit_lines("change_talk")
    assert line.old == {"takes_place_on": TOMORROW.isoformat(), "notes": ""}
    assert line.new == {"takes_place_on": TODAY.isoformat(), "notes": "Said."}


def test_what_is_not_changed_leaves_no_line(pm, coach):
    talk = plan_talk(pm, TOMORROW, "Said.", by=coach)

    change_talk(talk, TOMORROW, "Said. ", seen=1, by=coach)

    assert talk.version == 1
    assert audit_lines("change_talk") == []


def test_who_has_seen_an_older_version_overwrites_nothing(pm, coach):
    talk = plan_talk(pm, TOMORROW, "", by=coach)
    change_talk(talk, TOMORROW, "First.", seen=1, by=coach)

    with pytest.raises(ConflictError):
        change_talk(talk, TOMORROW, "Second.", seen=1, by=coach)

    assert talk.notes == "First."


def test_a_talk_that_was_removed_is_not_changed(pm, coach):
    talk = plan_talk(pm, TOMORROW, "", by=coach)
    talking.remove_talk(talk, by=coach)

    with pytest.raises(ConflictError):
        change_talk(talk, TOMORROW, "Said.", seen=talk.version, by=coach)


def test_of_two_changes_at_once_one_is_told(app, pm, coach, world):
    talk_id = plan_talk(pm, TOMORROW, "", by=coach).id

    def write(notes):
        def deed(meet):
            talk, by = coaching.get_talk(talk_id), person_of(world.coach)
            meet()
            change_talk(talk, TOMORROW, notes, seen=1, by=by)

        return deed

    assert kinds(at_once(app, write("First."), write("Second."))) == ["ConflictError", "done"]
    assert len(audit_lines("change_talk")) == 1


def test_a_talk_is_removed_once_and_put_back_once(pm, coach):
    talk = plan_talk(pm, YESTERDAY, "Said.", by=coach)

    talking.remove_talk(talk, by=coach)
    talking.remove_talk(talk, by=coach)
    assert coaching.list_held(pm, until=TODAY) == []
    talking.restore_talk(talk, by=coach)
    talking.restore_talk(talk, by=coach)

    assert coaching.list_held(pm, until=TODAY) == [talk]
    assert len(audit_lines("remove_talk")) == len(audit_lines("restore_talk")) == 1
    assert audit_lines("remove_talk")[0].old["notes"] == "Said."


def test_talks_of_the_week_are_counted_among_the_people_of_today(pm, coach, world):
    monday, sunday = coaching.week_of(TODAY)
    other = person_of(world.other_pm)
    for person, day in ((pm, monday), (pm, sunday), (pm, sunday + timedelta(1)), (other, monday)):
        plan_talk(person, day, "", by=coach)
    talking.remove_talk(plan_talk(pm, monday, "", by=coach), by=coach)

    assert monday.isoweekday() == 1
    assert coaching.count_talks(coach, monday, sunday) == 2
