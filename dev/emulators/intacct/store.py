"""The rows of every company, in memory, in order of their keys."""

import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""One object's values by flat dotted name; a reference is held by its key alone (``parent.key``)."""

MODIFIED = "audit.modifiedDateTime"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows that are made when read: all were last modified at ``modified``."""

    row: Callable[[int], Row]
    modified: str


class Table:
    """The rows of one object of one company."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.private: set[int] = set()
        self._rows: dict[int, Row] = {}
        self._pattern: Pattern | None = None

    def put(self, row: Row) -> None:
        key = int(row["key"])
        if key not in self:
            insort(self.keys, key)
        self._set(key, row)

    def put_many(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._set(int(row["key"]), row)
        self.keys = sorted(set(self.keys).union(self._rows))

    def make(self, first: int, count: int, pattern: Pattern) -> None:
        """Hold ``count`` rows with contiguous keys without keeping them: a million cost no more than their keys."""
        self._pattern = pattern
        self.keys = sorted(set(self.keys).union(range(first, first + count)))

    def delete(self, key: int) -> None:
        del self.keys[bisect_left(self.keys, key)]
        self._rows.pop(key, None)
        self.private.discard(key)

    def __contains__(self, key: int) -> bool:
        at = bisect_left(self.keys, key)
        return at < len(self.keys) and self.keys[at] == key

    def find(self, key: int) -> Row | None:
        if key not in self:
            return None
        return self[key]

    def __getitem__(self, key: int) -> Row:
        row = self._rows.get(key)
        if row is None:
            assert self._pattern, f"no row {key}"
            row = self._pattern.row(key)
        return row

    def between(self, low: int | None, high: int | None) -> Sequence[int]:
        """The keys from ``low`` to ``high``, both included, ascending."""
        start = 0 if low is None else bisect_left(self.keys, low)
        end = len(self.keys) if high is None else bisect_right(self.keys, high)
        return self.keys[start:end]

    def maybe_modified_since(self, stamp: str, keys: Sequence[int]) -> Sequence[int]:
        """``keys`` without those that are known, unread, to be older than ``stamp``."""
        if self._pattern is None or self._pattern.modified >= stamp:
            return keys
        return [key for key in keys if key in self._rows]

    def _set(self, key: int, row: Row) -> None:
        self._rows[key] = row
        (self.private.add if row.get("entity.key") else self.private.discard)(key)


class Store:
    """The tables of all companies. Every method may be called from any thread."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._tables: dict[tuple[str, str], Table] = {}

    def table(self, company: str, object_name: str) -> Table:
        with self.lock:
            return self._tables.setdefault((company, object_name), Table())

    def put_many(self, company: str, object_name: str, rows: Iterable[Row]) -> None:
        """Add or replace rows by their key."""
        with self.lock:
            self.table(company, object_name).put_many(rows)

    def find(self, company: str, objects: Sequence[str], key: str | None) -> Row | None:
        """The row that a reference points to, in the first of the objects that has it."""
        if not key:
            return None
        rows = (self.table(company, name).find(int(key)) for name in objects)
        return next((row for row in rows if row), None)

    def find_by_id(self, company: str, object_name: str, record_id: str) -> Row | None:
        with self.lock:
            table = self.table(company, object_name)
            return next((table[key] for key in table.keys if table[key].get("id") == record_id), None)

    def change_by_id(self, company: str, object_name: str, record_id: str, values: Row) -> None:
        """Put ``values`` into a row. Raises KeyError where there is none."""
        with self.lock:
            row = self.find_by_id(company, object_name, record_id)
            if row is None:
                raise KeyError(record_id)
            self.table(company, object_name).put({**row, **values})
