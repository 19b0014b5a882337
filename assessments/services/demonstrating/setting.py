"""What every part of the demo is made with: the day, the words, the reference data, the dice."""

import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from assessments.database import db
from assessments.models.framework import Competency, Role, RoleProfile
from assessments.services import seeding

LADDER = (
    "project_coordinator",
    "associate_project_manager",
    "project_manager",
    "senior_project_manager",
    "programme_manager",
    "portfolio_manager",
    "pmo_director",
)
YEAR = 365.25


class DemoError(ValueError):
    """The demo cannot be loaded here; the message says why."""


@dataclass(frozen=True)
class Setting:
    """The day on which the demo is looked at, and what it is made from."""

    folder: Path
    today: date
    seed: int

    def dice(self, topic: str) -> np.random.Generator:
        """Return a stream of its own for a topic, so that one part can change without another."""
        return np.random.default_rng([self.seed, zlib.crc32(topic.encode())])

    def read(self, name: str) -> dict[str, Any]:
        """Return one file of the demo."""
        return _read(self.folder / f"{name}.toml")

    def day(self, offset: int) -> date:
        """Return the day that is so many days from today."""
        return self.today + timedelta(days=offset)

    def years_before(self, on: date) -> float:
        """Return how many years before today a day was."""
        return (self.today - on).days / YEAR

    @cached_property
    def competencies(self) -> tuple[Competency, ...]:
        """The competencies in the order of the framework."""
        return tuple(db.session.scalars(select(Competency).order_by(Competency.position)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the competencies in the order of the framework."""
        return tuple(each.code for each in self.competencies)

    @cached_property
    def competency_ids(self) -> dict[str, int]:
        """The ids of the competencies by their code."""
        return {each.code: each.id for each in self.competencies}

    @cached_property
    def roles(self) -> dict[str, Role]:
        """The roles by their code."""
        return {role.code: role for role in db.session.scalars(select(Role))}

    @cached_property
    def profiles(self) -> dict[int, dict[int, RoleProfile]]:
        """What each role asks, by role and competency."""
        found: dict[int, dict[int, RoleProfile]] = {}
        for row in db.session.scalars(select(RoleProfile)):
            found.setdefault(row.role_id, {})[row.competency_id] = row
        return found


@cache
def _read(path: Path) -> dict[str, Any]:
    return seeding.read(path)


def at(day: date, minutes: float) -> datetime:
    """Return the instant so many minutes after eight o'clock, UTC."""
    return datetime.combine(day, time(8), tzinfo=UTC) + timedelta(minutes=float(minutes))


def office_moment(day: date, dice: np.random.Generator) -> datetime:
    """Return some instant within the office hours of a day."""
    return at(day, float(dice.integers(0, 480)))


def pick(dice: np.random.Generator, choices: list[str]) -> str:
    """Return one of some texts."""
    return choices[int(dice.integers(len(choices)))]
