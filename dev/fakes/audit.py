"""The audit trail, in memory."""

from collections.abc import Iterator
from threading import RLock

from chalicelib.adapters import cursors
from chalicelib.core.audit import AuditEntry, ChainEnd, Change, Deed, next_entry
from chalicelib.ports.audit import AuditPage
from dev.fakes.atomic import atomic


class FakeAudit:
    """Fulfils the port ``AuditTrail``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.trails: dict[str, list[AuditEntry]] = {}

    @atomic
    def append(self, tenant: str, deed: Deed, changes: tuple[Change, ...] = ()) -> AuditEntry:
        return self.keep(tenant, next_entry(tenant, self.end(tenant), deed, changes))

    @atomic
    def keep(self, tenant: str, entry: AuditEntry) -> AuditEntry:
        """Append an entry that is sealed already."""
        self.trails.setdefault(tenant, []).append(entry)
        return entry

    @atomic
    def page(self, tenant: str, limit: int, cursor: str) -> AuditPage:
        scope = (tenant, "audit")
        before = int(cursors.decode(scope, cursor)[0]) if cursor else self.end(tenant).number + 1
        older = [entry for entry in reversed(self.trails.get(tenant, [])) if entry.number < before]
        entries = tuple(older[:limit])
        return AuditPage(entries, cursors.encode(scope, [entries[-1].number]) if len(older) > limit else "")

    @atomic
    def entries(self, tenant: str) -> Iterator[AuditEntry]:
        return iter(tuple(self.trails.get(tenant, [])))

    @atomic
    def end(self, tenant: str) -> ChainEnd:
        trail = self.trails.get(tenant)
        return ChainEnd(trail[-1].number, trail[-1].hash) if trail else ChainEnd()
