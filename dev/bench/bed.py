"""A stack with one invented list in it, and what the stand-ins counted while it was resynced."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import requests

from dev.fakes import SET_UP
from dev.stack.local import RunningStack, local_stack
from dev.stack.people import token_for
from passerelle.api import Api
from passerelle.follow import TERMINAL_STATES

COMPANY = "demo"
LIST = "journal"
OBJECT = "general-ledger/journal"
HOUR_SECONDS = 3600
"""What changes while a run goes is looked at again at its end, and so costs more than what changed before."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: calls as the stand-ins counted them (sign-ins apart), rows that Salesforce wrote, wall seconds."""

    run: dict[str, Any]
    intacct_calls: int
    salesforce_calls: int
    rows_written: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Bed:
    stack: RunningStack
    api: Api

    def generate(self, rows: int) -> None:
        """Rows with keys from 1 without gaps; the demonstration's few rows are among them."""
        self._intacct("generate", {"rows": rows})

    def touch(self, share: float) -> int:
        """Change a share of the rows, as people did an hour ago; how many that was."""
        return int(self._intacct("touch", {"share": share, "ago_seconds": HOUR_SECONDS}).json()["changed"])

    def delay(self, intacct: Mapping[str, float], salesforce: Mapping[str, float]) -> None:
        """Let the stand-ins answer later, by seconds for each kind of call."""
        for url, seconds in ((self.stack.intacct_url, intacct), (self.stack.salesforce_url, salesforce)):
            requests.post(f"{url}/_control/latency", json=dict(seconds), timeout=10).raise_for_status()

    def run(self, dry_run: bool = False) -> Measured:
        """Resync the list and count. Raises RuntimeError unless every row went well."""
        self.reset_calls()
        began = time.monotonic()
        run = self.api.post(f"/lists/{LIST}/runs", {"mode": "full", "dry_run": dry_run})["run"]
        while run["state"] not in TERMINAL_STATES:
            time.sleep(0.2)
            run = self.api.get(f"/runs/{run['id']}")
        seconds = time.monotonic() - began
        if run["state"] != "DONE":
            raise RuntimeError(f"The run ended as {run['state']}: {run['trouble']}, {run['totals']}")
        intacct, salesforce = self._calls(self.stack.intacct_url), self._calls(self.stack.salesforce_url)
        return Measured(run, intacct["total"], salesforce["total"], salesforce["rows_written"], seconds)

    def reset_calls(self) -> None:
        for url in (self.stack.intacct_url, self.stack.salesforce_url):
            requests.delete(f"{url}/_control/calls", timeout=10).raise_for_status()

    def salesforce_calls(self) -> int:
        """Calls since the last reset, sign-ins apart."""
        return int(self._calls(self.stack.salesforce_url)["total"])

    def _calls(self, url: str) -> dict[str, Any]:
        answer = requests.get(f"{url}/_control/calls", timeout=10)
        answer.raise_for_status()
        return dict(answer.json())

    def _intacct(self, order: str, body: dict[str, Any]) -> requests.Response:
        body = {"company": COMPANY, "object": OBJECT, **body}
        answer = requests.post(f"{self.stack.intacct_url}/_control/{order}", json=body, timeout=120)
        answer.raise_for_status()
        return answer


@contextmanager
def bed(rows: int, workers: int) -> Iterator[Bed]:
    """A fresh stack whose list holds ``rows`` rows, and whose Salesforce is empty."""
    with local_stack(port=0, workers=workers) as stack:
        made = Bed(stack, Api(stack.api_url, token_for(stack.oidc_url, "camille")))
        made.generate(rows)
        _work_on_many_at_once()
        yield made


def _work_on_many_at_once() -> None:
    """Let the number of workers decide, not the settings."""
    import app

    store = app.wiring.settings
    present = store.current(COMPANY)
    store.save(COMPANY, replace(present, concurrency=8), present.version, replace(SET_UP, at=app.wiring.clock.now()))
