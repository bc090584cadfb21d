"""The table of faults is whole; and faults that no other test plays."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.core.compare import Values
from chalicelib.core.lists import ACTIVE_FIELD, KEY_FIELD, NAME_FIELD
from chalicelib.core.run import Run, State
from chalicelib.core.settings import GonePolicy
from chalicelib.ports import WriteResult
from dev.fakes.salesforce import FakeSalesforce
from tests.proof.crash.turns import DeskTurns
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.faults import Script
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import Parts, Simulation
from tests.proof.simulator.watch import Watch
from tests.proof.situations import SITUATIONS

ROOT = Path(__file__).parents[2]
FAULTS = 48
_CODE = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    """``figure`` says how far the fault is played."""

    number: int
    situations: tuple[str, ...]
    tests: tuple[str, ...]
    figure: str


def rows() -> Iterator[Row]:
    for line in Path(__file__).with_name("faults.md").read_text(encoding="utf-8").splitlines():
        found = re.match(r"\| F(\d+) \|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$", line)
        if found:
            situations = _CODE.findall(found[2]) + _CODE.findall(found[4])
            yield Row(int(found[1]), tuple(situations), tuple(_CODE.findall(found[3])), found[5].strip())


ROWS = list(rows())


def test_every_fault_is_there_once_in_its_order() -> None:
    assert [row.number for row in ROWS] == list(range(1, FAULTS + 1))


@pytest.mark.parametrize("row", ROWS, ids=[f"F{row.number}" for row in ROWS])
def test_what_plays_a_fault_is_there(row: Row) -> None:
    assert row.tests
    assert any(letter.isdigit() for letter in row.figure), "it does not say how far"
    for node_id in row.tests:
        path, _, name = node_id.partition("::")
        body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        assert name in {node.name for node in body if isinstance(node, ast.FunctionDef)}, node_id
    assert [one for one in row.situations if one not in SITUATIONS] == []


class Flow(FakeSalesforce):
    """An org whose flow gives each row that is written another name."""

    def upsert(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        results = super().upsert(object_name, records)
        for record in records:
            identity = self._org.id_of(object_name, str(record[KEY_FIELD]))
            self._org.store(object_name, str(identity), {NAME_FIELD: "named by a flow"})
        return results


def ended(sim: Simulation) -> Run:
    """Press and play until all is over; the run as it ended."""
    watch = Watch(sim)
    watch.claim = lambda holds, invariant, what: None  # type: ignore[method-assign]  # judged by the test alone
    DeskTurns(sim, watch).press_and_finish()
    run: Run = list(watch.eyes.runs.values())[-1]
    assert run.state.terminal
    return run


def test_a_flow_that_changes_what_we_wrote_is_not_fought_within_a_run() -> None:
    scenario = Scenario(list=DEPARTMENT, rows=6, gone_rows=0, linked_share=1.0, equal_share=0.0)
    sim = Simulation(Random(3), scenario, Script(), Reach(), Parts(salesforce=Flow))
    first = ended(sim)
    sim.clock.seconds += 3600
    second = ended(sim)
    for run in (first, second):
        # Rows whose parents stand behind them are linked in a second pass.
        assert run.state is State.DONE
        assert run.pass_number <= 2
    assert second.totals.updated == 6, "each run says again what differs"


@settings(max_examples=150)
@given(rows=st.integers(0, 60), gone=st.one_of(st.integers(0, 60), st.sampled_from([20, 21])), confirmed=st.booleans())
@example(rows=0, gone=30, confirmed=False)
@example(rows=21, gone=21, confirmed=False)
@example(rows=20, gone=21, confirmed=False)
@example(rows=20, gone=21, confirmed=True)
@example(rows=0, gone=20, confirmed=False)
def test_a_list_of_which_too_much_is_gone_marks_nothing_until_a_person_confirms(
    rows: int, gone: int, confirmed: bool
) -> None:
    """More than twenty rows and more than half of what stood there; as many as that may be a tidy-up."""
    scenario = Scenario(
        list=DEPARTMENT,
        rows=rows,
        gone_rows=gone,
        linked_share=1.0,
        page_size=8,
        inactivate=True,
        confirm_gone=confirmed,
    )
    sim = Simulation(Random(3), scenario, Script(), Reach())
    tenant = sim.tenants["acme"]
    run = ended(sim)
    suspicious = gone > 20 and 2 * gone > rows + gone
    assert run.totals.gone == gone
    assert run.totals.in_salesforce == rows + gone
    marked = 0 if suspicious and not confirmed else gone
    records = tenant.org.records(tenant.the_list(DEPARTMENT).salesforce).values()
    assert sum(not record[ACTIVE_FIELD] for record in records) == run.totals.marked == marked
    assert ("gone_guard" in run.notes) == (suspicious and not confirmed)
    assert run.state is (State.DONE_WITH_ERRORS if suspicious and not confirmed else State.DONE)


def test_a_list_that_is_suddenly_empty_marks_nothing_until_a_person_confirms() -> None:
    scenario = Scenario(list=DEPARTMENT, rows=30, gone_rows=0, linked_share=1.0, equal_share=1.0)
    sim = Simulation(Random(3), scenario, Script(), Reach())
    tenant = sim.tenants["acme"]
    sim.save_settings("acme", replace(sim.settings.current("acme"), gone_policy=GonePolicy.INACTIVATE))
    for key in tenant.keys(DEPARTMENT):
        tenant.delete(DEPARTMENT, key)
    run = ended(sim)
    assert run.state is State.DONE_WITH_ERRORS
    assert "gone_guard" in run.notes
    records = tenant.org.records(tenant.the_list(DEPARTMENT).salesforce).values()
    assert (run.totals.gone, run.totals.marked) == (30, 0)
    assert all(record[ACTIVE_FIELD] for record in records)
