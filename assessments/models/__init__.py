"""The tables. Importing the package knows them all, which migrations need."""

from assessments.models import (
    assessment,
    audit,
    catalogue,
    development,
    framework,
    people,
    project,
)

__all__ = ["assessment", "audit", "catalogue", "development", "framework", "people", "project"]
