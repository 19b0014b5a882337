"""Two people, or two tabs, who do something at the same moment."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from assessments.database import db

Meeting = Callable[[], object]
Outcome = object | Exception
WRITES = ("INSERT", "UPDATE", "DELETE")


def at_once(app: Flask, *deeds: Callable[[Meeting], object]) -> list[Outcome]:
    """Do everything in threads of its own; each deed calls its argument to wait for the others.

    Returns what each deed returned, or the error that it met.
    """
    barrier = threading.Barrier(len(deeds), timeout=20)
    outcomes: list[Outcome] = [None] * len(deeds)

    def run(place: int, deed: Callable[[Meeting], object]) -> None:
        with app.test_request_context():
            try:
                outcomes[place] = deed(barrier.wait)
            except Exception as error:
                outcomes[place] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@contextmanager
def just_before(
    app: Flask, deed: Callable[[], object], *, statement: str | tuple[str, ...] = WRITES
) -> Iterator[None]:
    """Let somebody else act just before the first such statement is sent to the database.

    So a page meets what another tab has changed between its reading and its writing.
    """
    done = threading.Event()

    def act(_connection: object, _cursor: object, sent: str, *_rest: object) -> None:
        if sent.startswith(statement) and not done.is_set():
            done.set()
            other = threading.Thread(target=deed)
            other.start()
            other.join()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", act)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", act)
    assert done.is_set(), f"nothing began with {statement}"


def kinds(outcomes: list[Outcome]) -> list[str]:
    """Return what came out, without regard to who was first: ``done``, or the error's name."""
    return sorted(
        type(each).__name__ if isinstance(each, Exception) else "done" for each in outcomes
    )
