"""An Intacct company in memory: rows by key, private rows, modification stamps, pages read one call at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Selection
from chalicelib.ports import RowError, Survey
from dev.fakes.gate import Gate, open_gate

MODIFIED = "audit.modifiedDateTime"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as the company holds it; ``values`` has flat dotted names and no key."""

    values: Mapping[str, Any]
    modified_at: datetime
    private: bool = False


@dataclass(slots=True)
class Company:
    """The data of one company, which every connection to it shares. Keys are unique within an object.

    ``row_fault`` may refuse the change of single rows; ``changes`` are those that were taken, one for each key.
    """

    tables: dict[str, dict[str, StoredRow]] = field(default_factory=dict)
    restricted: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    row_fault: Callable[[str, str, Mapping[str, Any]], RowError | None] = lambda _object, _key, _values: None
    changes: dict[str, tuple[str, str, Mapping[str, Any]]] = field(default_factory=dict)
    journal: list[tuple[str, str, Mapping[str, Any], StoredRow]] = field(default_factory=list)
    """The same in order, each with its row before."""

    def table(self, object_name: str) -> dict[str, StoredRow]:
        return self.tables.setdefault(object_name, {})

    def put(
        self, object_name: str, key: str, values: Mapping[str, Any], modified_at: datetime, private: bool = False
    ) -> None:
        """Add or replace a row. Intacct's stamps have whole seconds, so the rest of the second is lost."""
        stamp = modified_at.astimezone(UTC).replace(microsecond=0)
        self.table(object_name)[key] = StoredRow(dict(values), stamp, private)

    def change(self, object_name: str, key: str, values: Mapping[str, Any], idempotency_key: str) -> RowError | None:
        """Change a row as a connection asks for it, once for each key."""
        row = self.table(object_name).get(key)
        refused = self.row_fault(object_name, key, values)
        if row is None or refused:
            return refused or RowError("notFound", f"{object_name} with the key {key} was not found")
        if idempotency_key not in self.changes:
            self.changes[idempotency_key] = (object_name, key, dict(values))
            self.journal.append((object_name, key, dict(values), row))
            self.put(object_name, key, {**row.values, **values}, self.clock(), row.private)
        return None

    def delete(self, object_name: str, key: str) -> None:
        self.table(object_name).pop(key, None)


class FakeIntacct:
    """One connection to a company: fulfils the port ``Intacct`` and counts its own calls."""

    def __init__(self, company: Company, include_private: bool = True, gate: Gate = open_gate) -> None:
        self.calls = 0
        self._company = company
        self._include_private = include_private
        self._gate = gate

    @property
    def remarks(self) -> frozenset[str]:
        return frozenset()

    def survey(self, managed_list: ManagedList, page_size: int, since: datetime | None = None) -> Survey:
        keys: list[str] = []
        for source in managed_list.sources:
            found = self._surveyed(managed_list, source, since)
            keys += found
            if len(found) > page_size:
                self._surveyed(managed_list, source, since)
        if not managed_list.numeric_key or len(keys) <= page_size:
            return Survey(len(keys))
        return Survey(len(keys), min(map(int, keys)), max(map(int, keys)))

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        after: str | None = None
        while True:
            page, more = self._page(managed_list, source, selection, after, page_size)
            yield from page
            if not more:
                return
            after = str(page[-1]["key"])

    def restricted(self) -> bool:
        return self._call("intacct.restricted", lambda: self._company.restricted)

    def write(
        self, object_name: str, record_key: str, values: Mapping[str, Any], idempotency_key: str
    ) -> RowError | None:
        change = partial(self._company.change, object_name, record_key, values, idempotency_key)
        return self._call("intacct.write", change)

    def _call(self, name: str, effect: Callable[[], T]) -> T:
        self.calls += 1
        return self._gate(name, effect)

    def _surveyed(self, managed_list: ManagedList, source: Source, since: datetime | None) -> list[str]:
        selected = self._call("intacct.survey", lambda: self._selected(managed_list, source, Selection(since=since)))
        return [key for key, _ in selected]

    def _page(
        self, managed_list: ManagedList, source: Source, selection: Selection, after: str | None, size: int
    ) -> tuple[list[dict[str, Any]], bool]:
        selected = self._call("intacct.rows", lambda: self._selected(managed_list, source, selection, after))
        fields = managed_list.intacct_fields(source)
        return [_answer(key, row, fields) for key, row in selected[:size]], len(selected) > size

    def _selected(
        self, managed_list: ManagedList, source: Source, selection: Selection, after: str | None = None
    ) -> list[tuple[str, StoredRow]]:
        """The rows that the selection and our rights let us see, ascending by key, those up to ``after`` left out."""
        if selection.since and not managed_list.modified:
            raise ValueError(f"{source.object} has no modification stamp to filter by")
        order = _order(managed_list)
        table = self._company.table(source.object)
        chosen = [(key, row) for key, row in table.items() if self._visible(row) and _inside(selection, key, row)]
        beyond = [one for one in chosen if after is None or order(one[0]) > order(after)]
        return sorted(beyond, key=lambda one: order(one[0]))

    def _visible(self, row: StoredRow) -> bool:
        return self._include_private or not row.private


def _order(managed_list: ManagedList) -> Callable[[str], Any]:
    return int if managed_list.numeric_key else str


def _inside(selection: Selection, key: str, row: StoredRow) -> bool:
    if selection.keys is not None and key not in selection.keys:
        return False
    if selection.above is not None and int(key) <= selection.above:
        return False
    if selection.up_to is not None and int(key) > selection.up_to:
        return False
    return selection.since is None or row.modified_at >= selection.since


def _answer(key: str, row: StoredRow, fields: tuple[str, ...]) -> dict[str, Any]:
    stamped = {**row.values, "key": key, MODIFIED: row.modified_at.isoformat().replace("+00:00", "Z")}
    return {name: stamped.get(name) for name in fields}
