"""What the commands do once the application is loaded, in words for a terminal."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import click
from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError

from assessments import config, jobs
from assessments.app import create_app
from assessments.database import db, now, one_at_a_time
from assessments.interchange import json_lines, opening
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.exports import write_export
from assessments.interchange.rejects import write_rejects
from assessments.labels.people import ACCESSES
from assessments.models.importing import ImportKind
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import exports, imports, people
from assessments.services import (
    batching,
    checking,
    demonstrating,
    digesting,
    installing,
    picturing,
)
from assessments.services.demonstrating import DemoError
from assessments.services.demonstrating.crowd import add_crowd
from assessments.services.importing import kinds, proposing, undoing, uploading
from assessments.services.importing.kept_words import kept_words
from assessments.services.importing.reports import rejection_lines, report_lines
from assessments.services.importing.rows import Terms
from assessments.services.importing.tables import ImportProblem
from assessments.services.installing import InstallationError, Invitation
from assessments.services.inviting import InvitationError
from assessments.services.seeding import SeedError
from capability.frames import FrameError, FrameProblem

FORMATS = (".csv", ".xlsx")
FILE_VERSION = 2
"""Changes when the rows of a batch change their form, so that no file holds two."""
SAID_AS_IT_IS = (
    InstallationError, InvitationError, SeedError, DemoError, SpreadsheetError, ImportProblem,
    batching.CohortError,
)  # fmt: skip


@contextlib.contextmanager
def opened(address: str | None = None) -> Iterator[Flask]:
    """Yield the application; what somebody at a terminal can mend is said in a sentence.

    Links in letters begin with ``address``.
    """
    app = create_app()
    with app.test_request_context(base_url=address):
        try:
            yield app
        except SAID_AS_IT_IS as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            database = db.engine.url.render_as_string(hide_password=True)
            reason = str(error.orig).splitlines()[0]
            raise click.ClickException(f"{database} does not answer: {reason}") from error
        finally:
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    click.echo(f"{sentence} ... ", nl=False)
    began = time.monotonic()
    yield
    click.echo(f"{time.monotonic() - began:.1f} s")


def prepare() -> None:
    """Bring schema and reference data up to date."""
    with step("Preparing the database"):
        installing.prepare()


def load_demo(host: str, seed: int, *, if_empty: bool = False, people: int = 0) -> None:
    """Fill an empty database with the demo organisation, and with a crowd of so many ``people``.

    ``if_empty`` leaves a filled database alone.
    """
    with one_at_a_time():
        if if_empty and installing.has_people():
            return
        installing.check_demo_stays_here(host)
        click.echo("Making the demo organisation (about a minute, once)")
        demonstrating.load_demo(
            config.shipped_folder("seeds"),
            password=demo_password(),
            today=now().date(),
            seed=seed,
            progress=lambda words: click.echo(f"  {words}"),
        )
        if people:
            load_crowd(seed, people)


def load_crowd(seed: int, people: int) -> None:
    """Add a crowd to the demo, for load tests, and say how many rows it has."""
    began = time.monotonic()
    click.echo(f"Adding a crowd, to make it {people} people")
    rows = add_crowd(
        config.shipped_folder("seeds"),
        people=people,
        today=now().date(),
        seed=seed,
        progress=show_progress,
    )
    click.echo(f"  {rows.total()} rows in {time.monotonic() - began:.0f} s")


def ready_app(host: str, demo_seed: int | None) -> Flask:
    """Return the application ready to be served on ``host``, first with the demo if asked."""
    with opened() as app:
        prepare()
        if demo_seed is not None:
            load_demo(host, demo_seed, if_empty=True)
        if people.is_demo():
            installing.check_demo_stays_here(host)
            # Nobody needs a password to step in, so no other name may lead to this server.
            app.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1", "[::1]"]
    return app


def warm_up() -> None:
    """Load, beside the first requests, what a first chart and a first plan would wait for."""
    Thread(target=_load_slow_libraries, daemon=True).start()


def _load_slow_libraries() -> None:
    picturing.draw_something()
    # Half a second to import, and only suggestions need it.
    import_module("scipy.optimize")


def invite_administrator(name: str, email: str) -> None:
    """Invite an administrator, and say where the link and the letter are."""
    tell_of_invitation(installing.invite_administrator(name, email), name, email)


def invite(key: str, accesses: Iterable[str], email: str | None) -> None:
    """Invite somebody whom an import has brought, and say where the link and the letter are."""
    invitation = installing.invite_known(key, map(Access, accesses), email)
    tell_of_invitation(invitation, key, email or key)


def tell_of_invitation(invitation: Invitation, name: str, email: str) -> None:
    """Say where the link and the letter are."""
    click.echo(f"\nWith this link {name} chooses a password; it works for three days:")
    click.echo(f"  {invitation.link}")
    if invitation.problem:
        click.echo(f"The letter could not be sent ({invitation.problem}): hand the link over.")
    elif current_app.config.get("MAIL_BACKEND") == "smtp":
        click.echo(f"The letter is on its way to {email}.")
    else:
        outbox = Path(current_app.config["MAIL_FILE_PATH"])
        click.echo(f"No mail server is set: the letter lies in {outbox}.")


def import_list(
    kind: str, file: Path, rejects: Path | None, options: dict[str, str], *, is_trial: bool
) -> bool:
    """Take a list; return whether anything in it was taken, or would be."""
    wanted = ImportKind(kind)
    columns = kinds.columns_of(wanted)
    with file.open("rb") as stream:
        table = opening.open_table(stream, columns.column_of)
        found = proposing.propose(columns, table.names, uploading.remembered(wanted))
        table = opening.open_table(
            stream,
            lambda heading: found.get(heading) or None,
            sheet=table.origin.sheet,
            heading_row=table.heading_row,
        )
        terms = Terms(by=None, progress=show_progress, is_trial=is_trial)
        report = kinds.import_list(wanted, table, terms, file=file.name, options=options)
        if rejects:
            rejects.write_bytes(write_rejects(table, report))
    for sentence in report_lines(report):
        click.echo(sentence)
    for sentence in rejection_lines(report):
        click.echo(sentence, err=True)
    if is_trial:
        click.echo("This was a dry run: nothing was changed.")
    elif report.run_id:
        click.echo(f"To undo it: capability-map undo-import {report.run_id}")
    return report.taken > 0


def undo_import(run_id: int) -> bool:
    """Undo an import; return whether all of it went back."""
    run = imports.find_run(run_id)
    if run is None:
        raise ImportProblem(f"There is no import {run_id}.")
    undone = undoing.undo(run, by=None)
    counts = undone.counts
    click.echo(
        f"{run.file}: {counts['added']} rows taken away, {counts['changed']} changed back, "
        f"{counts['removed']} put back, {counts['left']} left as they are."
    )
    page = 1
    while True:
        found = imports.list_kept(run, page)
        for row in found.rows:
            click.echo(f"  {kept_words(row)}", err=True)
        if not found.has_next:
            return counts["left"] == 0
        page += 1


def export_list(kind: str, file: Path) -> None:
    """Write everything of a kind to a file that an import takes as it is."""
    found = exports.read(ImportKind(kind))
    if file.suffix.lower() not in FORMATS:
        raise SpreadsheetError("The name of the file must end in .csv or .xlsx.")
    with file.open("wb") as stream:
        write_export(stream, file.suffix.lower()[1:], kind, found.headings, found.rows)
    click.echo(f"Written: {file}")


def show_progress(done: int, total: int) -> None:
    """Say how far a long list has been read, where somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} / {total}", nl=done >= total, err=True)


