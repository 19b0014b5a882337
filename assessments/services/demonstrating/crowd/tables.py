"""Rows written in bulk: thousands at a time, with keys given out here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from assessments.database import db
from assessments.models.base import Model

Row = dict[str, Any]


class Ledger:
    """Keys and rows of the tables that a crowd fills."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self.written: Counter[str] = Counter()

    def keys(self, model: type[Model], count: int) -> range:
        """Return so many keys that no row has."""
        table = _table(model)
        first = self._next.get(table.name) or self._first(table)
        self._next[table.name] = first + count
        return range(first, first + count)

    def write(self, model: type[Model] | Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows, all with the same columns."""
        table = model if isinstance(model, Table) else _table(model)
        if rows:
            db.session.connection().execute(insert(table), list(rows))
            self.written[table.name] += len(rows)

    def close(self) -> None:
        """Let the database go on counting where we stopped; PostgreSQL does not see it itself."""
        if db.engine.dialect.name != "postgresql":
            return
        for name in self._next:
            db.session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608 - our own
                    f"(SELECT max(id) FROM {name}))"
                )
            )

    @staticmethod
    def _first(table: Table) -> int:
        return (db.session.scalar(select(func.max(table.c.id))) or 0) + 1


def _table(model: type[Model]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} has no table of its own")
    return table
