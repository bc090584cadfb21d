"""Leases of sign-ins, in memory."""

from dataclasses import dataclass
from datetime import datetime
from threading import RLock
from uuid import uuid4

from chalicelib.adapters.dynamodb_leases import LEASE, Lease
from dev.fakes.atomic import atomic


@dataclass(frozen=True, slots=True)
class _Kept:
    owner: str
    until: datetime | None
    tokens: int


class FakeLeases:
    """Fulfils ``Leases``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._kept: dict[tuple[str, str], _Kept] = {}

    @atomic
    def take(self, tenant: str, system: str, now: datetime) -> Lease | None:
        kept = self._kept.get((tenant, system), _Kept("", None, 0))
        if kept.until and now < kept.until:
            return None
        lease = Lease(tenant, system, uuid4().hex, kept.tokens)
        self._kept[tenant, system] = _Kept(lease.owner, now + LEASE, kept.tokens)
        return lease

    @atomic
    def give_back(self, lease: Lease, tokens: int) -> None:
        if self._kept[lease.tenant, lease.system].owner == lease.owner:
            self._kept[lease.tenant, lease.system] = _Kept("", None, tokens)
