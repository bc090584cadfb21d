"""A connection to a Salesforce org in memory: paging, upsert by key, refusals row by row, the daily quota."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from chalicelib.core.compare import Present, Value, Values
from chalicelib.core.errors import TryAgain
from chalicelib.core.lists import (
    ID_FIELD,
    KEY_FIELD,
    NAME_FIELD,
    NAME_LENGTH,
    RECORD_NO_FIELD,
    RUN_FIELD,
    TYPE_FIELD,
    ManagedList,
)
from chalicelib.core.ranges import Selection
from chalicelib.core.write_back import Edited
from chalicelib.ports import RowError, WriteResult
from dev.fakes.gate import Gate, open_gate
from dev.fakes.salesforce_org import Org, ParentMissing, Record

READ_PAGE = 2000
KEYS_A_READ = 200
WRITE_LIMIT = 200

T = TypeVar("T")


class FakeSalesforce:
    """Fulfils the port ``Salesforce`` on an Org, and counts its own calls."""

    def __init__(self, org: Org, gate: Gate = open_gate) -> None:
        self.calls = 0
        self._org = org
        self._gate = gate

    def rows(self, managed_list: ManagedList, selection: Selection) -> Iterator[Present]:
        if selection.keys is not None:
            for start in range(0, len(selection.keys), KEYS_A_READ):
                yield from self._page(managed_list, Selection(keys=selection.keys[start : start + KEYS_A_READ]))
            return
        above = selection.above
        while True:
            page = self._page(managed_list, Selection(above=above, up_to=selection.up_to))
            yield from page
            if len(page) < READ_PAGE:
                return
            above = int(str(page[-1].values[RECORD_NO_FIELD]))

    def edited(self, managed_list: ManagedList, selection: Selection) -> Iterator[Edited]:
        yield from self._call("salesforce.edited", lambda: self._edited(managed_list, selection))

    def unkeyed_count(self, managed_list: ManagedList) -> int:
        return self._call("salesforce.unkeyed_count", lambda: len(self._unkeyed(managed_list)))

    def unkeyed(self, managed_list: ManagedList, intacct_ids: Sequence[str]) -> list[Present]:
        found = self._call("salesforce.unkeyed", lambda: self._unkeyed(managed_list))
        return [row for row in found if row.values.get(ID_FIELD) in intacct_ids]

    def upsert(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        return self._call("salesforce.upsert", lambda: self._write(object_name, records, KEY_FIELD))

    def update(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        return self._call("salesforce.update", lambda: self._write(object_name, records, "Id"))

    def _call(self, name: str, effect: Callable[[], T]) -> T:
        if self._org.quota is not None:
            if self._org.quota <= 0:
                raise TryAgain("salesforce_quota", "The day's share of Salesforce calls is used up.")
            self._org.quota -= 1
        self.calls += 1
        return self._gate(name, effect)

    def _page(self, managed_list: ManagedList, selection: Selection) -> list[Present]:
        return self._call("salesforce.rows", lambda: self._linked(managed_list, selection)[:READ_PAGE])

    def _edited(self, managed_list: ManagedList, selection: Selection) -> list[Edited]:
        known = [
            (row, self._org.edits.get((managed_list.salesforce, row.id)))
            for row in self._linked(managed_list, selection)
        ]
        since = selection.since
        return [Edited(row, at) for row, at in known if at and (since is None or at >= since)]

    def _linked(self, managed_list: ManagedList, selection: Selection) -> list[Present]:
        chosen = [
            (record[RECORD_NO_FIELD] if managed_list.numeric_key else record[KEY_FIELD], identity)
            for identity, record in self._of_list(managed_list)
            if not _lacks_key(managed_list, record) and _inside(managed_list, selection, record)
        ]
        return [self._present(managed_list, identity) for _, identity in sorted(chosen, key=lambda one: one[0])]  # type: ignore[arg-type,return-value]

    def _unkeyed(self, managed_list: ManagedList) -> list[Present]:
        lacking = [one for one, record in self._of_list(managed_list) if _lacks_key(managed_list, record)]
        return [self._present(managed_list, identity) for identity in lacking]

    def _of_list(self, managed_list: ManagedList) -> list[tuple[str, Record]]:
        wanted = managed_list.type
        records = self._org.records(managed_list.salesforce).items()
        return [(one, record) for one, record in records if not wanted or record.get(TYPE_FIELD) == wanted]

    def _present(self, managed_list: ManagedList, identity: str) -> Present:
        record = self._org.records(managed_list.salesforce)[identity]
        values = self._org.read(managed_list.salesforce, identity, managed_list.columns)
        return Present(identity, str(record.get(KEY_FIELD) or ""), values, str(record.get(RUN_FIELD) or ""))

    def _write(self, object_name: str, records: Sequence[Values], identified_by: str) -> list[WriteResult]:
        if not 0 < len(records) <= WRITE_LIMIT:
            raise ValueError(f"{len(records)} records in one call; Salesforce takes 1 to {WRITE_LIMIT}")
        times = Counter(record[identified_by] for record in records)
        return [self._write_one(object_name, record, identified_by, times) for record in records]

    def _write_one(self, object_name: str, record: Values, identified_by: str, times: Counter[Value]) -> WriteResult:
        named = str(record[identified_by])
        if times[record[identified_by]] > 1:
            return _refused("DUPLICATE_VALUE", f"Duplicate external id specified: {named}", identified_by)
        values = {name: value for name, value in record.items() if name != "Id"}
        try:
            kept = self._org.kept(object_name, values)
        except ParentMissing as missing:
            where = f"not found for field {KEY_FIELD} in entity {object_name}"
            return _refused("INVALID_FIELD", f"Foreign key external ID: {missing} {where}")
        own = named if identified_by == "Id" else self._org.id_of(object_name, named)
        error = self._org.row_fault(object_name, record)
        refused = WriteResult(error=error) if error else self._refusal(object_name, kept, own)
        return refused or WriteResult(self._org.write(object_name, own, values, kept), created=own is None)

    def _refusal(self, object_name: str, kept: Record, own: str | None) -> WriteResult | None:
        if own is not None and own not in self._org.records(object_name):
            return _refused("ENTITY_IS_DELETED", "entity is deleted")
        if len(str(kept.get(NAME_FIELD) or "")) > NAME_LENGTH:
            return _refused("STRING_TOO_LONG", f"{NAME_FIELD}: data value too large", NAME_FIELD)
        other = self._org.id_of(object_name, str(kept[KEY_FIELD])) if KEY_FIELD in kept else None
        if other not in (None, own):
            message = f"duplicate value found: {KEY_FIELD} duplicates value on record with id: {other}"
            return _refused("DUPLICATE_VALUE", message, KEY_FIELD)
        return None


def _refused(code: str, message: str, *fields: str) -> WriteResult:
    return WriteResult(error=RowError(code, message, fields))


def _lacks_key(managed_list: ManagedList, record: Record) -> bool:
    return not record.get(KEY_FIELD) or (managed_list.numeric_key and record.get(RECORD_NO_FIELD) is None)


def _inside(managed_list: ManagedList, selection: Selection, record: Record) -> bool:
    if selection.keys is not None:
        return str(record[KEY_FIELD]).removeprefix(managed_list.external_key("")) in selection.keys
    if selection.above is None and selection.up_to is None:
        return True
    number = int(str(record[RECORD_NO_FIELD]))
    return (selection.above is None or number > selection.above) and (
        selection.up_to is None or number <= selection.up_to
    )
