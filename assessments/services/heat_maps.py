"""The heat map of a cohort: people by areas or competencies, each against the own role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assessments.database import LocalText
from assessments.models.people import Person
from assessments.queries import framework
from assessments.queries.cohorts import Grouping
from assessments.queries.pages import Counted
from assessments.services import cohort_numbers
from assessments.services.cohort_numbers import Grid
from assessments.services.heat_words import CellWords, Figures, cell_words
from assessments.services.map_places import Place
from capability.gaps import NAMED_GAPS, Standing

SURE = frozenset({Standing.SHORT, Standing.MEETS, Standing.ABOVE})
WIDE_RANGE = 1.0
"""A likely range wider than a level says to ask before concluding."""
STEPS = (-1.25, -0.75, -0.25, 0.25, 0.75)
"""Where one of the six colours ends and the next begins, in levels above what is asked."""


@dataclass(frozen=True, slots=True)
class Column:
    """An area, or a competency of the area that is opened."""

    code: str
    name: LocalText


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one person stands in one column; ``heat`` is 1 (short by most) to 6, or none."""

    place: Place
    heat: int | None
    is_uncertain: bool
    words: CellWords


@dataclass(frozen=True, slots=True)
class Row:
    """One person, with a cell for each column."""

    person: Person
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """People of one department or role."""

    name: LocalText | None
    code: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """Who of the people shown is short in one column, surely and perhaps; whom to ask first."""

    column: Column
    short: tuple[Person, ...]
    perhaps: tuple[Person, ...]
    unknown: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One page of a heat map."""

    page: Counted[Person]
    columns: tuple[Column, ...]
    area: Column | None
    groups: tuple[Group, ...]

    @property
    def rows(self) -> Iterable[Row]:
        """Everybody shown, whatever the group."""
        return (row for group in self.groups for row in group.rows)

    @property
    def by_column(self) -> tuple[Standings, ...]:
        """The same by column, as the list shows it."""
        rows = sorted(self.rows, key=lambda row: row.person.name)
        return tuple(_standings(rows, column, at) for at, column in enumerate(self.columns))


def numbers_of(page: Counted[Person], *, today: date) -> cohort_numbers.Cohort:
    """Return where the people of one page stand, and nobody else."""
    return cohort_numbers.cohort_of([person.id for person in page.rows], today=today)


def heat_map(
    page: Counted[Person],
    numbers: cohort_numbers.Cohort,
    *,
    grouping: Grouping,
    area: str,
    figures: Figures = Figures.DISTANCE,
) -> HeatMap:
    """Return the heat map of one page of a cohort, drawn from numbers of at least these people.

    ``area`` opens one area into its competencies; without one, or with an unknown one, the areas
    themselves are the columns.
    """
    is_open = area in numbers.areas.codes
    grid = numbers.competencies if is_open else numbers.areas
    shown = [at for at in range(len(grid.codes)) if not is_open or grid.areas[at] == area]
    rows = [
        Row(person, tuple(_cell(grid, numbers.rows[person.id], at, figures) for at in shown))
        for person in page.rows
    ]
    return HeatMap(
        page=page,
        columns=tuple(Column(grid.codes[at], grid.names[at]) for at in shown),
        area=_column(numbers.areas, area) if is_open else None,
        groups=tuple(_groups(rows, grouping)),
    )


def areas() -> tuple[Column, ...]:
    """Return the areas that a heat map can be opened at."""
    return tuple(Column(area.code, area.name) for area in framework.list_areas())


def heat_of(distance: float) -> int:
    """Return which of the six colours a distance from what is asked has.

    >>> [heat_of(each) for each in (-1.25, -0.5, 0.0, 0.25, 2.0)]
    [1, 3, 4, 5, 6]
    """
    if distance <= STEPS[2]:
        return 1 + sum(distance > step for step in STEPS[:2])
    return 4 + sum(distance >= step for step in STEPS[3:])


def is_uncertain(place: Place) -> bool:
    """Whether the likely range is wide and still reaches what is asked, or rests on one's word."""
    if place.level is None or place.required is None or place.standing in SURE:
        return False
    if place.is_claimed or place.low is None or place.high is None:
        return True
    return place.high - place.low > WIDE_RANGE


def _column(grid: Grid, code: str) -> Column:
    return Column(code, grid.names[grid.column(code)])


def _cell(grid: Grid, row: int, at: int, figures: Figures) -> Cell:
    place = grid.place(row, at)
    heat = None if place.over is None else heat_of(place.over)
    doubt = is_uncertain(place)
    return Cell(place, heat, doubt, cell_words(place, figures, is_uncertain=doubt))


def _groups(rows: Sequence[Row], grouping: Grouping) -> Iterable[Group]:
    for part, members in groupby(rows, key=lambda row: getattr(row.person, grouping.value)):
        yield Group(part.name if part else None, part.code if part else "", tuple(members))


def _standings(rows: Sequence[Row], column: Column, at: int) -> Standings:
    def those(*standings: Standing) -> tuple[Person, ...]:
        return tuple(row.person for row in rows if row.cells[at].place.standing in standings)

    sure, perhaps = NAMED_GAPS
    return Standings(column, those(sure), those(perhaps), those(Standing.TOO_EARLY))