def suggest(key: str, *, as_of: date, is_json: bool) -> None:
    """Print the suggestions for one person, known by number, email or key."""
    person = people.find_by_key(key)
    if person is None:
        raise ImportProblem(f"There is nobody with the number, email or key {key}.")
    with told_of_later_answers(as_of):
        rows = jobs.suggestion_rows(create_app, [person.id], as_of=as_of, processes=1)
        for row in rows:
            print_row(row, batching.lines_of, is_json=is_json)


def suggest_to_all(out: Path | None, *, as_of: date, is_json: bool, processes: int) -> None:
    """Work out the suggestions for everybody in a role, in the order of their keys.

    To a file it goes on where an earlier run stopped.
    """
    keys = people.list_keys_in_roles()
    header = {
        "as_of": as_of.isoformat(),
        "kind": "suggestions",
        "people": len(keys),
        "version": FILE_VERSION,
    }
    with told_of_later_answers(as_of):
        if out is None:
            rows = jobs.suggestion_rows(create_app, keys, as_of=as_of, processes=processes)
            for row in with_progress(rows, len(keys)):
                print_row(row, batching.lines_of, is_json=is_json)
            return
        with json_lines.growing(out, header) as (file, done):
            rows = jobs.suggestion_rows(create_app, keys[done:], as_of=as_of, processes=processes)
            for row in with_progress(rows, len(keys), done):
                file.write(json_lines.line_of(row))
                file.flush()
    click.echo(f"Written: {out}", err=True)


