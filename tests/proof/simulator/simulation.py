"""One seed: a world, its actors, and what they stand on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from typing import Any, TypeVar

from chalicelib.core.audit import Deed
from chalicelib.core.fieldmap import FieldMaps
from chalicelib.core.settings import GonePolicy, Schedule, Settings
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.world import World
from dev.fakes.mailer import FakeMailer
from tests.proof.simulator.catalogue import TABLES, small_catalogue
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.deploy import Deploy
from tests.proof.simulator.doors import SystemDoor
from tests.proof.simulator.faults import Faults
from tests.proof.simulator.features import SHARED
from tests.proof.simulator.filling import fill
from tests.proof.simulator.gates import SimulatorGate, gated
from tests.proof.simulator.ground import Ground, Passage
from tests.proof.simulator.hands import Hands
from tests.proof.simulator.later import next_versions_hands
from tests.proof.simulator.mapping import MAPS
from tests.proof.simulator.metering import OrgMeter
from tests.proof.simulator.postbox import Postbox
from tests.proof.simulator.processes import Processes
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.stage import SLOW_PACE, Actor, Line, Stage
from tests.proof.simulator.stores import MemoryStores, Stores, TableStores
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.trace import Trace
from tests.proof.simulator.vault import Vault, VaultClient

T = TypeVar("T")

TENANTS = ("acme", "bravo")
SYSTEMS = ("intacct", "salesforce")
SLOW_SHARE = 0.1
"""How many actors are slow."""
LONG_AGO_SECONDS = 3600.0
"""How old the first data is when things begin: older than any look back."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Other upstreams than the usual ones."""

    intacct: Callable[..., Any] | None = None
    salesforce: Callable[..., Any] | None = None


