"""Counts: what became of rows, one by one and in sum, and what it cost."""

from dataclasses import dataclass, fields
from enum import StrEnum

GONE_GUARD_ROWS = 20
GONE_GUARD_SHARE = 0.5


class Outcome(StrEnum):
    """What became of one row. ``unchanged`` rows are counted, not listed."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"
    WRITTEN_BACK = "written_back"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by outcome. read = created + updated + unchanged + failed; ``gone`` rows are only in Salesforce.

    Rows ``written_back`` had been changed in Salesforce: their values went to Intacct, beside what else became of them.
    ``unlinked`` rows are failed ones that wait for a parent of the same list; ``marked`` gone rows were made inactive.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    gone: int = 0
    marked: int = 0
    unlinked: int = 0
    in_salesforce: int = 0
    written_back: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Calls:
    """Remote calls used, as counted by the adapters."""

    intacct: int = 0
    salesforce: int = 0

    def __add__(self, other: "Calls") -> "Calls":
        return Calls(self.intacct + other.intacct, self.salesforce + other.salesforce)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem as it is kept in a run: stable code, sentence, remedy."""

    code: str
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of one row: the line of the row list, of the CSV and of the error groups."""

    outcome: Outcome
    key: str
    record_key: str
    intacct_id: str
    name: str
    fields: tuple[str, ...] = ()
    code: str = ""
    message: str = ""
    salesforce_id: str = ""


def too_many_gone(counts: Counts) -> bool:
    """More than 20 rows and more than half of the list: rather a broken reading than a tidy-up."""
    return counts.gone > GONE_GUARD_ROWS and counts.gone > counts.in_salesforce * GONE_GUARD_SHARE
