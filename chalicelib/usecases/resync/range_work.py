"""The work on one range: read both sides window by window, compare, write, and keep how far it has come."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.core.compare import Comparison, Present, compare, outcome_of_equal
from chalicelib.core.counts import Calls, Counts, Outcome, RowReport, Trouble
from chalicelib.core.errors import TryAgain
from chalicelib.core.lists import ACTIVE_FIELD, FULL_NAME_FIELD, ID_FIELD, ManagedList
from chalicelib.core.ranges import RangeProgress, Selection, backoff_seconds, selection
from chalicelib.core.run import Run, begun_in_this_pass
from chalicelib.core.settings import Settings
from chalicelib.ports import Intacct, Salesforce
from chalicelib.usecases.resync.digest import digest_of
from chalicelib.usecases.resync.ending import pause
from chalicelib.usecases.resync.gone import confirmed_gone, mark_inactive
from chalicelib.usecases.resync.present import counterparts, present_rows
from chalicelib.usecases.resync.tasks import list_of, trouble_of
from chalicelib.usecases.resync.windows import Window, windows
from chalicelib.usecases.resync.write import Written, write
from chalicelib.usecases.resync.write_back import BackWriter
from chalicelib.usecases.world import World

RESERVE = timedelta(seconds=60)
"""Time that one more window may take; with less left, another worker goes on."""
TURN = timedelta(seconds=60)
"""After this long a worker with windows left lets the tenants go first that wait for its slot."""
LEASE_SLACK = timedelta(seconds=60)
PARTIAL = "partial"
"""The Intacct user sees a part of the company, so nothing was taken for gone."""


@dataclass(slots=True)
class RangeWork:
    world: World
    run: Run
    managed_list: ManagedList
    settings: Settings
    intacct: Intacct
    salesforce: Salesforce
    back: BackWriter
    stored: RangeProgress
    progress: RangeProgress

    @classmethod
    def of(cls, world: World, run: Run, stored: RangeProgress) -> "RangeWork":
        """Take up the range where it was left; ``stored`` is our lease on it."""
        settings = world.settings.version(run.tenant, run.settings_version)
        intacct, salesforce = world.intacct(run.tenant, settings), world.salesforce(run.tenant, settings)
        managed_list = list_of(world, run)
        back = BackWriter.of(world, run, managed_list, settings, intacct, salesforce)
        return cls(world, run, managed_list, settings, intacct, salesforce, back, stored, stored)

    def until(self, deadline: datetime) -> bool:
        """Work to the end of the range (True), of our turn or time, or until another copy is seen to be ahead."""
        turn_until = min(self.world.clock.now() + TURN, deadline - RESERVE)
        asked = self._selection()
        remaining = _beyond(asked, self.progress.last)
        before = self.progress.calls
        for window in windows(self.intacct, self.managed_list, remaining, self.settings.page_size):
            whole = asked.keys is None and asked.since is None
            counts, rows, notes = self.work_on(window, whole, deadline)
            self.world.runs.put_rows(self.run, self.progress.number, self.progress.next_window, rows)
            self.progress = replace(
                self.progress,
                last=window.highest,
                windows=(*self.progress.windows, self.progress.next_window),
                counts=self.progress.counts + counts,
                calls=before + Calls(self.intacct.calls, self.salesforce.calls),
                notes=tuple(dict.fromkeys(self.progress.notes + notes)),
                digest="" if self.managed_list.modified else digest_of(window.rows, self.progress.digest),
                done=window.last,
                lease_until=None if window.last else self.progress.lease_until,
                attempts=0,
                trouble=None,
            )
            if not self._store():
                return False
            if window.last:
                return True
            if self._shall_end():
                return end_early(self.world, self.run, self.progress.number, self.stored)
            if self.world.clock.now() > turn_until:
                self.progress = replace(self.progress, due_at=self.world.clock.now(), lease_until=None)
                self._store()
                return False
        return True

    def _selection(self) -> Selection:
        """The rows to look at: the range, or of a range that failed in part only the rows that failed."""
        assert self.run.cut is not None
        whole = selection(self.run.cut, self.progress.number)
        base = self.world.runs.get(self.run.tenant, self.run.cut.base) if self.run.cut.base else None
        keys = self.world.runs.failed_keys(base, self.progress.number) if base else ()
        return Selection(keys=keys) if keys else whole

    def _store(self) -> bool:
        saved = self.world.runs.put_progress(self.run, self.progress, self.stored)
        self.stored = self.progress
        return saved

    def _shall_end(self) -> bool:
        run = self.world.runs.get(self.run.tenant, self.run.id)
        return run is None or run.state.terminal or run.stop is not None

    def work_on(
        self, window: Window, whole: bool, deadline: datetime
    ) -> tuple[Counts, list[RowReport], tuple[str, ...]]:
        there = self._present(window, whole)
        # After the look at Salesforce: an edit that comes in between goes back, and is not written over.
        back = self.back.write(window, there, again=self.stored.begun > 1, deadline=deadline)
        wanted, present = back.rows(window.rows), back.present(there)
        comparison = compare(wanted, present)
        gone: tuple[Present, ...] = ()
        notes = tuple(sorted(self.intacct.remarks))
        if whole and comparison.gone:
            if self.intacct.restricted():
                notes += (PARTIAL,)
            else:
                found, gone = confirmed_gone(self.intacct, self.managed_list, comparison.gone, self.settings.page_size)
                comparison = compare((*wanted, *found), present) if found else comparison
        written = write(self.world.clock, self.run, self.managed_list, self.salesforce, comparison.changes, present)
        marked = mark_inactive(self.world.clock, self.run, self.managed_list, self.salesforce, gone)
        rows = written.reports + self._already(comparison) + [_gone_report(row) for row in gone]
        counts = self._counts(comparison, written, rows, len(gone), marked, len(there))
        return counts + back.counts, [*rows, *back.reports], notes

    def _present(self, window: Window, whole: bool) -> dict[str, Present]:
        """All Salesforce rows of the same piece of the key space, or just those of the window's rows."""
        if not whole:
            return counterparts(self.salesforce, self.managed_list, window.rows)
        return present_rows(self.salesforce, self.managed_list, window.selection)

    def _already(self, comparison: Comparison) -> list[RowReport]:
        """Rows that are right because an earlier attempt of this run wrote them."""
        reports = []
        for wanted, there in comparison.equal:
            outcome = Outcome(outcome_of_equal(there, self.run.id))
            if outcome is not Outcome.UNCHANGED:
                names = str(wanted.values[ID_FIELD]), str(wanted.values[FULL_NAME_FIELD])
                reports.append(RowReport(outcome, wanted.key, wanted.record_key, *names, salesforce_id=there.id))
        return reports

    def _counts(
        self, comparison: Comparison, written: Written, rows: list[RowReport], gone: int, marked: int, there: int
    ) -> Counts:
        by_outcome = Counter(row.outcome for row in rows)
        read = len(comparison.changes) + len(comparison.equal)
        created, updated, failed = (by_outcome[o] for o in (Outcome.CREATED, Outcome.UPDATED, Outcome.FAILED))
        unchanged = read - created - updated - failed
        return Counts(read, created, updated, unchanged, failed, gone, marked, written.unlinked, there)


