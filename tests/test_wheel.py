"""Installed as a wheel into an empty environment the product starts, far from any checkout."""

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).with_name("uv")
PATIENCE_SECONDS = 60
# Where in the wheel the folders of the checkout are.
PLACES = {
    "assessments": "assessments",
    "capability": "capability",
    "templates": "assessments/templates",
    "seeds": "assessments/seeds",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(UV, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel with what it needs, as pinned, and return its command."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(UV, "venv", "--quiet", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    lock = ROOT / "requirements.lock"
    run(UV, "pip", "install", "--quiet", "--python", python, "--constraint", lock, wheel)
    return folder / "bin" / "capability-map"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody who has nothing but the command."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    folder = tmp_path_factory.mktemp("installation")
    return {**kept, "HOME": str(folder), "CAPABILITY_MAP_INSTANCE": str(folder / "instance")}


def run(*command: object, **options: object) -> str:
    words = [str(each) for each in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wanted_files() -> Iterator[str]:
    """Return every file of the product in the checkout, as it is called in the wheel."""
    for folder, place in PLACES.items():
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                yield f"{place}/{path.relative_to(ROOT / folder)}"


def test_all_of_the_product_is_in_the_wheel_and_nothing_else(wheel: Path):
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert inside == set(wanted_files())
    assert "assessments/translations/zh/LC_MESSAGES/messages.mo" in inside


def test_it_begins_an_organisation_and_serves_it(command: Path, elsewhere: dict[str, str]):
    options = {"env": elsewhere, "cwd": elsewhere["HOME"]}

    help_text = run(command, "--help", **options)
    begun = run(command, "init", "--name", "Ines Prado", "--email", "ines@example.org", **options)
    with Serving(command, options) as address:
        page, style = fetch(f"{address}/sign-in"), fetch(f"{address}/static/style.css")

    assert "Assess, map and develop" in help_text
    assert "Ines Prado chooses a password" in begun
    assert "登录" in page
    assert "--" in style


class Serving:
    """Serve the pages for as long as the block lasts."""

    def __init__(self, command: Path, options: dict) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.words = [str(command), "run", "--port", str(self.port)]
        self.options = options

    def __enter__(self) -> str:
        self.server = subprocess.Popen(self.words, stdout=subprocess.DEVNULL, **self.options)
        address = f"http://127.0.0.1:{self.port}"
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends and self.server.poll() is None:
            try:
                fetch(f"{address}/static/favicon.svg")
            except OSError:
                time.sleep(0.2)
            else:
                return address
        raise AssertionError("the pages are not served")

    def __exit__(self, *_fault: object) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(timeout=20)


def fetch(address: str) -> str:
    request = Request(address, headers={"Accept-Language": "zh"})  # noqa: S310 - our own server
    with urlopen(request, timeout=20) as answer:  # noqa: S310 - our own server
        return answer.read().decode()
