"""The production server: gunicorn with threads, set up by this program alone."""

import socket
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING

import click
from gunicorn.app.base import BaseApplication
from gunicorn.errors import AppImportError
from gunicorn.workers.base import Worker

if TYPE_CHECKING:
    from flask import Flask

THREADS = 8
# A worker gets ready before it answers for the first time, and the demo takes a while to make.
SECONDS_TO_GET_READY = 600


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def is_taken(address: Address) -> bool:
    """Return whether another program listens there already."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return True
    return False


class Server(BaseApplication):
    """Gunicorn around an application that each worker makes for itself.

    Nothing is loaded before forking: what draws the charts does not survive a fork, nor do
    connections to PostgreSQL on macOS.
    """

    def __init__(self, address: Address, *, workers: int, demo_seed: int | None) -> None:
        self.address = address
        self.workers = workers
        self.demo_seed = demo_seed
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": [str(self.address)],
            "worker_class": "gthread",
            "workers": self.workers,
            "threads": THREADS,
            "timeout": SECONDS_TO_GET_READY,
            "graceful_timeout": 10,
            "loglevel": "warning",
            # It would lie in the home folder of whoever starts the server.
            "control_socket_disable": True,
            "post_worker_init": self._welcome,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        """Return the application; a fault stops the server with a sentence."""
        from assessments import starting  # late: in the worker, see above

        try:
            return starting.ready_app(self.address.host, self.demo_seed)
        except click.ClickException as error:
            words = _("Error: {message}").format(message=error.message)
            raise AppImportError(f"\n{words}\n") from error

    def _welcome(self, worker: Worker) -> None:
        from assessments import starting  # late: in the worker, see above

        starting.warm_up()
        if worker.age == 1:
            starting.greet(worker.wsgi, str(self.address))
