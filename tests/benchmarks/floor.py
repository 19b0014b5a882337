"""The floor of a page: a bare Flask page that reads the same rows from the same database.

The rows are those that the page's content rests upon: what the page reads when nothing is kept in
memory, without the statements of which only fingerprints are taken. It is served like the page: two
workers of gunicorn with as many threads, and answers with as many bytes. It knows no account, no
permission, no language, no template. The floor of a change reads what the product reads for it,
writes the same rows, and commits.
"""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, event, text

from assessments.queries import map_facts

Asked = list[tuple[str, Any]]


@contextmanager
def statements(engine: Engine) -> Iterator[Asked]:
    """Collect the reads that are sent to the database, but for those of fingerprints."""
    asked: Asked = []
    of_fingerprints = {
        id(each()) for each in (map_facts._of_person, map_facts._of_people, map_facts._of_everybody)
    }

    def note(_connection, _cursor, statement, parameters, context, _many) -> None:
        is_read = statement.lstrip().upper().startswith("SELECT")
        if is_read and id(context.invoked_statement) not in of_fingerprints:
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def write(path: Path, pages: dict[str, tuple[Asked, int]], saves: list[tuple[Asked, int]]) -> None:
    """Write down what the floor is to do: reads and length of pages, reads and rating of saves."""
    path.write_bytes(pickle.dumps((pages, saves)))


def create_app() -> Flask:
    """Return the floor; the environment names the database and what to read."""
    pages, saves = pickle.loads(Path(os.environ["FLOOR"]).read_bytes())  # noqa: S301 - our own
    url = os.environ["DATABASE_URL"]
    options = {"connect_args": {"timeout": 15}} if url.startswith("sqlite") else {}
    engine = create_engine(url, **options)
    app = Flask("floor")

    @app.get("/<path:page>")
    def read(page: str) -> str:
        asked, length = pages[f"/{page}"]
        with engine.connect() as connection:
            for statement, parameters in asked:
                connection.exec_driver_sql(statement, parameters).fetchall()
        return "x" * length

    change = text(
        "UPDATE rating SET level = (level + 1) % 6, rated_at = :at, version = version + 1 "
        "WHERE id = :id"
    )
    note = text(
        "INSERT INTO audit_line (at, action, subject, old, new, reason) "
        "VALUES (:at, 'answer', 'competency', :old, :new, '')"
    )

    @app.post("/save/<int:place>")
    def save(place: int) -> dict[str, int]:
        at = datetime.now(UTC)
        line = '{"level": 2, "confidence": "sure", "has_example": false}'
        asked, rating = saves[place]
        with engine.begin() as connection:
            for statement, parameters in asked:
                connection.exec_driver_sql(statement, parameters).fetchall()
            connection.execute(change, {"at": at, "id": rating})
            connection.execute(note, {"at": at, "old": line, "new": line})
        return {"version": 0}

    return app
