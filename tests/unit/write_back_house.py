"""A company, an org and the engine between them, mapped and in step, for tests of what goes back to Intacct."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from chalicelib.core.counts import Outcome
from chalicelib.core.fieldmap import FieldMaps, MappedField, Shape
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode, Run
from chalicelib.core.settings import Settings
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeClock, FakeMailer, FakeQueue, FakeRuns, FakeSettingsStore
from dev.fakes.gate import open_gate
from dev.fakes.intacct import Company, FakeIntacct
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from dev.worker import do_task
from tests.unit.fieldmap_parts import CATALOGUE, OBJECT, row

TARGET = "Intacct_Department__c"
CAMILLE = Principal("demo", "user-1", "Camille Moreau", "camille@example.test", frozenset({Role.ADMIN}))
BOTH = replace(row("reportTitle", "Report_Title__c", "both"), shape=Shape(length=60))
TO = replace(row("nsp::SEATS", "Seats__c", "to_intacct"), shape=Shape("number", intacct="integer"))
FROM = replace(row("nsp::SHARED", "Shared__c"), shape=Shape("boolean", intacct="boolean"))


class House:
    """A company of five departments and an org, mapped and in step after a first full run."""

    def __init__(self, *mapped: MappedField, rows: int = 5) -> None:
        self.clock = FakeClock()
        self.company, self.org = Company(clock=self.clock.now), Org(CATALOGUE)
        self.runs, self.settings, self.queue = FakeRuns(), FakeSettingsStore(), FakeQueue()
        self.gate = open_gate
        numbers = count(1)
        self.world = World(
            catalogue=CATALOGUE,
            runs=self.runs,
            settings=self.settings,
            queue=self.queue,
            mailer=FakeMailer(),
            clock=self.clock,
            intacct=lambda _, settings: FakeIntacct(self.company, settings.include_private, self._passing),
            salesforce=lambda _tenant, _settings: FakeSalesforce(self.org),
            new_id=lambda: f"{next(numbers):026}",
        )
        for key in range(1, rows + 1):
            values = {"id": f"D{key}", "name": f"Dept {key}", "status": "active", "reportTitle": "old", "nsp::SEATS": 3}
            self.company.put(OBJECT, str(key), values, self.clock.now())
        maps = FieldMaps().with_rows("department", mapped)
        self.settings.save("demo", Settings(enabled=True, page_size=100, field_maps=maps), 0, SET_UP)
        self.clock.advance(3600)
        self.run(Mode.FULL)
        self.clock.advance(3600)

    def _passing(self, call: str, effect: Any) -> Any:
        return self.gate(call, effect)

    def run(self, mode: Mode = Mode.CHANGES, dry_run: bool = False) -> Run:
        run = start_run(self.world, CAMILLE, "department", mode, dry_run).run
        self.work()
        ended = self.runs.get("demo", run.id)
        assert ended
        return ended

    def work(self, seconds: float = 300) -> None:
        while task := self.queue.take():
            do_task(self.world, task, self.clock.now() + timedelta(seconds=seconds))

    def edit(self, key: int, **values: Any) -> None:
        """A person changes a row in Salesforce; some time passes."""
        self.org.edit(TARGET, f"department:{key}", values, self.clock.now())
        self.clock.advance(60)

    def change(self, key: int, **values: Any) -> None:
        """A person changes a row in Intacct; some time passes."""
        stored = self.company.table(OBJECT)[str(key)]
        self.company.put(OBJECT, str(key), {**stored.values, **values}, self.clock.now())
        self.clock.advance(60)

    def intacct(self, key: int) -> Mapping[str, Any]:
        return self.company.table(OBJECT)[str(key)].values

    def salesforce(self, key: int) -> Mapping[str, Any]:
        identity = self.org.id_of(TARGET, f"department:{key}")
        assert identity
        return self.org.records(TARGET)[identity]

    def reports(self, run: Run, outcome: Outcome) -> list[tuple[str, tuple[str, ...], str]]:
        page = self.runs.rows(run, outcome, 100, "")
        return [(one.record_key, one.fields, one.code) for one in page.rows]
