"""A person goes to another coach: at once, once, with a word, and with what belongs to it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessments.database import db, now
from assessments.models.coaching import HandOver, Talk
from assessments.models.people import Person
from assessments.permissions import Action, may
from assessments.queries import coaching
from assessments.services import handing_over, talking
from assessments.services.conflicts import ConflictError
from assessments.services.handing_over import CannotCoachError, hand_over
from capability.vocabulary import AssessmentSource
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import answer, audit_lines, bystander, person_of

pytestmark = pytest.mark.usefixtures("session")

WORD = "Half of the plan is done; the audit is next."


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


@pytest.fixture
def other(session, world):
    return person_of(world.other_coach)


def test_the_next_coach_has_the_person_and_the_former_one_no_longer(pm, coach, other):
    hand_over(pm, other, f"  {WORD} ", coach)

    assert pm.coach_id == other.id
    assert pm.coach is other
    assert may(other, Action.VIEW_MAP, pm)
    assert not any(
        may(coach, action, pm) for action in Action if action is not Action.WORK_AS_COACH
    )
    [found] = coaching.list_hand_overs(pm)
    assert (found.from_coach, found.to_coach, found.by) == (coach, other, coach)
    assert found.statement == WORD


def test_the_trail_says_who_and_keeps_a_coachs_word_between_those_it_is_for(pm, coach, other):
    hand_over(pm, other, WORD, coach)

    [line] = audit_lines("hand_over")
    assert (line.actor_id, line.person_id) == (coach.id, pm.id)
    assert (line.old, line.new) == (
        {"coach_id": coach.id},
        {"coach_id": other.id, "talks": []},
    )
    assert line.reason == ""


def test_an_administrators_word_is_the_reason_in_the_trail(pm, other, world):
    hand_over(pm, other, WORD, person_of(world.administrator))

    [line] = audit_lines("hand_over")
    assert line.reason == WORD


def test_talks_to_come_go_along_and_talks_held_stay_as_they_were(pm, coach, other):
    today = now().date()
    held = talking.plan_talk(pm, today - timedelta(days=3), "The bridge.", by=coach)
    coming = talking.plan_talk(pm, today + timedelta(days=3), "", by=coach)
    removed = talking.plan_talk(pm, today + timedelta(days=4), "", by=coach)
    talking.remove_talk(removed, by=coach)

    assert handing_over.consequences_of(pm).planned_talks == 1
    hand_over(pm, other, WORD, coach)

    leads = dict(db.session.execute(select(Talk.id, Talk.coach_id)).all())
    assert leads == {held.id: coach.id, coming.id: other.id, removed.id: coach.id}
    assert may(other, Action.CHANGE_TALK, coming)
    assert may(other, Action.VIEW_TALKS, held)
    assert not may(other, Action.CHANGE_TALK, held)
    assert audit_lines("hand_over")[0].new["talks"] == [coming.id]


def test_a_view_begun_rests_and_goes_on_when_the_person_comes_back(pm, coach, other):
    form = answer(pm, {"risk": 2, "scope": 3}, rater=coach, source=AssessmentSource.COACH, on=None)

    assert handing_over.consequences_of(pm).unsent_answers == 2
    hand_over(pm, other, WORD, coach)

    assert not may(coach, Action.ANSWER_ASSESSMENT, form)
    assert not may(other, Action.VIEW_ANSWERS, form)
    assert handing_over.consequences_of(pm).unsent_answers == 0
    hand_over(pm, coach, "Back again.", other)
    assert may(coach, Action.ANSWER_ASSESSMENT, form)


@pytest.mark.parametrize("part", ["coach", "hr", "pm", "former_hr"])
def test_only_another_active_coach_can_be_chosen(pm, coach, world, part):
    with pytest.raises(CannotCoachError):
        hand_over(pm, person_of(getattr(world, part)), WORD, coach)

    assert pm.coach_id == coach.id
    assert coaching.list_hand_overs(pm) == []


def test_nobody_is_handed_over_to_themselves_or_to_who_has_left(world, coach, other):
    coaching_pm = person_of(world.coaching_pm)
    other.left_on = now().date()

    assert not handing_over.may_coach(coaching_pm, coaching_pm)
    assert not handing_over.may_coach(coaching_pm, other)
    assert handing_over.may_coach(person_of(world.pm), coaching_pm)


def test_the_administrator_may_leave_somebody_without_a_coach_and_begin_anew(
    pm, coach, other, world
):
    administrator = person_of(world.administrator)
    talk = talking.plan_talk(pm, now().date() + timedelta(days=9), "", by=coach)

    hand_over(pm, None, "", administrator)
    assert (pm.coach_id, pm.coach, talk.coach_id) == (None, None, coach.id)

    hand_over(pm, other, "", administrator)
    assert (pm.coach_id, talk.coach_id) == (other.id, other.id)
    assert [each.from_coach_id for each in coaching.list_hand_overs(pm)] == [None, coach.id]


def test_who_has_seen_another_coach_than_there_is_now_is_told(pm, coach, other, world):
    third = person_of(world.coaching_pm)
    hand_over(pm, other, WORD, coach)

    with pytest.raises(ConflictError):
        hand_over(pm, third, WORD, coach, seen=coach.id)

    db.session.refresh(pm)
    assert pm.coach_id == other.id
    assert len(coaching.list_hand_overs(pm)) == 1


def test_of_two_at_once_one_is_done_and_the_other_told(app, session, world):
    def give(to):
        def deed(meet):
            pm, coach = person_of(world.pm), person_of(world.coach)
            target = person_of(to)
            seen = coach.id
            meet()
            hand_over(pm, target, WORD, coach, seen=seen)

        return deed

    outcomes = at_once(app, give(world.other_coach), give(world.coaching_pm))

    assert kinds(outcomes) == ["ConflictError", "done"]
    assert len(db.session.scalars(select(HandOver)).all()) == 1
    assert len(audit_lines("hand_over")) == 1


def test_coaches_are_listed_by_name_with_how_many_they_have(world):
    bystander("Zora Without Account")
    db.session.get_one(Person, world.reviewing_pm.id).left_on = now().date()
    db.session.commit()

    found = [(each.person.name, each.people) for each in coaching.list_coaches()]

    assert found == [("Mara Haddad", 2), ("Nadia Karim", 0), ("Tomas Vidal", 1)]
