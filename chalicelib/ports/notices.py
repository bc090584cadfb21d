"""What notices and schedules need of the world outside, as Protocols; beside ``ports.py``, which is full."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from chalicelib.core.counts import Trouble
from chalicelib.core.notice import DayOfRows, Hook, KeptRow, ListWork
from chalicelib.core.schedule import NextRun


class Hooks(Protocol):
    """The addresses that notices go to. Of an address only its hash is kept."""

    def issue(self, token: str, hook: Hook) -> None:
        """Make ``token`` the tenant's only address: the one before holds no longer."""

    def hook(self, token: str) -> Hook | None: ...

    def issued(self, tenant: str) -> Hook | None:
        """The tenant's present hook, for whoever may see its settings."""


class Notices(Protocol):
    """Rows that Intacct told of, from the notice until they are dealt with. All methods may raise TryAgain."""

    def answered(self, tenant: str, request: str, now: datetime) -> str:
        """What this request was answered in the last 24 hours; "" where it was not."""

    def remember(self, tenant: str, request: str, answer: str, now: datetime) -> None: ...

    def keep(self, tenant: str, list_key: str, record_key: str, now: datetime) -> None:
        """Keep the row for a week, or until it is settled. A second notice of a row makes it one kept row."""

    def kept(self, tenant: str, list_key: str, most: int, now: datetime) -> list[KeptRow]:
        """Rows that wait for nothing but a worker, read consistently, at most ``most``."""

    def next_wait(self, tenant: str, list_key: str) -> datetime | None:
        """When the first of the rows comes to its time that wait to be tried again; None where none waits."""

    def settle(self, tenant: str, list_key: str, rows: Sequence[KeptRow]) -> None:
        """Let go of rows that are dealt with; one of which a notice has come since stays."""

    def postpone(self, tenant: str, list_key: str, row: KeptRow, until: datetime) -> None:
        """Count a try, and let the row wait; one of which a notice has come since does not."""

    def take(self, tenant: str, list_key: str, now: datetime, until: datetime) -> ListWork | None:
        """Take the list in hand until ``until``; None where another has it, or where it is not due yet."""

    def look(self, tenant: str, list_key: str) -> ListWork: ...

    def rest(self, tenant: str, list_key: str, work: ListWork, due_at: datetime | None) -> bool:
        """Let go of the list, all that could be done being done; due again at ``due_at``, None = with the next notice.

        False, and still in hand, where a notice has come since ``work`` was read.
        """

    def wait(self, tenant: str, list_key: str, due_at: datetime, stumbled: bool) -> None:
        """Let go of the list before all was done; ``stumbled`` where an upstream was away."""

    def due(self, now: datetime) -> Iterable[tuple[str, str]]:
        """(tenant, list) with kept rows which nobody has in hand and whose time has come, perhaps a moment old."""

    def count(self, tenant: str, list_key: str, now: datetime, rows: DayOfRows) -> None:
        """Add to the day's numbers; clears its trouble."""

    def hold_up(self, tenant: str, list_key: str, now: datetime, trouble: Trouble) -> None:
        """Show in the day why the list's rows wait."""

    def day(self, tenant: str, day: date) -> Mapping[str, DayOfRows]:
        """The day's numbers by list; lists without any are missing."""


class Schedules(Protocol):
    def tenants(self) -> Iterable[str]:
        """Those whose present settings hold a schedule, perhaps a moment old."""

    def upcoming(self, tenant: str, name: str) -> NextRun | None:
        """When the schedule of this name is due, as stored; None where it never was."""

    def move(self, tenant: str, name: str, upcoming: NextRun, previous: NextRun | None) -> bool:
        """Store when it is due next, if it still stands at ``previous``; False where another was faster."""
