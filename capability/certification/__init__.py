"""Certificates: likely eligibility with what is missing and until when, and renewal.

Nothing is worded here and nothing is assumed: a fact that is not known, about the person or about
the rule, is to be confirmed. "Likely" is the strongest answer; the certifying body decides.
"""

from capability.certification.domains import (
    COVERED_FROM,
    Cover,
    DomainCover,
    ExamDomain,
    cover_domains,
)
from capability.certification.eligibility import (
    DEGREES,
    Eligibility,
    EligibilityPath,
    RequirementKind,
    RequirementState,
    RequirementStatus,
    Verdict,
    assess_eligibility,
)
from capability.certification.months import (
    BUSINESS,
    COMPLEX_PROJECTS,
    PARTS_THAT_COUNT,
    NotCounted,
    leaves_window_on,
    requirement_calendar,
    window_starts_on,
)
from capability.certification.preparing import Preparation, choose_preparation, net_worth
from capability.certification.renewal import (
    SOON_DAYS,
    RenewalState,
    certificate_state,
    renewal_state,
)

__all__ = [
    "BUSINESS",
    "COMPLEX_PROJECTS",
    "COVERED_FROM",
    "DEGREES",
    "PARTS_THAT_COUNT",
    "SOON_DAYS",
    "Cover",
    "DomainCover",
    "Eligibility",
    "EligibilityPath",
    "ExamDomain",
    "NotCounted",
    "Preparation",
    "RenewalState",
    "RequirementKind",
    "RequirementState",
    "RequirementStatus",
    "Verdict",
    "assess_eligibility",
    "certificate_state",
    "choose_preparation",
    "cover_domains",
    "leaves_window_on",
    "net_worth",
    "renewal_state",
    "requirement_calendar",
    "window_starts_on",
]
