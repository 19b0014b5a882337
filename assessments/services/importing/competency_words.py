"""How lists refer to competencies and roles: by code, or by name in any language."""

from collections.abc import Iterator

from sqlalchemy import true

from assessments.models.framework import Competency, Role
from assessments.services.importing import records
from assessments.services.importing.tables import Columns, plain

COMPETENCY = "competency:"
ROLE = "role:"


def competency_ids() -> dict[str, int]:
    """Return the competencies that are asked about, by code and by name."""
    found = records.find(Competency, ("id", "code", "name"), Competency.is_active)
    return {word: each["id"] for each in found for word in words_of(each)}


def words_of(record: records.Record) -> Iterator[str]:
    """Yield every word that means a row with code and name."""
    yield from (plain(name) for name in record["name"].values())
    yield plain(record["code"])


def with_competencies(columns: Columns) -> Columns:
    """Return the columns of a kind, with one for each competency beside."""
    found = records.find(Competency, ("code", "name"), Competency.is_active)
    extra = {COMPETENCY + each["code"]: tuple(words_of(each)) for each in found}
    return Columns({**columns.headings, **extra}, columns.amounts)


def with_roles(columns: Columns) -> Columns:
    """Return the columns of a kind, with one for each role beside."""
    found = records.find(Role, ("code", "name"), true())
    extra = {ROLE + each["code"]: tuple(words_of(each)) for each in found}
    return Columns({**columns.headings, **extra}, columns.amounts)
