"""Runs: what a resync run is made of, its states, and how it ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.core.counts import Calls, Counts, Trouble
from chalicelib.core.ranges import Cut, RangeProgress

MAX_PASSES = 4
CLOCK_OVERLAP = timedelta(minutes=5)
"""How far a look at "changed since" reaches back: clocks differ, and Intacct's stamps may lack a zone."""
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


ALL_LISTS = "all"


@dataclass(frozen=True, slots=True)
class Requester:
    """Who pressed the button; the mail at the end goes to ``email`` in ``language``."""

    subject: str
    name: str
    email: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Trouble):
    """Why a run waits, and until when nothing is tried; ``attempts`` were in vain so far."""

    until: datetime
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """The run shall end early in ``state``; workers finish what they hold, and begin nothing more."""

    state: State
    trouble: Trouble | None = None


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
    pause: Pause | None = None
    trouble: Trouble | None = None
    notes: tuple[str, ...] = ()
    totals: Counts = field(default_factory=Counts)
    calls: Calls = field(default_factory=Calls)
    parent: str = ""
    children: tuple[Child, ...] = ()

    def paused(self, now: datetime) -> bool:
        """Whether nothing is to be tried yet. A run that shall end waits for nothing."""
        return self.pause is not None and self.pause.until > now and self.stop is None

    @property
    def range_count(self) -> int:
        return len(self.cut.ranges) if self.cut else 0

    @property
    def ranges_done(self) -> int:
        """Ranges finished in the first pass; later passes only look again."""
        return self.range_count if self.pass_number > 1 else self.range_count - len(self.open)


def begun_in_this_pass(run: Run, number: int, stored: RangeProgress | None) -> RangeProgress:
    """How far the range has come in the run's present pass; a new pass begins anew, and keeps the calls used."""
    if stored is None:
        return RangeProgress(number, run.pass_number)
    if stored.pass_number == run.pass_number:
        return stored
    return RangeProgress(number, run.pass_number, begun=stored.begun, calls=stored.calls)


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


def seconds_left(run: Run, now: datetime, of_lists: Sequence[Run | None] = ()) -> float | None:
    """A fair guess of the time left, from the ranges done so far; None while there is nothing to go by.

    ``of_lists`` are the runs that tell how many ranges each list of a run of all lists has, and how many are done: its
    own, or a former one while that has no plan yet. None is a list of which nobody knows.
    """
    sized = [one for one in of_lists or (run,) if one]
    done = sum(_ranges_behind(run, one) for one in sized)
    if run.state.terminal or run.stop or not done or len(sized) < len(of_lists):
        return None
    elapsed = (now - run.started_at).total_seconds()
    return elapsed / done * (sum(map(_size, sized)) - done)


def _size(run: Run) -> int:
    """In ranges; a list of which nothing has changed is looked at as well."""
    return max(run.range_count, 1)


def _ranges_behind(run: Run, one: Run) -> int:
    """How many ranges of ``one`` are behind ``run``: none of a former run's, all of a child that has ended."""
    if one.id != run.id and one.parent != run.id:
        return 0
    return _size(one) if one.state.terminal else one.ranges_done
