"""What every test may ask for. Nothing of the service is loaded until a test needs it."""

import gc
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

if TYPE_CHECKING:
    from flask import Flask

    from tests.databases import Databases
    from tests.world import World

# What commands say is read in English, whatever language the machine speaks.
os.environ["LANGUAGE"] = "en"

# How long an example takes depends on what else the machine does.
examples.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file on one database together; what takes longest begins first.

    A worker then goes from SQLite to PostgreSQL once, and none waits for another in the end.
    """
    for item in items:
        database = _parameters(item).get("databases", "none")
        item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} on {database}"))
    items.sort(key=lambda item: (not _parameters(item).get("databases"), not _is_journey(item)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare what lives as long as the run from the collector, and let it come less often.

    It takes a tenth of the time otherwise, and finds little.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _parameters(item: pytest.Item) -> Mapping[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def _is_journey(item: pytest.Item) -> bool:
    return item.path.parent.name == "journeys"


@dataclass(frozen=True, slots=True)
class Installation:
    """The application on one kind of database, which each test gets afresh."""

    app: "Flask"
    databases: "Databases"
    world: "World"

    def begin(self, template: str) -> "Flask":
        """Return the application on a fresh copy of a database."""
        self.end()
        self.databases.copy(template, "current")
        self.app.extensions["mailman"].outbox = []
        return self.app

    def end(self) -> None:
        """Close every connection."""
        from assessments.database import db  # late: see the top

        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> "Iterator[Databases]":
    from tests.databases import KINDS, in_memory  # late: see the top

    with KINDS[request.param](in_memory()) as found:
        yield found


@pytest.fixture(scope="session")
def installation(
    databases: "Databases", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One app, and two databases to begin from: ``bare`` (reference data alone) and ``world``."""
    from assessments import config  # late: see the top
    from assessments.app import create_app
    from assessments.database import db
    from assessments.services import installing
    from tests.world import add_world, read_world

    folder = tmp_path_factory.mktemp("instance")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAPABILITY_MAP_INSTANCE", str(folder))
        app = create_app({**config.settings(), **settings(databases.url("current"))})
    databases.create("current")
    with app.app_context():
        installing.prepare()
        db.engine.dispose()
        databases.copy("current", "bare")
        add_world()
        world = read_world()
        db.session.remove()
        db.engine.dispose()
        databases.copy("current", "world")
    installation = Installation(app, databases, world)
    yield installation
    installation.end()


def settings(url: str) -> dict[str, object]:
    """Return what an application under test has otherwise than one in use."""
    return {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": url,
        "WTF_CSRF_ENABLED": False,
        # Hashing is slow on purpose, and tests sign in often.
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__rounds": 1,
            "argon2__memory_cost": 8,
            "argon2__parallelism": 1,
        },
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        "MAIL_BACKEND": "locmem",
        "MAIL_DEFAULT_SENDER": "capability-map@example.org",
        "ORGANISATION": "Harbour PMO",
    }


@pytest.fixture
def app(installation: Installation) -> "Iterator[Flask]":
    """The application with the small world in its database."""
    yield installation.begin("world")
    installation.end()


@pytest.fixture
def bare_app(installation: Installation) -> "Iterator[Flask]":
    """The application with reference data and nobody in its database."""
    yield installation.begin("bare")
    installation.end()


@pytest.fixture
def world(installation: Installation) -> "World":
    return installation.world


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings of the machine out of the tests."""
    for name in ("DATABASE_URL", "SECRET_KEY", "PASSWORD_SALT", "HOST", "PORT", "MAIL_SERVER"):
        monkeypatch.delenv(name, raising=False)
