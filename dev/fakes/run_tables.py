"""What the fake store of runs holds; all its values are frozen, so nobody can change them from outside."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

from chalicelib.core.counts import RowReport, Trouble
from chalicelib.core.mail_event import ClosedAddress, Fate
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run

RunKey = tuple[str, str]
"""Tenant and run id."""
ListKey = tuple[str, str]
"""Tenant and list."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked with one Idempotency-Key, and the run that answered it."""

    hash: str
    run: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """One row of the outbox. ``state``: PENDING, SENDING, SENT, or UNKNOWN after two sends without an end."""

    state: str = "PENDING"
    attempt: int = 0
    lease_until: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    message_id: str = ""
    trouble: Trouble | None = None
    sent_at: datetime | None = None
    fates: frozenset[tuple[Fate, str]] = frozenset()
    """Of its copies: what became of which address."""


@dataclass(slots=True)
class RunTables:
    runs: dict[RunKey, Run] = field(default_factory=dict)
    locks: dict[ListKey, str] = field(default_factory=dict)
    last: dict[ListKey, str] = field(default_factory=dict)
    last_real: dict[ListKey, str] = field(default_factory=dict)
    last_good: dict[ListKey, datetime] = field(default_factory=dict)
    requests: dict[tuple[str, str], Request] = field(default_factory=dict)
    ranges: dict[RunKey, dict[int, RangeProgress]] = field(default_factory=dict)
    windows: dict[RunKey, dict[tuple[int, int, int], tuple[RowReport, ...]]] = field(default_factory=dict)
    """By range, pass and window."""
    mails: dict[RunKey, Mail] = field(default_factory=dict)
    closed_addresses: dict[tuple[str, str], ClosedAddress] = field(default_factory=dict)
    """By tenant and address, in small letters."""
    opened_addresses: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """When each of them was opened again."""


class RunStore:
    """The base of the parts of ``FakeRuns``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.tables = RunTables()

    def stored(self, run: Run) -> Run | None:
        return self.tables.runs.get((run.tenant, run.id))
