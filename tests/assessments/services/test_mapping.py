"""Where people stand: what is drawn, what it rests on, and what is withheld."""

from datetime import date

import pytest
from pytest import approx

from assessments.database import db
from assessments.models.assessment import AgreedLevel
from assessments.models.framework import RoleProfile
from assessments.services import mapping
from capability.capability_map import Basis
from capability.gaps import NAMED_GAPS, Standing
from capability.vocabulary import AssessmentSource
from tests.assessments.builders import (
    TODAY,
    all_codes,
    answer,
    bystander,
    competency,
    days,
    person_of,
    role,
)

pytestmark = pytest.mark.usefixtures("session")

PEER = AssessmentSource.PEER


@pytest.fixture
def pm(session, world):
    return person_of(world.pm)


@pytest.fixture
def coach(session, world):
    return person_of(world.coach)


def map_of(person, *, today=TODAY):
    return mapping.map_of(person, person.role, today=today)


def usual(code, person):
    """What is usual in the role, before anybody has answered."""
    profile = db.session.scalars(
        db.select(RoleProfile).where(
            RoleProfile.role_id == person.role_id,
            RoleProfile.competency_id == competency(code).id,
        )
    ).one()
    return profile.usual


def agree(person, code, level, *, on=TODAY):
    db.session.add(
        AgreedLevel(
            person_id=person.id,
            competency_id=competency(code).id,
            coach_id=person.coach_id,
            level=level,
            agreed_on=on,
        )
    )
    db.session.commit()


def figures(person_map):
    return [(each.code, each.level, each.low, each.high, each.gap) for each in person_map.areas]


def test_before_anybody_has_answered_the_map_is_empty_and_says_too_early(pm):
    found = map_of(pm)

    assert found.is_empty
    assert not found.is_own_view
    assert {place.standing for place in found.areas} == {Standing.TOO_EARLY}
    assert {place.basis for place in found.competencies} == {Basis.UNKNOWN}
    assert found.strengths == found.gaps == ()
    assert found.answered_on is None


def test_while_nobody_else_has_answered_the_own_answers_are_drawn(pm):
    answer(pm, {"risk": 4, "scope": 1})

    found = map_of(pm)

    assert found.is_own_view
    assert found.place("risk").level == 4.0
    assert found.place("scope").level == 1.0
    assert found.place("risk").estimate < 4.0  # and is the cautious one, towards what is usual
    assert found.place("risk").basis is Basis.CLAIMED
    assert found.place("cost").level is None


def test_the_own_view_is_claimed_until_a_dated_example_stands_beside_it(pm):
    answer(pm, {"risk": 4, "scope": 4}, examples=("scope",))

    found = map_of(pm)

    assert found.place("risk").is_claimed
    assert found.place("scope").basis is Basis.EVIDENCED


def test_own_answers_are_never_certainly_short(pm):
    answer(pm, dict.fromkeys(all_codes(), 0))

    found = map_of(pm)

    assert {place.standing for place in found.gaps} == {Standing.PERHAPS_SHORT}


def test_one_answer_of_the_coach_moves_the_estimate_by_its_share_of_the_variance(pm, coach):
    answer(pm, {"risk": 4}, rater=coach, source=AssessmentSource.COACH)

    place = map_of(pm).place("risk")

    # Before: variance .20 + .20. The answer adds .09 (rater) + .15 (halo) + .35 (answer) = .59.
    share = 0.40 / (0.40 + 0.59)
    assert place.level == approx(usual("risk", pm) + share * (4 - usual("risk", pm)))
    assert place.basis is Basis.EVIDENCED
    assert not place.is_own_view


def test_once_the_coach_has_answered_anything_the_estimate_is_drawn_everywhere(pm, coach):
    answer(pm, {"risk": 5, "scope": 5})
    answer(pm, {"scope": 3}, rater=coach, source=AssessmentSource.COACH)

    place = map_of(pm).place("risk")

    assert place.level == approx(place.estimate)
    assert place.level < 5.0
    assert place.basis is Basis.CLAIMED


def test_an_agreed_level_stands_above_any_estimate(pm, coach):
    answer(pm, {"risk": 5})
    answer(pm, {"risk": 4}, rater=coach, source=AssessmentSource.COACH)
    agree(pm, "risk", 2.5)

    place = map_of(pm).place("risk")

    assert (place.level, place.low, place.high) == (2.5, 2.5, 2.5)
    assert place.basis is Basis.AGREED
    assert place.estimate > 2.5
    assert place.gap == approx(place.required - 2.5)


def test_of_two_agreed_levels_the_later_one_counts(pm):
    agree(pm, "risk", 4.0, on=TODAY - days(1))
    agree(pm, "risk", 2.0, on=TODAY)

    assert map_of(pm).place("risk").level == 2.0


def test_two_colleagues_are_neither_used_nor_counted_and_it_is_said(pm):
    answer(pm, {"risk": 2})
    before = map_of(pm)
    for name in ("First Peer", "Second Peer"):
        answer(pm, {"risk": 5}, rater=bystander(name), source=PEER)

    after = map_of(pm)

    assert after.withheld == (PEER,)
    assert PEER not in after.voices
    assert figures(after) == figures(before)
    assert after.is_own_view


