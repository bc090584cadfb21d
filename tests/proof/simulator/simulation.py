"""One seed: a world, its actors, and the turns they get until every run has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.audit import Deed
from chalicelib.core.settings import GonePolicy, Settings
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.world import World
from dev.fakes.gate import Gate
from dev.fakes.intacct import Company, FakeIntacct
from dev.fakes.mailer import FakeMailer
from dev.fakes.notices import FakeHooks, FakeNotices, FakeSchedules
from dev.fakes.runs import FakeRuns
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from dev.fakes.secrets import FakeSecrets
from dev.fakes.settings import FakeSettingsStore
from tests.proof.simulator.catalogue import small_catalogue
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.faults import Faults
from tests.proof.simulator.filling import fill
from tests.proof.simulator.gates import SimulatorGate, gated
from tests.proof.simulator.postbox import Postbox
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.stage import Stage
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.trace import Trace

TENANTS = ("acme", "bravo")
LONG_AGO_SECONDS = 3600.0
"""How old the first data is when things begin: older than any look back."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the world is made of; a planted mistake is a part that does one thing wrong."""

    runs: Callable[[], FakeRuns] = FakeRuns
    intacct: Callable[[Company, bool, Gate], FakeIntacct] = FakeIntacct
    salesforce: Callable[[Org, Gate], FakeSalesforce] = FakeSalesforce
    sweeps: bool = True


class Simulation:
    """Everything of one seed, built and filled; nothing has happened yet.

    ``runs``, ``notices`` and ``hooks`` are the stores themselves: the oracles look at them without passing the gate.
    """

    def __init__(
        self,
        random: Random,
        scenario: Scenario,
        faults: Faults,
        reach: Reach,
        parts: Parts = Parts(),
    ) -> None:
        self.random = random
        self.scenario = scenario
        self.reach = reach
        self.clock = SimulatedClock()
        self.clock.set_wrong(scenario.clock_ahead_seconds)
        self.trace = Trace(lambda: self.clock.seconds)
        self.stage = Stage()
        self.faults = faults
        self.gate = SimulatorGate(self.stage, self.clock, self.trace, reach, faults, self._call_seconds)
        self.parts = parts
        self.runs = parts.runs()
        self.postbox = Postbox(self.clock)
        self.mailer = FakeMailer()
        self.settings = FakeSettingsStore()
        catalogue = small_catalogue()
        names = TENANTS[: scenario.tenants]
        self.tenants = {name: Tenant(name, catalogue, self.clock, self.trace, faults) for name in names}
        self._ids = 0
        self.world = World(
            catalogue=catalogue,
            runs=gated(self.runs, "runs", self.gate),
            settings=gated(self.settings, "settings", self.gate),
            queue=gated(self.postbox, "queue", self.gate),
            mailer=gated(self.mailer, "mailer", self.gate),
            clock=self.clock,
            intacct=self._intacct,
            salesforce=self._salesforce,
            new_id=self._new_id,
        )
        self.notices, self.hooks, self.secrets = FakeNotices(), FakeHooks(), FakeSecrets(self.clock)
        self.desk = self._desk()
        for tenant in self.tenants.values():
            self.save_settings(tenant.name, self._first_settings())
            fill(random, tenant, scenario)
        self.clock.seconds += LONG_AGO_SECONDS

    def _desk(self) -> NoticeDesk:
        """For single records and scheduled runs."""
        return NoticeDesk(
            world=self.world,
            notices=gated(self.notices, "notices", self.gate),
            hooks=gated(self.hooks, "hooks", self.gate),
            schedules=gated(FakeSchedules(self.settings), "schedules", self.gate),
            secrets=gated(self.secrets, "secrets", self.gate),
            audit=self.settings.audit,
            check_signature=check_signature,
            parse_notice=parse_notice,
            new_token=self._new_id,
        )

    def save_settings(self, tenant: str, settings: Settings) -> None:
        """The next version of a tenant's settings, as an administrator saves them."""
        deed = Deed("settings.changed", self.clock.now(), f"{tenant}-1", f"{tenant} admin 1")
        self.settings.save(tenant, settings, settings.version, deed)

    def _first_settings(self) -> Settings:
        policy = GonePolicy.INACTIVATE if self.scenario.inactivate else GonePolicy.REPORT
        return Settings(
            enabled=True, page_size=self.scenario.page_size, concurrency=self.scenario.concurrency, gone_policy=policy
        )

    def _intacct(self, tenant: str, settings: Settings) -> FakeIntacct:
        company = self.tenants[tenant].company
        company.restricted = self.scenario.restricted
        return self.parts.intacct(company, settings.include_private, self.gate)

    def _salesforce(self, tenant: str, settings: Settings) -> FakeSalesforce:
        return self.parts.salesforce(self.tenants[tenant].org, self.gate)

    def _new_id(self) -> str:
        self._ids += 1
        return f"01J{self._ids:023d}"

    def _call_seconds(self) -> float:
        """How long a call takes: mostly under two seconds, at times half a minute."""
        return self.random.uniform(5, 40) if self.random.random() < 0.02 else self.random.uniform(0.05, 1.5)
