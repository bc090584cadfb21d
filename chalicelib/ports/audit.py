"""What settings and their audit trail need of the world outside, as Protocols; beside ``ports.py``, which is full."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.core.audit import AuditEntry, ChainEnd, Change, Deed


@dataclass(frozen=True, slots=True)
class AuditPage:
    entries: tuple[AuditEntry, ...]
    cursor: str = ""


class AuditTrail(Protocol):
    """Append only. ``SettingsStore.save`` writes its entries itself."""

    def append(self, tenant: str, deed: Deed, changes: tuple[Change, ...] = ()) -> AuditEntry:
        """Seal and keep one entry; twice is two entries."""

    def page(self, tenant: str, limit: int, cursor: str) -> AuditPage:
        """Newest first. Raises BadRequest on a cursor that this tenant was not given."""

    def entries(self, tenant: str) -> Iterator[AuditEntry]:
        """Every entry, oldest first."""

    def end(self, tenant: str) -> ChainEnd:
        """The latest entry's number and hash, kept apart from the entries."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Asks the owner of ``address`` whether the mails of runs may go there; ``token`` is the answer to send back."""

    tenant: str
    address: str
    token: str
    until: datetime
    language: str
    invited_by: str


class Invitations(Protocol):
    def send(self, invitation: Invitation) -> None:
        """Send one mail. Raises TryAgain or NeedsAdmin where it was surely not sent."""