def test_three_colleagues_count_together(pm):
    answer(pm, {"risk": 2})
    for name in ("First Peer", "Second Peer", "Third Peer"):
        answer(pm, {"risk": 5}, rater=bystander(name), source=PEER)

    found = map_of(pm)

    assert found.withheld == ()
    assert found.voices == {AssessmentSource.SELF: 1, PEER: 3}
    assert not found.is_own_view
    assert found.place("risk").level > 2.0


def test_what_a_form_calls_not_part_of_the_work_stays_unknown(pm):
    answer(pm, {"risk": 3, "procurement": None})

    place = map_of(pm).place("procurement")

    assert place.level is None
    assert place.standing is Standing.TOO_EARLY


def test_a_form_that_is_not_sent_does_not_count(pm):
    answer(pm, {"risk": 3}, on=None)

    assert map_of(pm, today=date.max).is_empty


def test_without_a_role_nothing_is_asked_and_there_are_no_areas(pm):
    answer(pm, {"risk": 3})

    found = mapping.map_of(pm, None, today=TODAY)

    assert found.areas == ()
    assert found.place("risk").level == 3.0
    assert found.place("risk").standing is Standing.NOT_ASKED
    assert found.place("risk").over is None
    assert mapping.gaps_in_order(found) == ()


def test_a_map_against_the_next_role_asks_more(pm):
    answer(pm, dict.fromkeys(all_codes(), 3))

    own = map_of(pm)
    aimed = mapping.map_of(pm, role("senior_project_manager"), today=TODAY)

    assert sum(place.required for place in aimed.areas) > sum(place.required for place in own.areas)
    assert [place.level for place in aimed.competencies] == [
        place.level for place in own.competencies
    ]


def test_an_area_is_the_weighted_mean_of_its_competencies(pm):
    answer(pm, {"reflection": 1, "integrity": 4, "resilience": 2})

    found = map_of(pm)

    places = found.within("self")
    area = next(place for place in found.areas if place.code == "self")
    weights = sum(place.weight for place in places)
    assert area.level == approx(sum(each.weight * each.level for each in places) / weights)
    assert area.required == approx(sum(each.weight * each.required for each in places) / weights)
    assert area.over == approx(area.level - area.required)
    assert area.bar == (area.level, area.required, True)


def test_the_change_since_the_self_assessment_before_is_the_difference_of_the_answers(pm):
    answer(pm, {"risk": 2, "scope": 3}, on=TODAY - days(200))
    answer(pm, {"risk": 4}, on=TODAY)

    found = map_of(pm)

    assert found.place("risk").change == approx(2.0)
    assert found.place("scope").change == approx(0.0)
    assert found.place("cost").change is None
    assert found.earlier_on == TODAY - days(200)
    assert found.answered_on == TODAY


def test_once_others_have_joined_then_and_now_are_not_compared(pm, coach):
    answer(pm, {"risk": 2}, on=TODAY - days(200))
    answer(pm, {"risk": 3}, on=TODAY)
    answer(pm, {"risk": 4}, rater=coach, source=AssessmentSource.COACH, on=TODAY)

    place = map_of(pm).place("risk")

    assert place.has_new_voices
    assert place.change is None


def test_the_earlier_map_knows_what_was_agreed_by_then(pm):
    answer(pm, {"risk": 1}, on=TODAY - days(200))
    agree(pm, "risk", 3.0, on=TODAY - days(200))
    answer(pm, {"risk": 2}, on=TODAY)
    agree(pm, "risk", 4.0, on=TODAY)

    assert map_of(pm).place("risk").change == approx(1.0)


def test_at_most_three_strengths_and_three_gaps_are_named(pm):
    levels = {code: (5 if number % 2 else 0) for number, code in enumerate(all_codes())}
    answer(pm, levels)

    found = map_of(pm)

    assert len(found.strengths) == len(found.gaps) == 3
    assert all(place.over > 0 for place in found.strengths)
    assert found.gaps == mapping.gaps_in_order(found)[:3]


def test_gaps_that_the_evidence_names_come_first_and_critical_ones_before_others(pm):
    answer(pm, {"scope": 1, "procurement": 0, "risk": 4})

    ordered = mapping.gaps_in_order(map_of(pm))

    named = [place.code for place in ordered if place.standing in NAMED_GAPS]
    assert named == ["scope", "procurement"]  # scope is critical, procurement is further behind
    assert [place.code for place in ordered[:2]] == named


def test_a_cohort_is_mapped_as_each_of_its_people_is(pm, world):
    other = person_of(world.other_pm)
    answer(pm, {"risk": 4, "scope": 2})
    answer(other, {"risk": 1})

    found = mapping.map_cohort([pm.id, other.id], today=TODAY)

    assert [place.level for place in found[pm.id]] == [place.level for place in map_of(pm).areas]
    assert [place.level for place in found[other.id]] == [
        place.level for place in map_of(other).areas
    ]


def test_somebody_without_a_role_has_no_areas_in_a_cohort(pm):
    nobody = bystander()

    found = mapping.map_cohort([pm.id, nobody.id], today=TODAY)

    assert found[nobody.id] == ()
    assert len(found[pm.id]) == 7


def test_a_cohort_of_nobody_is_no_map(session):
    assert mapping.map_cohort([], today=TODAY) == {}


def test_the_levels_of_a_person_leave_small_groups_out_as_well(pm):
    for name in ("First Peer", "Second Peer"):
        answer(pm, {"risk": 5}, rater=bystander(name), source=PEER)

    levels = mapping.levels_frame([pm.id], today=TODAY).set_index("competency")["level"]

    assert levels["risk"] == approx(usual("risk", pm))
