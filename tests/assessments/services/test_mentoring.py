"""Offers, questions, waiting lists, mentorships: places are counted once, and two read the rest."""

from datetime import timedelta

import pytest
from flask import Flask
from pytest import approx

from assessments.database import db, now
from assessments.models.development import PlanItem
from assessments.models.mentoring import Mentorship
from assessments.models.people import Person
from assessments.queries import mentors, mentorships, plans
from assessments.services import asking_mentors, mentor_pages, mentoring, offering
from assessments.services.asking_mentors import Goal
from assessments.services.conflicts import ConflictError
from assessments.services.mentoring import MeetingDraft
from assessments.services.offering import OfferDraft
from capability.lifecycle import (
    MentorshipEvent,
    MentorshipStatus,
    PlanItemStatus,
    PlanStatus,
    RatingMoment,
    TransitionError,
)
from capability.vocabulary import ActivityKind
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    all_codes,
    answer,
    audit_lines,
    inside,
    mentorship,
    offer,
    person_of,
    plan_in,
)

TODAY = now().date()
DRAFT = OfferDraft(("risk",), 2, 3.0, ("en",), TODAY + timedelta(days=90), " Bring a real case. ")


@pytest.fixture
def pm(session, world) -> Person:
    person = person_of(world.pm)
    answer(person, {**dict.fromkeys(all_codes(), 4), "risk": 1}, on=TODAY)
    return person


@pytest.fixture
def mentor(session, world) -> Person:
    return person_of(world.coaching_pm)


def ask(mentee: Person, mentor: Person, message: str = "Please.") -> Mentorship:
    return asking_mentors.ask(mentee, mentor, message, [Goal("risk", 1.0, 1.3)], today=TODAY)


def accept(pair: Mentorship) -> bool:
    return asking_mentors.accept(pair, "Gladly.", by=pair.mentor, today=TODAY)


def test_an_offer_is_kept_changed_paused_ended_and_made_again(mentor):
    made = offering.offer(mentor, DRAFT, seen=0, today=TODAY)
    assert (made.places, made.statement, made.is_open(TODAY)) == (2, "Bring a real case.", True)
    assert not made.is_open(TODAY + timedelta(days=91))

    offering.pause(made, by=mentor)
    assert mentors.list_offering(TODAY) == []
    offering.resume(made, by=mentor, today=TODAY)
    assert [each.codes for each in mentors.list_offering(TODAY)] == [{"risk"}]

    offering.end(made, by=mentor)
    assert mentors.list_offering(TODAY) == []
    offering.offer(mentor, DRAFT, seen=made.version, today=TODAY)

    assert made.is_open(TODAY)
    [end] = audit_lines("end_mentor_offer")
    assert (end.old["is_offered"], end.new["is_offered"]) == (True, False)
    lines = [line.action for line in audit_lines() if line.person_id == mentor.id]
    assert lines[1:] == [  # after the account was opened
        "offer_mentoring", "pause_mentoring", "resume_mentoring", "end_mentor_offer",
        "offer_mentoring",
    ]  # fmt: skip


def test_an_offer_that_was_paused_and_ended_is_open_when_it_is_made_again(mentor):
    made = offering.offer(mentor, DRAFT, seen=0, today=TODAY)
    offering.pause(made, by=mentor)
    offering.end(made, by=mentor)

    offering.offer(mentor, DRAFT, seen=made.version, today=TODAY)

    assert made.is_open(TODAY)


def test_only_what_the_mentee_took_back_is_put_back_and_it_can_be_accepted(pm, mentor, world):
    offer(mentor, places=2)
    coach = person_of(world.coach)
    pair = mentorship(pm, mentor, MentorshipStatus.PROPOSED, proposed_by=coach)
    asking_mentors.withdraw(pair, by=coach, today=TODAY)
    with pytest.raises(TransitionError):
        asking_mentors.ask_again(pair, by=pm, today=TODAY)

    pair.closed_by_id = pm.id
    asking_mentors.ask_again(pair, by=pm, today=TODAY)

    assert pair.status is MentorshipStatus.ASKED
    assert accept(pair)


