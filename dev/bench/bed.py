"""A stack with one invented list in it, and what the stand-ins counted while it was resynced."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from dev.bench.bench_list import BenchList, Counted
from dev.bench.rivals.intacct import LIST
from dev.fakes import SET_UP
from dev.seed.intacct import DEMO
from dev.stack.local import RunningStack, local_stack
from dev.stack.people import token_for
from passerelle.api import Api
from passerelle.follow import TERMINAL_STATES


@dataclass(frozen=True, slots=True)
class Measured:
    """One run, what the stand-ins counted of it, and its wall seconds."""

    run: dict[str, Any]
    counted: Counted
    seconds: float


@dataclass(frozen=True, slots=True)
class Bed:
    stack: RunningStack
    api: Api
    list: BenchList

    def run(self, dry_run: bool = False) -> Measured:
        """Resync the list and count. Raises RuntimeError unless every row went well."""
        self.list.reset_calls()
        began = time.monotonic()
        run = self.api.post(f"/lists/{LIST}/runs", {"mode": "full", "dry_run": dry_run})["run"]
        while run["state"] not in TERMINAL_STATES:
            time.sleep(0.2)
            run = self.api.get(f"/runs/{run['id']}")
        seconds = time.monotonic() - began
        if run["state"] != "DONE":
            raise RuntimeError(f"The run ended as {run['state']}: {run['trouble']}, {run['totals']}")
        return Measured(run, self.list.counted(), seconds)


@contextmanager
def bed(rows: int, workers: int) -> Iterator[Bed]:
    """A fresh stack whose list holds ``rows`` rows, and whose Salesforce is empty."""
    with local_stack(port=0, workers=workers) as stack:
        api = Api(stack.api_url, token_for(stack.oidc_url, "camille"))
        made = Bed(stack, api, BenchList(stack.intacct_url, stack.salesforce_url, rows))
        made.list.make()
        _work_on_many_at_once()
        yield made


def _work_on_many_at_once() -> None:
    """Let the number of workers decide, not the settings."""
    import app

    store = app.wiring.settings
    present = store.current(DEMO)
    store.save(DEMO, replace(present, concurrency=8), present.version, replace(SET_UP, at=app.wiring.clock.now()))
