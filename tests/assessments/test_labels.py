"""Every enumeration that a page shows has words for each of its values."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments import services
from assessments.labels.activities import ACTIVITY_KINDS, LEARNINGS
from assessments.labels.audit import AUDIT_ACTIONS, AUDIT_KINDS
from assessments.labels.certificates import (
    CERTIFICATE_STATES,
    EXAM_COVERS,
    EXPERIENCES,
    NOT_COUNTED,
    REQUIREMENT_STATUSES,
    VERDICTS,
)
from assessments.labels.fairness import (
    FAIRNESS_DIMENSIONS,
    FAIRNESS_FINDINGS,
    FAIRNESS_GROUPS,
    FAIRNESS_MEASURES,
)
from assessments.labels.levels import CONFIDENCES, LEVELS, SOURCES, STANDINGS
from assessments.labels.mentoring import MENTORSHIP_STATUSES, RATING_MOMENTS
from assessments.labels.people import ACCESSES, DEGREES, PURPOSES
from assessments.labels.plans import (
    COACH_DECISIONS,
    HOLDINGS,
    PLAN_FLAGS,
    PLAN_ITEM_STATUSES,
    PLAN_STATUSES,
    REVIEW_DECISIONS,
    SIGN_KINDS,
)
from assessments.labels.projects import METHODS, PROJECT_PARTS, PROJECT_STATUSES
from assessments.labels.tables import TABLES
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
    (Access, ACCESSES),
    (Confidence, CONFIDENCES),
    (AssessmentSource, SOURCES),
    (PlanStatus, PLAN_STATUSES),
    (MentorshipStatus, MENTORSHIP_STATUSES),
    (RatingMoment, RATING_MOMENTS),
    (PlanItemStatus, PLAN_ITEM_STATUSES),
    (ReviewDecision, REVIEW_DECISIONS),
    (CoachDecision, COACH_DECISIONS),
    (ActivityKind, ACTIVITY_KINDS),
    (Learning, LEARNINGS),
    (ProjectPart, PROJECT_PARTS),
    (ProjectStatus, PROJECT_STATUSES),
    (DeliveryMethod, METHODS),
    (Degree, DEGREES),
    (RequirementStatus, REQUIREMENT_STATUSES),
    (Verdict, VERDICTS),
    (Cover, EXAM_COVERS),
    (NotCounted, NOT_COUNTED),
    (AuditKind, AUDIT_KINDS),
    (PlanFlag, PLAN_FLAGS),
    (CertificateState, CERTIFICATE_STATES),
    (Standing, STANDINGS),
    (Holding, HOLDINGS),
    (SignKind, SIGN_KINDS),
    (Finding, FAIRNESS_FINDINGS),
    (Dimension, FAIRNESS_DIMENSIONS),
    (Dimension, FAIRNESS_GROUPS),
    (Measure, FAIRNESS_MEASURES),
]


@pytest.mark.parametrize(
    ("enumeration", "words"), WORDS, ids=lambda each: getattr(each, "__name__", "")
)
def test_every_value_has_words_of_its_own(enumeration, words):
    assert list(words) == list(enumeration)
    assert len({str(each) for each in words.values()}) == len(enumeration)


def test_every_level_of_the_scale_has_a_label():
    assert len(LEVELS) == len(ProficiencyLevel)


def test_every_kind_of_months_that_can_be_counted_has_words():
    assert set(EXPERIENCES) == set(PARTS_THAT_COUNT)


def test_every_purpose_of_a_look_has_words():
    assert set(PURPOSES) == set(viewing.PURPOSES)


def test_no_table_of_words_is_left_out_here():
    tables = {
        name
        for name, value in TABLES.items()
        if isinstance(value, dict) and value not in [each for _, each in WORDS]
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
    words = {action: str(text) for kind in AUDIT_ACTIONS.values() for action, text in kind.items()}

    assert noted_actions() - set(words) == set()
    assert list(AUDIT_ACTIONS) == list(AuditKind)
    assert len(words) == sum(len(kind) for kind in AUDIT_ACTIONS.values())
