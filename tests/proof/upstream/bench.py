"""One tenant between two stand-ins: starts runs, and drives them to their end through whatever goes wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from chalicelib.adapters.http import Limits
from chalicelib.adapters.intacct import IntacctRest
from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.salesforce import SalesforceRest
from chalicelib.adapters.salesforce_org import Org
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode, Run
from chalicelib.core.settings import GonePolicy, Settings
from chalicelib.ports import RunMail, Task
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep
from chalicelib.usecases.world import World
from chalicelib.wiring import Wiring
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.salesforce import SalesforceStandIn
from dev.fakes import SET_UP, FakeMailer, FakeQueue, FakeRuns, FakeSettingsStore
from dev.seed import intacct as company
from dev.worker import do_task
from tests.contract.real_adapters import SALESFORCE_SECRET, TENANT, Connected
from tests.proof.upstream.doors import Door

LIST = "department"
OBJECT = "company-config/department"
PAGE_SIZE = 10
WORKER_TIME = timedelta(minutes=5)
IMPATIENT = Limits(connect_seconds=5, read_seconds=0.2, total_seconds=5)
"""For answers that stall: nobody waits the product's 60 seconds for them here."""
SWEEPS = (60, 60, 60, 120, 300, 600, 1200, 1800, 3600)
"""Seconds between sweeps while nothing else happens; the last goes on. The product sweeps each minute."""
MOST_SWEEPS = 1600

ADA = Principal(TENANT, "user-1", "Ada Moreau", "ada@example.test", frozenset({Role.ADMIN}), "fr")


class Bench:
    """A company and an org. ``at_hour`` holds what happens outside while a run waits, by hours since its start.

    ``rows`` keeps the first so many departments only. ``settings`` differ from those that all cases share.
    """

    def __init__(self, doors: tuple[Door, Door], rows: int | None = None, **settings: Any) -> None:
        self.intacct, self.salesforce = IntacctStandIn(), SalesforceStandIn()
        self.doors = doors
        for door, stand_in in zip(doors, (self.intacct, self.salesforce), strict=True):
            door.lead_to(stand_in)
        company.seed(self.intacct, employee_count=0)
        for key in self.department_keys()[rows:] if rows is not None else ():
            self.remove(key)
        self.org = self.salesforce.add_org(TENANT)
        self.salesforce.register(SALESFORCE_SECRET["consumer_key"], TENANT, secret=SALESFORCE_SECRET["consumer_secret"])
        self.connected = Connected(*(door.url for door in doors))
        self.network = self.connected.network
        self.clock = self.connected.clock
        self.queue, self.mailer, self.runs = FakeQueue(), FakeMailer(), FakeRuns()
        self.at_hour: dict[float, Callable[[], object]] = {}
        self.sweeps: Sequence[int] = SWEEPS
        self.world = self._world({"page_size": PAGE_SIZE, "gone_policy": GonePolicy.INACTIVATE, **settings})

    def _world(self, given: Mapping[str, Any]) -> World:
        settings, numbers = FakeSettingsStore(), count(1)
        settings.save(TENANT, self.connected.settings(**given), 0, SET_UP)
        return World(
            catalogue=Wiring({}).catalogue,
            runs=self.runs,
            settings=settings,
            queue=self.queue,
            mailer=self.mailer,
            clock=self.clock,
            intacct=self._connect_intacct,
            salesforce=self._connect_salesforce,
            new_id=lambda: f"{next(numbers):026}",
        )

    def _connect_intacct(self, tenant: str, settings: Settings) -> IntacctRest:
        known = self.connected
        company = Company(tenant, settings, known.secrets, known.sign_ins, self.network, known.intacct_url)
        return IntacctRest(company, settings)

    def _connect_salesforce(self, tenant: str, settings: Settings) -> SalesforceRest:
        known = self.connected
        return SalesforceRest(Org(tenant, settings, known.secrets, known.sign_ins, self.network))

    def lose_patience(self) -> None:
        """Take what is silent for a moment for a stalled call."""
        self.network = replace(self.network, limits=IMPATIENT)

    # What is in Intacct

    def department_keys(self) -> list[int]:
        return list(self.intacct.store.table(TENANT, OBJECT).keys)

    def row(self, key: int) -> dict[str, Any]:
        return dict(self.intacct.store.table(TENANT, OBJECT)[key])

    def put(self, key: int, **values: Any) -> None:
        """Add or change a department, as somebody does just now."""
        stamp = self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        known = (
            self.row(key)
            if key in self.department_keys()
            else {"key": str(key), "status": "active", "parent.key": None}
        )
        self.intacct.store.put_many(TENANT, OBJECT, [{**known, "audit.modifiedDateTime": stamp, **values}])

    def remove(self, key: int) -> None:
        self.intacct.store.table(TENANT, OBJECT).delete(key)

    # Runs

    def run(self, mode: Mode = Mode.FULL) -> Run:
        """Press the button and see the run through, to its mail."""
        run = before = start_run(self.world, ADA, LIST, mode).run
        idle = 0
        self.drain()
        for _ in range(MOST_SWEEPS):
            run, before = self._stored(run), run
            if run.state.terminal and not list(self.runs.unsent()):
                return run
            idle = idle + 1 if run.progress_at == before.progress_at else 0
            self.clock.advance(self.sweeps[min(idle, len(self.sweeps) - 1)])
            self._let_things_happen(run)
            sweep(self.world)
            self.drain()
        raise AssertionError(f"the run does not end: {run}")

    def _stored(self, run: Run) -> Run:
        stored = self.runs.get(TENANT, run.id)
        assert stored is not None
        return stored

    def mail(self, run: Run) -> RunMail:
        """The one mail of a run."""
        (mail,) = [mail for mail in self.mailer.sent if mail.run.id == run.id]
        return mail

    def calls(self) -> tuple[int, int]:
        """Calls that each side has counted so far, sign-ins apart."""
        return self.intacct.calls.report()["total"], self.salesforce.calls.report()["total"]

    def _let_things_happen(self, run: Run) -> None:
        waited = (self.clock.now() - run.started_at) / timedelta(hours=1)
        for hour in [hour for hour in self.at_hour if hour <= waited]:
            self.at_hour.pop(hour)()

    def drain(self) -> None:
        """Do every task that waits, and those that come of it."""
        while task := self.queue.take():
            self.do(self.world, task)

    def do(self, world: World, task: Task) -> None:
        do_task(world, task, self.clock.now() + WORKER_TIME)
