"""What commands work out for many people: suggestions, mentors, letters."""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from assessments import config, jobs
from assessments.app import create_app
from assessments.interchange import json_lines
from assessments.queries import people
from assessments.services import batching, digesting
from assessments.services.digesting import Outcome
from assessments.services.importing.tables import ImportProblem
from capability.frames import FrameError, FrameProblem

FILE_VERSION = 2
"""Changes when the rows of a batch change their form, so that no file holds two."""
OF_FILES = "en"
"""Whoever reads a file reads one language, whatever that of the machine is."""


def suggest(key: str, *, as_of: date, is_json: bool) -> None:
    """Print the suggestions for one person, known by number, email or key."""
    person = people.find_by_key(key)
    if person is None:
        raise ImportProblem(_("There is nobody with the number, email or key %(key)s.", key=key))
    with told_of_later_answers(as_of):
        for row in _rows([person.id], as_of, 1, is_json=is_json):
            print_row(row, batching.lines_of, is_json=is_json)


def suggest_to_all(out: Path | None, *, as_of: date, is_json: bool, processes: int) -> None:
    """Work out the suggestions for everybody in a role, in the order of their keys.

    To a file it goes on where an earlier run stopped.
    """
    keys = people.list_keys_in_roles()
    with told_of_later_answers(as_of):
        if out is None:
            rows = _rows(keys, as_of, processes, is_json=is_json)
            for row in with_progress(rows, len(keys)):
                print_row(row, batching.lines_of, is_json=is_json)
            return
        header = {
            "as_of": as_of.isoformat(),
            "kind": "suggestions",
            "people": len(keys),
            "version": FILE_VERSION,
        }
        with json_lines.growing(out, header) as (file, done):
            rows = _rows(keys[done:], as_of, processes, is_json=True)
            for row in with_progress(rows, len(keys), done):
                file.write(json_lines.line_of(row))
                file.flush()
    click.echo(_("Written: %(file)s", file=out), err=True)


def _rows(keys: Sequence[int], as_of: date, processes: int, *, is_json: bool) -> Iterator[jobs.Row]:
    return jobs.suggestion_rows(
        create_app, keys, as_of=as_of, processes=processes, language=_language(is_json=is_json)
    )


def _language(*, is_json: bool) -> str:
    return OF_FILES if is_json else config.terminal_language()


@contextlib.contextmanager
def told_of_later_answers(as_of: date) -> Iterator[None]:
    """Say in a sentence that a day cannot be looked back to."""
    try:
        yield
    except FrameError as error:
        if error.code is not FrameProblem.IN_THE_FUTURE:
            raise
        raise click.ClickException(
            _("There are answers from after %(day)s: choose a later day.", day=as_of.isoformat())
        ) from error


def with_progress(
    rows: Iterable[Mapping[str, Any]], total: int, done: int = 0
) -> Iterator[Mapping[str, Any]]:
    """Yield rows, with a bar on stderr where somebody is watching."""
    with click.progressbar(length=total, label=_("People"), file=sys.stderr) as bar:
        bar.update(done)
        for row in rows:
            yield row
            bar.update(1)


def print_row(
    row: Mapping[str, Any],
    words: Callable[[Mapping[str, Any]], Iterable[str]],
    *,
    is_json: bool,
) -> None:
    """Print a row, for a program or for a reader."""
    if is_json:
        click.echo(json_lines.line_of(row), nl=False)
        return
    for line in words(row):
        click.echo(line)


def assign_mentors(name: str, mode: str, *, as_of: date, is_json: bool) -> None:
    """Print with whom each of a cohort would go best; nothing is kept and nobody is asked."""
    cohort = batching.cohort_called(name)
    with told_of_later_answers(as_of), force_locale(_language(is_json=is_json)):
        rows = batching.mentor_rows(
            cohort, mode="stable" if mode == "stable" else "optimal", today=as_of
        )
        for row in rows:
            print_row(row, batching.mentor_lines, is_json=is_json)


def send_digests(today: date, *, is_trial: bool) -> bool:
    """Send letters to everybody who wants them, and say how many got one.

    Return whether every letter went out.
    """
    counts = Counter[Outcome]()
    for person, outcome in digesting.send_digests(today=today, is_trial=is_trial):
        counts[outcome] += 1
        if outcome is Outcome.NOT_SENT:
            click.echo(_("The letter to %(name)s could not be sent.", name=person.name), err=True)
    if is_trial:
        click.echo(_("%(count)s would get a letter.", count=counts[Outcome.WOULD_BE_SENT]))
        click.echo(_("This was a dry run: nothing was sent."))
    else:
        click.echo(_("%(count)s got a letter.", count=counts[Outcome.SENT]))
    click.echo(_("%(count)s had theirs already.", count=counts[Outcome.HAD_ONE]))
    nothing = counts[Outcome.NOTHING_TO_TELL]
    click.echo(_("For %(count)s there is nothing to tell.", count=nothing))
    return not counts[Outcome.NOT_SENT]
