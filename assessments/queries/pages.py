"""One page of a long list: whether there is another, and of some how many rows there are in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select

from assessments.database import db

Row = TypeVar("Row")
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """The rows of one page; how many there are in all is not asked."""

    rows: Sequence[Row]
    number: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class Counted(Generic[Row]):
    """The rows of one page of a list that is counted."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """Which of all rows stands first, counted from one."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Which of all rows stands last."""
        return self.first - 1 + len(self.rows)

    @property
    def has_next(self) -> bool:
        """Whether more rows follow."""
        return self.number * self.size < self.total


def number_of(page: int) -> int:
    """Return the number of a page that is asked for: one that a database can count to."""
    return min(max(page, 1), LAST_PAGE)


def _number_within(page: int, total: int, *, size: int) -> int:
    """Return the number of a page that there is: the last one for any beyond it."""
    return min(max(page, 1), max(-(-total // size), 1))


def found_on(page: int, query: Select[Row], *, size: int) -> Found[Row]:
    """Return one page of what a query finds; pages are counted from 1."""
    number = number_of(page)
    return cut(_read(query, number, size, size + 1), number, size=size)


def cut(rows: Sequence[Row], number: int, *, size: int) -> Found[Row]:
    """Return a page of rows that were read together with the first one of the next page."""
    return Found(rows[:size], number, len(rows) > size)


def counted_on(
    page: int, query: Select[Row], total: int, *, size: int, to_last: bool = True
) -> Counted[Row]:
    """Return one page of what a query finds in all.

    A page beyond the last one is the last, or, without ``to_last``, one without rows.
    """
    number = _number_within(page, total, size=size) if to_last else number_of(page)
    return Counted(_read(query, number, size, size), number, total, size)


def part_of(rows: Sequence[Row], page: int, *, size: int) -> Counted[Row]:
    """Return one page of rows that are known already; the last one for any beyond it."""
    number = _number_within(page, len(rows), size=size)
    return Counted(rows[(number - 1) * size : number * size], number, len(rows), size)


def _read(query: Select[Row], number: int, size: int, most: int) -> Sequence[Row]:
    return db.session.scalars(query.offset((number - 1) * size).limit(most)).unique().all()
