"""A coach assigns mentors to many people: optimal or stable, changed by hand, then proposed."""

from datetime import timedelta

import pytest
from flask import Flask

from assessments.database import db, now
from assessments.models.mentoring import Mentorship
from assessments.permissions import Access
from assessments.queries import cohorts, mentors
from assessments.queries.cohorts import Cohort
from assessments.services import assigning_mentors, assignment_pages, pairing
from assessments.services.assigning_mentors import Change
from capability.lifecycle import MentorshipStatus
from capability.mentoring import match_mentors
from tests.assessments.at_once import at_once, kinds
from tests.assessments.builders import (
    answer,
    audit_lines,
    bystander,
    crowd,
    guide,
    inside,
    mentorship,
    offer,
    person_of,
    role,
)

TODAY = now().date()


def mentee(name, coach, levels, job="project_manager"):
    person = bystander(name, coach_id=coach.id, role=role(job))
    answer(person, levels, on=TODAY)
    return person


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


@pytest.fixture
def people(coach):
    """Three who are short in risk, and two mentors with a place each, one stronger."""
    found = [
        mentee("Ann", coach, {"risk": 0, "scope": 4}),
        mentee("Ben", coach, {"risk": 1, "scope": 4}),
        # On the mentors' own rung, so they suit a little less.
        mentee("Cem", coach, {"risk": 1, "scope": 5}, "programme_manager"),
    ]
    mentors = [guide("Ute Strong", on=TODAY), guide("Vera Good", 4, on=TODAY)]
    for each in mentors:
        offer(each)
    return [*found, *mentors]


def assign(coach, mode="optimal", **narrowed):
    cohort = Cohort(coach, Access.PMO_COACH, **narrowed)
    return assigning_mentors.assignment_of(cohort, mode=mode, today=TODAY)


def test_pairs_are_those_of_the_core_and_are_told_with_who_is_left(coach, people):
    found = assign(coach)

    assert [found.names[each] for each in found.taking_part] == ["Ann", "Ben", "Cem"]
    expected = match_mentors(found.affinity, found.capacity)
    assert found.matching.mentor_of == dict(
        zip(expected["mentee"], expected["mentor"], strict=True)
    )
    told = found.matching.summary
    assert (told.matched, len(told.unmatched)) == (2, 1)
    page = assignment_pages.page_of(found, page=1)
    assert page.pairs[0].mentee.name == "Ann"
    assert all(each.reasons for each in page.pairs if each.mentor)
    assert (page.used, page.full, page.most_load) == (2, 2, 1)
    assert page.worst_off
    assert assign(coach, mode="stable").matching.summary.blocking.empty


def test_who_has_a_mentor_or_no_gap_takes_no_part(coach, people):
    ann, ben, _cem, ute, _vera = people
    mentee("Dan", coach, {"risk": 5, "scope": 5})
    mentorship(ann, ute)
    mentorship(ben, ute, MentorshipStatus.WAITING)

    found = assign(coach)

    names = [found.names[each] for each in found.taking_part]
    assert (names, found.busy) == (["Ben", "Cem"], {ann.id})
    assert ute.id not in set(found.matching.mentor_of.values())  # the only place is taken


def test_a_pair_made_by_hand_has_its_cost_before_it_is_kept_and_the_rest_moves(coach, people):
    ann, ben, cem, ute, _vera = people
    before = assign(coach)
    left = next(each for each in (ann, ben, cem) if each.id not in before.matching.mentor_of)

    change = assigning_mentors.change_of(before, left.id, ute.id)

    assert change.cost > 0
    assert before.matching.mentor_of == assign(coach).matching.mentor_of  # nothing is kept yet
    moved = assignment_pages.moved_names(before, change)
    assert [name for name, _before, _after in moved] == sorted(name for name, *_ in moved)
    pairing.fix(left, ute, by=coach)
    after = assign(coach)
    assert after.matching.mentor_of[left.id] == ute.id
    assert before.matching.summary.total - after.matching.summary.total == pytest.approx(
        change.cost
    )
    other = next(each for each in (ann, ben, cem) if each is not left)
    assert assigning_mentors.change_of(after, other.id, ute.id) is None  # no place beside it
    assert pairing.release(left, by=coach) == ute.id
    assert assign(coach).matching.mentor_of == before.matching.mentor_of
    assert [line.action for line in audit_lines() if line.actor_id == coach.id][-2:] == [
        "fix_pairing", "release_pairing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cost", "words"), [(0.1, "less by 0.10"), (0.004, "costs nothing"), (-0.5, "more by 0.50")]
)
def test_what_a_change_costs_is_told_also_where_all_then_suit_more(coach, people, cost, words):
    """In the stable mode a pair made by hand may leave the others better off."""
    found = assign(coach, "stable")

    assert words in assignment_pages.cost_words(found, Change(0, 0, cost, ()))