class Simulation:
    """Everything of one seed, built and filled; nothing has happened yet.

    ``runs``, ``settings``, ``notices`` and ``hooks`` are the stores themselves: the oracles look at them without
    passing the gate, and people outside of the product use them so. ``world`` and ``desk`` are the product's.
    """

    def __init__(
        self, random: Random, scenario: Scenario, faults: Faults, reach: Reach, parts: Parts = Parts()
    ) -> None:
        self.random, self.scenario, self.faults, self.reach = random, scenario, faults, reach
        self.clock = SimulatedClock()
        self.clock.set_wrong(scenario.clock_ahead_seconds)
        self.trace = Trace(lambda: self.clock.seconds)
        self.stage = Stage()
        self.gate = SimulatorGate(self.stage, self.clock, self.trace, reach, faults, self._call_seconds)
        self.stores: Stores = MemoryStores(self.gate)
        if scenario.features.on_table:
            self.stores = TableStores(self.gate, self.clock, random)
        self.runs, self.settings, self.notices, self.hooks, self.schedules = self.stores.open[:5]
        self.postbox, self.mailer, self.secrets = Postbox(self.clock), FakeMailer(), Vault(self.clock)
        catalogue = small_catalogue()
        names = TENANTS[: scenario.tenants]
        self.tenants = {name: Tenant(name, catalogue, self.clock, self.trace, faults, self._maps) for name in names}
        self._ids = 0
        self._connections = 0
        self.log: list[str] = []
        self.doors: dict[tuple[str, str], SystemDoor] = {}
        self.meters = self._meters()
        self.ground = self._ground(parts)
        self._present = Hands(self.ground)
        self.deploy = Deploy(scenario.features.deploy, self._present, self._next_version, random, reach)
        for tenant in self.tenants.values():
            self.save_settings(tenant.name, self._first_settings())
            fill(random, tenant, scenario)
        self.clock.seconds += LONG_AGO_SECONDS

    @property
    def _maps(self) -> bool:
        return self.scenario.features.mapped

    @property
    def hands(self) -> Hands:
        """Those of the version that does what comes next."""
        return self.deploy.hands

    @property
    def world(self) -> World:
        return self._present.world

    @property
    def desk(self) -> NoticeDesk:
        return self._present.desk

    def enter(self, name: str, work: Callable[[], None], seconds: float, by: Hands) -> Actor:
        """Somebody enters who has so many seconds and acts by a version of the code."""
        actor = self.stage.enter(name, work, self.clock.seconds + seconds)
        actor.entered = self.trace.tick
        actor.pace = SLOW_PACE if self.random.random() < SLOW_SHARE else 1.0
        actor.problem, actor.try_again = by.problem, by.try_again
        return actor

    def save_settings(self, tenant: str, settings: Settings) -> None:
        """The next version of a tenant's settings, as an administrator saves them."""
        deed = Deed("settings.changed", self.clock.now(), f"{tenant}-1", f"{tenant} admin 1")
        self.settings.save(tenant, settings, settings.version, deed)
        if self.gate.watcher:
            self.gate.watcher.settings(tenant)

    def close(self) -> None:
        self.stage.clear()
        self.stores.close()

    def _first_settings(self) -> Settings:
        scenario = self.scenario
        policy = GonePolicy.INACTIVATE if scenario.inactivate else GonePolicy.REPORT
        when = scenario.features.schedule
        return Settings(
            enabled=True,
            page_size=scenario.page_size,
            concurrency=scenario.concurrency,
            gone_policy=policy,
            recipients=(SHARED,) if scenario.features.words else (),
            field_maps=MAPS if self._maps else FieldMaps(),
            schedules=(Schedule(scenario.list, when),) if when else (),
        )

    def _ground(self, parts: Parts) -> Ground:
        for tenant in self.tenants.values():
            tenant.company.restricted = self.scenario.restricted
        return Ground(
            clock=self.clock,
            gate=self.gate,
            random=self.random,
            lists=TABLES,
            ports=self.stores.ports,
            post=self.postbox.post,
            mailer=gated(self.mailer, "mailer", self.gate),
            secrets_client=VaultClient(self.secrets, self.gate, self.random),
            new_id=self._new_id,
            company=lambda tenant: self.tenants[tenant].company,
            org=lambda tenant: self.tenants[tenant].org,
            noted=self._noted,
            doors=self._doors(),
            meters=self.meters,
            container=Processes(self.stage, self.random),
            intacct=parts.intacct,
            salesforce=parts.salesforce,
        )

    def _next_version(self) -> Hands:
        return next_versions_hands(replace(self.ground, container=Processes(self.stage, self.random)))

    def _doors(self) -> dict[tuple[str, str], SystemDoor]:
        life = self.scenario.features.token_seconds
        for tenant, system in product(self.tenants, SYSTEMS) if life else ():
            door = SystemDoor(system, tenant, life, system == "intacct", self.secrets, self.clock, self.stage)
            self.doors[system, tenant] = door
            door.replace_credentials()
        return self.doors

    def _meters(self) -> dict[str, OrgMeter]:
        limit = self.scenario.features.quota
        names = self.tenants if limit else ()
        return {name: OrgMeter(limit, self.stage, self.clock, self.random, self.reach) for name in names}

    def _noted(self, system: str, tenant: str, version: int) -> Passage:
        self._connections += 1
        return _NotedLine(self.stage, self.gate, Line(system, tenant, version, self._connections))

    def _new_id(self) -> str:
        self._ids += 1
        return f"01J{self._ids:023d}"

    def _call_seconds(self) -> float:
        """How long a call takes: mostly under two seconds, at times half a minute."""
        return self.random.uniform(5, 40) if self.random.random() < 0.02 else self.random.uniform(0.05, 1.5)


class _NotedLine:
    """The gate, on which each call is known to be of a connection."""

    def __init__(self, stage: Stage, gate: Passage, line: Line) -> None:
        self._stage, self._gate, self._line = stage, gate, line

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T:
        if self._stage.current:
            self._stage.current.line = self._line
        return self._gate.through(call, arguments, effect)
