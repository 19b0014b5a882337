"""Where somebody is likely to stand by a date, and how ready for a role."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from assessments.models.development import DevelopmentPlan
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.services import mapping
from assessments.services.forecasting.levels import agreed_places, levels_of, months_until
from assessments.services.forecasting.planned import PlannedStep, planned_steps, steps_frame
from assessments.services.forecasting.raising import Raising, raise_beyond, raise_within
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability.forecast import (
    MONTHS_TO_SHOW,
    JointLevels,
    chance_of,
    count_met,
    critical_requirements,
    project_jointly,
)
from capability.scale import HIGHEST, LOWEST

USUAL = timedelta(days=365)
SEEN = 0.05
"""A level that moves less than this is not said to move."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A competency or area today, and where it is likely to stand by the day."""

    place: Place
    level: float | None
    low: float | None
    high: float | None
    chance_today: float | None = None
    chance: float | None = None
    """How probable it is that what is asked is reached; for what matters most alone."""

    @property
    def moves(self) -> bool:
        """Whether what is planned lifts it."""
        if self.level is None or self.place.level is None:
            return False
        return self.level - self.place.level >= SEEN


@dataclass(frozen=True, slots=True)
class Readiness:
    """How probable it is that all that matters most is reached at once; model estimates."""

    today: float
    without: float
    """By the day, if nothing more of the plan is done."""
    planned: float
    """By the day, with the plan."""
    asked: int
    has_steps: bool
    """Whether anything is counted that is still to be done."""
    met_today: float
    """How many of those asked are likely to be reached."""
    met_planned: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """How it will turn out for one person, held against one role."""

    role: Role | None
    by: date
    map: PersonMap
    areas: tuple[Turn, ...]
    competencies: tuple[Turn, ...]
    critical: tuple[Turn, ...]
    readiness: Readiness | None
    """``None`` where no role is set or nobody has answered anything."""
    steps: tuple[PlannedStep, ...]
    within: Raising | None
    beyond: Raising | None
    is_near: bool
    """Whether nothing that begins now could show by the day."""

    @property
    def projected(self) -> PersonMap:
        """The map as it is likely to stand by the day; its earlier levels are those of today."""
        areas = tuple(
            replace(
                turn.place,
                level=turn.level,
                low=turn.low,
                high=turn.high,
                earlier=turn.place.level,
            )
            for turn in self.areas
        )
        return replace(self.map, areas=areas)

    @property
    def moving(self) -> tuple[Turn, ...]:
        """What the plan lifts."""
        return tuple(turn for turn in self.competencies if turn.moves)

    @property
    def unknown(self) -> tuple[Turn, ...]:
        """What matters most and nobody has answered about."""
        return tuple(turn for turn in self.critical if turn.place.level is None)


def usual_day(today: date) -> date:
    """Return the day that is looked at unless another is chosen: in a year."""
    return today + USUAL


def usual_role(person: Person) -> Role | None:
    """Return the role that an outlook is held against unless another is chosen: the next one."""
    return person.aims_for or (person.role.next_role if person.role else None) or person.role


def outlook_of(
    person: Person, role: Role | None, plan: DevelopmentPlan | None, *, by: date, today: date
) -> Outlook:
    """Return how it will turn out for somebody by a day, held against a role."""
    person_map = mapping.map_of(person, role, today=today)
    now = levels_of(person, person_map, today=today)
    settled = {place.code for place in agreed_places(person_map.competencies)}
    steps = planned_steps(person, plan, now, today=today)
    months = months_until(by, today=today)
    alone, then = _by_then(now, steps, settled, months)
    turns = _competency_turns(person_map.competencies, then)
    required = _required(person_map)
    by_code = {turn.place.code: turn for turn in turns}
    outlook = Outlook(
        role=role,
        by=by,
        map=person_map,
        areas=_area_turns(person_map, by_code, then),
        competencies=turns,
        critical=tuple(
            replace(
                by_code[code],
                chance_today=chance_of(now, required[[code]]),
                chance=chance_of(then, required[[code]]),
            )
            for code in required.index
        ),
        readiness=None,
        steps=steps,
        within=None,
        beyond=None,
        is_near=months <= MONTHS_TO_SHOW,
    )
    if not len(required) or person_map.is_empty:
        return outlook
    still_open = [step for step in steps if not step.is_done]
    return replace(
        outlook,
        readiness=_readiness(now, alone, then, required, has_steps=bool(still_open)),
        within=raise_within(alone, required, still_open, months=months),
        beyond=raise_beyond(person, then, required, months=months, today=today),
    )


