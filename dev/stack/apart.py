"""What surrounds the product, in processes that live on, and the product in processes that may be killed."""

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests

from dev.stack.people import token_for
from dev.stack.processes import Processes, free_port
from dev.stack.surroundings import LocalStack
from passerelle.api import Api

SWEEP_SECONDS = 0.4


@dataclass
class Product:
    """One process: API, pollers, sweeps. It ends with us, if it is not killed before."""

    api_url: str
    pid: int

    def kill(self) -> None:
        """Without a word, at once, in whatever it does."""
        os.kill(self.pid, signal.SIGKILL)


@dataclass
class Surroundings:
    """``ahead_seconds`` is how far all clocks are ahead of this machine's."""

    processes: Processes
    urls: LocalStack
    environment: Mapping[str, str]
    ahead_seconds: float = 0.0
    living: list[Product] = field(default_factory=list)

    @classmethod
    @contextmanager
    def started(cls) -> "Iterator[Surroundings]":
        with Processes() as processes:
            child = processes.start(sys.executable, "-m", "dev.stack.surroundings", str(free_port()))
            assert child.stdout is not None
            told = json.loads(child.stdout.readline())
            yield cls(processes, LocalStack(**told["urls"]), told["environment"])

    def start(self, first: bool = True, sweep_seconds: float = SWEEP_SECONDS) -> Product:
        """A process with the clock as it is now; the ``first`` one serves the address that everybody knows."""
        url = self.urls.api_url if first else f"http://127.0.0.1:{free_port()}"
        port, ahead, sweep = url.rpartition(":")[2], str(self.ahead_seconds), str(sweep_seconds)
        command = ["--port", port, "--clock-ahead-seconds", ahead, "--sweep-seconds", sweep]
        child = self.processes.start(
            sys.executable, "-m", "dev.stack.product", *command, env=dict(self.environment), quiet=True
        )
        assert child.stdout is not None
        product = Product(url, int(child.stdout.readline()))
        self.living.append(product)
        return product

    def kill(self, product: Product) -> None:
        product.kill()
        self.living.remove(product)

    def pass_time(self, seconds: float) -> None:
        """Nobody is alive for so long: the clocks of the stand-ins go on, and of the product's next process."""
        assert not self.living
        self.ahead_seconds += seconds
        for url in (self.urls.intacct_url, self.urls.salesforce_url, self.urls.oidc_url):
            requests.post(f"{url}/_control/clock", json={"advance_seconds": seconds}, timeout=10).raise_for_status()

    def api(self) -> Api:
        """An administrator's calls, with a fresh token."""
        return Api(self.urls.api_url, token_for(self.urls.oidc_url, "camille"))

    def touch_employees(self) -> int:
        """One in a hundred gets a new name in Intacct; returns how many."""
        order = {"company": "demo", "object": "company-config/employee", "share": 0.01}
        answer = requests.post(f"{self.urls.intacct_url}/_control/touch", json=order, timeout=30)
        answer.raise_for_status()
        return int(answer.json()["changed"])

    def calls(self) -> int:
        """Calls that both upstreams have counted so far."""
        return sum(self._counted(url)["total"] for url in (self.urls.intacct_url, self.urls.salesforce_url))

    def rows_written(self) -> int:
        return int(self._counted(self.urls.salesforce_url)["rows_written"])

    def _counted(self, url: str) -> dict[str, Any]:
        return dict(self._session.get(f"{url}/_control/calls", timeout=10).json())

    @cached_property
    def _session(self) -> requests.Session:
        return requests.Session()
