"""The use cases of notices and schedules on fake ports: a company of three departments, an empty org."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import chalicelib
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.compare import Value
from chalicelib.core.lists import KEY_FIELD, parse_catalogue
from chalicelib.core.notice import DayOfRows
from chalicelib.core.settings import Settings
from chalicelib.ports import SyncRows, Task
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.single_rows import sync_rows
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeClock, FakeMailer, FakeQueue, FakeRuns, FakeSecrets, FakeSettingsStore
from dev.fakes.gate import Gate, open_gate
from dev.fakes.intacct import Company, FakeIntacct
from dev.fakes.notices import FakeHooks, FakeNotices, FakeSchedules
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from dev.worker import do_task

T = TypeVar("T")

CATALOGUE = parse_catalogue(tomllib.loads(Path(chalicelib.__path__[0], "lists.toml").read_text(encoding="utf-8")))
DEPARTMENT = "company-config/department"
IN_SALESFORCE = "Intacct_Department__c"
TASK = SyncRows("demo", "department")


@dataclass
class House:
    """``gate`` lets a test come between any call to Intacct or Salesforce."""

    clock: FakeClock = field(default_factory=FakeClock)
    company: Company = field(default_factory=Company)
    org: Org = field(default_factory=lambda: Org(CATALOGUE))
    queue: FakeQueue = field(default_factory=FakeQueue)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    runs: FakeRuns = field(default_factory=FakeRuns)
    settings: FakeSettingsStore = field(default_factory=FakeSettingsStore)
    notices: FakeNotices = field(default_factory=FakeNotices)
    gate: Gate = open_gate

    def __post_init__(self) -> None:
        for key, name in (("1", "Ventes"), ("2", "Achats"), ("3", "Droit")):
            self.change(key, name)
        self.save(Settings(enabled=True))
        numbers = count(1)
        world = World(
            catalogue=CATALOGUE,
            runs=self.runs,
            settings=self.settings,
            queue=self.queue,
            mailer=self.mailer,
            clock=self.clock,
            intacct=lambda _tenant, settings: FakeIntacct(self.company, settings.include_private, self._gated),
            salesforce=lambda _tenant, _settings: FakeSalesforce(self.org, self._gated),
            new_id=lambda: f"{next(numbers):026}",
        )
        secrets = FakeSecrets(self.clock)
        self.desk = NoticeDesk(
            world=world,
            notices=self.notices,
            hooks=FakeHooks(),
            schedules=FakeSchedules(self.settings),
            secrets=secrets,
            audit=self.settings.audit,
            check_signature=check_signature,
            parse_notice=parse_notice,
            new_token=lambda: "token",
        )

    def save(self, settings: Settings) -> None:
        self.settings.save("demo", settings, self.settings.current("demo").version, SET_UP)

    def change(self, key: str, name: str, **more: str | None) -> None:
        values = {"id": f"D{key}", "name": name, "status": "active", "parent.key": None, **more}
        self.company.put(DEPARTMENT, key, values, self.clock.now())

    def keep(self, *record_keys: str) -> None:
        for key in record_keys:
            self.notices.keep("demo", "department", key, self.clock.now())

    def work(self, seconds: float = 120) -> None:
        sync_rows(self.desk, TASK, self.clock.now() + timedelta(seconds=seconds))

    def do_all(self) -> None:
        """Every task that waits in the queue."""
        deadline = self.clock.now() + timedelta(minutes=5)
        while task := self.queue.take():
            self.do(task, deadline - self.clock.now())

    def do(self, task: Task, left: timedelta = timedelta(minutes=5)) -> None:
        world = self.desk.world
        do_task(world, task, world.clock.now() + left, self.desk)

    @property
    def kept(self) -> list[str]:
        return [row.record_key for row in self.notices.kept("demo", "department", 999, self.clock.now())]

    @property
    def today(self) -> DayOfRows:
        return self.notices.day("demo", self.clock.now().date()).get("department", DayOfRows())

    @property
    def names(self) -> dict[str, Value]:
        """What Salesforce has: names by key."""
        return {str(row[KEY_FIELD]): row["Name"] for row in self.rows()}

    def rows(self) -> list[Mapping[str, Value]]:
        return list(self.org.records(IN_SALESFORCE).values())

    def _gated(self, call: str, effect: Callable[[], T]) -> T:
        return self.gate(call, effect)
