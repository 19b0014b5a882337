"""Whole quarters of months, laid across a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole quarters across a picture of some width in pixels."""

    starts_on: date
    months: int
    width: float

    @property
    def month_width(self) -> float:
        """Return the width of one month, in pixels."""
        return self.width / self.months

    def month(self, number: int) -> date:
        """Return the first day of a month; the first month of the picture is number 0."""
        years, month = divmod(self.starts_on.month - 1 + number, 12)
        return date(self.starts_on.year + years, month + 1, 1)

    def holds(self, day: date) -> bool:
        """Return whether a day lies within the picture."""
        return self.starts_on <= day < self.month(self.months)

    def x(self, day: date) -> float:
        """Return where a day begins, in pixels. Months are equally wide, as on a wall."""
        number = _months_between(self.starts_on, day)
        length = (self.month(number + 1) - self.month(number)).days
        return round((number + (day.day - 1) / length) * self.month_width, 1)


def calendar_of(days: Iterable[date], width: float) -> Calendar:
    """Return the whole quarters that hold all of these days.

    >>> calendar_of([date(2026, 11, 20), date(2027, 1, 5)], width=600)
    Calendar(starts_on=datetime.date(2026, 10, 1), months=6, width=600)
    """
    ordered = sorted(days)
    first, last = ordered[0], ordered[-1]
    starts_on = date(first.year, first.month - (first.month - 1) % 3, 1)
    quarters = _months_between(starts_on, last) // 3 + 1
    return Calendar(starts_on, 3 * quarters, width)


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month
