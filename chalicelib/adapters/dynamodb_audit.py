"""The audit trail in DynamoDB: entries that are only ever put, and the end of their chain beside them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from chalicelib.adapters import cursors
from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import restored, stored
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.audit import AuditEntry, ChainEnd, Change, Deed, next_entry
from chalicelib.core.errors import TryAgain
from chalicelib.ports.audit import AuditPage

APPEND_TRIES = 8


class DynamoAudit:
    """Fulfils the port ``AuditTrail``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def append(self, tenant: str, deed: Deed, changes: tuple[Change, ...] = ()) -> AuditEntry:
        for _ in range(APPEND_TRIES):
            entry = next_entry(tenant, self.end(tenant), deed, changes)
            if self._table.transact(appending(self._table, tenant, entry)):
                return entry
        raise audit_busy()

    def page(self, tenant: str, limit: int, cursor: str) -> AuditPage:
        scope = (tenant, "audit")
        after = keys.audit_key(tenant, int(cursors.decode(scope, cursor)[0])) if cursor else None
        found = list(islice(self._query(tenant, newest_first=True, after=after, page_size=limit + 1), limit + 1))
        entries = tuple(found[:limit])
        return AuditPage(entries, cursors.encode(scope, [entries[-1].number]) if len(found) > limit else "")

    def entries(self, tenant: str) -> Iterator[AuditEntry]:
        return self._query(tenant)

    def end(self, tenant: str) -> ChainEnd:
        item = self._table.get(keys.audit_end_key(tenant))
        return restored(item["end"], ChainEnd) if item else ChainEnd()

    def _query(self, tenant: str, **options: Any) -> Iterator[AuditEntry]:
        values = {**keys.audit_end_key(tenant), "SK": "E#"}
        items = self._table.query("#PK = :PK AND begins_with(#SK, :SK)", values, **options)
        return (restored(item["entry"], AuditEntry) for item in items)


def appending(table: Table, tenant: str, entry: AuditEntry) -> list[Any]:
    """The actions of a transaction that put the entry, if the chain still ends where it was sealed."""
    end = {**keys.audit_end_key(tenant), "end": ChainEnd(entry.number, entry.hash), "number": entry.number}
    first = entry.number == 1
    unmoved = "attribute_not_exists(#PK)" if first else "#number = :last"
    values = {} if first else {"last": entry.number - 1}
    item = {**keys.audit_key(tenant, entry.number), "entry": stored(entry)}
    return [table.putting(end, unmoved, values), table.putting(item, "attribute_not_exists(#PK)")]


def audit_busy() -> TryAgain:
    return TryAgain("audit_busy", "Many changes are being made at this moment.", remedy="Save again in a moment.")
