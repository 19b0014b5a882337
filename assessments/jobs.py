"""Background work: what takes a night, in several processes, in the order of the people."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain
from threading import Thread
from typing import Any

from flask import Flask
from flask_babel import force_locale

from assessments.database import db
from assessments.models.people import Person
from assessments.services import batching

AT_ONCE = 20
"""So many people go to a process at a time."""

Row = dict[str, Any]
_app: list[Flask] = []
"""The application of a spawned process; there is one, and it stays open."""


def suggestion_rows(
    make_app: Callable[[], Flask],
    person_ids: Sequence[int],
    *,
    as_of: date,
    processes: int,
    language: str,
) -> Iterator[Row]:
    """Yield the suggestions for people in their order; called inside the application.

    Processes are spawned, not forked: the renderer of charts and the connections of a database do
    not survive a fork. Each makes the application anew with the settings of the environment, as
    any command does.
    """
    parts = [person_ids[at : at + AT_ONCE] for at in range(0, len(person_ids), AT_ONCE)]
    work = partial(_rows_of_part, as_of=as_of, language=language)
    if processes < 2 or len(parts) < 2:
        yield from chain.from_iterable(map(work, parts))
        return
    with _pool(make_app, min(processes, len(parts))) as pool:
        yield from chain.from_iterable(pool.map(work, parts))


def _rows_of_part(person_ids: Sequence[int], *, as_of: date, language: str) -> list[Row]:
    rows = []
    with force_locale(language):
        for person_id in person_ids:
            person = db.session.get_one(Person, person_id)
            rows.append(batching.suggestion_row(person, today=as_of))
            db.session.rollback()
            db.session.expunge_all()
    return rows


@contextmanager
def _pool(make_app: Callable[[], Flask], processes: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(make_app,),
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(make_app: Callable[[], Flask]) -> None:
    """Open the application in a spawned process, which ends with the one that spawned it."""
    Thread(target=_end_with_parent, daemon=True).start()
    _app.append(make_app())
    _app[0].test_request_context().push()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