def test_an_offer_changed_elsewhere_is_not_overwritten(mentor):
    made = offering.offer(mentor, DRAFT, seen=0, today=TODAY)

    for seen in (0, made.version + 1):
        with pytest.raises(ConflictError):
            offering.offer(mentor, DRAFT, seen=seen, today=TODAY)


def test_nobody_is_asked_who_offers_nothing_and_nobody_twice(pm, mentor):
    with pytest.raises(asking_mentors.NotOfferedError):
        ask(pm, mentor)
    offer(mentor, is_paused=True)
    with pytest.raises(asking_mentors.NotOfferedError):
        ask(pm, mentor)
    mentors.find_offer(mentor).is_paused = False
    ask(pm, mentor)

    with pytest.raises(asking_mentors.AlreadyOpenError):
        ask(pm, mentor)


def test_a_request_holds_a_place_and_those_after_it_wait_in_turn(pm, mentor, world):
    offer(mentor, places=1)
    people = [pm, person_of(world.other_pm), person_of(world.reviewing_pm)]
    first, second, third = (ask(each, mentor) for each in people)

    assert [each.status for each in (first, second, third)] == ["asked", "waiting", "waiting"]
    assert mentorships.positions_of([first, second, third]) == {second.id: 1, third.id: 2}

    asking_mentors.withdraw(second, by=second.mentee, today=TODAY)
    asking_mentors.decline(first, "Not this year.", by=mentor, today=TODAY)

    assert [each.status for each in (first, second, third)] == ["declined", "withdrawn", "asked"]
    assert third.called_up_at is not None
    assert first.answer == "Not this year."
    # Taken back by mistake: the request stands again, behind the place that is taken now.
    asking_mentors.ask_again(second, by=second.mentee, today=TODAY)
    assert (second.status, mentorships.positions_of([second])) == ("waiting", {second.id: 1})


def test_more_places_go_to_those_who_wait_and_an_end_tells_them_no(pm, mentor, world):
    made = offering.offer(
        mentor, OfferDraft(**{**_fields(DRAFT), "places": 1}), seen=0, today=TODAY
    )
    first, second, third = (
        ask(person_of(each), mentor) for each in (world.pm, world.other_pm, world.reviewing_pm)
    )
    accept(first)

    offering.offer(mentor, DRAFT, seen=made.version, today=TODAY)
    assert (second.status, third.status) == ("asked", "waiting")

    offering.end(made, by=mentor)
    assert [each.status for each in (first, second, third)] == ["running", "declined", "declined"]


def _fields(draft: OfferDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in OfferDraft.__slots__}


def test_two_who_ask_for_the_last_place_at_once_get_it_and_the_first_place_in_the_list(
    app: Flask, world
):
    with inside(app):
        mentor_id = person_of(world.coaching_pm).id
        offer(person_of(world.coaching_pm), places=1)

    def asking(who):
        def deed(meet):
            mentee, mentor = (db.session.get_one(Person, each) for each in (who.id, mentor_id))
            meet()
            ask(mentee, mentor)

        return deed

    outcomes = at_once(app, asking(world.pm), asking(world.other_pm))

    assert kinds(outcomes) == ["done", "done"]
    with inside(app):
        states = db.session.scalars(db.select(Mentorship.status).order_by(Mentorship.status)).all()
        assert states == [MentorshipStatus.ASKED, MentorshipStatus.WAITING]


def test_who_accepts_an_offer_that_ended_meanwhile_is_told(app: Flask, world):
    """Mentor says yes in one tab and no in another: one of the two stands."""
    with inside(app):
        mentor = person_of(world.coaching_pm)
        offer(mentor)
        pair_id = ask(person_of(world.pm), mentor).id

    def answering(step):
        def deed(meet):
            pair = mentorships.get_mentorship(pair_id)
            meet()
            step(pair, "", by=pair.mentor, today=TODAY)

        return deed

    outcomes = at_once(app, answering(asking_mentors.accept), answering(asking_mentors.decline))

    # The later one meets a state from which its step is not possible.
    assert kinds(outcomes) == ["TransitionError", "done"]