def _beyond(selection: Selection, last: int | None) -> Selection:
    """What is left of a selection when the rows up to key ``last`` are dealt with."""
    if last is None:
        return selection
    if selection.keys is not None:
        return replace(selection, keys=tuple(key for key in selection.keys if int(key) > last))
    return replace(selection, above=last)


def _gone_report(row: Present) -> RowReport:
    record_key = row.key.rpartition(":")[2]
    active = "" if row.values.get(ACTIVE_FIELD) else "inactive"
    names = str(row.values.get(ID_FIELD) or ""), str(row.values.get(FULL_NAME_FIELD) or "")
    return RowReport(Outcome.GONE, row.key, record_key, *names, code=active, salesforce_id=row.id)


def take(world: World, run: Run, number: int, stored: RangeProgress | None, deadline: datetime) -> RangeProgress | None:
    """Take the range in hand until shortly after ``deadline``; None where another worker was faster."""
    before = begun_in_this_pass(run, number, stored)
    lease = replace(before, begun=before.begun + 1, lease_until=deadline + LEASE_SLACK, due_at=None)
    return lease if world.runs.put_progress(run, lease, stored) else None


def end_early(
    world: World, run: Run, number: int, stored: RangeProgress | None, trouble: Trouble | None = None
) -> bool:
    """End the range as far as it is, if it is not done; False where another worker was faster.

    Nobody stores anything of it after that, so that the totals of a run that ends now stay those of its row list.
    """
    last = begun_in_this_pass(run, number, stored)
    ended = replace(last, done=True, given_up=True, trouble=trouble, lease_until=None, due_at=None)
    return last.done or world.runs.put_progress(run, ended, stored)


def defer(world: World, run: Run, number: int, problem: TryAgain) -> None:
    """Leave the range due later, by a growing time, and show in the run why it waits."""
    stored = world.runs.progress(run, number)
    progress = begun_in_this_pass(run, number, stored)
    wait = backoff_seconds(progress.attempts, problem.retry_after_seconds)
    due = world.clock.now() + timedelta(seconds=wait)
    trouble = trouble_of(problem)
    waiting = replace(progress, attempts=progress.attempts + 1, due_at=due, lease_until=None, trouble=trouble)
    if not progress.done and world.runs.put_progress(run, waiting, stored):
        pause(world, run, problem)
