"""Intacct and Salesforce on rows that are made when read: the ports, with the pages and limits of the real ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from chalicelib.core.compare import Present, Values
from chalicelib.core.lists import KEY_FIELD, ManagedList, Source
from chalicelib.core.ranges import Selection
from chalicelib.core.write_back import Edited
from chalicelib.ports import RowError, Survey, WriteResult
from tests.proof.load.rows import Rows, named
from tests.proof.simulator.ground import Passage

READ_PAGE = 2000
KEYS_A_READ = 200
WRITE_LIMIT = 200

T = TypeVar("T")
Lists = Mapping[str, Rows]
"""A tenant's rows by list."""


class _Connection:
    def __init__(self, tenant: str, lists: Lists, gate: Passage) -> None:
        self.calls = 0
        self._tenant = tenant
        self._lists = lists
        self._gate = gate

    def _call(self, name: str, effect: Callable[[], T]) -> T:
        self.calls += 1
        return self._gate.through(name, (self._tenant,), effect)


class LoadIntacct(_Connection):
    """Fulfils the port ``Intacct``. The rows of a list are those of its first source; the others are empty."""

    @property
    def remarks(self) -> frozenset[str]:
        return frozenset()

    def survey(self, managed_list: ManagedList, page_size: int, since: datetime | None = None) -> Survey:
        keys: Sequence[int] = ()
        for source in managed_list.sources:
            found = self._call("intacct.survey", partial(self._selected, managed_list, source, since))
            if len(found) > page_size:
                self._call("intacct.survey", lambda: None)
            keys = keys or found
        return Survey(len(keys), keys[0], keys[-1]) if len(keys) > page_size else Survey(len(keys))

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        rows, fields = self._lists[managed_list.key], managed_list.intacct_fields(source)
        selected = rows.selected(selection) if source == managed_list.sources[0] else ()
        for start in range(0, max(len(selected), 1), page_size):
            page = selected[start : start + page_size]
            yield from self._call("intacct.rows", partial(rows.intacct_page, page, fields))

    def restricted(self) -> bool:
        return self._call("intacct.restricted", lambda: False)

    def write(
        self, object_name: str, record_key: str, values: Mapping[str, Any], idempotency_key: str
    ) -> RowError | None:
        raise NotImplementedError("Nothing is written back here.")

    def _selected(self, managed_list: ManagedList, source: Source, since: datetime | None) -> Sequence[int]:
        first = source == managed_list.sources[0]
        return self._lists[managed_list.key].selected(Selection(since=since)) if first else ()


class LoadSalesforce(_Connection):
    """Fulfils the port ``Salesforce``."""

    def rows(self, managed_list: ManagedList, selection: Selection) -> Iterator[Present]:
        held = self._lists[managed_list.key].held
        selected = held.selected(selection)
        page_size = READ_PAGE if selection.keys is None else KEYS_A_READ
        for start in range(0, max(len(selected), 1), page_size):
            page = selected[start : start + page_size]
            yield from self._call("salesforce.rows", partial(held.present, page))

    def edited(self, managed_list: ManagedList, selection: Selection) -> Iterator[Edited]:
        raise NotImplementedError("Nothing is written back here.")

    def unkeyed_count(self, managed_list: ManagedList) -> int:
        return self._call("salesforce.unkeyed_count", lambda: 0)

    def unkeyed(self, managed_list: ManagedList, intacct_ids: Sequence[str]) -> list[Present]:
        raise NotImplementedError("No row lacks its key here.")

    def upsert(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        if not 0 < len(records) <= WRITE_LIMIT:
            raise ValueError(f"{len(records)} records in one call")
        return self._call("salesforce.upsert", lambda: [self._write(record) for record in records])

    def update(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        raise NotImplementedError("Every row has its key here, and gone ones are reported only.")

    def _write(self, record: Values) -> WriteResult:
        list_key, key = named(record, KEY_FIELD)
        if key in self._lists[list_key].refused:
            return WriteResult(error=RowError("FIELD_CUSTOM_VALIDATION_EXCEPTION", "The rule of the org forbids it."))
        return WriteResult(f"a{key:017}", self._lists[list_key].held.write(record, key))
