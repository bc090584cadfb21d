"""Runs in memory, part two: the steps of a run from its plan to its end, each under its condition."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.core.counts import Calls
from chalicelib.core.ranges import Cut
from chalicelib.core.run import Child, Pause, Run, State, Stop, can_be_retried, renews_good_start
from dev.fakes.atomic import atomic
from dev.fakes.run_tables import Mail, RunStore


class RunSteps(RunStore):
    @atomic
    def put_plan(self, run: Run, cut: Cut, adopt: bool, calls: Calls, now: datetime) -> bool:
        stored = self.stored(run)
        if stored is None or stored.state is not State.PLANNING:
            return False
        planned = replace(stored, state=State.RUNNING, cut=cut, open=frozenset(cut.ranges), adopt=adopt, calls=calls)
        self._keep(replace(planned, progress_at=now))
        return True

    @atomic
    def put_children(self, run: Run, children: Sequence[Child], now: datetime) -> bool:
        stored = self.stored(run)
        if stored is None or stored.state.terminal or stored.children != run.children:
            return False
        self._keep(replace(stored, state=State.RUNNING, children=tuple(children), progress_at=now))
        return True

    @atomic
    def close_range(self, run: Run, number: int, now: datetime) -> Run | None:
        stored = self._running(run)
        if stored is None:
            return None
        closed = replace(stored, open=stored.open - {number}, progress_at=now)
        self._keep(closed)
        return closed

    @atomic
    def reopen(self, run: Run, ranges: frozenset[int], mark_gone: bool, unlinked: int, now: datetime) -> bool:
        stored = self._running(run)
        if stored is None or stored.open:
            return False
        reopened = replace(stored, pass_number=stored.pass_number + 1, open=ranges, mark_gone=mark_gone)
        self._keep(replace(reopened, unlinked=unlinked, calls=run.calls, checked_from=now, progress_at=now))
        return True

    @atomic
    def stop(self, run: Run, stop: Stop) -> Run | None:
        stored = self.stored(run)
        if stored is None or stored.state.terminal:
            return None
        stopped = replace(stored, stop=stored.stop or stop)
        self._keep(stopped)
        return stopped

    @atomic
    def pause(self, run: Run, pause: Pause | None) -> None:
        stored = self.stored(run)
        if stored is not None and not stored.state.terminal:
            self._keep(replace(stored, pause=pause))

    @atomic
    def finish(self, run: Run) -> bool:
        """Also False where a plan, a pass or a child came in between: totals of then are not those of now."""
        stored = self.stored(run)
        if stored is None or stored.state.terminal or stored.open or _moved_on(run, stored):
            return False
        self._keep(run)
        of_list = (run.tenant, run.list)
        self.tables.locks.pop(of_list, None)
        if can_be_retried(run):
            self.tables.last_real[of_list] = run.id
        if renews_good_start(run):
            self.tables.last_good[of_list] = run.started_at
        if not run.parent:
            self.tables.mails[run.tenant, run.id] = Mail()
        return True

    def _running(self, run: Run) -> Run | None:
        """The stored run, while it is in the very pass that ``run`` was in when it was read."""
        stored = self.stored(run)
        if stored is None or stored.state is not State.RUNNING or stored.pass_number != run.pass_number:
            return None
        return stored

    def _keep(self, run: Run) -> None:
        self.tables.runs[run.tenant, run.id] = run


def _moved_on(run: Run, stored: Run) -> bool:
    seen, present = ((one.pass_number, one.cut is None, one.children) for one in (run, stored))
    return seen != present
