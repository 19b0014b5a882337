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
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from assessments import config
from assessments.app import create_app
from assessments.database import db, now, one_at_a_time
from assessments.interchange.errors import SpreadsheetError
from assessments.labels.people import ACCESSES
from assessments.models.people import Person
from assessments.permissions import Access
from assessments.queries import people
from assessments.services import batching, checking, demonstrating, installing, picturing
from assessments.services.demonstrating import DemoError
from assessments.services.demonstrating.crowd import add_crowd
from assessments.services.importing.tables import ImportProblem
from assessments.services.installing import InstallationError, Invitation
from assessments.services.inviting import InvitationError
from assessments.services.seeding import SeedError

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
    with app.test_request_context(base_url=address), force_locale(config.terminal_language()):
        try:
            yield app
        except SAID_AS_IT_IS as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(
                _(
                    "%(database)s does not answer: %(reason)s",
                    database=db.engine.url.render_as_string(hide_password=True),
                    reason=str(error.orig).splitlines()[0],
                )
            ) from error
        finally:
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    click.echo(f"{sentence} ... ", nl=False)
    began = time.monotonic()
    yield
    click.echo(_("%(seconds)s s", seconds=f"{time.monotonic() - began:.1f}"))


def prepare() -> None:
    """Bring schema and reference data up to date."""
    with step(_("Preparing the database")):
        installing.prepare()


def load_demo(host: str, seed: int, *, if_empty: bool = False, people: int = 0) -> None:
    """Fill an empty database with the demo organisation, and with a crowd of so many ``people``.

    ``if_empty`` leaves a filled database alone.
    """
    with one_at_a_time():
        if if_empty and installing.has_people():
            return
        installing.check_demo_stays_here(host)
        click.echo(_("Making the demo organisation (about a minute, once)"))
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
    click.echo(_("Adding a crowd, to make it %(count)s people", count=people))
    rows = add_crowd(
        config.shipped_folder("seeds"),
        people=people,
        today=now().date(),
        seed=seed,
        progress=show_progress,
    )
    seconds = round(time.monotonic() - began)
    click.echo("  " + _("%(count)s rows in %(seconds)s s", count=rows.total(), seconds=seconds))


def show_progress(done: int, total: int) -> None:
    """Say how far something long has come, where somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} / {total}", nl=done >= total, err=True)


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
    words = _("With this link %(name)s chooses a password; it works for three days:", name=name)
    click.echo(f"\n{words}\n  {invitation.link}")
    if invitation.problem:
        click.echo(
            _(
                "The letter could not be sent (%(problem)s): hand the link over.",
                problem=invitation.problem,
            )
        )
    elif current_app.config.get("MAIL_BACKEND") == "smtp":
        click.echo(_("The letter is on its way to %(email)s.", email=email))
    else:
        outbox = Path(current_app.config["MAIL_FILE_PATH"])
        click.echo(_("No mail server is set: the letter lies in %(folder)s.", folder=outbox))


def greet(app: Flask, address: str) -> None:
    """Say that the server is ready, and on a demo, as whom to sign in."""
    with app.test_request_context(), force_locale(config.terminal_language()):
        ready = _("Capability Map is ready: %(address)s", address=f"http://{address}")
        click.echo(f"\n{ready}")
        if faces := one_for_each_access(people.list_demo_people()):
            width = max(len(person.name) for person in faces.values())
            words = _("This is a demo: everyone in it is invented. People to sign in as:")
            click.echo(f"{words}\n")
            for access, person in faces.items():
                click.echo(f"  {person.name:{width}}  {person.email}  ({ACCESSES[access]})")
            words = _("Password of them all: %(password)s", password=demo_password())
            click.echo(f"\n  {words}")
        stop = _("Ctrl-C stops the server.")
        click.echo(f"\n{stop}")


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
        mark = _("no") if faults else _("ok")
        click.echo(f"{mark}  {name}")
        for sentence in faults:
            is_sound = False
            click.echo(f"      {sentence}")
    return is_sound
