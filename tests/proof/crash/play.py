"""Plays a case with faults at chosen calls, every oracle on watch, and tells what it came to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from chalicelib.core.counts import Counts
from chalicelib.core.lists import RUN_FIELD
from chalicelib.core.run import Mode, Run, State
from tests.proof.crash.cases import OBJECT, Case
from tests.proof.crash.turns import DeskTurns
from tests.proof.simulator.aftermath import judge_aftermath
from tests.proof.simulator.faults import Fault, Script
from tests.proof.simulator.history import Violation
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.watch import Watch

Faults = Mapping[int, Fault]
DAY_SECONDS = 100_000
WELL = (State.DONE, State.DONE_WITH_ERRORS)


@dataclass(frozen=True, slots=True)
class RunEnd:
    list: str
    state: State
    totals: Counts


@dataclass(frozen=True, slots=True)
class End:
    """What a case came to: its runs, and every record of Salesforce and of Intacct as a line."""

    runs: tuple[RunEnd, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """``calls`` is how many port calls were made, ``upstream_calls`` those of Intacct and Salesforce among them, with
    those that failed; ``story`` tells the last of them.
    """

    end: End
    calls: int
    upstream_calls: int
    story: str


@dataclass(slots=True)
class _Metered(Script):
    upstream_calls: int = 0

    def next(self, call: str) -> Fault:
        self.upstream_calls += self.armed and call.startswith(("intacct.", "salesforce."))
        return Script.next(self, call)


def play(case: Case, faults: Faults) -> Played:
    """Play the case to its end. Raises Violation."""
    script = _Metered(faults)
    sim = Simulation(Random(1), case.scenario, script, Reach(), case.parts)
    sim.stage.one_by_one = True
    watch = Watch(sim)
    turns = DeskTurns(sim, watch)
    if case.scenario.run_before:
        turns.press_and_finish()
        sim.clock.seconds += DAY_SECONDS
    case.prepare(sim)
    known = set(watch.facts)
    script.armed = True
    case.act(sim, turns)
    judge_aftermath(sim, watch, calm=False)
    runs = [_end_of(facts.end) for run, facts in watch.facts.items() if run not in known and facts.end]
    end = End(tuple(sorted(runs, key=lambda one: one.list)), tuple(sorted(_records(sim))))
    return Played(end, script.seen, script.upstream_calls, sim.trace.last(40))


def judge(case: Case, happy: End, end: End) -> None:
    """Raises Violation where the end is another than that of the case without any fault."""
    if case.same_totals and end != happy:
        lost, more = _beyond(happy, end), _beyond(end, happy)
        raise Violation("end", f"{case} ends otherwise than without fault.\n  without: {lost}\n  but now: {more}")
    for one, other in zip(end.runs, happy.runs, strict=True):
        if one.state not in (*WELL, other.state):
            raise Violation("end", f"{case} ended {one.state}")


def _beyond(one: End, other: End) -> list[object]:
    """What ``one`` has and ``other`` has not."""
    return [run for run in one.runs if run not in other.runs] + list(Counter(one.records) - Counter(other.records))


def _end_of(run: Run) -> RunEnd:
    """How many rows were in Salesforce already depends on which attempt looked.

    So does it in a run of changes how many were right: what an earlier attempt wrote back to Intacct has changed there.
    """
    totals = replace(run.totals, in_salesforce=0)
    if run.mode is Mode.CHANGES:
        totals = replace(totals, read=totals.read - totals.unchanged, unchanged=0)
    return RunEnd(run.list, run.state, totals)


def _records(sim: Simulation) -> Iterator[str]:
    """Without the stamp of who wrote a record, and without Ids: both depend on attempts."""
    tenant = sim.tenants["acme"]
    for name, records in tenant.org.objects.items():
        for identity, record in records.items():
            columns = sorted(column for column in record if column != RUN_FIELD)
            values = tenant.org.read(name, identity, columns)
            yield f"{name} { {column: value for column, value in values.items() if value is not None} }"
    for key, row in tenant.company.table(OBJECT).items():
        yield f"Intacct {key} {row.values}"
    for _, key, changed in tenant.company.changes.values():
        yield f"written back {key} {changed}"
