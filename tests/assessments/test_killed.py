"""Killed in the middle of saving, the service comes back with everything that it had confirmed."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from flask import Flask

from assessments.database import db
from assessments.models.assessment import Rating
from tests.assessments.builders import all_codes, audit_lines, contents, inside
from tests.conftest import Installation
from tests.world import PASSWORD, World

COMMAND = [sys.executable, "-c", "from assessments.cli import main; main()", "run"]
ENOUGH_ANSWERS = 12
PATIENCE = 60  # seconds, on a machine that is busy with other things
TABS = 4


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(app: Flask, url: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the database with the production server, in a process group of its own."""
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "DATABASE_URL": url,
        "CAPABILITY_MAP_INSTANCE": str(app.config["INSTANCE_FOLDER"]),
    }
    with subprocess.Popen(
        COMMAND, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/sign-in")
            yield f"http://127.0.0.1:{port}", process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and its worker at once; neither can do anything about it."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            build_opener().open(address, timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


class Tab:
    """A page of the self-assessment that goes on answering until nobody listens any more."""

    def __init__(self, opener: OpenerDirector, page: str, token: str, codes: list[str]) -> None:
        self.opener, self.page, self.token, self.codes = opener, page, token, codes
        self.confirmed: dict[str, tuple[int, int]] = {}
        """Version and level of the last answer that was confirmed, by competency."""

    def run(self) -> None:
        turn = 0
        while True:
            code, level = self.codes[turn % len(self.codes)], turn % 6
            seen = self.confirmed.get(code, (0, 0))[0]
            fields = {"level": level, "version": seen, "csrf_token": self.token}
            try:
                address = f"{self.page}/answers/{code}"
                with self.opener.open(address, urlencode(fields).encode(), timeout=5) as answer:
                    answer.read()
            except (OSError, ValueError):
                return
            # The same level again changes nothing; here each turn has another one.
            self.confirmed[code] = (seen + 1, level)
            turn += 1


def wait_for_answers(tabs: list[Tab]) -> None:
    """Return while the tabs go on answering, after enough has been confirmed."""
    patient_until = time.monotonic() + PATIENCE
    while sum(version for tab in tabs for version, _ in tuple(tab.confirmed.values())) < (
        ENOUGH_ANSWERS
    ):
        if time.monotonic() > patient_until:
            raise TimeoutError("Hardly an answer was confirmed.")
        time.sleep(0.05)


def open_form(address: str, email: str) -> tuple[OpenerDirector, str, str]:
    """Sign in and begin a self-assessment: who is signed in, the form's address, its token."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def token_of(page: str) -> str:
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def read(path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        sent = urlencode(fields).encode() if fields else None
        with opener.open(f"{address}{path}", sent, timeout=30) as answer:
            return answer.url, answer.read().decode()

    _, page = read("/sign-in")
    fields = {"email": email, "password": PASSWORD, "csrf_token": token_of(page)}
    read("/sign-in", fields)
    _, page = read("/assess")
    url, page = read("/assess", {"csrf_token": token_of(page)})
    return opener, url.rpartition("/")[0], token_of(page)


def test_what_was_confirmed_is_there_after_a_kill(
    app: Flask, installation: Installation, world: World
):
    url = installation.databases.url("current")
    with serving(app, url) as (address, process):
        opener, page, token = open_form(address, world.pm.email)
        with app.app_context():
            codes = all_codes()
        installation.end()
        tabs = [Tab(opener, page, token, codes[number::TABS]) for number in range(TABS)]
        threads = [threading.Thread(target=tab.run) for tab in tabs]
        for thread in threads:
            thread.start()
        wait_for_answers(tabs)
        kill(process)
        for thread in threads:
            thread.join()
    confirmed = {code: each for tab in tabs for code, each in tab.confirmed.items()}

    with inside(app):
        kept = {
            rating.competency.code: (rating.version, rating.level)
            for rating in db.session.scalars(db.select(Rating))
        }
        lines = len(audit_lines("answer"))
        everything = contents()
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(db.text("PRAGMA integrity_check")).scalar() == "ok"
            assert db.session.execute(db.text("PRAGMA foreign_key_check")).all() == []

    assert sum(version for version, _ in confirmed.values()) >= ENOUGH_ANSWERS
    assert confirmed.keys() <= kept.keys()
    for code, (version, level) in kept.items():
        said = confirmed.get(code, (0, None))
        # What was on its way may have arrived, once; what was confirmed has not gone.
        assert said == (version, level) or version == said[0] + 1
    assert lines == sum(version for version, _ in kept.values())
    if installation.databases.url("current").startswith("sqlite"):  # once is enough: it is slow
        installation.end()
        with serving(app, url), inside(app):
            assert contents() == everything
