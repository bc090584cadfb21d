"""Resyncs from press to mail on each kind of store: the engine finds in the real ones what it finds in memory."""

import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

import chalicelib
from chalicelib.core.compare import Values
from chalicelib.core.counts import Counts, Outcome
from chalicelib.core.errors import Conflict
from chalicelib.core.lists import Catalogue, parse_catalogue
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import ALL_LISTS, Mode, State
from chalicelib.core.settings import Settings
from chalicelib.ports import RowError, Runs, SettingsStore, Task
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeClock, FakeMailer, FakeQueue
from dev.fakes.intacct import Company, FakeIntacct
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from dev.worker import do_task
from tests.contract.run_values import NOW

CAMILLE = Principal("demo", "user-1", "Camille Moreau", "camille@example.test", frozenset({Role.ADMIN}), "fr")
ROWS = 250


def shipped_lists() -> Catalogue:
    return parse_catalogue(tomllib.loads(Path(chalicelib.__path__[0], "lists.toml").read_text(encoding="utf-8")))


def refuse_row_13(_: str, values: Values) -> RowError | None:
    refused = values.get("Intacct_Key__c") == "department:13"
    return RowError("STRING_TOO_LONG", "The name is too long.", ("Name",)) if refused else None


@dataclass
class House:
    """The engine on one kind of store, with a company of 250 departments and an empty org."""

    world: World
    org: Org
    queue: FakeQueue
    mailer: FakeMailer

    def work(self) -> None:
        """Do all tasks that wait, each twice, as SQS may deliver them."""
        while task := self.queue.take():
            self.do(task)
            self.do(task)

    def do(self, task: Task) -> None:
        do_task(self.world, task, self.world.clock.now() + timedelta(minutes=5))


@pytest.fixture
def house(runs: Runs, settings_store: SettingsStore, clock: FakeClock) -> House:
    company, org, queue, mailer = Company(), Org(shipped_lists()), FakeQueue(), FakeMailer()
    for key in range(1, ROWS + 1):
        values = {"id": f"D{key}", "name": f"Département {key}", "status": "active", "parent.key": None}
        company.put("company-config/department", str(key), values, NOW - timedelta(days=1))
    settings_store.save("demo", Settings(enabled=True, page_size=100), 0, SET_UP)
    numbers = count(1)
    world = World(
        catalogue=shipped_lists(),
        runs=runs,
        settings=settings_store,
        queue=queue,
        mailer=mailer,
        clock=clock,
        intacct=lambda _, settings: FakeIntacct(company, settings.include_private),
        salesforce=lambda _tenant, _settings: FakeSalesforce(org),
        new_id=lambda: f"{next(numbers):026}",
    )
    return House(world, org, queue, mailer)


def test_a_resync_of_three_ranges_ends_with_true_totals_and_one_mail(house: House) -> None:
    run = start_run(house.world, CAMILLE, "department").run
    house.work()
    ended = house.world.runs.get("demo", run.id)
    assert ended is not None
    assert (ended.state, ended.range_count) == (State.DONE, 3)
    assert ended.totals == Counts(read=ROWS, created=ROWS)
    rows = house.world.runs.rows(ended, None, 1000, "").rows
    assert [int(row.record_key) for row in rows] == list(range(1, ROWS + 1))
    assert [mail.run for mail in house.mailer.sent] == [ended]
    assert list(house.world.runs.unsent()) == []


def test_what_failed_is_tried_again_alone(house: House) -> None:
    house.org.row_fault = refuse_row_13
    start_run(house.world, CAMILLE, "department")
    house.work()
    first = house.mailer.sent[0].run
    assert (first.state, first.totals.failed) == (State.DONE_WITH_ERRORS, 1)
    assert [row.record_key for row in house.world.runs.rows(first, Outcome.FAILED, 9, "").rows] == ["13"]
    house.org.row_fault = lambda _object, _values: None
    start_run(house.world, CAMILLE, "department", Mode.ERRORS)
    house.work()
    second = house.mailer.sent[1].run
    assert (second.state, second.totals) == (State.DONE, Counts(read=1, created=1))


def test_the_sweeper_finishes_a_run_whose_tasks_were_all_lost(house: House, clock: FakeClock) -> None:
    run = start_run(house.world, CAMILLE, "department").run
    for _ in range(12):
        if lost := house.queue.take():
            clock.advance(601)
            sweep(house.world)
            house.do(lost)
            house.queue.waiting.clear()
    clock.advance(601)
    sweep(house.world)
    house.work()
    ended = house.world.runs.get("demo", run.id)
    assert ended is not None
    assert (ended.state, ended.totals.created) == (State.DONE, ROWS)
    assert len(house.mailer.sent) == 1


def test_a_run_keeps_the_settings_that_it_began_with(house: House) -> None:
    """Meanwhile the list is left out, and pages are longer: the run goes on as it began, the next one is refused."""
    run = start_run(house.world, CAMILLE, "department").run
    store = house.world.settings
    changed = replace(store.current("demo"), page_size=4000, disabled_lists=("department",))
    assert store.save("demo", changed, 1, SET_UP).version == 2
    house.work()
    ended = house.world.runs.get("demo", run.id)
    assert ended is not None
    assert (ended.state, ended.settings_version, ended.range_count) == (State.DONE, 1, 3)
    with pytest.raises(Conflict, match="list_disabled"):
        start_run(house.world, CAMILLE, "department")


def test_a_run_of_all_lists_ends_with_one_mail(house: House) -> None:
    run = start_run(house.world, CAMILLE, ALL_LISTS).run
    house.work()
    ended = house.world.runs.get("demo", run.id)
    assert ended is not None
    assert (ended.state, ended.totals.created) == (State.DONE, ROWS)
    assert len(ended.children) == len(house.world.catalogue.lists)
    assert [mail.run.id for mail in house.mailer.sent] == [run.id]
