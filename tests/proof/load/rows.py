"""The rows of one list on both sides, made when they are read: a million of them fit into little memory."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.core.compare import Present, Values, wanted_row
from chalicelib.core.lists import FULL_NAME_FIELD, RUN_FIELD, ManagedList
from chalicelib.core.ranges import Selection
from tests.proof.load.timeline import BEGINNING

LONG_AGO = BEGINNING - timedelta(days=400)


@dataclass(slots=True)
class Rows:
    """Intacct's rows of a list, by key, each with the number of its version; a row's name tells its version."""

    managed_list: ManagedList
    keys: list[int]
    versions: dict[int, int] = field(default_factory=dict)
    changed_at: dict[int, datetime] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    """Keys that Salesforce does not take."""
    held: "Held" = field(init=False)

    def __post_init__(self) -> None:
        self.held = Held(self)

    def change(self, key: int, now: datetime) -> None:
        """A row gets its next version, or is added where it was not there."""
        if key not in self.versions and (not self.keys or key > self.keys[-1]):
            self.keys.append(key)
        self.versions[key] = self.version(key) + 1
        self.changed_at[key] = now.replace(microsecond=0)

    def remove(self, key: int) -> None:
        del self.keys[bisect_left(self.keys, key)]
        self.changed_at.pop(key, None)

    def version(self, key: int) -> int:
        return self.versions.get(key, 1)

    def selected(self, selection: Selection) -> Sequence[int]:
        """The keys that a selection means, ascending."""
        if selection.keys is not None:
            return sorted(key for key in map(int, selection.keys) if self._has(key))
        if selection.since is not None:
            since = selection.since
            recent = (key for key, at in self.changed_at.items() if at >= since)
            return sorted(key for key in recent if _inside(selection, key))
        return _stretch(self.keys, selection)

    def intacct_row(self, key: int, fields: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """A row as Intacct gives it; links and further fields are empty."""
        known = {"key": str(key), **self._names(key, version or self.version(key))}
        known |= {self.managed_list.status: "active"} if self.managed_list.status else {}
        if self.managed_list.modified:
            known[self.managed_list.modified] = self.changed_at.get(key, LONG_AGO).isoformat()
        return {name: known.get(name) for name in fields}

    def intacct_page(self, keys: Sequence[int], fields: Sequence[str]) -> list[dict[str, Any]]:
        return [self.intacct_row(key, fields) for key in keys]

    def _names(self, key: int, version: int) -> dict[str, str]:
        return {self.managed_list.id: f"R-{key:07}", self.managed_list.name: f"Row {key} v{version}"}

    def _has(self, key: int) -> bool:
        at = bisect_left(self.keys, key)
        return at < len(self.keys) and self.keys[at] == key


@dataclass(slots=True)
class Held:
    """What Salesforce holds of a list: the version that was written last, and the stamp of the run that wrote it."""

    rows: Rows
    keys: list[int] = field(default_factory=list)
    versions: dict[int, int] = field(default_factory=dict)
    stamps: dict[int, str] = field(default_factory=dict)
    written: int = 0

    def fill(self) -> None:
        """Everything as Intacct has it now, written by nobody we know of."""
        self.keys = list(self.rows.keys)
        self.versions = {key: self.rows.version(key) for key in self.keys}

    def selected(self, selection: Selection) -> Sequence[int]:
        if selection.keys is not None:
            return sorted(key for key in map(int, selection.keys) if key in self.versions)
        return _stretch(self.keys, selection)

    def present(self, keys: Sequence[int]) -> list[Present]:
        managed_list, source = self.rows.managed_list, self.rows.managed_list.sources[0]
        fields = managed_list.intacct_fields(source)
        rows = (self.rows.intacct_row(key, fields, self.versions[key]) for key in keys)
        found = [wanted_row(managed_list, source, row) for row in rows]
        return [
            Present(f"a{key:017}", row.key, row.values, self.stamps.get(key, ""))
            for key, row in zip(keys, found, strict=True)
        ]

    def write(self, record: Values, key: int) -> bool:
        """Take a row; whether it was new. Only what differs is sent, and what differs is always the name."""
        created = key not in self.versions
        if created:
            _put(self.keys, key)
        name = record.get(FULL_NAME_FIELD)
        self.versions[key] = int(str(name).rpartition(" v")[2]) if name else self.versions[key]
        self.stamps[key] = str(record.get(RUN_FIELD) or "")
        self.written += 1
        return created

    def differing(self) -> int:
        """How many rows Salesforce lacks or has otherwise than Intacct."""
        return sum(self.versions.get(key) != self.rows.version(key) for key in self.rows.keys)


def named(record: Mapping[str, Any], field_name: str) -> tuple[str, int]:
    """The list and the key in an external key."""
    list_key, _, key = str(record[field_name]).rpartition(":")
    return list_key, int(key)


def _put(keys: list[int], key: int) -> None:
    if not keys or key > keys[-1]:
        keys.append(key)
    else:
        insort(keys, key)


def _stretch(keys: list[int], selection: Selection) -> Sequence[int]:
    first = 0 if selection.above is None else bisect_right(keys, selection.above)
    last = len(keys) if selection.up_to is None else bisect_right(keys, selection.up_to)
    return keys[first:last]


def _inside(selection: Selection, key: int) -> bool:
    above = selection.above is None or key > selection.above
    return above and (selection.up_to is None or key <= selection.up_to)
