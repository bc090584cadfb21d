"""Who is compared: Passerelle and what a user would pick instead, each to be started, waited for and killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from chalicelib.usecases.resync.range_work import LEASE_SLACK
from dev import salesforce_cli
from dev.bench.rivals.intacct import LIST
from dev.stack.apart import Product, Surroundings
from dev.stack.product import SWEEP_SECONDS
from infra.resources import TIMEOUTS_SECONDS
from passerelle.follow import TERMINAL_STATES

HOLD_SECONDS = TIMEOUTS_SECONDS["sync_range"] + LEASE_SLACK.total_seconds()
"""For so long at most a process of Passerelle that died keeps others from its work."""
CLOUD_SWEEP_SECONDS = 60.0
LONGEST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall time, and the most memory that the largest process held."""

    seconds: float
    peak_mib: float


class Side(ABC):
    """One way to bring the list over. ``start`` and ``wait`` once are one pass over it."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.began = 0.0

    @abstractmethod
    def start(self) -> None:
        """Begin, in a fresh process."""

    @abstractmethod
    def wait(self) -> Spent:
        """Until it has ended. Raises RuntimeError where not every row went well."""

    @abstractmethod
    def kill(self) -> None:
        """SIGKILL, in whatever it does."""

    @abstractmethod
    def start_after_kill(self) -> None:
        """What happens, or what somebody has to do, so that the pass is brought to its end."""


class Passerelle(Side):
    """The product in one process, as ``make start`` runs it; a pass begins at the press, and needs no other."""

    def start(self) -> None:
        self._product = self.around.start(sweep_seconds=CLOUD_SWEEP_SECONDS)
        self.began = time.monotonic()
        self._run = self.around.api().post(f"/lists/{LIST}/runs", {"mode": "full"})["run"]

    def wait(self) -> Spent:
        api, until = self.around.api(), time.monotonic() + LONGEST_SECONDS
        while self._run["state"] not in TERMINAL_STATES and time.monotonic() < until:
            time.sleep(0.2)
            self._run = api.get(f"/runs/{self._run['id']}")
        spent = Spent(time.monotonic() - self.began, _peak_mib(self._product))
        self.kill()
        if self._run["state"] != "DONE":
            raise RuntimeError(f"The run ended as {self._run['state']}: {self._run['trouble']}, {self._run['totals']}")
        return spent

    def kill(self) -> None:
        self.around.kill(self._product)

    def start_after_kill(self) -> None:
        """The next process of the service; nobody presses again. Clocks are put forward by what it would wait."""
        self.around.pass_time(HOLD_SECONDS)
        self._product = self.around.start(sweep_seconds=SWEEP_SECONDS)


class Script(Side):
    """A command that is run once a pass, by hand or by cron."""

    def __init__(self, around: Surroundings, name: str, environment: dict[str, str] | None = None) -> None:
        super().__init__(around)
        self._command = [sys.executable, "-m", f"dev.bench.rivals.{name}"]
        self._environment = {**os.environ, **(environment or {})}

    def start(self) -> None:
        self.began = time.monotonic()
        self._child = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def wait(self) -> Spent:
        _, status, usage = os.wait4(self._child.pid, 0)
        self._child.returncode = os.waitstatus_to_exitcode(status)
        if self._child.returncode:
            raise RuntimeError(f"{self._command} ended with {self._child.returncode}")
        return Spent(time.monotonic() - self.began, usage.ru_maxrss / 1024)

    def kill(self) -> None:
        os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def start_after_kill(self) -> None:
        """Somebody notices, and runs it once more."""
        self.start()


@contextmanager
def cli(around: Surroundings) -> Iterator[Side]:
    """The Salesforce CLI, signed in beforehand."""
    command = salesforce_cli.installed()
    if command is None:
        raise RuntimeError("The Salesforce CLI needs Node and npm.")
    with tempfile.TemporaryDirectory() as folder:
        order = requests.post(f"{around.urls.salesforce_url}/_control/sessions", json={}, timeout=10)
        order.raise_for_status()
        home, token = Path(folder), order.json()["access_token"]
        salesforce_cli.signed_in(command, home, around.urls.salesforce_url, token)
        environment: dict[str, Any] = {"SF": command, "SF_ORG": salesforce_cli.ALIAS}
        yield Script(around, "by_cli", {**salesforce_cli.environment(home), **environment})


@contextmanager
def passerelle(around: Surroundings) -> Iterator[Side]:
    yield Passerelle(around)


def script(name: str) -> Callable[[Surroundings], Any]:
    @contextmanager
    def ready(around: Surroundings) -> Iterator[Side]:
        yield Script(around, name)

    return ready


SIDES: dict[str, Callable[[Surroundings], Any]] = {
    "passerelle": passerelle,
    "collections": script("by_collections"),
    "bulk": script("by_bulk"),
    "cli": cli,
}
"""By key: what gets a side ready."""


def _peak_mib(product: Product) -> float:
    """As Linux counts it."""
    status = Path(f"/proc/{product.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