def test_an_accepted_mentorship_stands_in_the_plan_and_is_done_with_it(pm, mentor):
    offer(mentor)
    pair = ask(pm, mentor)

    assert accept(pair)

    [item] = plans.list_items(pm)
    assert (item.kind, item.mentor_id, item.title) == (
        ActivityKind.MENTORING, mentor.id, "Mentoring with Nadia Karim",
    )  # fmt: skip
    assert (item.from_level, item.to_level) == (1.0, 1.3)
    assert (item.starts_on, item.due_on) == (pair.starts_on, pair.ends_on)
    assert pair.ends_on - pair.starts_on == timedelta(days=180)

    asking_mentors.close(pair, MentorshipEvent.COMPLETE, "Well done.", by=mentor, today=TODAY)

    assert (pair.status, pair.last_word) == (MentorshipStatus.COMPLETED, "Well done.")
    assert (item.status, item.completed_on) == (PlanItemStatus.DONE, TODAY)
    assert mentors.places_taken(mentor.id) == 0


@pytest.mark.parametrize("status", [PlanStatus.DRAFT, PlanStatus.APPROVED])
def test_an_item_that_foresaw_the_mentorship_is_that_one(pm, mentor, world, status):
    """Amara has it in her plan from spring on, and the mentor says yes today."""
    plan = plan_in(status, pm, coach=person_of(world.coach), hr=person_of(world.hr))
    [item] = plan.items
    item.kind, item.mentor_id, foreseen = ActivityKind.MENTORING, mentor.id, item.starts_on
    plan.ends_on = TODAY + timedelta(days=10)
    offer(mentor)
    pair = ask(pm, mentor)

    accept(pair)

    assert (plan.items, pair.plan_item_id, pair.starts_on) == ([item], item.id, TODAY)
    # What others have approved keeps its dates; in a draft they follow, and the plan goes as far.
    is_draft = status is PlanStatus.DRAFT
    assert item.starts_on == (TODAY if is_draft else foreseen)
    assert (plan.ends_on == pair.ends_on) is is_draft
    asking_mentors.close(pair, MentorshipEvent.COMPLETE, "", by=mentor, today=TODAY)
    assert item.status is PlanItemStatus.DONE


def test_the_item_is_named_in_the_language_of_whose_plan_it_is(pm, mentor):
    pm.account.language = "zh"
    offer(mentor)

    accept(ask(pm, mentor))

    assert plans.list_items(pm)[0].title == "Nadia Karim 的导师指导"


def test_what_ends_early_is_given_up_in_the_plan_and_not_suggested_again(pm, mentor):
    offer(mentor)
    pair = ask(pm, mentor)
    accept(pair)

    asking_mentors.close(pair, MentorshipEvent.END, "No time.", by=pm, today=TODAY)

    assert db.session.scalars(db.select(PlanItem.status)).one() is PlanItemStatus.DROPPED
    with pytest.raises(TransitionError):
        asking_mentors.close(pair, MentorshipEvent.COMPLETE, "", by=mentor, today=TODAY)
    assert mentor_pages.find_suggested(pm, mentor.id, pm.role, today=TODAY) is None


def test_in_an_approved_plan_the_mentorship_is_only_proposed(pm, mentor, world):
    plan_in(PlanStatus.APPROVED, pm, coach=person_of(world.coach), hr=person_of(world.hr))
    offer(mentor)
    pair = ask(pm, mentor)

    accept(pair)

    assert pair.plan_item is not None
    assert pair.plan_item.status is PlanItemStatus.PROPOSED
    assert plans.current_plan(pm).status is PlanStatus.APPROVED
    asking_mentors.close(pair, MentorshipEvent.END, "Moved away.", by=mentor, today=TODAY)
    assert pair.plan_item.removed_at is not None
    assert [line.person_id for line in audit_lines("remove_plan_item")] == [pm.id]


