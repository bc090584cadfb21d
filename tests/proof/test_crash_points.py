"""Runs of each kind with one fault at each of their port calls, one after the other: each ends as if nothing was."""

from random import Random

import pytest

from chalicelib.core.lists import ID_FIELD, KEY_FIELD
from chalicelib.core.run import Mode
from tests.proof.crash.cases import BY_NAME, CASES, TARGET, Case
from tests.proof.crash.play import DAY_SECONDS, judge, play
from tests.proof.crash.turns import DeskTurns
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.faults import Fault, Script
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.watch import Watch

MOST_CALLS = 3
"""Times those of a run to which nothing happens: a fault may have all done again, and not more than that."""
FAULTS = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.REFUSED, Fault.ANSWER_LOST)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_at_any_call_changes_nothing_of_the_end(case: Case) -> None:
    happy = play(case, {})
    assert happy.calls > 15
    for fault in FAULTS:
        for at in range(happy.calls):
            played = play(case, {at: fault})
            judge(case, happy.end, played.end)
            assert played.upstream_calls <= MOST_CALLS * happy.upstream_calls, f"{fault} at {at}"


@pytest.mark.parametrize(
    ("name", "ends", "record"),
    [
        ("all lists", ["all", "department", "employee", "location", "status", "term"], "'Name': 'acme term 401 v1'"),
        ("scheduled", ["department"], "Full_Name__c"),
        ("single records", [], "'Parent__r.Intacct_Key__c': 'department:1'"),
        ("write-back", ["department"], "written back 3 {'reportTitle': 'title of 3'}"),
    ],
)
def test_the_kinds_are_what_they_are_called(name: str, ends: list[str], record: str) -> None:
    end = play(BY_NAME[name], {}).end
    assert [run.list for run in end.runs] == ends
    assert [one for one in end.records if record in one]


def test_adopting_takes_rows_over_and_makes_few_new_ones() -> None:
    [run] = play(BY_NAME["adopt"], {}).end.runs
    assert (run.totals.created, run.totals.updated) == (1, 6)


def test_a_run_that_found_nothing_changed_takes_over_a_row_that_comes_in_meanwhile() -> None:
    sim = Simulation(Random(1), Scenario(list=DEPARTMENT, rows=4, gone_rows=0), Script(), Reach())
    watch = Watch(sim)
    turns = DeskTurns(sim, watch)
    turns.press_and_finish()
    sim.clock.seconds += DAY_SECONDS
    tenant = sim.tenants["acme"]
    tenant.org.add(TARGET, {ID_FIELD: "acme-400"})
    turns.press(Mode.CHANGES)
    turns.deliver_next()
    tenant.put(DEPARTMENT, "400", {})
    turns.quiet()
    [record] = [one for one in tenant.org.records(TARGET).values() if one.get(ID_FIELD) == "acme-400"]
    assert record[KEY_FIELD] == f"{DEPARTMENT}:400"
