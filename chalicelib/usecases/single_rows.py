"""Bring the rows that Intacct told of to Salesforce, on the path of a resync, each list by one worker at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.core.counts import Outcome, RowReport
from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.notice import MOST_TRIES, SOME_ROW, DayOfRows, KeptRow, ListWork, due_again
from chalicelib.core.ranges import RangeProgress, Selection, backoff_seconds
from chalicelib.core.rowerrors import RowErrorClass, row_error_class
from chalicelib.core.run import CLOCK_OVERLAP, Mode, Requester, Run
from chalicelib.core.settings import GonePolicy, Settings
from chalicelib.ports import SyncRows
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.resync.range_work import LEASE_SLACK, RESERVE, RangeWork
from chalicelib.usecases.resync.tasks import trouble_of
from chalicelib.usecases.resync.windows import Window, wanted_rows, windows

ADMIN_WAIT_SECONDS = 900.0
NOBODY = Requester("passerelle:notices", "Intacct", "")
WRITTEN = (Outcome.CREATED, Outcome.UPDATED, Outcome.WRITTEN_BACK)
PASSING = (RowErrorClass.RETRY, RowErrorClass.PARENT_MISSING)


def sync_rows(desk: NoticeDesk, task: SyncRows, deadline: datetime) -> None:
    """Deal with all kept rows of a list, also those that notices bring meanwhile. A second copy does nothing.

    Where an upstream is away the rows wait; the sweeper hands the list out again. No batch is begun shortly before
    ``deadline``.
    """
    work = desk.notices.take(task.tenant, task.list, desk.world.clock.now(), deadline + LEASE_SLACK)
    if work is None:
        return
    try:
        _Worker(desk, task, deadline).work(work)
    except Problem as problem:
        _wait(desk, task, work, problem)


def _wait(desk: NoticeDesk, task: SyncRows, work: ListWork, problem: Problem) -> None:
    """The rows stay kept: for a while where that helps, else until an administrator has acted."""
    asked = problem.retry_after_seconds if isinstance(problem, TryAgain) else ADMIN_WAIT_SECONDS
    now = desk.world.clock.now()
    desk.notices.hold_up(task.tenant, task.list, now, trouble_of(problem))
    due_at = now + timedelta(seconds=backoff_seconds(work.waits, asked))
    desk.notices.wait(task.tenant, task.list, due_at, stumbled=True)


@dataclass(slots=True)
class _Worker:
    desk: NoticeDesk
    task: SyncRows
    deadline: datetime
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = self.desk.world.settings.current(self.task.tenant)

    @property
    def now(self) -> datetime:
        return self.desk.world.clock.now()

    def work(self, work: ListWork) -> None:
        """Until nothing is kept that can be dealt with now, or the time is up."""
        notices, names, most = self.desk.notices, (self.task.tenant, self.task.list), work.batch_size
        if work.stuck:
            self._give_up(notices.kept(*names, 1, self.now))
        while True:
            rows = notices.kept(*names, most, self.now)
            if rows and self.now + RESERVE > self.deadline:
                notices.wait(*names, self.now, stumbled=False)
                return
            if rows:
                self._deal_with(rows)
            elif notices.rest(*names, work, notices.next_wait(*names)):
                return
            else:
                work = notices.look(*names)

    def _deal_with(self, rows: list[KeptRow]) -> None:
        """Nothing is done for a list that was switched off meanwhile: a later run brings what changed."""
        on = self.settings.enabled and self.task.list not in self.settings.disabled_lists
        self._keep_account(rows, self._brought(rows) if on else [])

    def _give_up(self, rows: list[KeptRow]) -> None:
        self._keep_account(rows, [_given_up(self.task.list, row) for row in rows])

    def _brought(self, rows: list[KeptRow]) -> list[RowReport]:
        """What became of the rows; of those that were right already, nothing is said."""
        run = self._as_run()
        work = RangeWork.of(self.desk.world, run, RangeProgress(1, begun=1))
        keys = tuple(row.record_key for row in rows if row.record_key != SOME_ROW)
        reports = self._named(work, keys) if keys else []
        for row in rows:
            if row.record_key == SOME_ROW:
                reports += self._changed_since(work, row.kept_at - CLOCK_OVERLAP)
        return reports

    def _named(self, work: RangeWork, keys: tuple[str, ...]) -> list[RowReport]:
        numeric = work.managed_list.numeric_key
        selection = Selection(keys=tuple(key for key in keys if key.isdigit() or not numeric))
        wanted = wanted_rows(work.intacct, work.managed_list, selection, self.settings.page_size)
        return work.work_on(Window(tuple(wanted), selection, last=True), True, self.deadline)[1]

    def _changed_since(self, work: RangeWork, since: datetime) -> list[RowReport]:
        """For a notice that names no row. A list that keeps no time of change is left to the scheduled runs."""
        if not work.managed_list.modified:
            return []
        found = windows(work.intacct, work.managed_list, Selection(since=since), self.settings.page_size)
        return [report for window in found for report in work.work_on(window, False, self.deadline)[1]]

    def _as_run(self) -> Run:
        """A run that is never stored, and so has no number: rows keep the stamp of the run that wrote them last."""
        return Run(
            tenant=self.task.tenant,
            id="",
            list=self.task.list,
            mode=Mode.CHANGES,
            dry_run=False,
            requester=NOBODY,
            settings_version=self.settings.version,
            started_at=self.now,
            adopt=True,
            mark_gone=self.settings.gone_policy is GonePolicy.INACTIVATE,
        )

    def _keep_account(self, rows: list[KeptRow], reports: list[RowReport]) -> None:
        """Count what happened; let go of the rows, save those whose parent may come, or that met a lock."""
        names = self.task.tenant, self.task.list
        by_key = {report.record_key: report for report in reports}
        again = [row for row in rows if row.tries < MOST_TRIES - 1 and _passes(by_key.get(row.record_key))]
        keys = {row.record_key for row in again}
        told = [report for report in reports if report.record_key not in keys]
        if told:
            self.desk.notices.count(*names, self.now, _summed(told))
        for row in again:
            self.desk.notices.postpone(*names, row, due_again(row, self.now))
        self.desk.notices.settle(*names, [row for row in rows if row.record_key not in keys])


def _passes(report: RowReport | None) -> bool:
    if report is None or report.outcome is not Outcome.FAILED:
        return False
    return row_error_class(report.code, report.message) in PASSING


def _summed(reports: list[RowReport]) -> DayOfRows:
    failed = tuple(report for report in reports if report.outcome is Outcome.FAILED)
    return DayOfRows(
        written=sum(report.outcome in WRITTEN for report in reports),
        gone=sum(report.outcome is Outcome.GONE for report in reports),
        failed=len(failed),
        errors=failed,
    )


def _given_up(list_key: str, row: KeptRow) -> RowReport:
    message = "The row ended its worker several times for a reason that we did not foresee; the log tells more."
    key = f"{list_key}:{row.record_key}"
    return RowReport(Outcome.FAILED, key, row.record_key, "", "", code="given_up", message=message)
