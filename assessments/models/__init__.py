"""The tables. Importing the package knows them all, which migrations need."""

from assessments.models import (
    assessment,
    audit,
    catalogue,
    coaching,
    development,
    framework,
    importing,
    people,
    project,
)

__all__ = [
    "assessment", "audit", "catalogue", "coaching", "development", "framework", "importing",
    "people", "project",
]  # fmt: skip
