"""The happy path with one fault at each of its port calls, one after the other: every run ends as if nothing was."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import pytest

from chalicelib.core.counts import Counts
from chalicelib.core.run import Mode, State
from tests.proof.simulator import actors
from tests.proof.simulator.aftermath import judge_aftermath
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.faults import Fault, Script
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.turns import Turns
from tests.proof.simulator.watch import Watch

SMALL = Scenario(
    list=DEPARTMENT,
    rows=8,
    page_size=5,
    gone_rows=1,
    invalid_rows=1,
    linked_share=0.4,
    equal_share=0.0,
    inactivate=True,
)
"""Two ranges, parents within the list, one gone row to mark, one row that Salesforce refuses."""
FAULTS = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.REFUSED, Fault.ANSWER_LOST)


@dataclass(frozen=True, slots=True)
class End:
    """What a run came to: its state, its totals, and all that Salesforce holds then."""

    state: State
    totals: Counts
    salesforce: str


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    scenario: Scenario
    act: Callable[[Simulation, Turns], None]
    same_totals: bool = True


def _press(sim: Simulation, turns: Turns, mode: Mode = Mode.FULL, dry_run: bool = False) -> None:
    """Somebody presses, and again if nothing came of it; then all goes its way."""
    _press_only(sim, turns, mode, dry_run)
    turns.quiet()


def _press_and_cancel(sim: Simulation, turns: Turns) -> None:
    """Cancelled when the plan is made and one range is done."""
    _press_only(sim, turns, Mode.FULL, dry_run=False)
    turns.deliver_next()
    turns.deliver_next()
    for tenant, run_id in list(sim.runs.active()):
        actors.cancel(sim, tenant, run_id)
    turns.quiet()


def _press_only(sim: Simulation, turns: Turns, mode: Mode, dry_run: bool) -> None:
    before = len(sim.runs.tables.runs)
    for _ in range(2):
        if len(sim.runs.tables.runs) == before:
            actors.press(sim, "acme", 1, mode, dry_run)
            turns.play_out()


CASES = (
    Case("full", SMALL, _press),
    Case("changes", replace(SMALL, run_before=True), lambda sim, turns: _press(sim, turns, Mode.CHANGES)),
    Case("errors", replace(SMALL, run_before=True), lambda sim, turns: _press(sim, turns, Mode.ERRORS)),
    Case("dry run", SMALL, lambda sim, turns: _press(sim, turns, dry_run=True)),
    Case("cancel", SMALL, _press_and_cancel, same_totals=False),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_at_any_call_changes_nothing_of_the_end(case: Case) -> None:
    script = Script()
    happy = _end_of(case, script)
    calls = script.seen
    assert calls > 30
    for fault in FAULTS:
        for at in range(calls):
            end = _end_of(case, Script(at, fault))
            if case.same_totals:
                assert end == happy, f"{fault} at call {at}"
            else:
                assert end.state in (happy.state, State.DONE, State.DONE_WITH_ERRORS), f"{fault} at call {at}"


def _end_of(case: Case, script: Script) -> End:
    """Play the case to its end, with every oracle on watch."""
    sim = Simulation(Random(1), case.scenario, script, Reach())
    watch = Watch(sim)
    turns = Turns(sim, watch)
    if case.scenario.run_before:
        turns.press_and_finish()
        sim.clock.seconds += 100_000
        for key in sim.tenants["acme"].keys(DEPARTMENT)[2:5]:
            sim.tenants["acme"].put(DEPARTMENT, key, {})
    script.armed = True
    case.act(sim, turns)
    judge_aftermath(sim, watch, calm=False)
    last = list(watch.facts.values())[-1].end
    assert last is not None
    tenant = sim.tenants["acme"]
    there = {key: tenant.in_salesforce(DEPARTMENT, key) for key in sorted(tenant.keys_in_salesforce(DEPARTMENT))}
    # How many rows were in Salesforce already depends on which attempt looked.
    return End(last.state, replace(last.totals, in_salesforce=0), repr(there))
