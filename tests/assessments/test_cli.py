"""The commands, as somebody at a terminal sees them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from assessments import cli, starting
from assessments.database import db
from assessments.models.people import Account, Person
from assessments.services import installing
from tests.world import World

COMMAND = [sys.executable, "-c", "from assessments.cli import main; main()"]


def run_command(app: Flask, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """Run a command on the application under test."""
    monkeypatch.setattr(starting, "create_app", lambda: app)
    return CliRunner().invoke(cli.main, arguments, prog_name="capability-map")


def make_demo(app: Flask, *people: int) -> None:
    with app.app_context():
        for account in db.session.scalars(select(Account).where(Account.person_id.in_(people))):
            account.is_demo = True
        db.session.commit()


def test_help_answers_in_under_a_second():
    began = time.monotonic()

    answer = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)

    assert "create-administrator" in answer.stdout
    assert time.monotonic() - began < 1


def test_commands_speak_the_language_of_the_terminal():
    def said(language: str) -> str:
        environment = {**os.environ, "LANGUAGE": "", "LC_ALL": language}
        command = [*COMMAND, "suggest", "--help"]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert "(today)" in said("C.UTF-8")
    assert "(今天)" in said("zh_CN.UTF-8")


def test_init_begins_an_organisation_and_invites(bare_app: Flask, monkeypatch: pytest.MonkeyPatch):
    answer = run_command(
        bare_app, monkeypatch, "init", "--name", " Ines  Prado ", "--email", "Ines@Example.org",
        "--address", "https://pmo.example.org",
    )  # fmt: skip

    assert answer.exit_code == 0, answer.output
    assert "https://pmo.example.org/forgotten-password/" in answer.output
    assert "Ines Prado chooses a password" in answer.output
    with bare_app.app_context():
        assert db.session.scalar(select(Person.name)) == "Ines Prado"


def test_init_asks_for_what_was_not_given(bare_app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(starting, "create_app", lambda: bare_app)

    answer = CliRunner().invoke(cli.main, ["init"], input="Ines Prado\nines@example.org\n")

    assert answer.exit_code == 0, answer.output


def test_an_address_that_cannot_be_one_is_refused(bare_app: Flask, monkeypatch: pytest.MonkeyPatch):
    answer = run_command(bare_app, monkeypatch, "init", "--name", "Ines", "--email", "ines")

    assert answer.exit_code == 2
    with bare_app.app_context():
        assert not installing.has_people()


def test_the_letter_of_an_installation_without_a_mail_server_is_said_to_lie_in_the_outbox(
    bare_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(bare_app.config, "MAIL_FILE_PATH", str(tmp_path / "outbox"))

    answer = run_command(
        bare_app, monkeypatch, "create-administrator", "--name", "Ines", "--email", "i@example.org"
    )

    assert f"the letter lies in {tmp_path}/outbox" in answer.output.replace("\n", " ")


def test_an_administrator_who_has_an_account_is_refused_in_a_sentence(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
):
    answer = run_command(
        app, monkeypatch, "create-administrator", "--name", "Lin", "--email", world.pm.email
    )

    assert answer.exit_code == 1
    assert "There is an account with this email address already." in answer.output


def test_check_passes_a_sound_installation_and_fails_one_shown_to_others(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tmp_path.chmod(0o700)
    monkeypatch.setitem(app.config, "INSTANCE_FOLDER", tmp_path)
    monkeypatch.setitem(app.config, "MAIL_FILE_PATH", str(tmp_path / "outbox"))

    sound = run_command(app, monkeypatch, "check")
    make_demo(app, world.pm.id)
    shown = run_command(app, monkeypatch, "check", "--host", "0.0.0.0")  # noqa: S104 - it is refused

    assert sound.exit_code == 0, sound.output
    assert shown.exit_code == 1
    assert "no  demo" in shown.output


def test_the_demo_loads_only_into_an_empty_database(app: Flask, monkeypatch: pytest.MonkeyPatch):
    refused = run_command(app, monkeypatch, "demo")
    skipped = run_command(app, monkeypatch, "demo", "--if-empty")

    assert refused.exit_code == 1
    assert "empty database only" in refused.output
    assert skipped.exit_code == 0


def test_the_demo_does_not_load_where_others_would_see_it(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
):
    answer = run_command(bare_app, monkeypatch, "demo", "--host", "0.0.0.0")  # noqa: S104 - it is refused

    assert answer.exit_code == 1
    assert "this machine only" in answer.output


def test_a_server_on_a_demo_says_as_whom_to_sign_in(
    app: Flask, world: World, capsys: pytest.CaptureFixture[str]
):
    make_demo(app, world.pm.id, world.coach.id, world.other_pm.id)

    starting.greet(app, "127.0.0.1:8000")

    said = capsys.readouterr().out
    assert "http://127.0.0.1:8000" in said
    assert world.pm.email in said
    assert world.coach.email in said
    assert world.other_pm.email not in said
    with app.app_context():
        assert starting.demo_password() in said


def test_a_server_on_an_organisation_names_nobody(
    app: Flask, world: World, capsys: pytest.CaptureFixture[str]
):
    starting.greet(app, "127.0.0.1:8000")

    assert "@" not in capsys.readouterr().out


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The production server, on a SQLite database of its own."""
    environment = os.environ | {"PORT": str(port), "CAPABILITY_MAP_INSTANCE": str(tmp_path / "i")}
    with subprocess.Popen(
        [*COMMAND, "run"], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        yield process
        process.kill()


def wait_for(address: str) -> int:
    for _ in range(600):
        try:
            with urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
                return answer.status
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"{address} does not answer")


def test_run_prepares_a_new_database_serves_it_and_stops_when_told(
    server: subprocess.Popen[str], port: int, tmp_path: Path
):
    status = wait_for(f"http://127.0.0.1:{port}/sign-in")
    server.send_signal(signal.SIGTERM)
    said, _ = server.communicate(timeout=30)

    assert status == 200
    assert f"http://127.0.0.1:{port}" in said
    assert not re.search("error|warning|traceback", said, re.IGNORECASE), said
    assert server.returncode == 0
    assert sorted(path.name for path in (tmp_path / "i").glob("*_key")) == ["secret_key"]


def test_run_says_so_when_the_port_is_taken(port: int):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        answer = CliRunner().invoke(cli.main, ["run", "--port", str(port)])

    assert answer.exit_code == 1
    assert f"127.0.0.1:{port} is in use" in answer.output


def test_run_says_so_when_the_database_does_not_answer(tmp_path: Path, port: int):
    environment = os.environ | {
        "PORT": str(port),
        "CAPABILITY_MAP_INSTANCE": str(tmp_path / "i"),
        "DATABASE_URL": "postgresql://nobody:a-password@127.0.0.1:1/nothing",
    }

    answer = subprocess.run(
        [*COMMAND, "run"], env=environment, text=True, check=False, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip

    assert answer.returncode != 0
    assert "127.0.0.1:1/nothing does not answer" in answer.stdout
    assert "a-password" not in answer.stdout
    assert "Traceback" not in answer.stdout
