"""`sampler serve`: the public site behind gunicorn, in this process and its workers."""

import logging
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from api.app import create_app
from api.logs import log_to
from api.settings import Settings
from api.wiring import EXTENSION, Wiring
from api.worker import Worker, working
from sampler.errors import Broken

THREADS = 4
HIGHEST_PORT = 65_535
PATIENCE = 60  # seconds for one answer; a big file is sent by a thread, and the worker still counts as alive
FAREWELL = 10  # seconds for answers under way when the server is told to stop

Ready = Callable[[str], None]


def serve(settings: Settings, host: str, port: int, *, ready: Ready = lambda address: None) -> None:
    """Answer requests until SIGTERM or SIGINT, then finish those under way and leave by `SystemExit(0)`.

    `port` 0 takes a free one; `ready` is called with the site's address once it can be opened. Raises
    `Broken("address_unavailable", host=, port=, reason=)`.
    """
    listener = listen(host, port)
    address = address_of(listener)
    log_to(sys.stderr)
    Server(settings, listener.detach(), lambda: ready(address)).run()


def listen(host: str, port: int) -> socket.socket:
    """The socket, taken before any worker starts, so that a taken port is an error and not a retry."""
    if not 0 <= port <= HIGHEST_PORT:
        raise Broken("address_unavailable", host=host, port=port, reason=f"0–{HIGHEST_PORT}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Broken("address_unavailable", host=host, port=port, reason=str(error)) from error


def address_of(listener: socket.socket) -> str:
    """`http://127.0.0.1:8000/`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class GunicornLog(Logger):  # type: ignore[misc]
    """What gunicorn says goes where the rest goes."""

    def setup(self, cfg: Any) -> None:
        """Gunicorn calls this."""
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, told everything here and nothing by files or its own command line. It closes `listener` itself."""

    def __init__(self, settings: Settings, listener: int, ready: Callable[[], None]) -> None:
        self.settings = settings
        self.listener = listener
        self.ready = ready
        self.at_work = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn asks for this."""
        for name, value in self.options().items():
            self.cfg.set(name, value)

    def options(self) -> dict[str, Any]:
        return {
            "bind": f"fd://{self.listener}",
            "workers": self.settings.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": PATIENCE,
            "graceful_timeout": FAREWELL,
            "loglevel": "warning",
            "logger_class": GunicornLog,
            "forwarded_allow_ips": "",  # api/proxies.py decides whom to believe
            "control_socket_disable": True,
            "when_ready": lambda arbiter: self.ready(),
            "worker_exit": lambda arbiter, worker: self.at_work.close(),
        }

    def load(self) -> Flask:
        """Each process makes its own app, so that no database connection crosses a fork; on the embedded database each
        performs jobs, too.
        """
        app = create_app(self.settings)
        wiring: Wiring = app.extensions[EXTENSION]
        if wiring.store.embedded:
            self.at_work.enter_context(working(Worker(wiring)))
        return app
