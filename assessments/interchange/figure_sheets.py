"""HR's figures by department, as a workbook; what the page withholds is withheld here too."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.interchange.written_sheets import Column, Kind, Sheet
from assessments.labels.certificates import CERTIFICATE_STATES
from assessments.labels.plans import PLAN_STATUSES
from assessments.queries.figure_kinds import Period
from assessments.queries.figures import TEAM_FLOOR, Amount, Overview
from assessments.queries.organisation import currency
from capability.lifecycle import CertificateState, PlanStatus


def sheets_of(overview: Overview, period: Period) -> list[Sheet]:
    """Return the figures of one budget year."""
    name = _("Figures %(year)s", year=str(period.year).replace("/", "-"))
    return [Sheet(name, _columns(), _rows(overview), _notes(overview, period))]


def _columns() -> list[Column]:
    code = currency()
    plans = [
        Column(_("Plans: %(state)s", state=PLAN_STATUSES[each]), Kind.COUNT, 12)
        for each in PlanStatus
    ]
    certificates = [
        Column(_("Certificates: %(state)s", state=CERTIFICATE_STATES[each]), Kind.COUNT, 14)
        for each in CertificateState
    ]
    return [
        Column(_("Department"), width=28),
        Column(_("People"), Kind.COUNT, 9),
        *plans,
        Column(_("Items planned"), Kind.COUNT, 10),
        Column(_("Cost planned (%(currency)s)", currency=code), Kind.MONEY, 15),
        Column(_("Hours planned"), Kind.HOURS, 12),
        Column(_("Items done"), Kind.COUNT, 10),
        Column(_("Cost done (%(currency)s)", currency=code), Kind.MONEY, 15),
        Column(_("Hours done"), Kind.HOURS, 12),
        Column(_("Items done or due"), Kind.COUNT, 10),
        Column(_("Items done on time"), Kind.COUNT, 10),
        *certificates,
    ]


def _rows(overview: Overview) -> Iterator[list[Any]]:
    blank = len(_columns()) - 2
    for team in overview.teams:
        name = str(team.department.name) if team.department else _("No department")
        if team.is_shown:
            yield [name, *_values(team.amounts)]
        else:
            yield [name, _("fewer than %(num)s", num=TEAM_FLOOR), *[None] * blank]
    if len(overview.shown) > 1:
        yield [_("All that are shown"), *_values(overview.total)]


def _values(amounts: dict[str, Amount]) -> Iterator[float]:
    yield amounts["people"].count
    for status in PlanStatus:
        yield amounts[f"plans_{status}"].count
    for name in ("items_planned", "items_done"):
        amount = amounts[name]
        yield from (amount.count, amount.cost, amount.hours)
    yield amounts["items_due"].count
    yield amounts["items_on_time"].count
    for state in CertificateState:
        yield amounts[f"certificates_{state}"].count


def _notes(overview: Overview, period: Period) -> list[str]:
    notes = [
        _(
            "Budget year %(period)s; certificates and people as of %(day)s.",
            period=filters.period(period.year.starts_on, period.year.ends_on),
            day=filters.day(period.today),
        )
    ]
    if overview.withheld:
        notes.append(
            ngettext(
                "%(num)s department has fewer than five people and is not shown. The last row "
                "counts only what is shown, so that nothing can be found by subtraction.",
                "%(num)s departments have fewer than five people and are not shown. The last row "
                "counts only what is shown, so that nothing can be found by subtraction.",
                overview.withheld,
            )
        )
    return notes
