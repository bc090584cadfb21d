"""The audit trail as people look at it: page by page, and whether it is still whole."""

from dataclasses import dataclass

from chalicelib.core.audit import first_broken
from chalicelib.ports.audit import AuditPage, AuditTrail


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """``first_broken`` is the number of the first entry that is not as it was written. Keep ``end`` to compare."""

    entries: int
    whole: bool
    first_broken: int | None
    end: str


def audit_page(audit: AuditTrail, tenant: str, limit: int, cursor: str) -> AuditPage:
    """Entries, newest first. Raises BadRequest on a cursor of another listing."""
    return audit.page(tenant, limit, cursor)


def check_chain(audit: AuditTrail, tenant: str) -> ChainCheck:
    """Reads every entry of the tenant."""
    end = audit.end(tenant)
    broken = first_broken(tenant, audit.entries(tenant), end)
    return ChainCheck(end.number, broken is None, broken, end.hash)
