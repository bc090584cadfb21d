"""Who may sign in, one process at a time: leases in DynamoDB. They tell of tokens, and never hold one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

from chalicelib.adapters.dynamodb_keys import token_key
from chalicelib.adapters.dynamodb_table import Table

LEASE = timedelta(seconds=30)
"""The longest that a process which died keeps the others from signing in."""


@dataclass(frozen=True, slots=True)
class Lease:
    """``tokens`` is how many were shared before it: the store of tokens may lag behind, this number does not."""

    tenant: str
    system: str
    owner: str
    tokens: int


class Leases(Protocol):
    def take(self, tenant: str, system: str, now: datetime) -> Lease | None:
        """The right to sign in to a system as a tenant, for 30 seconds; None while another process has it."""

    def give_back(self, lease: Lease, tokens: int) -> None:
        """End the lease, with the number of tokens shared by now. Does nothing where it has passed to another."""


class DynamoLeases:
    """Fulfils ``Leases``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def take(self, tenant: str, system: str, now: datetime) -> Lease | None:
        owner = uuid4().hex
        sets = {"lease_until": _instant(now + LEASE), "owner": owner}
        free = "attribute_not_exists(#lease_until) OR #lease_until <= :now"
        taken = self._table.update(token_key(tenant, system), sets, free, {"now": _instant(now)})
        if not taken.done or taken.item is None:
            return None
        return Lease(tenant, system, owner, taken.item.get("tokens", 0))

    def give_back(self, lease: Lease, tokens: int) -> None:
        key = token_key(lease.tenant, lease.system)
        ours = {"owner": lease.owner}
        self._table.update(key, {"tokens": tokens}, "#owner = :owner", ours, "REMOVE #lease_until, #owner")


def _instant(moment: datetime) -> int:
    """Milliseconds, so that the store can compare them."""
    return int(moment.timestamp() * 1000)
