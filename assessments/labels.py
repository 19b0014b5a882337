"""The words of every enumeration, in the reader's language."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from assessments.permissions import Access
from capability.certification import RequirementStatus
from capability.lifecycle import CoachDecision, PlanItemStatus, PlanStatus, ReviewDecision
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

Words = dict[StrEnum, LazyString]

LEVELS: tuple[LazyString, ...] = (
    _l("Not yet"),
    _l("Aware"),
    _l("With help"),
    _l("On my own"),
    _l("Guides others"),
    _l("Shapes"),
)

ACCESSES: Words = {
    Access.PROJECT_MANAGER: _l("Project manager"),
    Access.PMO_COACH: _l("PMO coach"),
    Access.DEPARTMENT_HEAD: _l("Head of department"),
    Access.HR_REVIEWER: _l("HR reviewer"),
    Access.ADMINISTRATOR: _l("Administrator"),
    Access.RATER: _l("Rater"),
}

CONFIDENCES: Words = {
    Confidence.GUESS: _l("A guess"),
    Confidence.FAIRLY_SURE: _l("Fairly sure"),
    Confidence.SURE: _l("Sure"),
}

SOURCES: Words = {
    AssessmentSource.SELF: _l("Self-assessment"),
    AssessmentSource.COACH: _l("Coach"),
    AssessmentSource.PEER: _l("Colleagues"),
    AssessmentSource.SPONSOR: _l("Sponsors"),
    AssessmentSource.PROJECT: _l("Project results"),
}

PLAN_STATUSES: Words = {
    PlanStatus.DRAFT: _l("Draft"),
    PlanStatus.SUBMITTED: _l("With the coach"),
    PlanStatus.ENDORSED: _l("With HR"),
    PlanStatus.RETURNED: _l("Returned"),
    PlanStatus.APPROVED: _l("Under way"),
    PlanStatus.COMPLETED: _l("Completed"),
}

PLAN_ITEM_STATUSES: Words = {
    PlanItemStatus.PLANNED: _l("Planned"),
    PlanItemStatus.UNDER_WAY: _l("Under way"),
    PlanItemStatus.DONE: _l("Done"),
    PlanItemStatus.DROPPED: _l("Dropped"),
}

REVIEW_DECISIONS: Words = {
    ReviewDecision.APPROVE: _l("Approve"),
    ReviewDecision.RETURN: _l("Return with a question"),
}

COACH_DECISIONS: Words = {
    CoachDecision.ENDORSE: _l("Endorse"),
    CoachDecision.HAND_BACK: _l("Hand back with a question"),
}

ACTIVITY_KINDS: Words = {
    ActivityKind.COURSE: _l("Course"),
    ActivityKind.WORKSHOP: _l("Workshop"),
    ActivityKind.SEMINAR: _l("Seminar"),
    ActivityKind.ONLINE: _l("Online programme"),
    ActivityKind.STRETCH_ASSIGNMENT: _l("Stretch assignment"),
    ActivityKind.JOB_SHADOWING: _l("Job shadowing"),
    ActivityKind.MENTORING: _l("Mentoring"),
    ActivityKind.READING: _l("Reading"),
    ActivityKind.LOCAL_EVENT: _l("Local event"),
    ActivityKind.INTERNATIONAL_EVENT: _l("International event"),
    ActivityKind.CERTIFICATION: _l("Certification"),
}

LEARNINGS: Words = {
    Learning.EXPERIENCE: _l("on the job"),
    Learning.SOCIAL: _l("with others"),
    Learning.FORMAL: _l("taught"),
}

PROJECT_PARTS: Words = {
    ProjectPart.PORTFOLIO_LEAD: _l("Led the portfolio"),
    ProjectPart.PROGRAMME_LEAD: _l("Led the programme"),
    ProjectPart.PROJECT_LEAD: _l("Led the project"),
    ProjectPart.DEPUTY_LEAD: _l("Deputy lead"),
    ProjectPart.TEAM_MEMBER: _l("Team member"),
}

PROJECT_STATUSES: Words = {
    ProjectStatus.PROPOSED: _l("Proposed"),
    ProjectStatus.ACTIVE: _l("Active"),
    ProjectStatus.CLOSED: _l("Closed"),
    ProjectStatus.STOPPED: _l("Stopped"),
}

METHODS: Words = {
    DeliveryMethod.PREDICTIVE: _l("Predictive"),
    DeliveryMethod.AGILE: _l("Agile"),
    DeliveryMethod.HYBRID: _l("Hybrid"),
}

DEGREES: Words = {
    Degree.NONE: _l("No secondary diploma"),
    Degree.SECONDARY: _l("Secondary diploma or associate degree"),
    Degree.BACHELOR: _l("Bachelor's degree or higher"),
    Degree.ACCREDITED: _l("Degree accredited by a project management body"),
}

LANGUAGES: dict[str, str] = {
    "en": "English",
    "zh": "中文",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "ar": "العربية",
    "hi": "हिन्दी",
    "ja": "日本語",
}
"""Languages that people speak and activities are held in, each in its own name."""

DECLINE_REASONS: dict[str, LazyString] = {
    "no_time": _l("No time in this period"),
    "known": _l("I know this already"),
    "other_way": _l("I would rather learn it another way"),
    "not_my_work": _l("Not part of my work"),
    "other": _l("Another reason"),
}

PURPOSES: dict[str, LazyString] = {
    "talk": _l("to prepare a talk"),
    "plan_review": _l("for plan review"),
    "department": _l("as head of the department"),
}

EXPERIENCES: dict[str, LazyString] = {
    "leading_projects": _l("Months leading projects"),
    "managing_projects": _l("Months managing projects"),
    "programme": _l("Months leading programmes"),
    "portfolio": _l("Months leading portfolios"),
    "complex_projects": _l("Months leading complex projects"),
    "business": _l("Months of business experience"),
}
OTHER_EXPERIENCE: LazyString = _l("Months of experience in the specialism")

REQUIREMENT_STATUSES: Words = {
    RequirementStatus.MET: _l("met"),
    RequirementStatus.TO_CONFIRM: _l("to confirm"),
    RequirementStatus.NOT_YET: _l("not yet"),
}
