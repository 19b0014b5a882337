"""What past projects say: months of experience, likeness of projects, results beside others."""

from capability.project_evidence.experience import (
    context_similarity,
    experience_calendar,
    experience_months,
    first_day,
    month_number,
    touched_months,
    window_months,
)
from capability.project_evidence.results import manager_effects

__all__ = [
    "context_similarity",
    "experience_calendar",
    "experience_months",
    "first_day",
    "manager_effects",
    "month_number",
    "touched_months",
    "window_months",
]
