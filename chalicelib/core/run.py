"""Runs: what a resync run is made of, how the key space is cut, and how a run ends."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

MAX_RANGES = 500
FULL_PAGE_SHARE = 0.85
"""Ranges are cut for pages this full, so that uneven keys seldom cost a second call."""
MAX_PASSES = 4
WINDOWS_A_WORKER = 100_000
CLOCK_OVERLAP = timedelta(minutes=5)
"""How far a look at "changed since" reaches back: clocks differ, and Intacct's stamps may lack a zone."""
GONE_GUARD_ROWS = 20
GONE_GUARD_SHARE = 0.5
STUCK_AFTER = timedelta(hours=24)


class Mode(StrEnum):
    FULL = "full"
    CHANGES = "changes"
    ERRORS = "errors"


class State(StrEnum):
    PLANNING = "PLANNING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DONE_WITH_ERRORS = "DONE_WITH_ERRORS"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def terminal(self) -> bool:
        return self not in (State.PLANNING, State.RUNNING)


class Outcome(StrEnum):
    """What became of one row. ``unchanged`` rows are counted, not listed."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"


ALL_LISTS = "all"


@dataclass(frozen=True, slots=True)
class Requester:
    """Who pressed the button; the mail at the end goes to ``email`` in ``language``."""

    subject: str
    name: str
    email: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Cut:
    """The key space of one run, cut once into ``size`` ranges; the first is open below, the last above.

    ``lowest`` and ``highest`` are None where there is nothing to cut (one range, the whole list).
    ``since`` narrows every range to rows changed since then.
    ``base`` is the run whose failures are tried again, ``only`` the ranges that held them.
    """

    size: int
    count: int = 0
    lowest: int | None = None
    highest: int | None = None
    since: datetime | None = None
    base: str = ""
    only: tuple[int, ...] | None = None

    @property
    def ranges(self) -> tuple[int, ...]:
        """The numbers of the ranges to work on."""
        return tuple(range(1, self.size + 1)) if self.only is None else self.only


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of a list are meant: keys above ``above`` up to and with ``up_to`` (None = open), or ``keys``."""

    above: int | None = None
    up_to: int | None = None
    since: datetime | None = None
    keys: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by outcome. read = created + updated + unchanged + failed; ``gone`` rows are only in Salesforce.

    ``unlinked`` rows are failed ones that wait for a parent of the same list; ``marked`` gone rows were made inactive.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    gone: int = 0
    marked: int = 0
    unlinked: int = 0
    in_salesforce: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Calls:
    """Remote calls used, as counted by the adapters."""

    intacct: int = 0
    salesforce: int = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(self.intacct + other.intacct, self.salesforce + other.salesforce)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem as it is kept in a run: stable code, sentence, remedy."""

    code: str
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """The run shall end early in ``state``; workers finish what they hold, and begin nothing more."""

    state: State
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class RangeProgress:
    """How far one range has come in pass ``pass_number``. ``last`` is the highest key dealt with.

    ``begun`` counts how often a worker took the range up; until ``lease_until`` it is that worker's alone.
    ``windows`` names the row reports that count: a slower copy's reports have other numbers and are never listed.
    """

    number: int
    pass_number: int = 1
    begun: int = 0
    lease_until: datetime | None = None
    done: bool = False
    given_up: bool = False
    last: int | None = None
    windows: tuple[int, ...] = ()
    counts: Counts = field(default_factory=Counts)
    calls: Calls = field(default_factory=Calls)
    attempts: int = 0
    due_at: datetime | None = None
    trouble: Trouble | None = None
    digest: str = ""
    notes: tuple[str, ...] = ()

    def held(self, now: datetime) -> bool:
        """Whether another worker has the range in hand."""
        return self.lease_until is not None and self.lease_until > now

    def waits(self, now: datetime) -> bool:
        """Whether the range is left alone until later."""
        return self.due_at is not None and self.due_at > now

    @property
    def next_window(self) -> int:
        """The number under which this worker reports its next window of rows."""
        mine = [number for number in self.windows if number // WINDOWS_A_WORKER == self.begun]
        return self.begun * WINDOWS_A_WORKER + len(mine)


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of one row: the line of the row list, of the CSV and of the error groups."""

    outcome: Outcome
    key: str
    record_key: str
    intacct_id: str
    name: str
    fields: tuple[str, ...] = ()
    code: str = ""
    message: str = ""
    salesforce_id: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """One list's run inside a run of all lists; ``run`` is "" until it is started."""

    list: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The head of a run: the truth about it, of which the mail is a copy."""

    tenant: str
    id: str
    list: str
    mode: Mode
    dry_run: bool
    requester: Requester
    settings_version: int
    started_at: datetime
    state: State = State.PLANNING
    progress_at: datetime | None = None
    finished_at: datetime | None = None
    cut: Cut | None = None
    open: frozenset[int] = frozenset()
    pass_number: int = 1
    checked_from: datetime | None = None
    adopt: bool = False
    confirm_gone: bool = False
    mark_gone: bool = False
    unlinked: int = 0
    stop: Stop | None = None
    pause: Trouble | None = None
    trouble: Trouble | None = None
    notes: tuple[str, ...] = ()
    totals: Counts = field(default_factory=Counts)
    calls: Calls = field(default_factory=Calls)
    parent: str = ""
    children: tuple[Child, ...] = ()

    @property
    def range_count(self) -> int:
        return len(self.cut.ranges) if self.cut else 0

    @property
    def ranges_done(self) -> int:
        """Ranges finished in the first pass; later passes only look again."""
        return self.range_count if self.pass_number > 1 else self.range_count - len(self.open)


def cut(count: int, lowest: int | None, highest: int | None, page_size: int, since: datetime | None = None) -> Cut:
    """Cut ``count`` rows with keys ``lowest`` to ``highest`` into ranges of about a page, at most 500."""
    if lowest is None or highest is None or count <= page_size:
        return Cut(1, count, since=since)
    wanted = ceil(count / (page_size * FULL_PAGE_SHARE))
    return Cut(min(wanted, MAX_RANGES, highest - lowest + 1), count, lowest, highest, since)


def selection(cut: Cut, number: int) -> Selection:
    """The keys of range ``number``; together the ranges cover every key once."""
    if cut.lowest is None or cut.highest is None:
        return Selection(since=cut.since)
    width = _width(cut, cut.lowest, cut.highest)
    above = cut.lowest - 1 + width * (number - 1)
    return Selection(
        above=None if number == 1 else above,
        up_to=None if number == cut.size else above + width,
        since=cut.since,
    )


def range_of(cut: Cut, record_key: str) -> int:
    """The number of the range that holds ``record_key``."""
    if cut.lowest is None or cut.highest is None:
        return 1
    number = (int(record_key) - cut.lowest) // _width(cut, cut.lowest, cut.highest) + 1
    return min(max(number, 1), cut.size)


def _width(cut: Cut, lowest: int, highest: int) -> int:
    return ceil((highest - lowest + 1) / cut.size)


def begun_in_this_pass(run: Run, number: int, stored: RangeProgress | None) -> RangeProgress:
    """How far the range has come in the run's present pass; a new pass begins anew, and keeps the calls used."""
    if stored is None:
        return RangeProgress(number, run.pass_number)
    if stored.pass_number == run.pass_number:
        return stored
    return RangeProgress(number, run.pass_number, begun=stored.begun, calls=stored.calls)


