"""What a cohort is told overnight, one plain row a person, the same from the same facts."""

from assessments.services.batching.mentors import (
    CohortError,
    cohort_called,
    mentor_lines,
    mentor_rows,
)
from assessments.services.batching.suggestions import lines_of, suggestion_row

__all__ = [
    "CohortError",
    "cohort_called",
    "lines_of",
    "mentor_lines",
    "mentor_rows",
    "suggestion_row",
]
