"""The state of all runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.core.counts import Calls, Outcome, RowReport, Trouble
from chalicelib.core.mail_event import ClosedAddress, MailEvent, SentMail
from chalicelib.core.ranges import Cut, RangeProgress
from chalicelib.core.run import Child, Pause, Run, State, Stop


@dataclass(frozen=True, slots=True)
class Started:
    """``joined`` is true where a run of the same kind was under way already, or the same request came twice."""

    run: Run
    joined: bool


@dataclass(frozen=True, slots=True)
class MailLease:
    """The right to send the mail of a run, for some minutes."""

    tenant: str
    run_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class RunPage:
    runs: tuple[Run, ...]
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    rows: tuple[RowReport, ...]
    cursor: str = ""


class Runs(Protocol):
    """The state of all runs. Each method is one atomic step whose condition makes it safe to repeat."""

    def start(self, run: Run, idempotency_key: str = "", request_hash: str = "") -> Started:
        """Put RUN and the LOCK of its list in one transaction, or join the run that holds the lock.

        Raises Conflict where that run differs in mode or dry_run, KeyReused where the key came with another request.
        """

    def answered(self, tenant: str, idempotency_key: str, request_hash: str, now: datetime) -> Run | None:
        """The run that this request got before, in whatever state. Raises KeyReused where it was another request."""

    def get(self, tenant: str, run_id: str) -> Run | None:
        """The run, read consistently."""

    def page(
        self, tenant: str, list_key: str | None, state: State | None, limit: int, cursor: str, *, parts: bool = True
    ) -> RunPage:
        """Newest first; without ``parts``, only runs that are no part of a run of all lists.

        Raises BadRequest on a cursor that this tenant was not given.
        """

    def last_run(self, tenant: str, list_key: str) -> Run | None:
        """The latest run of a list, in any state."""

    def last_good_start(self, tenant: str, list_key: str) -> datetime | None:
        """When the last run began of which core.run.renews_good_start holds."""

    def last_real_run(self, tenant: str, list_key: str) -> Run | None:
        """The latest finished run of a list of which core.run.can_be_retried holds."""

    def put_plan(self, run: Run, cut: Cut, adopt: bool, calls: Calls, now: datetime) -> bool:
        """PLANNING to RUNNING with every range open; False where another planner was first."""

    def put_children(self, run: Run, children: Sequence[Child], now: datetime) -> bool:
        """Store the children of a run of all lists where they are as in ``run``; else False. PLANNING ends with it."""

    def progress(self, run: Run, number: int) -> RangeProgress | None: ...

    def all_progress(self, run: Run, first: int = 1) -> list[RangeProgress]:
        """Every range from number ``first`` on that was begun, read consistently, ascending."""

    def put_progress(self, run: Run, progress: RangeProgress, previous: RangeProgress | None) -> bool:
        """Store how far a range has come, if it still stands at ``previous``; False where another was faster.

        A range that is done in this pass never changes again, and none goes back to an earlier pass.
        """

    def close_range(self, run: Run, number: int, now: datetime) -> Run | None:
        """Take the range out of ``open`` and return the run; None where the run has ended or is in another pass."""

    def reopen(self, run: Run, ranges: frozenset[int], mark_gone: bool, unlinked: int, now: datetime) -> bool:
        """The next pass over these ranges, where none is open; False where another was first.

        Stores ``run.calls``, and ``now`` (when the look at the list began) as ``checked_from``.
        """

    def stop(self, run: Run, stop: Stop) -> Run | None:
        """Ask the run to end early; the first request counts. None where it has ended already."""

    def pause(self, run: Run, pause: Pause | None) -> None:
        """Show (or clear) why the run waits."""

    def finish(self, run: Run) -> bool:
        """One transaction: the run terminal as given, LOCK freed, OUTBOX row put (not for children).

        False where it had ended already, a range is open, or it moved on since ``run`` was read.
        """

    def put_rows(self, run: Run, number: int, window: int, rows: Sequence[RowReport]) -> None:
        """Keep the row reports of one window of a range; replaced whole when done again."""

    def rows(self, run: Run, outcome: Outcome | None, limit: int, cursor: str) -> RowPage:
        """Row reports in order of range and window. Only those of the ranges' latest pass."""

    def failed_keys(self, run: Run, number: int) -> tuple[str, ...]:
        """The record keys of the rows that failed in one range."""

    def active(self, tenant: str = "") -> Iterable[tuple[str, str]]:
        """(tenant, run id) of every run that has not ended, or of one tenant's, perhaps a moment old."""

    def unsent(self) -> Iterable[tuple[str, str]]:
        """(tenant, run id) of every mail not known to be sent, perhaps a moment old."""

    def lease_mail(self, tenant: str, run_id: str, now: datetime) -> MailLease | None:
        """The right to send: for a pending mail, or once more where a lease ran out. None otherwise."""

    def mail_sent(self, lease: MailLease, message_id: str, now: datetime) -> None: ...

    def mail_failed(self, lease: MailLease, trouble: Trouble, now: datetime) -> None:
        """Give the lease back, so that the mail is tried later."""

    def mail_of(self, tenant: str, run_id: str) -> SentMail | None:
        """What is known of the run's mail; None where it has none, or none any more."""

    def mail_told(self, event: MailEvent) -> bool:
        """Keep what the provider tells of a run's mail; False where nobody has begun to send one. Safe to repeat.

        Each event ends every doubt: a mail of which something became went.
        """

    def close_address(self, tenant: str, closed: ClosedAddress) -> None:
        """Write to the address no more. Word from before it was last opened changes nothing."""

    def closed_addresses(self, tenant: str) -> Sequence[ClosedAddress]:
        """The addresses that the tenant's mails no longer go to."""

    def open_address(self, tenant: str, address: str, now: datetime) -> bool:
        """Write to the address again; False where it was not closed."""
