"""What activities brought here: from what others saw before and after, once a day."""

from datetime import date

import pytest
from pytest import approx

from assessments.database import db
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.services import course_list
from assessments.services.effects import NOTHING_KNOWN, effects_of
from assessments.services.keeping import forget_everything
from assessments.services.suggesting.activities import gains_of
from assessments.services.suggesting.reasons import bound_words, evidence_words
from capability.lifecycle import PlanItemStatus, PlanStatus
from capability.vocabulary import ActivityKind, AssessmentSource
from tests.assessments.builders import (
    TODAY,
    activity,
    answer,
    bystander,
    clear_catalogue,
    counted_queries,
    noon,
    person_of,
)

pytestmark = pytest.mark.usefixtures("session")

BEFORE, BEGUN, ENDED, AFTER = (
    date(2025, 5, 5),
    date(2025, 6, 1),
    date(2025, 6, 3),
    date(2025, 11, 5),
)
TAKEN = [(1, 3), (2, 3), (2, 4), (1, 2), (2, 3), (3, 4)]
WITHOUT = [(1, 1), (2, 2), (2, 3), (1, 2), (2, 2), (3, 3)]


@pytest.fixture
def course(session, world):
    # Facts are counted, not read, to see whether anything is new: two tests may count alike.
    forget_everything()
    clear_catalogue()
    return activity("risk_course", {"risk": 0.5})


def history(world, levels, course=None, *, source=AssessmentSource.COACH):
    """Add people whom others saw before and after; they completed a course in between, or none."""
    for number, (before, after) in enumerate(levels):
        person = bystander(f"Person {course is not None} {number}")
        rater = person_of(world.coach) if source is AssessmentSource.COACH else person
        answer(person, {"risk": before}, rater=rater, source=source, on=BEFORE)
        answer(person, {"risk": after}, rater=rater, source=source, on=AFTER)
        if course is not None:
            db.session.add(
                DevelopmentPlan(
                    person=person, starts_on=BEGUN, ends_on=AFTER, status=PlanStatus.COMPLETED,
                    created_at=noon(BEGUN), changed_at=noon(BEGUN),
                    items=[
                        PlanItem(
                            kind=ActivityKind.COURSE, title="Risk", activity_id=course.id,
                            starts_on=BEGUN, due_on=ENDED, completed_on=ENDED,
                            status=PlanItemStatus.DONE,
                        )
                    ],
                )
            )  # fmt: skip
    db.session.commit()


def test_what_people_gained_is_held_against_similar_people_without_it(world, course):
    history(world, TAKEN, course)
    history(world, WITHOUT)

    effect = effects_of(TODAY).of(course.gains[0])

    # Both groups stood at the same levels before: the difference is that of the mean rises.
    assert effect.difference == approx(8 / 6 - 2 / 6)
    assert (effect.n, effect.n_comparison) == (6, 6)
    assert effect.is_shown
    assert 0.3 < effect.expected < effect.difference
    words = evidence_words(6, effect)
    assert words.startswith("Shown to work here: 6 colleagues took it and rose by 1.0 more than 6 ")
    assert f"{effect.low:+.1f} to {effect.high:+.1f}" in words


def test_suggestions_gain_what_it_brought_weighed_with_the_claim(world, course):
    history(world, TAKEN, course)
    history(world, WITHOUT)
    known = effects_of(TODAY)

    class Gap:
        level = gap = weight = 1.0

    assert gains_of(course, {"risk": Gap}, known) == {"risk": known.of(course.gains[0]).expected}
    assert gains_of(course, {"risk": Gap}) == {"risk": approx(0.3)}
    course.gains[0].up_to = 1.25
    assert gains_of(course, {"risk": Gap}, known) == {"risk": 0.25}


@pytest.mark.parametrize(
    ("taken", "without", "words"),
    [
        (TAKEN[:4], WITHOUT, "4 people have done it, and we say nothing below five"),
        (TAKEN, WITHOUT[:4], "fewer than five similar people without it"),
    ],
)
def test_below_five_on_either_side_nothing_is_said(world, course, taken, without, words):
    history(world, taken, course)
    history(world, without)

    effect = effects_of(TODAY).of(course.gains[0])

    assert not effect.has_evidence
    assert effect.expected == approx(0.3)
    assert words in evidence_words(len(taken), effect)


def test_ones_own_word_alone_is_no_evidence(world, course):
    history(world, TAKEN, course, source=AssessmentSource.SELF)
    history(world, WITHOUT, source=AssessmentSource.SELF)

    effect = effects_of(TODAY).of(course.gains[0])

    assert effect.n == 0
    assert "fewer than five of them were rated by others" in evidence_words(6, effect)


def test_what_may_be_chance_is_not_called_shown_to_work(world, course):
    history(world, [(2, 3), (2, 1), (2, 3), (2, 2), (2, 3), (2, 3)], course)
    history(world, [(2, 3), (2, 1), (2, 2), (2, 2), (2, 3), (2, 2)])

    effect = effects_of(TODAY).of(course.gains[0])

    assert effect.has_evidence
    assert not effect.is_shown
    assert evidence_words(6, effect).startswith("Not shown to work here so far: 6 colleagues")


def test_an_end_of_a_range_beside_nothing_is_told_as_such():
    ends = (0.03, -0.03, 0.0, 0.6, None)

    words = [bound_words(end) for end in ends]

    assert words == ["just above 0", "just below 0", "0.0", "+0.6", "–"]


def test_what_changes_today_counts_from_tomorrow_and_is_compared_once(world, course):
    history(world, TAKEN, course)
    history(world, WITHOUT)
    assert effects_of(AFTER) == NOTHING_KNOWN or not effects_of(AFTER).of(course.gains[0]).n
    first = effects_of(TODAY)

    with counted_queries() as statements:
        assert effects_of(TODAY) is first
    assert len(statements) == 1

    answer(bystander(), {"risk": 5}, rater=person_of(world.coach), on=TODAY)
    assert effects_of(TODAY) is first


def test_coaches_see_what_is_known_first(world, course):
    other = activity("another_course", {"risk": 0.5})
    history(world, TAKEN, course)
    history(world, WITHOUT)
    known = effects_of(TODAY)

    def names(sort, competency=""):
        page = course_list.list_courses(known, competency=competency, sort=sort, page=1)
        return [row.activity.code for row in page.rows]

    assert names("effect") == names("people") == [course.code, other.code]
    assert names("name") == [other.code, course.code]
    assert names("effect", "risk") == [course.code, other.code]
    assert names("effect", "scope") == []
