"""Ranges: how the key space of a list is cut, and how far each piece has come."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from chalicelib.core.counts import Calls, Counts, Trouble

MAX_RANGES = 500
FULL_PAGE_SHARE = 0.85
"""Ranges are cut for pages this full, so that uneven keys seldom cost a second call."""
WINDOWS_A_WORKER = 100_000


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

    def settled_in(self, pass_number: int) -> bool:
        """Whether nothing of the range changes in that pass any more: it is done in it, or a later pass has begun."""
        return self.pass_number > pass_number or (self.done and self.pass_number == pass_number)

    @property
    def next_window(self) -> int:
        """The number under which this worker reports its next window of rows."""
        mine = [number for number in self.windows if number // WINDOWS_A_WORKER == self.begun]
        return self.begun * WINDOWS_A_WORKER + len(mine)


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


def backoff_seconds(attempts: int, asked: float | None) -> float:
    """Seconds until the next try: 30, 60, 120 … up to a quarter of an hour, never sooner than was asked."""
    return max(min(30.0 * float(2 ** min(attempts, 10)), 900.0), asked or 0.0)
