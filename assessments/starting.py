"""What the commands do once the application is loaded, in words for a terminal."""

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from assessments import config
from assessments.app import create_app
from assessments.database import db, now, one_at_a_time
from assessments.interchange.errors import SpreadsheetError
from assessments.interchange.spreadsheets import read_table, write_table
from assessments.labels import ACCESSES
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import people
from assessments.services import checking, demonstrating, installing, picturing
from assessments.services.demonstrating import DemoError
from assessments.services.importing import people_rows, project_rows
from assessments.services.importing.people import import_people
from assessments.services.importing.projects import import_projects
from assessments.services.importing.reports import ImportReport, rejection_lines, report_lines
from assessments.services.importing.tables import ImportProblem
from assessments.services.installing import InstallationError, Invitation
from assessments.services.inviting import InvitationError
from assessments.services.seeding import SeedError

SAID_AS_IT_IS = (
    InstallationError, InvitationError, SeedError, DemoError, SpreadsheetError, ImportProblem,
)  # fmt: skip
LISTS = {
    "people": (people_rows.COLUMNS, import_people),
    "projects": (project_rows.COLUMNS, import_projects),
}


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


def load_demo(host: str, seed: int, *, if_empty: bool = False) -> None:
    """Fill an empty database with the demo organisation; ``if_empty`` leaves a filled one alone."""
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


def import_list(kind: str, file: Path, rejects: Path | None) -> bool:
    """Take a list of people or projects; return whether anything in it was taken."""
    columns, take = LISTS[kind]
    with file.open("rb") as stream:
        table = read_table(stream, columns.column_of)
        report = take(table, file=file.name, by=None, progress=show_progress)
    for sentence in report_lines(report):
        click.echo(sentence)
    for sentence in rejection_lines(report):
        click.echo(sentence, err=True)
    if rejects:
        write_rejects(report, rejects)
    return report.taken > 0


def show_progress(done: int, total: int) -> None:
    """Say how far a long list has been read, where somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} / {total}", nl=done >= total, err=True)


def write_rejects(report: ImportReport, path: Path) -> None:
    """Write down the rows that were not taken, as a table."""
    rows = [(each.row, each.column, each.value, each.reason) for each in report.rejections]
    with path.open("wb") as stream:
        write_table(stream, ("row", "column", "value", "reason"), rows)


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
