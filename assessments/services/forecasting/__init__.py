"""How it will turn out: a person's levels by a date, readiness for a role, and the ladder."""

from assessments.services.forecasting.ladder import Ladder, Rung, Side, ladder_of
from assessments.services.forecasting.outlooks import (
    Outlook,
    Readiness,
    Turn,
    outlook_of,
    readiness_for,
    usual_day,
    usual_role,
)
from assessments.services.forecasting.planned import PlannedStep, planned_steps
from assessments.services.forecasting.raising import Raising

__all__ = [
    "Ladder",
    "Outlook",
    "PlannedStep",
    "Raising",
    "Readiness",
    "Rung",
    "Side",
    "Turn",
    "ladder_of",
    "outlook_of",
    "planned_steps",
    "readiness_for",
    "usual_day",
    "usual_role",
]
