"""Passerelle itself on this machine: the API, and pollers for the event functions.

``python -m dev.stack.product`` starts it alone, in the environment that ``dev.stack.surroundings`` tells: so it can be
killed and started again while what surrounds it lives on.
"""

import argparse
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING

from chalicelib.adapters.clock import SystemClock
from dev.http import for_threads, serve, wsgi
from dev.stack.mail_events import tell_of_mails
from dev.stack.pollers import Poller, Schedule
from dev.stack.surroundings import until_interrupted
from infra.resources import BY_KIND, TIMEOUTS_SECONDS

if TYPE_CHECKING:
    from chalicelib.wiring import Wiring

SWEEP_SECONDS = 5.0
"""The cloud sweeps once a minute; here nobody wants to wait so long."""
WORKERS = 5


class StackError(Exception):
    """The stack can't start; reads as a sentence."""


class ClockAhead(SystemClock):
    """This machine's clock, and some seconds more: for a process that starts as if it had been away that long."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._ahead


@contextmanager
def product(
    port: int, workers: int = WORKERS, sweep_seconds: float = SWEEP_SECONDS, clock_ahead_seconds: float = 0.0
) -> Iterator[Callable[[int], None]]:
    """Serve the API and work on the queues; yields what lets so many more ranges be worked on at once.

    One product a process: the app reads its environment when it is imported. Raises StackError.
    """
    tell_of_mails(os.environ["PASSERELLE_QUEUE_MAIL_EVENTS"])
    app = _import_app()
    wiring: Wiring = app.wiring
    wiring.clock = ClockAhead(clock_ahead_seconds)
    stopping = threading.Event()
    api = serve(wsgi(app.app), port)
    threads = _start_workers(app, sweep_seconds, stopping)

    def add_workers(number: int) -> None:
        threads.extend(_poller(app, "range", number).start(stopping))

    add_workers(workers)
    try:
        yield add_workers
    finally:
        stopping.set()
        api.stop()
        for thread in threads:
            thread.join(timeout=5)


def _import_app() -> ModuleType:
    """The app reads the environment when it is imported, hence so late."""
    if "app" in sys.modules:
        raise StackError("One process can hold one stack only.")
    import app

    return app


def _start_workers(app: ModuleType, sweep_seconds: float, stopping: threading.Event) -> list[threading.Thread]:
    """As in the cloud: each queue feeds its function. Ranges get their workers apart."""
    wiring: Wiring = app.wiring
    # Built once, before threads ask for them at the same time.
    _ = wiring.world, wiring.secrets, wiring.tokens, wiring.notice_desk, wiring.tab_desk
    functions = {getattr(app, queue.function) for queue in BY_KIND.values()}
    for_threads(app.app, *functions, app.sweep)
    pollers = [_poller(app, kind, 1) for kind in BY_KIND if kind != "range"]
    threads = [thread for poller in pollers for thread in poller.start(stopping)]
    return [*threads, Schedule(app.sweep, sweep_seconds).start(stopping)]


def _poller(app: ModuleType, kind: str, workers: int) -> Poller:
    import boto3

    queue = BY_KIND[kind]
    function = getattr(app, queue.function)
    seconds = TIMEOUTS_SECONDS[queue.function]
    address = os.environ[f"PASSERELLE_QUEUE_{kind.upper()}"]
    return Poller(boto3.client("sqs"), address, queue.name, function, seconds, workers)


def main() -> None:
    """Print our process id when the API answers, then serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m dev.stack.product", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--sweep-seconds", type=float, default=SWEEP_SECONDS)
    parser.add_argument("--clock-ahead-seconds", type=float, default=0.0)
    options = parser.parse_args()
    with product(options.port, WORKERS, options.sweep_seconds, options.clock_ahead_seconds):
        print(os.getpid(), flush=True)
        until_interrupted()


if __name__ == "__main__":
    main()
