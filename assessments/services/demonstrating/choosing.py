"""What people of the demo put into their plans: from the catalogue, for their gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assessments.database import db
from assessments.models.catalogue import Activity
from assessments.models.development import PlanItem
from assessments.models.people import Person
from assessments.services.demonstrating.setting import DemoError, Setting, pick
from capability.gaps import NAMED_GAPS, expected_gain
from capability.vocabulary import ActivityKind

ITEMS = (3, 6)
BUDGET = 3000.0
MOST_HOURS_AN_ITEM = 45.0
LIKELY_CHOICES = 5
ON_A_SESSION = 0.6
SPREAD_DAYS = 240
MENTORING_DAYS, MENTORING_HOURS, MENTORING_CLAIM = 180, 12.0, 0.5


Gap = dict[str, Any]
"""One row of a map: a competency that is short."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The activities on offer, read once."""

    setting: Setting
    activities: dict[str, Activity]

    @classmethod
    def read(cls, setting: Setting) -> "Catalogue":
        """Read the activities with what they bring and when they are held."""
        found = db.session.scalars(
            select(Activity)
            .options(selectinload(Activity.gains), selectinload(Activity.sessions))
            .options(selectinload(Activity.prerequisites))
            .order_by(Activity.code)
        )
        return cls(setting, {each.code: each for each in found})

    def choose(
        self, person: Person, gaps: pd.DataFrame, begins: date, dice: np.random.Generator
    ) -> list[PlanItem]:
        """Return items for somebody's gaps, within a usual budget; the first gaps come first."""
        count, left = int(dice.integers(ITEMS[0], ITEMS[1])), BUDGET
        chosen: list[PlanItem] = []
        for gap in _in_turn(gaps):
            if len(chosen) == count:
                break
            taken = {item.activity_id for item in chosen}
            fitting = [
                activity for activity in self._for(person, gap, left) if activity.id not in taken
            ]
            if fitting:
                activity = fitting[int(dice.integers(min(len(fitting), LIKELY_CHOICES)))]
                chosen.append(self._item(activity, gap, begins, dice))
                left -= activity.cost or 0.0
        return chosen

    def mentoring(self, mentor: Person, gap: Gap, begins: date) -> PlanItem:
        """Return half a year with a mentor."""
        level = _level(gap)
        up_to = float(gap["required"])
        gain = 0.0 if level is None else expected_gain(MENTORING_CLAIM, level=level, up_to=up_to)
        return PlanItem(
            kind=ActivityKind.MENTORING,
            title=f"Mentoring with {mentor.name}",
            mentor_id=mentor.id,
            competency_id=self.setting.competency_ids[gap["competency"]],
            from_level=level,
            to_level=None if level is None else level + gain,
            starts_on=begins,
            due_on=begins + timedelta(days=MENTORING_DAYS),
            hours=MENTORING_HOURS,
            owner=mentor.name,
        )

    def take(
        self, code: str, gaps: pd.DataFrame, days: tuple[date, date], dice: np.random.Generator
    ) -> PlanItem:
        """Return an item for an activity on some days, for what it claims most of."""
        if code not in self.activities:
            raise DemoError(f"plans.toml: the catalogue has no activity {code}")
        activity = self.activities[code]
        claim = max(activity.gains, key=lambda each: each.gain).competency.code
        rows = gaps[gaps["competency"] == claim]
        gap = first_of(rows) if len(rows) else {"competency": claim, "level": None}
        item = self._item(activity, gap, days[0], dice)
        item.starts_on, item.due_on = days
        return item

    def _for(self, person: Person, gap: Gap, budget: float) -> list[Activity]:
        """Return what would serve a gap, the largest gain first."""
        gains = {
            activity.code: _gain(activity, gap)
            for activity in self.activities.values()
            if activity.kind is not ActivityKind.CERTIFICATION
            and activity.cost is not None
            and activity.cost <= budget
            and activity.hours <= MOST_HOURS_AN_ITEM
            and not activity.prerequisites
            and set(activity.languages) & set(person.languages)
        }
        useful = [code for code, gain in gains.items() if gain > 0]
        return [self.activities[code] for code in sorted(useful, key=lambda each: -gains[each])]

    def _item(
        self, activity: Activity, gap: Gap, begins: date, dice: np.random.Generator
    ) -> PlanItem:
        starts_on, due_on = self._days(activity, begins, dice)
        level = _level(gap)
        return PlanItem(
            kind=activity.kind,
            title=activity.name["en"],
            activity_id=activity.id,
            competency_id=self.setting.competency_ids[gap["competency"]],
            from_level=level,
            to_level=None if level is None else level + _gain(activity, gap),
            starts_on=starts_on,
            due_on=due_on,
            cost=activity.cost or 0.0,
            hours=activity.hours,
            owner=activity.provider["en"],
            reason=pick(dice, self.setting.read("plans")["texts"]["reasons"]),
        )

    def _days(
        self, activity: Activity, begins: date, dice: np.random.Generator
    ) -> tuple[date, date]:
        last = begins + timedelta(days=SPREAD_DAYS)
        starts_on = begins + timedelta(days=int(dice.integers(10, SPREAD_DAYS)))
        goes_to_session = dice.random() < ON_A_SESSION
        session = next((each for each in activity.sessions if begins < each.starts_on < last), None)
        if session is not None and goes_to_session:
            return session.starts_on, session.ends_on
        return starts_on, starts_on + timedelta(days=max(activity.duration_days - 1, 0))


def first_of(gaps: pd.DataFrame) -> Gap:
    """Return the most pressing gap."""
    return {str(name): value for name, value in gaps.iloc[0].items()}


def _in_turn(gaps: pd.DataFrame) -> Iterator[Gap]:
    """Yield the gaps that are named, once more the same, and then what else is short at all."""
    rows: list[Gap] = [
        {str(name): value for name, value in row.items()} for row in gaps.to_dict("records")
    ]
    named = [row for row in rows if row["standing"] in NAMED_GAPS]
    yield from (*named, *named, *(row for row in rows if row not in named))


def _gain(activity: Activity, gap: Gap) -> float:
    claim = next(
        (each for each in activity.gains if each.competency.code == gap["competency"]), None
    )
    if claim is None:
        return 0.0
    level = _level(gap)
    if level is None:
        return claim.gain
    return float(expected_gain(claim.gain, level=level, up_to=claim.up_to))


def _level(gap: Gap) -> float | None:
    return None if pd.isna(gap["level"]) else float(gap["level"])
