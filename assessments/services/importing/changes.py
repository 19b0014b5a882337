"""Changes that an import makes, put into words while what they refer to is at hand."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from assessments.database import LocalText, db
from assessments.models.framework import Role
from assessments.models.people import Department, Person
from assessments.services.importing.reports import Change, ImportReport

REFERRED: dict[str, type[Department | Role | Person]] = {
    "department_id": Department,
    "role_id": Role,
    "aims_for_id": Role,
    "next_role_id": Role,
    "coach_id": Person,
}


def put_into_words(report: ImportReport) -> None:
    """Give names for keys, and words for everything else, in the changes of a report."""
    names = {column: _names(column, report) for column in REFERRED}
    report.changes = [
        Change(
            each.row, each.name, each.column,
            value_words(each.old, names.get(each.column)),
            value_words(each.new, names.get(each.column)),
        )
        for each in report.changes
    ]  # fmt: skip


def _names(column: str, report: ImportReport) -> Mapping[object, str]:
    keys = {
        value
        for each in report.changes
        if each.column == column
        for value in (each.old, each.new)
        if isinstance(value, int)
    }
    if not keys:
        return {}
    model = REFERRED[column]
    found = db.session.execute(select(model.id, model.name).where(model.id.in_(keys)))
    return {identity: str(name) for identity, name in found}


def value_words(value: object, names: Mapping[object, str] | None = None) -> str:
    """Return a value as a person reads it."""
    if names and value in names:
        return names[value]
    if value is None or value in ("", []):
        return str(_("nothing"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return str(LocalText(value))
    if isinstance(value, StrEnum):
        return value.value.replace("_", " ")
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)
