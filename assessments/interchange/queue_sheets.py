"""The plans that wait for HR, as a workbook."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import to_user_timezone

from assessments import filters
from assessments.interchange.written_sheets import Column, Kind, Sheet
from assessments.queries import hr_queue
from assessments.queries.organisation import currency
from assessments.queries.plan_flags import Facts, Limits, flags_of
from capability.lifecycle import PlanFlag

FlagsWords = Callable[[tuple[PlanFlag, ...], Facts, Limits], list[str]]


def sheets_of(sought: hr_queue.Sought, *, today: date, words: FlagsWords) -> list[Sheet]:
    """Return every plan that is looked for, on one sheet; ``words`` says what its flags are."""
    return [Sheet(_("Plans to review"), _columns(), _rows(sought, today, words))]


def _columns() -> list[Column]:
    return [
        Column(_("Person"), width=26),
        Column(_("Number in the organisation")),
        Column(_("Department"), width=22),
        Column(_("Role"), width=24),
        Column(_("Coach"), width=22),
        Column(_("Aim of the plan"), width=40),
        Column(_("Items"), Kind.COUNT, 9),
        Column(_("Hours"), Kind.HOURS, 10),
        Column(_("Cost (%(currency)s)", currency=currency()), Kind.MONEY, 14),
        Column(_("Waits since"), Kind.DATE, 13),
        Column(_("Days"), Kind.COUNT, 8),
        Column(_("Version"), Kind.COUNT, 9),
        Column(_("Flags"), width=60),
    ]


def _rows(sought: hr_queue.Sought, today: date, words: FlagsWords) -> Iterator[tuple[Any, ...]]:
    limits = hr_queue.limits()
    for row in hr_queue.export_rows(sought, today=today):
        facts = Facts(row.fact_cost, row.fact_hours, row.fact_open_critical, row.fact_undated)
        waits_since = to_user_timezone(row.sent_at).date()
        yield (
            row.person, row.number, row.department, row.role, row.coach, row.aim, row.items,
            row.hours, row.cost, waits_since, (today - waits_since).days, row.version,
            filters.listed(words(flags_of(facts, limits), facts, limits)),
        )  # fmt: skip
