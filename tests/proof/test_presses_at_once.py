"""Eight presses in the same moment, a thousand times over: one run each time, by the adapter of the cloud's store."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, cast

import pytest

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.principal import Principal, Role
from chalicelib.core.settings import Settings
from chalicelib.ports import PlanRun, Started
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeClock, FakeMailer, FakeQueue, FakeSettingsStore
from tests.proof.simulator.catalogue import DEPARTMENT, small_catalogue
from tests.proof.simulator.dynamodb import DynamoDB, drop_table, new_table

PRESSES = 8


class Crowded(DynamoDB):
    """Each call is one step, as in DynamoDB; and nobody writes before all have looked whether they may."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self._step = threading.Lock()
        self._all_have_looked = threading.Barrier(PRESSES)
        self._writers = threading.local()
        self.refused = 0

    def press_begins(self) -> None:
        self._writers.has_written = False

    def send(self, action: str, call: dict[str, Any]) -> dict[str, Any]:
        if action == "TransactWriteItems" and not getattr(self._writers, "has_written", True):
            self._writers.has_written = True
            self._all_have_looked.wait(timeout=60)
        with self._step:
            try:
                return super().send(action, call)
            except Exception:
                self.refused += action == "TransactWriteItems"
                raise


@pytest.fixture
def dynamodb() -> Iterator[Crowded]:
    client = Crowded(new_table())
    yield client
    drop_table(client.table)


@pytest.fixture
def world(dynamodb: Crowded) -> World:
    clock, numbers = FakeClock(), count(1)
    table = Table(cast(Any, dynamodb), dynamodb.table, clock)
    return World(
        catalogue=small_catalogue(),
        runs=DynamoRuns(table),
        settings=FakeSettingsStore(),
        queue=FakeQueue(),
        mailer=FakeMailer(),
        clock=clock,
        intacct=cast(Any, None),
        salesforce=cast(Any, None),
        new_id=lambda: f"{next(numbers):026}",
    )


def presser(tenant: str, number: int) -> Principal:
    return Principal(tenant, f"user-{number}", "Ada", "ada@example.test", frozenset({Role.ADMIN}))


def race(world: World, dynamodb: Crowded, times: int, key: Callable[[int], str], people: int) -> None:
    """In each of so many tenants eight press at once; ``key`` gives the key of the press of a number."""

    def press(tenant: str, number: int) -> Started:
        dynamodb.press_begins()
        return start_run(world, presser(tenant, number % people), DEPARTMENT, idempotency_key=key(number))

    queue = world.queue
    assert isinstance(queue, FakeQueue)
    with ThreadPoolExecutor(PRESSES) as pool:
        for time in range(times):
            tenant = f"tenant-{time}"
            world.settings.save(tenant, Settings(enabled=True), 0, SET_UP)
            answers = list(pool.map(press, [tenant] * PRESSES, range(PRESSES)))
            [run] = {answer.run.id for answer in answers}
            assert sum(not answer.joined for answer in answers) == 1
            assert [one.id for one in world.runs.page(tenant, None, None, 10, "").runs] == [run]
            assert (queue.take(), queue.take()) == (PlanRun(tenant, run), None)
    assert dynamodb.refused >= times * (PRESSES - 1), "they did not press at once"


def test_eight_people_who_press_in_one_moment_start_one_run(
    world: World, dynamodb: Crowded, record_property: Callable[[str, object], None]
) -> None:
    race(world, dynamodb, 1000, lambda number: f"key-{number}" if number == 0 else "", people=PRESSES)
    record_property("figure", "1,000 times 8 presses, one run each")


def test_one_click_that_arrives_eight_times_in_one_moment_starts_one_run(
    world: World, dynamodb: Crowded, record_property: Callable[[str, object], None]
) -> None:
    race(world, dynamodb, 200, lambda _: "the same key", people=1)
    record_property("figure", "200 times 8 copies of a click, one run each")
