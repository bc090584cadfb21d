"""What became of a mail after it left, as its provider tells; and addresses that are not written to any more."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """Of a mail, or of one of its copies."""

    SENT = "sent"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class MailEvent:
    """``run_id`` is "" for a mail of no run, such as an invitation. ``for_good``: another mail would fare no better."""

    tenant: str
    run_id: str
    fate: Fate
    addresses: tuple[str, ...]
    at: datetime
    message_id: str = ""
    for_good: bool = False

    @property
    def closes(self) -> tuple[str, ...]:
        """The addresses that must not be written to again: SES pauses senders who go on."""
        return self.addresses if self.for_good and self.fate in (Fate.COMPLAINED, Fate.BOUNCED) else ()


@dataclass(frozen=True, slots=True)
class ClosedAddress:
    """An address that bounced for good, or whose owner called our mail unwanted."""

    address: str
    fate: Fate
    at: datetime


@dataclass(frozen=True, slots=True)
class SentMail:
    """A run's mail: PENDING, SENDING, SENT, or UNKNOWN where two sends were begun of which nobody knows the end."""

    state: str
    message_id: str = ""
    sent_at: datetime | None = None
    delivered: frozenset[str] = frozenset()
    bounced: frozenset[str] = frozenset()
    complained: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
