"""The database: its session, the column types we add, and its migrations."""

import contextlib
import fcntl
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale
from flask_migrate import Migrate
from flask_migrate import upgrade as upgrade_schema
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    """Parent of all models; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate()

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7203_1944


class LocalText(dict[str, str]):
    """A text in several languages that shows itself in the reader's."""

    def __str__(self) -> str:
        locale = get_locale()
        language = locale.language if locale else "en"
        return self.get(language) or self.get("en") or next(iter(self.values()), "")

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)


class LocalTextColumn(TypeDecorator[LocalText]):
    """Stores a :class:`LocalText` as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: LocalText | None, _dialect: Dialect
    ) -> dict[str, str] | None:
        return None if value is None else dict(value)

    def process_result_value(
        self, value: dict[str, str] | None, _dialect: Dialect
    ) -> LocalText | None:
        return None if value is None else LocalText(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, always aware and in UTC, also on SQLite, which forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enumeration(of: type[StrEnum]) -> Enum:
    """Return a column type that stores the values of ``of`` as text with a check."""
    return Enum(
        of,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=of.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: object, _: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the installation's lock: two processes that start at once must not both migrate."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
            try:
                yield
            finally:
                connection.execute(
                    text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATION_LOCK}
                )
        return
    path = Path(current_app.config["INSTANCE_FOLDER"]) / "migration.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def upgrade() -> None:
    """Bring the schema of the database up to this version."""
    with one_at_a_time():
        upgrade_schema(directory=str(MIGRATIONS))


def init_app(app: Flask) -> None:
    """Join the database to the application."""
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.startswith("sqlite"):
        options = {"connect_args": {"timeout": 15}}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
