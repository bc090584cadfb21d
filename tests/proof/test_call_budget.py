"""What a full run of a large list may cost, with nothing going wrong: calls on each side, and rows written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from random import Random

import pytest

from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Run, State
from chalicelib.ports import PlanRun, SyncRange
from chalicelib.usecases.resync.plan import plan_run
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sync_range import sync_range
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.faults import Script
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import Simulation

PAGE = 4000
READ_PAGE = 2000


@dataclass(slots=True)
class House:
    """A tenant whose list has ``rows`` rows, all of them in Salesforce already."""

    rows: int
    sim: Simulation = field(init=False)

    def __post_init__(self) -> None:
        scenario = Scenario(list=DEPARTMENT, page_size=PAGE, rows=0, gone_rows=0)
        self.sim = Simulation(Random(5), scenario, Script(), Reach())
        tenant = self.sim.tenants["acme"]
        for key in map(str, range(1, self.rows + 1)):
            tenant.put(DEPARTMENT, key, {})
            wanted = tenant.wanted(DEPARTMENT, key)
            assert wanted is not None
            tenant.add_to_salesforce(DEPARTMENT, wanted, {})
        self.sim.clock.seconds += 3600

    def change(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.sim.tenants["acme"].put(DEPARTMENT, key, {})
        self.sim.clock.seconds += 3600

    def run(self) -> Run:
        """Press, and work on each task once."""
        world, postbox = self.sim.world, self.sim.postbox
        person = Principal("acme", "1", "Ada", "ada@acme.example", frozenset({Role.ADMIN}))
        started = start_run(world, person, DEPARTMENT)
        for letter in iter(lambda: next(iter(postbox.letters.values()), None), None):
            postbox.delete(letter)
            if isinstance(letter.task, PlanRun):
                plan_run(world, letter.task)
            elif isinstance(letter.task, SyncRange):
                sync_range(world, letter.task, self.sim.clock.now() + timedelta(minutes=5))
        ended: Run | None = self.sim.runs.get("acme", started.run.id)
        assert ended is not None
        assert ended.state is State.DONE
        return ended


@pytest.mark.parametrize("rows", [0, 1, 3999, 9000])
def test_an_unchanged_list_is_read_once_and_never_written(rows: int) -> None:
    house = House(rows)
    run = house.run()
    extra_ranges = max(run.range_count - 1, 0)
    assert run.totals.read == run.totals.unchanged == rows
    assert house.sim.tenants["acme"].org.journal == []
    assert run.calls.intacct <= max(ceil(rows / PAGE), 1) + 2 + extra_ranges
    assert run.calls.salesforce <= max(ceil(rows / READ_PAGE), 1) + 1 + extra_ranges


def test_one_row_in_a_hundred_costs_those_rows_and_a_write_a_range() -> None:
    house = House(9000)
    keys = house.sim.tenants["acme"].keys(DEPARTMENT)[::100]
    house.change(keys)
    run = house.run()
    assert run.totals.updated == len(keys) == len(house.sim.tenants["acme"].org.journal)
    assert house.sim.trace.calls("salesforce.upsert") <= run.range_count
