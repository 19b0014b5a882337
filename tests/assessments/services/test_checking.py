"""Each fault of an installation is found, and said in a sentence."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from assessments import database
from assessments.database import db
from assessments.models.framework import Indicator
from assessments.models.people import AccessRole, Account
from assessments.services import checking

HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is served


def faults(app: Flask, host: str = HERE) -> dict[str, list[str]]:
    """Return what is found where something is."""
    with app.app_context():
        return {name: found for name, found in checking.find_faults(host) if found}


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the installation, private as it is made."""
    tmp_path.chmod(0o700)
    monkeypatch.setitem(app.config, "INSTANCE_FOLDER", tmp_path)
    monkeypatch.setitem(app.config, "MAIL_FILE_PATH", str(tmp_path / "outbox"))
    return tmp_path


@pytest.fixture
def sound(app: Flask, folder: Path) -> Flask:
    return app


def test_a_sound_installation_has_no_faults(sound: Flask):
    assert faults(sound) == {}


def test_a_folder_that_others_can_read_is_a_fault(sound: Flask, folder: Path):
    folder.chmod(0o755)

    assert "chmod 700" in faults(sound)["folder and secrets"][0]


def test_a_secret_that_others_can_read_is_a_fault(sound: Flask, folder: Path):
    (folder / "secret_key").write_text("x" * 64)
    (folder / "secret_key").chmod(0o640)

    assert "secret_key" in faults(sound)["folder and secrets"][0]


def test_a_short_secret_is_a_fault(sound: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "guess me")

    assert faults(sound)["folder and secrets"] == [
        "SECRET_KEY has fewer than 32 characters and could be guessed."
    ]


def test_a_silent_database_is_a_fault_and_ends_the_questions(
    sound: Flask, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_args: object, **_options: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("nobody is there"))

    monkeypatch.setattr(db.session, "execute", refuse)

    found = faults(sound)

    assert list(found) == ["database"]
    assert "nobody is there" in found["database"][0]


def test_a_schema_of_another_version_is_a_fault(sound: Flask):
    with sound.app_context():
        downgrade(directory=str(database.MIGRATIONS), revision="base")

    found = faults(sound)

    assert "The schema is at nothing" in found["schema"][0]
    assert "does not answer" in found["reference data"][0]


def test_missing_reference_data_is_a_fault(sound: Flask):
    with sound.app_context():
        db.session.execute(delete(Indicator))
        db.session.commit()

    assert "level descriptions" in faults(sound)["reference data"][0]


def test_a_missing_kind_of_access_is_a_fault(sound: Flask):
    with sound.app_context():
        db.session.execute(delete(AccessRole).where(AccessRole.name == "rater"))
        db.session.commit()

    assert faults(sound)["reference data"] == [
        "The database does not know these kinds of access: rater."
    ]


def test_an_organisation_without_an_administrator_is_a_fault(sound: Flask, world):
    with sound.app_context():
        account = db.session.scalar(
            select(Account).where(Account.person_id == world.administrator.id)
        )
        account.active = False
        db.session.commit()

    assert "create-administrator" in faults(sound)["administrator"][0]


def test_a_mail_server_that_does_not_answer_is_a_fault(
    sound: Flask, monkeypatch: pytest.MonkeyPatch
):
    for name, value in {"MAIL_BACKEND": "smtp", "MAIL_SERVER": HERE, "MAIL_PORT": 1}.items():
        monkeypatch.setitem(sound.config, name, value)

    assert "127.0.0.1:1 does not answer" in faults(sound)["mail"][0]


def test_an_outbox_that_cannot_be_written_is_a_fault(
    sound: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    (folder / "taken").touch()
    outbox = folder / "taken" / "outbox"
    monkeypatch.setitem(sound.config, "MAIL_FILE_PATH", str(outbox))

    assert faults(sound)["mail"] == [f"Letters cannot be written to {outbox}."]


def test_a_demo_account_is_a_fault_anywhere_but_here(sound: Flask, world):
    with sound.app_context():
        account = db.session.scalar(select(Account).where(Account.person_id == world.pm.id))
        account.is_demo = True
        db.session.commit()

    assert faults(sound, HERE) == {}
    assert "this machine only" in faults(sound, EVERYWHERE)["demo"][0]


def test_without_a_demo_every_host_is_sound(sound: Flask):
    assert faults(sound, EVERYWHERE) == {}
