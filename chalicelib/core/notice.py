"""Notices: what Intacct tells of one changed row, and what is kept of it until the row is right in Salesforce."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.core.counts import RowReport, Trouble
from chalicelib.core.lists import Catalogue, ManagedList

SOME_ROW = ""
"""The record key of a notice that does not say which row: all rows changed lately are looked at."""
MOST_TRIES = 4
BATCH_SIZES = (200, 50, 10, 1)
"""Rows at a time, by how often the work was begun without an end: what fails is at last found alone."""
GIVE_UP_AFTER = 5
ERRORS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Notice:
    """A hint that a row of an Intacct object was created, changed or deleted; the row itself is always read anew."""

    object: str
    record_key: str = SOME_ROW


@dataclass(frozen=True, slots=True)
class Hook:
    """The address that a tenant's notices go to. ``company`` is how Intacct names the tenant in a signature."""

    tenant: str
    issued_at: datetime
    company: str = ""
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row that waits to be read. ``mark`` changes with every notice of the row, ``tries`` begin anew with it."""

    record_key: str
    mark: str
    kept_at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class ListWork:
    """The work on the kept rows of one list, by one worker at a time.

    ``marks`` counts notices, ``begun`` how often a worker took it up since it last ended well, ``waits`` how often in
    a row an upstream was away.
    """

    marks: int = 0
    begun: int = 0
    waits: int = 0

    @property
    def batch_size(self) -> int:
        return BATCH_SIZES[min(max(self.begun - 1, 0), len(BATCH_SIZES) - 1)]

    @property
    def stuck(self) -> bool:
        """Whether the first kept row has ended a worker so often that it is given up."""
        return self.begun > GIVE_UP_AFTER


@dataclass(frozen=True, slots=True)
class DayOfRows:
    """What became of a list's single rows in one day, UTC. ``errors`` are the latest; ``trouble`` holds all up."""

    written: int = 0
    gone: int = 0
    failed: int = 0
    last_at: datetime | None = None
    trouble: Trouble | None = None
    errors: tuple[RowReport, ...] = ()


def lists_of(catalogue: Catalogue, object_name: str) -> tuple[ManagedList, ...]:
    """The managed lists that an Intacct object feeds, by its REST name or, for lack of that, by its old XML name."""
    wanted = _plain(object_name)
    return tuple(
        one for one in catalogue.lists if any(wanted in (_plain(s.object), _xml_name(s.object)) for s in one.sources)
    )


def due_again(row: KeptRow, now: datetime) -> datetime:
    """When a row that failed for a passing reason is tried once more: after 1, 2, 4 minutes."""
    return now + timedelta(minutes=2**row.tries)


def latest_errors(errors: Iterable[RowReport]) -> tuple[RowReport, ...]:
    return tuple(errors)[-ERRORS_SHOWN:]


def _plain(name: str) -> str:
    return name.strip().lower()


def _xml_name(object_name: str) -> str:
    return object_name.rpartition("/")[2].rpartition("::")[2].replace("-", "").lower()