def too_many_gone(counts: Counts) -> bool:
    """More than 20 rows and more than half of the list: rather a broken reading than a tidy-up."""
    return counts.gone > GONE_GUARD_ROWS and counts.gone > counts.in_salesforce * GONE_GUARD_SHARE


def final_state(totals: Counts, ranges: Iterable[RangeProgress], notes: Iterable[str] = ()) -> State:
    """How a run that was not stopped ends."""
    if any(one.given_up for one in ranges):
        return State.FAILED
    return State.DONE_WITH_ERRORS if totals.failed or "gone_guard" in notes else State.DONE


def renews_good_start(run: Run) -> bool:
    """Whether a later run of changes may begin where this one began: it looked at every row, or at every change."""
    return run.mode is not Mode.ERRORS and run.state in (State.DONE, State.DONE_WITH_ERRORS) and not run.dry_run


def can_be_retried(run: Run) -> bool:
    """Whether a later run of errors may build on this one: it got as far as a plan, and meant it."""
    return run.cut is not None and not run.dry_run


def worst(states: Iterable[State]) -> State:
    """The state of a run of all lists, out of its children's."""
    order = (State.FAILED, State.CANCELLED, State.DONE_WITH_ERRORS)
    seen = set(states)
    return next((state for state in order if state in seen), State.DONE)


def seconds_left(run: Run, now: datetime) -> float | None:
    """A fair guess of the time left, from the ranges done so far; None while there is nothing to go by."""
    if run.state.terminal or not run.cut or not run.ranges_done:
        return None
    elapsed = (now - run.started_at).total_seconds()
    return elapsed / run.ranges_done * (run.range_count - run.ranges_done)


def backoff_seconds(attempts: int, asked: float | None) -> float:
    """Seconds until the next try: 30, 60, 120 … up to a quarter of an hour, never sooner than was asked."""
    return max(min(30.0 * float(2 ** min(attempts, 10)), 900.0), asked or 0.0)
