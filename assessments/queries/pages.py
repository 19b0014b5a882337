"""One page of a long list, and whether there is another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select

from assessments.database import db

Row = TypeVar("Row")
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """The rows of one page."""

    rows: Sequence[Row]
    number: int
    has_next: bool


def found_on(page: int, query: Select[Row], *, size: int) -> Found[Row]:
    """Return one page of what a query finds; pages are counted from 1."""
    number = min(max(page, 1), LAST_PAGE)
    rows = db.session.scalars(query.offset((number - 1) * size).limit(size + 1)).unique().all()
    return Found(rows[:size], number, len(rows) > size)
