"""Keep what holds for the whole organisation."""

from dataclasses import asdict, dataclass
from typing import Any

from assessments.database import LocalText, db
from assessments.models.people import Organisation, Person
from assessments.queries.organisation import (
    SETTINGS,
    defaults,
    find_organisation,
    forget,
)
from assessments.services import auditing
from assessments.services.conflicts import ConflictError, commit

SUBJECT = "organisation"


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """What an administrator sets; ``None`` for hours and budget is no limit."""

    name: dict[str, str]
    """By language."""
    currency: str
    languages: list[str]
    budget_year_month: int
    weekly_hours: float
    development_hours: float | None
    person_budget: float | None


def settle_defaults() -> None:
    """Keep the settings of the configuration unless there are some already."""
    if find_organisation() is None:
        db.session.add(_row_of(asdict(defaults())))
        db.session.commit()
        forget()


def settle(draft: SettingsDraft, *, seen: int, by: Person) -> bool:
    """Keep the settings, as last seen in version ``seen``; return whether anything changed.

    Raises
    ------
    ConflictError
        Somebody changed them meanwhile.
    """
    row = find_organisation() or _row_of(asdict(defaults()))
    # What is written rests on this row, which may be newer than the settings read before.
    if (row.version or 0) != seen:
        raise ConflictError
    old = _plain({name: getattr(row, name) for name in SETTINGS})
    new = _plain(asdict(draft))
    changed = [name for name in SETTINGS if old[name] != new[name]]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, LocalText(new[name]) if name == "name" else new[name])
    db.session.add(row)
    auditing.note(
        "change_settings",
        SUBJECT,
        by=by,
        about=None,
        old={name: old[name] for name in changed},
        new={name: new[name] for name in changed},
    )
    try:
        commit()
    finally:
        forget()
    return True


def _row_of(values: dict[str, Any]) -> Organisation:
    values = {name: values[name] for name in SETTINGS}
    return Organisation(
        **{**values, "name": LocalText(values["name"]), "languages": list(values["languages"])}
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "name": dict(values["name"]), "languages": list(values["languages"])}
