"""The settings of the organisation, read once a request."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app, g
from sqlalchemy import Select, select

from assessments.database import LocalText, db
from assessments.models.people import Organisation


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the whole organisation; ``None`` for hours and budget is no limit."""

    name: LocalText
    currency: str
    languages: tuple[str, ...]
    """Languages offered; the first is for those whose browser asks for none of them."""
    budget_year_month: int
    weekly_hours: float
    development_hours: float | None
    person_budget: float | None
    version: int = 0
    """Which state this is; 0 until anything is kept."""


SETTINGS = tuple(name for name in Settings.__slots__ if name != "version")


def organisation() -> Settings:
    """Return the settings. Until they are kept, those of the configuration."""
    if "organisation" not in g:
        g.organisation = _read() or defaults()
    found: Settings = g.organisation
    return found


def forget() -> None:
    """Read the settings anew when they are asked for the next time."""
    g.pop("organisation", None)


def find_organisation() -> Organisation | None:
    """Return the row that keeps the settings, if there is one yet."""
    return db.session.scalar(select(Organisation).order_by(Organisation.id).limit(1))


def currency() -> str:
    """Return the one currency of all amounts, as an ISO code."""
    return organisation().currency


def defaults() -> Settings:
    """Return the settings with which an installation begins."""
    config = current_app.config
    return Settings(
        name=LocalText(en=str(config["ORGANISATION"])),
        currency=str(config.get("CURRENCY", "EUR")),
        languages=("en", "zh"),
        budget_year_month=1,
        weekly_hours=40.0,
        development_hours=float(config.get("TRAINING_HOURS", 60.0)),
        person_budget=float(config.get("TRAINING_BUDGET", 3000.0)),
    )


def _read() -> Settings | None:
    row = db.session.execute(_settings()).first()
    if row is None:
        return None
    return Settings(**{**row._mapping, "languages": tuple(row.languages)})


# Put together once: every page asks it.
@cache
def _settings() -> Select[Any]:
    columns = [getattr(Organisation, name) for name in (*SETTINGS, "version")]
    return select(*columns).order_by(Organisation.id).limit(1)
