"""Budget years: they begin in the month that the organisation has chosen."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, extract, literal

JANUARY = 1


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """Twelve months, named after the calendar year in which they begin."""

    number: int
    month: int

    @property
    def starts_on(self) -> date:
        """The first day."""
        return date(self.number, self.month, 1)

    @property
    def ends_on(self) -> date:
        """The last day."""
        return date(self.number + 1, self.month, 1) - timedelta(days=1)

    def __str__(self) -> str:
        if self.month == JANUARY:
            return str(self.number)
        return f"{self.number}/{(self.number + 1) % 100:02d}"


def budget_year_of(day: date, month: int) -> BudgetYear:
    """Return the budget year of a day, where budget years begin in ``month``."""
    return BudgetYear(day.year - (day.month < month), month)


def number_column(day: Any, month: int) -> ColumnElement[int]:  # noqa: ANN401 - a date column
    """Return the same in the database: the number of the budget year of a column of days.

    Its figures stand in the statement itself: PostgreSQL groups by an expression only where it
    meets the very same one again.
    """
    begins, one, none = (literal(each, literal_execute=True) for each in (month, 1, 0))
    before = case((cast(extract("month", day), Integer) < begins, one), else_=none)
    return cast(extract("year", day), Integer) - before
