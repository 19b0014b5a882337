"""Certificates: likely eligibility with what is missing and until when, and renewal.

Nothing is worded here and nothing is assumed: a fact that is not known, about the person or about
the rule, is to be confirmed. "Likely" is the strongest answer; the certifying body decides.
"""

from capability.certification.eligibility import (
    BUSINESS,
    COMPLEX_PROJECTS,
    DEGREES,
    PARTS_THAT_COUNT,
    Eligibility,
    EligibilityPath,
    RequirementKind,
    RequirementState,
    RequirementStatus,
    Verdict,
    assess_eligibility,
    requirement_calendar,
)
from capability.certification.renewal import RenewalState, Validity, renewal_state

__all__ = [
    "BUSINESS",
    "COMPLEX_PROJECTS",
    "DEGREES",
    "PARTS_THAT_COUNT",
    "Eligibility",
    "EligibilityPath",
    "RenewalState",
    "RequirementKind",
    "RequirementState",
    "RequirementStatus",
    "Validity",
    "Verdict",
    "assess_eligibility",
    "renewal_state",
    "requirement_calendar",
]
