"""Where many people stand, each against the profile of the own role, as plain arrays.

What was reckoned for a person is kept in memory under the fingerprint of the facts about that
person, their profile, the framework, and the day. Only those whose fingerprint is not known are
reckoned, two thousand at a time. The numbers are the same for every viewer; whom a viewer may see
is the caller's to ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.database import LocalText
from assessments.queries import framework
from assessments.queries.map_facts import Axis, list_axes
from assessments.services.keeping import Shelf
from assessments.services.map_fingerprints import map_fingerprints
from assessments.services.map_numbers import numbers_of, read_evidence
from assessments.services.map_places import Place
from capability.capability_map import Basis
from capability.gaps import NAMED_GAPS, Standing

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = NDArray[np.object_]

# About three kilobytes a person.
MOST_PEOPLE = 20_000
AT_ONCE = 2000

STANDINGS = tuple(Standing)
BASES = tuple(Basis)
LEVELS = (
    "level", "low", "high", "sd", "required", "gap", "probability_met", "weight", "estimate",
)  # fmt: skip
FLAGS = ("is_own_view", "is_critical")
PLACE = (
    "basis", "standing", "is_own_view", "is_critical",
    "level", "sd", "low", "high", "required", "gap", "weight", "estimate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stands:
    """One person: ``levels`` has a row for each of LEVELS, ``marks`` codes of words and flags."""

    levels: Floats
    marks: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Numbers:
    competencies: _Stands
    areas: _Stands


_shelf: Shelf[_Numbers] = Shelf(MOST_PEOPLE)


@dataclass(frozen=True)
class Grid:
    """People by competencies, or by areas: each array has a row a person and a column a code.

    Levels are NaN where they are unknown or nothing is asked. Nobody may write into the arrays.
    """

    codes: tuple[str, ...]
    names: tuple[LocalText, ...]
    areas: tuple[str, ...]
    level: Floats
    low: Floats
    high: Floats
    sd: Floats
    required: Floats
    gap: Floats
    probability_met: Floats
    weight: Floats
    estimate: Floats
    standing: Names
    basis: Names
    is_own_view: Flags
    is_critical: Flags
    is_asked: Flags
    """Whether it is part of the person's profile; an area, whether anything in it is asked."""

    @cached_property
    def has_gap(self) -> Flags:
        """Where the evidence names a gap."""
        named: Flags = np.logical_or.reduce([self.standing == each for each in NAMED_GAPS])
        return named

    def column(self, code: str) -> int:
        """Return the column of a competency or an area."""
        return self.codes.index(code)

    def places(self, row: int) -> tuple[Place, ...]:
        """Return one person's places, as a page shows them: those of the profile."""
        # Whole rows at once: cell by cell an array is slower than a list.
        columns = [getattr(self, name)[row].tolist() for name in PLACE]
        return tuple(
            self._place(code, name, area, cells)
            for code, name, area, is_asked, *cells in zip(
                self.codes, self.names, self.areas, self.is_asked[row], *columns, strict=True
            )
            if is_asked
        )

    def place(self, row: int, column: int) -> Place:
        """Return one cell as a page shows it."""
        cells = [getattr(self, name)[row, column] for name in PLACE]
        return self._place(self.codes[column], self.names[column], self.areas[column], cells)

    @staticmethod
    def _place(code: str, name: LocalText, area: str, cells: Sequence[Any]) -> Place:
        basis, standing, is_own_view, is_critical, *numbers = cells
        level, sd, low, high, required, gap, weight, estimate = map(_known, numbers)
        return Place(
            code=code,
            name=name,
            area=area,
            basis=basis,
            standing=standing,
            is_own_view=bool(is_own_view),
            level=level,
            sd=sd,
            low=low,
            high=high,
            required=required,
            gap=gap or 0.0,
            weight=weight or 0.0,
            is_critical=bool(is_critical),
            estimate=estimate,
            earlier=None,
            has_new_voices=False,
        )