def readiness_for(
    person: Person, role: Role, plan: DevelopmentPlan | None, *, by: date, today: date
) -> Readiness | None:
    """Return the readiness for a role alone."""
    person_map = mapping.map_of(person, role, today=today)
    now = levels_of(person, person_map, today=today)
    steps = planned_steps(person, plan, now, today=today)
    settled = [place.code for place in agreed_places(person_map.competencies)]
    return readiness_of(person_map, now, steps, settled, by=by, today=today)


def readiness_of(
    person_map: PersonMap,
    now: JointLevels,
    steps: Sequence[PlannedStep],
    settled: Sequence[str],
    *,
    by: date,
    today: date,
) -> Readiness | None:
    """Return the readiness for the role of a map, from levels that are known already."""
    required = _required(person_map)
    if not len(required) or person_map.is_empty:
        return None
    alone, then = _by_then(now, steps, settled, months_until(by, today=today))
    has_steps = any(not step.is_done for step in steps)
    return _readiness(now, alone, then, required, has_steps=has_steps)


def _by_then(
    now: JointLevels, steps: Sequence[PlannedStep], settled: Collection[str], months: float
) -> tuple[JointLevels, JointLevels]:
    """Return the levels by a day without what is still to be done, and with it."""
    alone, then = (
        project_jointly(
            now,
            steps_frame((step.item.id, step.gains, step.ends_in) for step in counted),
            months=months,
            settled=settled,
        )
        for counted in ([step for step in steps if step.is_done], steps)
    )
    return alone, then


def _readiness(
    now: JointLevels,
    alone: JointLevels,
    then: JointLevels,
    required: "pd.Series[float]",
    *,
    has_steps: bool,
) -> Readiness:
    return Readiness(
        today=chance_of(now, required),
        without=chance_of(alone, required),
        planned=chance_of(then, required),
        asked=len(required),
        has_steps=has_steps,
        met_today=count_met(now, required),
        met_planned=count_met(then, required),
    )


def critical_places(person_map: PersonMap) -> tuple[Place, ...]:
    """Return what the role of a map asks where it matters most: what readiness is about."""
    return tuple(person_map.place(code) for code in _required(person_map).index)


def _required(person_map: PersonMap) -> "pd.Series[float]":
    """Return what the role of a map asks where it matters most."""
    rows = pd.DataFrame(
        [
            (place.code, place.required, place.weight, place.is_critical)
            for place in person_map.competencies
        ],
        columns=["competency", "required", "weight", "is_critical"],
    ).astype({"required": float})
    return critical_requirements(rows)


def _competency_turns(places: Sequence[Place], then: JointLevels) -> tuple[Turn, ...]:
    at = {code: number for number, code in enumerate(then.competencies)}
    turns = []
    for place in places:
        low, high = then.reach(pd.Series({place.code: 1.0}))
        level = float(np.clip(then.level[at[place.code]], LOWEST, HIGHEST))
        turns.append(Turn(place, None if place.level is None else level, low, high))
    return tuple(turns)


def _area_turns(
    person_map: PersonMap, turns: dict[str, Turn], then: JointLevels
) -> tuple[Turn, ...]:
    return tuple(
        _area_turn(area, [turns[place.code] for place in person_map.within(area.code)], then)
        for area in person_map.areas
    )


def _area_turn(area: Place, turns: Sequence[Turn], then: JointLevels) -> Turn:
    """Return where an area will stand: the mean of what is asked and known, as in the map."""
    weights = {
        turn.place.code: turn.place.weight
        for turn in turns
        if turn.level is not None and turn.place.required is not None
    }
    if not weights:
        return Turn(area, None, area.low, area.high)
    total = sum(weights.values())
    known = {turn.place.code: turn.level or 0.0 for turn in turns}
    level = sum(known[code] * weight for code, weight in weights.items()) / total
    low, high = then.reach(pd.Series(weights))
    return Turn(area, level, low, high)
