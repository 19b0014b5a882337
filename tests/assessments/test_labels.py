"""Every enumeration that a page shows has words for each of its values."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments import labels, services
from assessments.permissions import Access, AuditKind
from assessments.queries.fairness import Dimension, Measure
from assessments.services import viewing
from capability.certification import PARTS_THAT_COUNT, Cover, NotCounted, RequirementStatus, Verdict
from capability.fairness import Finding
from capability.gaps import Standing
from capability.lifecycle import (
    CertificateState,
    CoachDecision,
    Holding,
    MentorshipStatus,
    PlanEvent,
    PlanFlag,
    PlanItemEvent,
    PlanItemStatus,
    PlanStatus,
    RatingMoment,
    ReviewDecision,
)
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
    SignKind,
)

WORDS = [
    (Access, labels.ACCESSES),
    (Confidence, labels.CONFIDENCES),
    (AssessmentSource, labels.SOURCES),
    (PlanStatus, labels.PLAN_STATUSES),
    (MentorshipStatus, labels.MENTORSHIP_STATUSES),
    (RatingMoment, labels.RATING_MOMENTS),
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
    (Verdict, labels.VERDICTS),
    (Cover, labels.EXAM_COVERS),
    (NotCounted, labels.NOT_COUNTED),
    (AuditKind, labels.AUDIT_KINDS),
    (PlanFlag, labels.PLAN_FLAGS),
    (CertificateState, labels.CERTIFICATE_STATES),
    (Standing, labels.STANDINGS),
    (Holding, labels.HOLDINGS),
    (SignKind, labels.SIGN_KINDS),
    (Finding, labels.FAIRNESS_FINDINGS),
    (Dimension, labels.FAIRNESS_DIMENSIONS),
    (Dimension, labels.FAIRNESS_GROUPS),
    (Measure, labels.FAIRNESS_MEASURES),
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

    assert tables == {
        "LANGUAGES", "DECLINE_REASONS", "PURPOSES", "EXPERIENCES", "AUDIT_ACTIONS", "AUDIT_FIELDS",
        "IMPORT_KINDS", "IMPORT_DETAILS", "IMPORT_SOURCES", "CERTAINTIES", "STAGES",
        "DIGESTS", "WORKING_TIMES", "HELPED", "TIME_ZONES",
    }  # fmt: skip


def noted_actions() -> set[str]:
    """Return every action that a service puts into the audit trail."""
    found = {f"{event}_plan" for event in PlanEvent}
    found |= {f"{event}_plan_item" for event in PlanItemEvent}
    for path in Path(services.__path__[0]).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                found |= set(_actions_of(call))
    return found


def _actions_of(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    named = [each.value for each in call.keywords if each.arg == "action"]
    # Services that note through a function of their own give the action first or second.
    given = call.args[:2] if name in {"note", "audit_line", "_note", "_switch"} else []
    for each in [*given, *named]:
        value = getattr(each, "value", None)
        if isinstance(value, str) and value.isidentifier():
            yield value


def test_every_action_in_the_audit_trail_has_words_of_its_own():
    words = {
        action: str(text) for kind in labels.AUDIT_ACTIONS.values() for action, text in kind.items()
    }

    assert noted_actions() - set(words) == set()
    assert list(labels.AUDIT_ACTIONS) == list(AuditKind)
    assert len(words) == sum(len(kind) for kind in labels.AUDIT_ACTIONS.values())
