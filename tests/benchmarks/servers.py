"""The product and its floor, each served by two workers, and what clients measure there."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from assessments.serving import THREADS
from tests.benchmarks.ground import COMMAND

ROOT = Path(__file__).parents[2]
WORKERS = 2
PATIENCE_SECONDS = 90


@dataclass(slots=True)
class Figures:
    """How long requests took, from several slices of time."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    def add(self, seconds: float, times: list[float]) -> None:
        self.seconds += seconds
        self.times += times

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    @property
    def p95(self) -> float:
        """What nineteen of twenty requests took at most, in milliseconds."""
        return 1000 * sorted(self.times)[int(0.95 * (len(self.times) - 1))]

    def __str__(self) -> str:
        return f"{self.rate:7.1f}/s, p95 {self.p95:6.1f} ms"


@contextmanager
def product(environment: dict[str, str]) -> Iterator[int]:
    """Serve the product as it is shipped; yield the port."""
    port = _free_port()
    command = [COMMAND, "run", "--port", str(port), "--workers", str(WORKERS)]
    with _serving([str(each) for each in command], environment, port):
        yield port


@contextmanager
def floor(environment: dict[str, str], file: Path) -> Iterator[int]:
    """Serve the floor likewise; yield the port."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--no-control-socket", "--worker-class", "gthread",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "warning",
        "--bind", f"127.0.0.1:{port}", "tests.benchmarks.floor:create_app()",
    ]  # fmt: skip
    with _serving(command, {**environment, "FLOOR": str(file)}, port):
        yield port


def measure(port: int, clients: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Let clients ask for some seconds."""
    asked = {"port": port, "clients": clients, "seconds": seconds}
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("load.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _serving(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    path = os.pathsep.join(filter(None, [str(ROOT), environment.get("PYTHONPATH", "")]))
    server = subprocess.Popen(
        command, env={**environment, "PYTHONPATH": path}, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, server)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/favicon.ico")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
        finally:
            connection.close()
    raise AssertionError("the server does not answer")
