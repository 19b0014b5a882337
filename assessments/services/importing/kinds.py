"""Every kind of list that can be taken: its columns, and what takes it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from assessments.models.importing import ImportKind
from assessments.services.importing import (
    catalogue,
    people,
    people_rows,
    project_rows,
    projects,
    role_profiles,
    skills_matrix,
)
from assessments.services.importing.reports import ImportReport
from assessments.services.importing.rows import Terms
from assessments.services.importing.skills_matrix import View
from assessments.services.importing.tables import Columns, Table
from capability.vocabulary import AssessmentSource

COLUMNS: Mapping[ImportKind, Callable[[], Columns]] = {
    ImportKind.PEOPLE: lambda: people_rows.COLUMNS,
    ImportKind.PROJECTS: lambda: project_rows.COLUMNS,
    ImportKind.ROLE_PROFILES: role_profiles.columns,
    ImportKind.CATALOGUE: catalogue.columns,
    ImportKind.SKILLS_MATRIX: skills_matrix.columns,
}


def kind_of(word: str) -> ImportKind:
    """Return the kind that a word names."""
    return ImportKind(word)


def columns_of(kind: ImportKind) -> Columns:
    """Return the columns that a kind of list may have."""
    return COLUMNS[kind]()


def import_list(
    kind: ImportKind, table: Table, terms: Terms, *, file: str, options: Mapping[str, Any]
) -> ImportReport:
    """Take a list; ``options`` say whose view a skills matrix is.

    Raises
    ------
    ImportProblem
        The table as a whole cannot be taken; nothing of it has been.
    """
    if kind is ImportKind.PEOPLE:
        return people.import_people(table, terms, file=file)
    if kind is ImportKind.PROJECTS:
        return projects.import_projects(table, terms, file=file)
    if kind is ImportKind.ROLE_PROFILES:
        return role_profiles.import_role_profiles(table, terms, file=file)
    if kind is ImportKind.CATALOGUE:
        return catalogue.import_catalogue(table, terms, file=file)
    return skills_matrix.import_skills_matrix(table, terms, file=file, view=view_of(options))


def view_of(options: Mapping[str, Any]) -> View:
    """Return whose view a skills matrix is, as it was chosen."""
    day = options.get("rated_on")
    return View(
        source=AssessmentSource(options.get("source", AssessmentSource.SELF)),
        rated_on=date.fromisoformat(day) if day else None,
        levels=options.get("levels"),
    )