@dataclass(frozen=True)
class Cohort:
    """Where some people stand by competency and by area; rows are people, in the order asked."""

    person_ids: tuple[int, ...]
    competencies: Grid
    areas: Grid

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of each person."""
        return {person: row for row, person in enumerate(self.person_ids)}

    def competency_places(self, person_id: int) -> tuple[Place, ...]:
        """Return where one person stands by competency; for the rows of a page only."""
        return self.competencies.places(self.rows[person_id])

    def area_places(self, person_id: int) -> tuple[Place, ...]:
        """Return where one person stands by area; for the rows of a page only."""
        return self.areas.places(self.rows[person_id])


def cohort_of(person_ids: Sequence[int], *, today: date) -> Cohort:
    """Return where some people stand, each against the profile of the own role."""
    people = tuple(dict.fromkeys(person_ids))
    keys = map_fingerprints(people, today=today)
    axes = list_axes()
    known = _shelf.find(keys.values())
    unknown = [person for person in people if keys[person] not in known]
    for start in range(0, len(unknown), AT_ONCE):
        some = unknown[start : start + AT_ONCE]
        reckoned = {keys[person]: one for person, one in _reckon(some, axes, today).items()}
        _shelf.keep(reckoned)
        known |= reckoned
    numbers = [known[keys[person]] for person in people]
    areas = {axis.area: axis.area_name for axis in axes}
    return Cohort(
        people,
        _grid([axis.code for axis in axes], [axis.name for axis in axes],
              [axis.area for axis in axes], [each.competencies for each in numbers]),
        _grid(list(areas), list(areas.values()), list(areas), [each.areas for each in numbers]),
    )  # fmt: skip


def _reckon(person_ids: Sequence[int], axes: Sequence[Axis], today: date) -> dict[int, _Numbers]:
    evidence = read_evidence(person_ids)
    requirements = framework.own_requirements_frame(person_ids)
    numbers = numbers_of(evidence, requirements, today=today)
    areas = list(dict.fromkeys(axis.area for axis in axes))
    by_competency = _stands(
        numbers.competencies, "competency", person_ids, [axis.code for axis in axes]
    )
    by_area = _stands(numbers.areas, "area", person_ids, areas)
    return {
        person: _Numbers(competencies, area)
        for person, competencies, area in zip(person_ids, by_competency, by_area, strict=True)
    }


def _stands(
    rows: pd.DataFrame, key: str, person_ids: Sequence[int], codes: Sequence[str]
) -> list[_Stands]:
    """Return the rows of a map as arrays, a set of them for each person."""
    at = (
        pd.Index(person_ids).get_indexer(pd.Index(rows["person"])),
        pd.Index(codes).get_indexer(pd.Index(rows[key])),
    )
    levels = np.full((len(person_ids), len(LEVELS), len(codes)), np.nan)
    for place, name in enumerate(LEVELS):
        if name in rows:
            levels[at[0], place, at[1]] = rows[name].to_numpy(float)
    marks = np.zeros((len(person_ids), 3 + len(FLAGS), len(codes)), dtype=np.uint8)
    marks[:, 0], marks[:, 1] = STANDINGS.index(Standing.NOT_ASKED), BASES.index(Basis.UNKNOWN)
    marks[at[0], 0, at[1]] = [STANDINGS.index(each) for each in rows["standing"]]
    marks[at[0], 1, at[1]] = [BASES.index(each) for each in rows["basis"]]
    marks[at[0], 2, at[1]] = 1
    for place, name in enumerate(FLAGS, start=3):
        if name in rows:
            marks[at[0], place, at[1]] = rows[name].to_numpy(bool)
    # Copies, so that one person's numbers do not keep those of a whole batch alive.
    return [_Stands(*each) for each in zip(map(np.copy, levels), map(np.copy, marks), strict=True)]


def _grid(
    codes: Sequence[str], names: Sequence[LocalText], areas: Sequence[str], stands: list[_Stands]
) -> Grid:
    levels = _stacked([each.levels for each in stands], (len(LEVELS), len(codes)), np.float64)
    marks = _stacked([each.marks for each in stands], (3 + len(FLAGS), len(codes)), np.uint8)
    return Grid(
        codes=tuple(codes),
        names=tuple(names),
        areas=tuple(areas),
        standing=np.array(STANDINGS, dtype=object)[marks[:, 0]],
        basis=np.array(BASES, dtype=object)[marks[:, 1]],
        is_asked=marks[:, 2].astype(bool),
        **{name: marks[:, 3 + place].astype(bool) for place, name in enumerate(FLAGS)},
        **{name: levels[:, place] for place, name in enumerate(LEVELS)},
    )


def _stacked(arrays: list[Any], shape: tuple[int, int], dtype: type) -> NDArray[Any]:
    stacked: NDArray[Any] = np.stack(arrays) if arrays else np.empty((0, *shape), dtype=dtype)
    stacked.flags.writeable = False
    return stacked


def _known(value: float) -> float | None:
    return None if value != value else float(value)
