"""A bench with eight workers at once, each as a process of its own, with a memory of its own for tokens."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.access_tokens_shared import SharedTokens
from chalicelib.adapters.http import Network
from chalicelib.adapters.intacct import IntacctRest
from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.salesforce import SalesforceRest
from chalicelib.adapters.salesforce_org import Org
from chalicelib.core.settings import Settings
from chalicelib.usecases.world import World
from dev.emulators.messages import Request, Response
from dev.fakes.leases import FakeLeases
from tests.contract.processes import PassingClock
from tests.proof.upstream.answers import SIDES, Side
from tests.proof.upstream.bench import Bench
from tests.proof.upstream.doors import Door

WORKERS = 8
HASTE = 20


class HastyClock(PassingClock):
    """Time that passes, as workers wait for each other, but nobody here waits as long as the product does."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / HASTE)


class Crew(Bench):
    """``shared``: who signs in leaves the token for the others, as the product's processes do."""

    def __init__(self, doors: tuple[Door, Door], shared: bool = True, **settings: Any) -> None:
        super().__init__(doors, rows=0, **settings)
        self.clock = HastyClock()
        self.network = replace(self.network, clock=self.clock)
        self.world = replace(self.world, clock=self.clock)
        self._leases = FakeLeases()
        self._worlds = [self._process(shared) for _ in range(WORKERS)]
        self._at_work = 0
        self._lock = threading.Lock()

    def _process(self, shared: bool) -> World:
        secrets = self.connected.secrets
        source = [SharedTokens(secrets, self._leases, self.clock)] if shared else []
        sign_ins = SignIns(self.clock, *source)
        network: Network = replace(self.network, pool=type(self.network.pool)())
        origin = self.connected.intacct_url

        def intacct(tenant: str, settings: Settings) -> IntacctRest:
            return IntacctRest(Company(tenant, settings, secrets, sign_ins, network, origin), settings)

        def salesforce(tenant: str, settings: Settings) -> SalesforceRest:
            return SalesforceRest(Org(tenant, settings, secrets, sign_ins, network))

        return replace(self.world, intacct=intacct, salesforce=salesforce)

    def drain(self) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(self._work, self._worlds))

    def _work(self, world: World) -> None:
        """Until no task waits, and nobody is at work who could hand out more."""
        while True:
            with self._lock:
                task = self.queue.take()
                self._at_work += task is not None
            if task:
                try:
                    self.do(world, task)
                finally:
                    with self._lock:
                        self._at_work -= 1
            elif not self._at_work:
                return
            else:
                time.sleep(0.002)


class Expiry:
    """Ends every token of a side after each seventh good answer, but no call is refused twice in a row for it."""

    def __init__(self, bench: Bench, side: Side, end_all: Callable[[], None]) -> None:
        self.expiries = 0
        self._good = 0
        self._refused: set[tuple[str, str]] = set()
        self._end_all = end_all
        self._lock = threading.Lock()
        bench.doors[SIDES.index(side)].twist = self

    def __call__(self, request: Request, response: Response | None) -> Response | None:
        call = request.path, f"{request.query} {request.body!r}"
        if response is None or "token" in request.path:
            return response
        with self._lock:
            if response.status == 401:
                self._refused.add(call)
                return response
            self._refused.discard(call)
            self._good += 1
            if self._good >= 7 and not self._refused:
                self._good, self.expiries = 0, self.expiries + 1
                self._end_all()
        return response
