"""Is this installation sound? Each check answers with sentences about what is not."""

import os
import smtplib
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from assessments import database
from assessments.database import db
from assessments.models.framework import Framework, Indicator, RoleProfile
from assessments.models.people import AccessRole, Account
from assessments.permissions import Access
from assessments.queries import people
from assessments.services import installing

SECRETS = ("SECRET_KEY", "PASSWORD_SALT", "TOTP_SECRET", "DEMO_PASSWORD")
SHORTEST_SECRET = 32
MAIL_SECONDS = 5

Check = Callable[[], Iterator[str]]


def checks(host: str) -> dict[str, Check]:
    """Return every check by what it looks at; ``host`` is where the pages are served."""
    return {
        _("folder and secrets"): check_secrets,
        _("mail"): check_mail,
        _("database"): check_database,
        _("schema"): check_schema,
        _("reference data"): check_reference_data,
        _("administrator"): check_administrator,
        _("demo"): lambda: check_demo(host),
    }


def find_faults(host: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what was looked at, and what was found; after a silent database nothing more."""
    for name, check in checks(host).items():
        try:
            yield name, list(check())
        except SQLAlchemyError as error:
            reason = str(error).splitlines()[0]
            yield name, [_("The database does not answer: %(reason)s", reason=reason)]
            return


def check_secrets() -> Iterator[str]:
    """Yield what others on this machine could read, and secrets that could be guessed."""
    folder = Path(current_app.config["INSTANCE_FOLDER"])
    if _is_open(folder):
        yield _("Others on this machine can read %(path)s: run chmod 700 on it.", path=folder)
    for name in SECRETS:
        path = folder / name.lower()
        if path.exists() and _is_open(path):
            yield _("Others on this machine can read %(path)s: run chmod 600 on it.", path=path)
        if 0 < len(os.environ.get(name, "")) < SHORTEST_SECRET:
            yield _(
                "%(name)s has fewer than %(least)s characters and could be guessed.",
                name=name,
                least=SHORTEST_SECRET,
            )


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def check_database() -> Iterator[str]:
    """Yield nothing where the database answers; :func:`find_faults` says so where it does not."""
    db.session.execute(select(1))
    yield from ()


def check_schema() -> Iterator[str]:
    """Yield whether migrations are missing, or the database is newer than this version."""
    wanted = set(ScriptDirectory(str(database.MIGRATIONS)).get_heads())
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    if present != wanted:
        yield _(
            "The schema is at %(present)s, and this version needs %(wanted)s: start once with "
            "capability-map run, or capability-map init for a new organisation.",
            present=", ".join(sorted(present)) or _("nothing"),
            wanted=", ".join(sorted(wanted)),
        )


def check_reference_data() -> Iterator[str]:
    """Yield which tables that every page builds on are empty."""
    tables = {
        _("There is no competency framework: start once with capability-map run."): Framework,
        _("There are no level descriptions: start once with capability-map run."): Indicator,
        _("There are no role profiles: start once with capability-map run."): RoleProfile,
    }
    for sentence, table in tables.items():
        if not db.session.scalar(select(func.count()).select_from(table)):
            yield sentence
    known = set(db.session.scalars(select(AccessRole.name)))
    if missing := {access.value for access in Access} - known:
        yield _(
            "The database does not know these kinds of access: %(names)s.",
            names=", ".join(sorted(missing)),
        )


def check_administrator() -> Iterator[str]:
    """Yield whether nobody can invite others."""
    accounts = (
        select(func.count(Account.id))
        .join(Account.roles)
        .where(Account.active, AccessRole.name == Access.ADMINISTRATOR.value)
    )
    if not db.session.scalar(accounts):
        yield _("There is no administrator: use capability-map create-administrator.")


def check_mail() -> Iterator[str]:
    """Yield why letters would not go out: the outbox, or the server."""
    settings = current_app.config
    if settings.get("MAIL_BACKEND") == "smtp":
        server, port = settings["MAIL_SERVER"], settings["MAIL_PORT"]
        try:
            smtplib.SMTP(server, port, timeout=MAIL_SECONDS).close()
        except OSError as error:
            yield _(
                "The mail server %(server)s does not answer: %(reason)s.",
                server=f"{server}:{port}",
                reason=error,
            )
        return
    outbox = Path(settings["MAIL_FILE_PATH"])
    nearest = next(folder for folder in (outbox, *outbox.parents) if folder.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        yield _("Letters cannot be written to %(folder)s.", folder=outbox)


def check_demo(host: str) -> Iterator[str]:
    """Yield whether demo accounts are open to others."""
    if not people.is_demo():
        return
    try:
        installing.check_demo_stays_here(host)
    except installing.InstallationError as error:
        yield str(error)
