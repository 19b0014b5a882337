"""The gaps of a cohort that the evidence names, one by one, to be alert to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assessments.models.people import Person
from assessments.queries import cohorts
from assessments.queries.cohorts import Cohort
from assessments.queries.pages import Counted, part_of
from assessments.services import cohort_numbers
from assessments.services.map_places import Place

ALERTS_A_PAGE = 12
MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Alert:
    """A named gap of one person; it comes from the profile of the person's role."""

    person: Person
    place: Place


@dataclass(frozen=True, slots=True)
class AlertPage(Counted[Alert]):
    """One page of the alerts of a cohort."""

    people: int
    """Among how many people was looked."""


def numbers_of(cohort: Cohort, page: Counted[Person], *, today: date) -> cohort_numbers.Cohort:
    """Return where everybody in a cohort stands, by name.

    Of a cohort too large to be reckoned while somebody waits, it is the people of the page shown.
    """
    if page.total <= MOST_PEOPLE:
        return cohort_numbers.cohort_of(list(cohorts.list_names(cohort)), today=today)
    shown = sorted(page.rows, key=lambda person: (person.name, person.id))
    return cohort_numbers.cohort_of([person.id for person in shown], today=today)


def alerts_of(numbers: cohort_numbers.Cohort, *, area: str, page: int) -> AlertPage:
    """Return one page of named gaps: critical ones first, then by area and name.

    ``area`` keeps the gaps of one area, if there is such an area.
    """
    areas = {code: order for order, code in enumerate(numbers.areas.codes)}
    grid = numbers.competencies
    in_area = np.array([area not in areas or each == area for each in grid.areas], dtype=bool)
    rows, columns = np.nonzero(grid.has_gap & in_area)
    # People stand in order of their names, competencies in the order of the framework.
    area_order = np.array([areas[each] for each in grid.areas], dtype=int)
    order = np.lexsort((columns, rows, area_order[columns], ~grid.is_critical[rows, columns]))
    shown = part_of(order.tolist(), page, size=ALERTS_A_PAGE)
    people = cohorts.list_people([numbers.person_ids[rows[at]] for at in shown.rows])
    alerts = tuple(
        Alert(
            people[numbers.person_ids[rows[at]]],
            grid.place(int(rows[at]), int(columns[at])),
        )
        for at in shown.rows
    )
    return AlertPage(alerts, shown.number, shown.total, shown.size, len(numbers.person_ids))


def places_short_in(
    person_ids: Sequence[int], codes: Sequence[str], *, today: date
) -> dict[int, list[Place]]:
    """Return the named gaps of some people in some competencies, the widest first."""
    numbers = cohort_numbers.cohort_of(person_ids, today=today)
    grid = numbers.competencies
    columns = [grid.column(code) for code in codes if code in grid.codes]
    found = {}
    for person, row in numbers.rows.items():
        places = [grid.place(row, at) for at in columns if grid.has_gap[row, at]]
        if places:
            found[person] = sorted(places, key=lambda place: (place.over or 0.0, place.code))
    return found
