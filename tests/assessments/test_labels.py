"""Every enumeration that a page shows has words for each of its values."""

import pytest

from assessments import labels
from assessments.permissions import Access
from assessments.services import viewing
from capability.certification import PARTS_THAT_COUNT, RequirementStatus
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus, ReviewDecision
from capability.scale import ProficiencyLevel
from capability.vocabulary import (
    ActivityKind,
    AssessmentSource,
    Confidence,
    Degree,
    DeliveryMethod,
    Learning,
    ProjectPart,
    ProjectStatus,
)

WORDS = [
    (Access, labels.ACCESSES),
    (Confidence, labels.CONFIDENCES),
    (AssessmentSource, labels.SOURCES),
    (PlanStatus, labels.PLAN_STATUSES),
    (PlanItemStatus, labels.PLAN_ITEM_STATUSES),
    (ReviewDecision, labels.REVIEW_DECISIONS),
    (CoachDecision, labels.COACH_DECISIONS),
    (ActivityKind, labels.ACTIVITY_KINDS),
    (Learning, labels.LEARNINGS),
    (ProjectPart, labels.PROJECT_PARTS),
    (ProjectStatus, labels.PROJECT_STATUSES),
    (DeliveryMethod, labels.METHODS),
    (Degree, labels.DEGREES),
    (RequirementStatus, labels.REQUIREMENT_STATUSES),
]


@pytest.mark.parametrize(
    ("enumeration", "words"), WORDS, ids=lambda each: getattr(each, "__name__", "")
)
def test_every_value_has_words_of_its_own(enumeration, words):
    assert list(words) == list(enumeration)
    assert len({str(each) for each in words.values()}) == len(enumeration)


def test_every_level_of_the_scale_has_a_label():
    assert len(labels.LEVELS) == len(ProficiencyLevel)


def test_every_kind_of_months_that_can_be_counted_has_words():
    assert set(labels.EXPERIENCES) == set(PARTS_THAT_COUNT)


def test_every_purpose_of_a_look_has_words():
    assert set(labels.PURPOSES) == set(viewing.PURPOSES)


def test_no_table_of_words_is_left_out_here():
    tables = {
        name
        for name, value in vars(labels).items()
        if name.isupper() and isinstance(value, dict) and value not in [each for _, each in WORDS]
    }

    assert tables == {"LANGUAGES", "DECLINE_REASONS", "PURPOSES", "EXPERIENCES"}