def test_a_proposal_runs_once_both_have_said_yes(pm, mentor, world):
    offer(mentor)
    pair = mentorship(pm, mentor, MentorshipStatus.PROPOSED, proposed_by=person_of(world.coach))

    assert not asking_mentors.accept(pair, "", by=pm, today=TODAY)
    assert (pair.status, mentor_pages.waits_for(pair, pm.id)) == ("proposed", False)
    assert asking_mentors.accept(pair, "", by=mentor, today=TODAY)
    assert pair.status is MentorshipStatus.RUNNING


def test_meetings_are_written_by_both_and_a_conflict_is_told(pm, mentor):
    pair = mentorship(pm, mentor)
    meeting = mentoring.add_meeting(pair, MeetingDraft(TODAY, " Said. ", "Read it."), by=mentor)
    seen = meeting.version

    mentoring.change_meeting(meeting, MeetingDraft(TODAY, "Said more.", ""), seen=seen, by=pm)

    assert (meeting.notes, meeting.written_by_id) == ("Said more.", pm.id)
    with pytest.raises(ConflictError):
        mentoring.change_meeting(meeting, MeetingDraft(TODAY, "Mine.", ""), seen=seen, by=mentor)
    mentoring.remove_meeting(meeting, by=mentor)
    assert meeting not in mentor_pages.meetings_of(pair)
    mentoring.restore_meeting(meeting, by=mentor)
    assert meeting in mentor_pages.meetings_of(pair)
    pair.status = MentorshipStatus.ASKED
    with pytest.raises(TransitionError):
        mentoring.add_meeting(pair, MeetingDraft(TODAY, "", ""), by=pm)


def test_both_say_how_it_goes_and_only_the_closing_word_of_a_mentee_counts(pm, mentor):
    pair = mentorship(pm, mentor)
    with pytest.raises(TransitionError):
        mentoring.rate(pair, RatingMoment.CLOSING, 5, "", by=pm)
    mentoring.rate(pair, RatingMoment.MIDPOINT, 2, "Slow.", by=pm)
    mentoring.rate(pair, RatingMoment.MIDPOINT, 3, "Better.", by=pm)
    asking_mentors.close(pair, MentorshipEvent.COMPLETE, "", by=pm, today=TODAY)
    mentoring.rate(pair, RatingMoment.CLOSING, 5, "", by=pm)
    mentoring.rate(pair, RatingMoment.CLOSING, 1, "", by=mentor)

    db.session.expire_all()
    assert [(each.by_id, each.moment, each.helped) for each in pair.ratings] == [
        (pm.id, "midpoint", 3), (pm.id, "closing", 5), (mentor.id, "closing", 1),
    ]  # fmt: skip
    [track] = mentors.list_track([mentor.id])
    assert (track.helped, track.status) == (5, MentorshipStatus.COMPLETED)
    # What one says about the two stands in the other one's own trail.
    assert [line.person_id for line in audit_lines("rate_mentorship")] == [
        mentor.id, mentor.id, mentor.id, pm.id,
    ]  # fmt: skip
    with pytest.raises(TransitionError):
        mentoring.rate(pair, RatingMoment.MIDPOINT, 3, "", by=pm)


def test_goals_are_chosen_by_the_mentee_and_a_conflict_is_told(pm, mentor):
    offer(mentor)
    pair = ask(pm, mentor)
    seen = pair.version

    mentoring.set_goals(pair, [Goal("risk", None, None), Goal("scope", 2.0, 2.3)], seen=seen, by=pm)

    assert [(each.competency.code, each.from_level) for each in pair.goals] == [
        ("risk", 1.0), ("scope", 2.0),
    ]  # fmt: skip
    with pytest.raises(ConflictError):
        mentoring.set_goals(pair, [], seen=seen, by=pm)
    asking_mentors.withdraw(pair, by=pm, today=TODAY)
    with pytest.raises(TransitionError):
        mentoring.set_goals(pair, [], seen=pair.version, by=pm)


def test_a_goal_goes_as_far_as_half_a_year_is_taken_to_bring(pm):
    [place] = mentor_pages.gaps_for(pm, None, pm.role, today=TODAY)

    assert asking_mentors.goal_of(place) == Goal("risk", 1.0, approx(1.3))  # .5 taken at .6
