"""One simulated tenant: a company that changes, an org, and the history of both."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from chalicelib.core.compare import Value, Values, Wanted, wanted_row
from chalicelib.core.lists import HIDDEN_FIELD, ID_FIELD, KEY_FIELD, RECORD_NO_FIELD, Catalogue, ManagedList
from chalicelib.ports import RowError
from dev.fakes.intacct import Company, StoredRow
from dev.fakes.salesforce_org import Org
from tests.proof.simulator.catalogue import LOCATION
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.faults import Faults
from tests.proof.simulator.history import ListHistory, Version
from tests.proof.simulator.mapping import CODE, MAPPED_LISTS, SEATS, TITLE, mapped
from tests.proof.simulator.trace import Trace

LOCKED = RowError("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")
INVALID = RowError("FIELD_CUSTOM_VALIDATION_EXCEPTION", "The rule of the org forbids this row.")


class Tenant:
    """``invalid`` are the external keys that the org refuses. Names carry the tenant's, so that a leak shows."""

    def __init__(
        self, name: str, lists: Catalogue, clock: SimulatedClock, trace: Trace, faults: Faults, maps: bool = False
    ) -> None:
        self.name = name
        catalogue = Catalogue(tuple(mapped(one) if maps else one for one in lists.lists))
        self.company = Company(clock=clock.true_now, row_fault=self._closed)
        self.org = Org(catalogue, row_fault=self._refusal)
        self.faults = faults
        self.invalid: set[str] = set()
        self.histories: dict[str, ListHistory] = defaultdict(ListHistory)
        self.catalogue = catalogue
        self.closed: set[str] = set()
        """Record keys of the rows that Intacct lets nobody change from outside."""
        self._clock = clock
        self._trace = trace
        self._versions: Counter[tuple[str, str]] = Counter()

    def the_list(self, list_key: str) -> ManagedList:
        found = self.catalogue.get(list_key)
        assert found is not None
        return found

    def keys(self, list_key: str) -> list[str]:
        """The record keys that the list holds now, ascending."""
        managed_list = self.the_list(list_key)
        keys = {key for source in managed_list.sources for key in self.company.table(source.object)}
        return sorted(keys, key=int) if managed_list.numeric_key else sorted(keys)

    def put(
        self, list_key: str, key: str, changes: Mapping[str, Any], rename: bool = True, entity: bool = False
    ) -> None:
        """Add a row, or change some of its fields; ``rename`` gives it the next version in its name."""
        managed_list = self.the_list(list_key)
        now = self._clock.true_now()
        is_entity = entity or key in self.company.table(managed_list.sources[0].object)
        for source in managed_list.sources if is_entity else managed_list.sources[-1:]:
            stored = self.company.table(source.object).get(key)
            values = {**(stored.values if stored else self._first_values(list_key, key)), **changes}
            if rename:
                values["name"] = f"{self.name} {list_key} {key} v{self._versions[list_key, key] + 1}"
            self.company.put(source.object, key, values, now, private=key.endswith("7"))
        self._versions[list_key, key] += rename
        self.note_change(list_key, key, "puts")

    def _first_values(self, list_key: str, key: str) -> dict[str, Any]:
        more = {TITLE.intacct: f"{self.name} first title", CODE.intacct: f"{self.name} code", SEATS.intacct: 1}
        return {"id": f"{self.name}-{key}", "status": "active", **(more if list_key in MAPPED_LISTS else {})}

    def delete(self, list_key: str, key: str) -> None:
        for source in self.the_list(list_key).sources:
            self.company.delete(source.object, key)
        self.note_change(list_key, key, "deletes")

    def wanted(self, list_key: str, key: str) -> Wanted | None:
        """The row as Salesforce should have it now; None where Intacct has it not."""
        managed_list = self.the_list(list_key)
        for source in managed_list.sources:
            stored = self.company.table(source.object).get(key)
            if stored:
                fields = managed_list.intacct_fields(source)
                return wanted_row(managed_list, source, {"key": key} | {f: stored.values.get(f) for f in fields[1:]})
        return None

    def in_salesforce(self, list_key: str, key: str) -> Values | None:
        """The row's columns as the org has them now; None where it is not there under its key."""
        managed_list = self.the_list(list_key)
        identity = self.org.id_of(managed_list.salesforce, managed_list.external_key(key))
        return self.org.read(managed_list.salesforce, identity, managed_list.columns) if identity else None

    def keys_in_salesforce(self, list_key: str) -> frozenset[str]:
        """The record keys of the list's linked rows; those that lost their record number are none."""
        managed_list = self.the_list(list_key)
        prefix = managed_list.external_key("")
        records = self.org.records(managed_list.salesforce).values()
        linked = (one for one in records if not managed_list.numeric_key or one.get(RECORD_NO_FIELD) is not None)
        keys = (str(record.get(KEY_FIELD) or "") for record in linked)
        return frozenset(key.removeprefix(prefix) for key in keys if key.startswith(prefix))

    def unkeyed_in_salesforce(self, list_key: str) -> frozenset[str]:
        """The record keys of the rows that somebody made without their key: they are told by their id only."""
        records = self.org.records(self.the_list(list_key).salesforce).values()
        ids = (str(record.get(ID_FIELD)) for record in records if not record.get(KEY_FIELD))
        return frozenset(one.removeprefix(f"{self.name}-") for one in ids)

    def add_to_salesforce(self, list_key: str, wanted: Wanted, changes: Values) -> None:
        """Put a record as somebody made it long ago; parents that are not there are left out."""
        values = {**wanted.values, KEY_FIELD: wanted.key, HIDDEN_FIELD: True, **changes}
        object_name = self.the_list(list_key).salesforce
        kept = {name: value for name, value in values.items() if "." not in name or self.knows(value)}
        self.org.add(object_name, kept)

    def complete_in_salesforce(self, list_key: str, key: str) -> None:
        """Give a linked record its present values, where all its parents are there."""
        wanted = self.wanted(list_key, key)
        object_name = self.the_list(list_key).salesforce
        identity = self.org.id_of(object_name, wanted.key) if wanted else None
        if wanted and identity and all(self.knows(value) for name, value in wanted.values.items() if "." in name):
            self.org.store(object_name, identity, self.org.kept(object_name, wanted.values))

    def knows(self, key: Value) -> bool:
        """Whether the org has the parent with this external key; no parent is always there."""
        parent_list = self.the_list(str(key).partition(":")[0]) if key else None
        return parent_list is None or self.org.id_of(parent_list.salesforce, str(key)) is not None

    def list_of(self, object_name: str) -> str:
        """The list that an Intacct object feeds."""
        return next(one.key for one in self.catalogue.lists if object_name in {s.object for s in one.sources})

    def rows_written_back(self, since: int) -> list[tuple[str, str, Mapping[str, Any], StoredRow]]:
        """The changes that the product made in Intacct, the first ``since`` left out, with the row before."""
        return self.company.journal[since:]

    def note_change(self, list_key: str, key: str, what: str, ours: bool = False) -> None:
        """Remember a row as it is now; ``ours`` where the product has changed it."""
        tick = self._trace.add(f"{self.name} Intacct", f"{what} {list_key} {key}")
        at = self._clock.true_now().replace(microsecond=0)
        self.histories[list_key].note(key, Version(tick, self.wanted(list_key, key), at, ours))

    def _closed(self, _object: str, key: str, _values: Mapping[str, Any]) -> RowError | None:
        return RowError("operationFailed", "The row is closed.") if key in self.closed else None

    def _refusal(self, object_name: str, values: Values) -> RowError | None:
        key = values.get(KEY_FIELD) or self.org.records(object_name)[str(values["Id"])].get(KEY_FIELD)
        if key in self.invalid:
            return INVALID
        return LOCKED if self.faults.happens("row_locked") else None


def is_two_sourced(list_key: str) -> bool:
    return list_key == LOCATION