def test_a_fixed_pair_that_cannot_be_any_more_lapses_and_so_it_is_said(coach, people):
    ann, _ben, _cem, ute, _vera = people
    pairing.fix(ann, ute, by=coach)
    assert assign(coach).fixed == {ann.id: ute.id}

    mentorship(bystander("Somebody"), ute)

    found = assign(coach)
    assert (found.fixed, found.lapsed) == ({}, (ann.id,))


def test_pairs_are_proposed_to_both_and_what_cannot_be_is_left_out(coach, people):
    ann, ben, cem, ute, vera = people
    mentorship(cem, bystander("Her Mentor"))

    proposed = pairing.propose(
        {ann.id: ute.id, ben.id: ute.id, cem.id: vera.id}, by=coach, today=TODAY
    )

    assert proposed == [ann.id]  # Ute has one place, and Cem a mentor
    [pair] = db.session.scalars(
        db.select(Mentorship).where(Mentorship.status == MentorshipStatus.PROPOSED)
    )
    assert (pair.mentee_id, pair.proposed_by_id, pair.mentee_agreed_at) == (ann.id, coach.id, None)
    assert assign(coach).busy == {ann.id, cem.id}


def test_what_a_mentor_declined_can_be_proposed_once_the_offer_has_changed(coach, people):
    ann, _ben, _cem, ute, _vera = people
    earlier = mentorship(ann, ute, MentorshipStatus.DECLINED)
    earlier.closed_at = now() + timedelta(days=1)
    db.session.commit()
    assert ute.id not in assign(coach).options_for(ann.id)
    assert pairing.propose({ann.id: ute.id}, by=coach, today=TODAY) == []

    mentors.find_offer(ute).changed_at = now() + timedelta(days=2)
    db.session.commit()

    assert ute.id in assign(coach).options_for(ann.id)
    assert pairing.propose({ann.id: ute.id}, by=coach, today=TODAY) == [ann.id]


def test_two_coaches_who_propose_the_last_place_at_once_give_it_to_one(app: Flask, world):
    with inside(app):
        coaches = [person_of(world.coach), person_of(world.other_coach)]
        pairs = [(mentee(f"M{each.id}", each, {"risk": 0}).id, each.id) for each in coaches]
        mentor = guide("Ute Strong", on=TODAY)
        offer(mentor)
        mentor_id = mentor.id

    def proposing(mentee_id, coach_id):
        def deed(meet):
            coach = cohorts.list_people([coach_id])[coach_id]
            meet()
            return pairing.propose({mentee_id: mentor_id}, by=coach, today=TODAY)

        return deed

    outcomes = at_once(app, *(proposing(*pair) for pair in pairs))

    assert kinds(outcomes) == ["done", "done"]
    assert sorted(map(len, outcomes)) == [0, 1]


def test_nobody_to_assign_is_an_empty_answer(session, world):
    found = assign(person_of(world.other_coach))

    assert found.taking_part == ()
    assert found.matching.summary.matched == 0
    assert assignment_pages.page_of(found, page=1).pairs == ()


def test_a_page_shows_fifty_of_many(coach):
    crowd(60, coach=coach, department_id=None)
    offer(guide("Ute Strong", on=TODAY), places=20)

    found = assign(coach)
    page = assignment_pages.page_of(found, page=2)

    assert len(found.taking_part) >= 60
    assert page.mentees.first == 51
    assert found.matching.summary.matched == 20
