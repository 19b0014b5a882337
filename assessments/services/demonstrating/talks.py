"""Levels that people and their coaches settled on after talking, and who looked at a map for it."""

from datetime import date
from typing import Any

import numpy as np

from assessments.database import db
from assessments.models.assessment import AgreedLevel, AssessmentCycle
from assessments.models.audit import AuditLine
from assessments.services.demonstrating.levels import Truth
from assessments.services.demonstrating.people import Cast, Group, Member
from assessments.services.demonstrating.setting import Setting, at, pick

SHARE_OF_PEOPLE = 0.3
MOST_LEVELS = 3
DAYS_AFTER_ROUND = (12, 60)
TALK_BEGINS = 60
NOISE = 0.3


def add_talks(
    setting: Setting, cast: Cast, truths: dict[str, Truth], cycle: AssessmentCycle
) -> None:
    """Add what was settled: as told, and for some others after a round."""
    contents = setting.read("rounds")
    dice = setting.dice("talks")
    told = {entry["person"] for entry in contents["agreed"]}
    for entry in contents["agreed"]:
        day = setting.day(-entry["days_ago"])
        _add(setting, cast[entry["person"]], entry["levels"], day, entry["reason"])
    for member in cast.of(Group.PROJECT_MANAGERS):
        entry = _draw(setting, truths[member.name], contents["agreement"]["reasons"], dice)
        day = date.fromordinal(cycle.closes_on.toordinal() + int(dice.integers(*DAYS_AFTER_ROUND)))
        if dice.random() < SHARE_OF_PEOPLE and member.name not in told:
            _add(setting, member, entry["levels"], day, entry["reason"])


def _draw(
    setting: Setting, truth: Truth, reasons: list[str], dice: np.random.Generator
) -> dict[str, Any]:
    places = dice.choice(len(setting.codes), int(dice.integers(1, MOST_LEVELS + 1)), replace=False)
    heard = np.clip(truth.levels[places] + dice.normal(0, NOISE, len(places)), 0, 5)
    levels = {
        setting.codes[place]: round(float(level) * 2) / 2
        for place, level in zip(places, heard, strict=True)
    }
    return {"levels": levels, "reason": pick(dice, reasons)}


def _add(
    setting: Setting, member: Member, levels: dict[str, float], day: date, reason: str
) -> None:
    coach_id = member.person.coach_id
    for code, level in levels.items():
        db.session.add(
            AgreedLevel(
                person_id=member.person.id,
                competency_id=setting.competency_ids[code],
                coach_id=coach_id,
                level=level,
                agreed_on=day,
                reason=reason,
            )
        )
        db.session.add(
            AuditLine(
                at=at(day, TALK_BEGINS),
                actor_id=coach_id,
                person_id=member.person.id,
                action="agree_on_level",
                subject=f"competency {code}",
                new={"level": level},
                reason=reason,
            )
        )
