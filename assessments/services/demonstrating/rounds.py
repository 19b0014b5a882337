"""The rounds of assessments: two that are closed, and one that is open."""

from datetime import date, timedelta
from typing import Any

from assessments.database import LocalText, db
from assessments.models.assessment import AssessmentCycle
from assessments.services.demonstrating.setting import Setting

FRIDAY = 4
DAYS_LEFT = 4
DAYS_OPEN = 25
SEASONS = ("winter", "spring", "summer", "autumn")


def add_rounds(setting: Setting) -> list[AssessmentCycle]:
    """Add the rounds, the oldest first; the last is open and closes on a Friday."""
    return _add(setting, setting.read("rounds")["round"])


def add_earlier_round(setting: Setting) -> AssessmentCycle:
    """Add the round before them, in which people were not asked about themselves."""
    [cycle] = _add(setting, [setting.read("rounds")["earlier"]])
    return cycle


def _add(setting: Setting, entries: list[dict[str, Any]]) -> list[AssessmentCycle]:
    soon = setting.day(DAYS_LEFT)
    last_day = soon + timedelta(days=(FRIDAY - soon.weekday()) % 7)
    cycles = [_cycle(setting.read("rounds"), entry, last_day) for entry in entries]
    db.session.add_all(cycles)
    db.session.flush()
    return cycles


def _cycle(contents: dict[str, Any], entry: dict[str, Any], last_day: date) -> AssessmentCycle:
    closes_on = last_day - timedelta(weeks=entry["weeks_before"])
    by_season = entry["called_by"] == "season"
    return AssessmentCycle(
        name=_season(contents["season"], closes_on) if by_season else _month(closes_on),
        opens_on=closes_on - timedelta(days=DAYS_OPEN),
        closes_on=closes_on,
    )


def _season(names: dict[str, dict[str, str]], day: date) -> LocalText:
    season = names[SEASONS[day.month % 12 // 3]]
    return LocalText(en=f"{season['en']} {day.year}", zh=f"{day.year}年{season['zh']}")


def _month(day: date) -> LocalText:
    return LocalText(en=f"{day:%B %Y}", zh=f"{day.year}年{day.month}月")
