"""The tables. Importing the package knows them all, which migrations need."""

from assessments.models import (
    assessment,
    audit,
    catalogue,
    certificates,
    coaching,
    development,
    early_signs,
    framework,
    importing,
    mentoring,
    people,
    project,
    training,
)

__all__ = [
    "assessment", "audit", "catalogue", "certificates", "coaching", "development", "early_signs",
    "framework", "importing", "mentoring", "people", "project", "training",
]  # fmt: skip
