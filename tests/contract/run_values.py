"""Runs to test stores with, and ways to bring them to a state."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.core.counts import Calls, Counts, Outcome, RowReport
from chalicelib.core.ranges import Cut, RangeProgress
from chalicelib.core.run import Mode, Requester, Run, State
from chalicelib.ports import Runs
from dev.fakes.clock import BEGINNING

NOW = BEGINNING
LATER = BEGINNING + timedelta(minutes=1)
REQUESTER = Requester("user-1", "Camille Moreau", "camille@example.test", "fr")


def a_run(run_id: str = "01RUN", **changes: Any) -> Run:
    run = Run("demo", run_id, "department", Mode.FULL, False, REQUESTER, 3, NOW, progress_at=NOW)
    return replace(run, **changes)


def stored(runs: Runs, run: Run) -> Run:
    """The run as the store has it now."""
    there = runs.get(run.tenant, run.id)
    assert there is not None
    return there


def started(runs: Runs, run_id: str = "01RUN", **changes: Any) -> Run:
    return runs.start(a_run(run_id, **changes)).run


def planned(runs: Runs, run_id: str = "01RUN", ranges: int = 3, **changes: Any) -> Run:
    run = started(runs, run_id, **changes)
    assert runs.put_plan(run, Cut(ranges, ranges * 10, 1, ranges * 10), False, Calls(2, 1), LATER)
    return stored(runs, run)


def ended(runs: Runs, run: Run, state: State = State.DONE) -> Run:
    for number in run.open:
        assert runs.close_range(run, number, LATER)
    end = replace(stored(runs, run), state=state, totals=Counts(read=3, unchanged=3), finished_at=LATER)
    assert runs.finish(end)
    return end


def progress(number: int, windows: int = 1, **changes: Any) -> RangeProgress:
    return replace(RangeProgress(number, windows=tuple(range(windows)), counts=Counts(read=2)), **changes)


def report(key: int, outcome: Outcome = Outcome.CREATED, **changes: Any) -> RowReport:
    row = RowReport(outcome, f"department:{key}", str(key), f"D-{key:04}", f"Service n\u00b0\u00a0{key} \U0001f41d")
    return replace(row, **changes)
