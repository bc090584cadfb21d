"""What the use cases need of the world outside, as Protocols; adapters and fakes fulfil them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.core.audit import Deed
from chalicelib.core.compare import Present, Values
from chalicelib.core.counts import Calls, Outcome, RowReport, Trouble
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Cut, RangeProgress, Selection
from chalicelib.core.run import Child, Pause, Run, State, Stop
from chalicelib.core.settings import Settings
from chalicelib.core.write_back import Edited


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""

    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Survey:
    """What a list holds; ``lowest`` and ``highest`` are None where they were not needed or keys are no numbers."""

    count: int
    lowest: int | None = None
    highest: int | None = None


class Intacct(Protocol):
    """One company, as our web-services user. Every method may raise TryAgain or NeedsAdmin."""

    @property
    def calls(self) -> int:
        """Calls sent so far, sign-ins apart."""

    @property
    def remarks(self) -> frozenset[str]:
        """Codes of what people should know of the reading so far.

        ``fields_missing`` (Intacct lacks a field of the list), ``read_by_position`` (it heeds no filter on the key),
        ``moved_while_read`` (by position, so it was read twice).
        """

    def survey(self, managed_list: ManagedList, page_size: int, since: datetime | None = None) -> Survey:
        """Count and key bounds over all sources, in one call per source, or two where the rows pass one page."""

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        """The selected rows, ascending by key (as numbers where the list says so), fetched page by page as needed.

        Each row has flat dotted names (``{"key": "12", "parent.key": None}``); a field that Intacct lacks is absent.
        Every page is checked: count, order, keys inside the selection and unique; a page that fails is TryAgain,
        never a short list.
        """

    def restricted(self) -> bool:
        """Whether our user sees a part of the company only, so that absence proves nothing. Asked once."""

    def write(
        self, object_name: str, record_key: str, values: Mapping[str, Any], idempotency_key: str
    ) -> "RowError | None":
        """Change one record's fields, by dotted name; None clears. Why Intacct refused, None where it was written.

        Safe to repeat under the same key, which stands for this one change.
        """


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a system refused one row, in its own code and words."""

    code: str
    message: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The answer to one row, in the order sent; ``error`` is None where it was written."""

    salesforce_id: str = ""
    created: bool = False
    error: RowError | None = None


class Salesforce(Protocol):
    """One org. Every method may raise TryAgain (away, throttled, quota floor reached) or NeedsAdmin."""

    @property
    def calls(self) -> int: ...

    def rows(self, managed_list: ManagedList, selection: Selection) -> Iterator[Present]:
        """The list's linked rows in the selection (by record number, or by key where ``keys`` is set).

        A selection open below or above holds rows without bound on that side. Ordered by record number.
        """

    def edited(self, managed_list: ManagedList, selection: Selection) -> Iterator[Edited]:
        """Those of these rows that somebody else than our user changed last, since ``since`` where that is set."""

    def unkeyed_count(self, managed_list: ManagedList) -> int:
        """How many rows of the list's object (and type) lack ``Intacct_Key__c`` or the record number. One call."""

    def unkeyed(self, managed_list: ManagedList, intacct_ids: Sequence[str]) -> list[Present]:
        """Those of these rows that carry one of the given Intacct ids; ``key`` is "" where it is missing."""

    def upsert(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        """Write at most 200 records by ``Intacct_Key__c``; None clears a field. Safe to repeat.

        Lookups are given by path (``Parent__r.Intacct_Key__c``). Results stand in the order sent.
        """

    def update(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        """Write at most 200 records by their ``Id``. Safe to repeat."""


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

        Raises Conflict where that run differs in mode or dry_run, BadRequest where the key came with another request.
        """

    def get(self, tenant: str, run_id: str) -> Run | None:
        """The run, read consistently."""

    def page(self, tenant: str, list_key: str | None, state: State | None, limit: int, cursor: str) -> RunPage:
        """Newest first. Raises BadRequest on a cursor that this tenant was not given."""

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

    def all_progress(self, run: Run) -> list[RangeProgress]:
        """Every range that was begun, read consistently, ascending."""

    def put_progress(self, run: Run, progress: RangeProgress, previous: RangeProgress | None) -> bool:
        """Store how far a range has come, if it still stands at ``previous``; False where another was faster.

        A range that is done in this pass never changes again.
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

    def active(self) -> Iterable[tuple[str, str]]:
        """(tenant, run id) of every run that has not ended, perhaps a moment old."""

    def unsent(self) -> Iterable[tuple[str, str]]:
        """(tenant, run id) of every mail not known to be sent, perhaps a moment old."""

    def lease_mail(self, tenant: str, run_id: str, now: datetime) -> MailLease | None:
        """The right to send: for a pending mail, or once more where a lease ran out. None otherwise."""

    def mail_sent(self, lease: MailLease, message_id: str, now: datetime) -> None: ...

    def mail_failed(self, lease: MailLease, trouble: Trouble, now: datetime) -> None:
        """Give the lease back, so that the mail is tried later."""


class SettingsStore(Protocol):
    def current(self, tenant: str) -> Settings:
        """The present settings; version 0 where none were saved."""

    def version(self, tenant: str, number: int) -> Settings:
        """Raises NotFound."""

    def save(self, tenant: str, settings: Settings, expected_version: int, deed: Deed) -> Settings:
        """Store the next version, and what changed in the audit trail, in one step.

        Raises Stale where ``expected_version`` is not the present one.
        """


@dataclass(frozen=True, slots=True)
class PlanRun:
    tenant: str
    run: str


@dataclass(frozen=True, slots=True)
class SyncRange:
    """``range`` 0 asks to close only."""

    tenant: str
    run: str
    pass_number: int
    range: int


@dataclass(frozen=True, slots=True)
class SendMail:
    tenant: str
    run: str


@dataclass(frozen=True, slots=True)
class SyncRows:
    """Bring the kept rows of a list, of which Intacct told, to Salesforce."""

    tenant: str
    list: str


Task = PlanRun | SyncRange | SendMail | SyncRows


class Queue(Protocol):
    def send(self, tasks: Sequence[Task]) -> None:
        """Hand out tasks: names only, at least once, in any order. May raise TryAgain with some sent."""


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Rows that failed for one reason."""

    code: str
    message: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class RunMail:
    """All that the mail at the end of a run says."""

    run: Run
    list_label: Mapping[str, str]
    recipients: tuple[str, ...]
    language: str
    groups: tuple[ErrorGroup, ...]
    children: tuple[Run, ...] = ()
    labels: Mapping[str, Mapping[str, str]] | None = None


class Mailer(Protocol):
    def send(self, mail: RunMail) -> str:
        """Send one mail and return the provider's message id. Not idempotent.

        TryAgain and NeedsAdmin mean that it was surely not accepted. Where nobody knows, an exception that is no
        Problem comes through: the lease must run out before the mail is tried once more.
        """


@dataclass(frozen=True, slots=True)
class SecretState:
    """All that is told of a secret: when it was replaced, and 8 characters that change with it."""

    replaced_at: datetime
    fingerprint: str = ""


class Secrets(Protocol):
    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        """The secret ``intacct`` or ``salesforce`` of a tenant; ``fresh`` skips the cache. Raises NeedsAdmin."""

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        """Replace it; nothing reads it back to a person."""

    def state(self, tenant: str, name: str) -> SecretState | None:
        """None where it was never put. Needs no right to read the secret itself."""
