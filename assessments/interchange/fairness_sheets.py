"""HR's fairness figures as a workbook; what the page withholds is withheld here too."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from assessments.interchange.written_sheets import Column, Kind, Sheet
from assessments.labels.fairness import FAIRNESS_MEASURES
from assessments.queries.fairness import Measure
from assessments.queries.organisation import currency


class Page(NamedTuple):
    """What a sheet holds: its name, a row a group, and sentences under them."""

    name: str
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str]


def sheets_of(pages: Iterable[Page]) -> list[Sheet]:
    """Return a sheet for each dimension."""
    return [Sheet(page.name, _columns(), page.rows, page.notes) for page in pages]


def _columns() -> list[Column]:
    measured = []
    for measure in Measure:
        name = FAIRNESS_MEASURES[measure]
        measured += [
            Column(str(name), Kind.COUNT, 14),
            Column(_("%(name)s: rate", name=name), Kind.MONEY, 10),
            Column(_("%(name)s: ratio", name=name), Kind.MONEY, 10),
            Column(_("%(name)s: p-value", name=name), Kind.SMALL, 10),
            Column(_("%(name)s: adjusted p-value", name=name), Kind.SMALL, 10),
            Column(_("%(name)s: in words", name=name), width=26),
        ]
    return [
        Column(_("Group"), width=28),
        Column(_("People"), Kind.COUNT, 9),
        *measured,
        Column(_("Budget a person (%(currency)s)", currency=currency()), Kind.MONEY, 14),
        Column(_("Hours a person"), Kind.HOURS, 12),
    ]