@contextlib.contextmanager
def told_of_later_answers(as_of: date) -> Iterator[None]:
    """Say in a sentence that a day cannot be looked back to."""
    try:
        yield
    except FrameError as error:
        if error.code is not FrameProblem.IN_THE_FUTURE:
            raise
        raise click.ClickException(
            f"There are answers from after {as_of.isoformat()}: choose a later day."
        ) from error


def with_progress(
    rows: Iterable[Mapping[str, Any]], total: int, done: int = 0
) -> Iterator[Mapping[str, Any]]:
    """Yield rows, with a bar on stderr where somebody is watching."""
    with click.progressbar(length=total, label="People", file=sys.stderr) as bar:
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
    with told_of_later_answers(as_of), force_locale("en"):
        rows = batching.mentor_rows(
            cohort, mode="stable" if mode == "stable" else "optimal", today=as_of
        )
        for row in rows:
            print_row(row, batching.mentor_lines, is_json=is_json)


def send_digests(today: date, *, is_trial: bool) -> None:
    """Send what is new to everybody who wants to hear of it, and say how many got a letter."""
    counts: dict[digesting.Outcome, int] = dict.fromkeys(digesting.Outcome, 0)
    for person, outcome in digesting.send_digests(today=today, is_trial=is_trial):
        counts[outcome] += 1
        if outcome is digesting.Outcome.NOT_SENT:
            click.echo(f"The letter to {person.name} could not be sent.", err=True)
    if is_trial:
        click.echo(f"{counts[digesting.Outcome.WOULD_BE_SENT]} would get a letter.")
        click.echo("This was a dry run: nothing was sent.")
    else:
        click.echo(f"{counts[digesting.Outcome.SENT]} got a letter.")
    click.echo(f"{counts[digesting.Outcome.HAD_ONE]} had theirs already.")
    click.echo(f"{counts[digesting.Outcome.NOTHING_NEW]} have nothing new.")


def greet(app: Flask, address: str) -> None:
    """Say that the server is ready, and on a demo, as whom to sign in."""
    click.echo(f"\nCapability Map is ready: http://{address}")
    with app.test_request_context():
        if faces := one_for_each_access(people.list_demo_people()):
            width = max(len(person.name) for person in faces.values())
            click.echo("This is a demo: everyone in it is invented. People to sign in as:\n")
            for access, person in faces.items():
                click.echo(f"  {person.name:{width}}  {person.email}  ({ACCESSES[access]})")
            click.echo(f"\n  Password of them all: {demo_password()}")
    click.echo("\nCtrl-C stops the server.")


def demo_password() -> str:
    """Return the password of the demo's people, made for this installation alone."""
    return config.kept_secret("DEMO_PASSWORD", Path(current_app.config["INSTANCE_FOLDER"]))


def one_for_each_access(found: Sequence[Person]) -> dict[Access, Person]:
    """Return the first person of each kind of access."""
    faces: dict[Access, Person] = {}
    for person in found:
        for access in person.accesses:
            faces.setdefault(access, person)
    return {access: faces[access] for access in Access if access in faces}


def report(host: str) -> bool:
    """Say what is sound and what is not; return whether all is."""
    is_sound = True
    for name, faults in checking.find_faults(host):
        click.echo(f"{'no' if faults else 'ok'}  {name}")
        for sentence in faults:
            is_sound = False
            click.echo(f"      {sentence}")
    return is_sound
