"""The data of a Salesforce org in memory: records by Id, external keys, lookups, and a journal of what was written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.core.compare import Value, Values, text
from chalicelib.core.lists import KEY_FIELD, Catalogue
from chalicelib.ports import RowError

Record = dict[str, Value]
RowFault = Callable[[str, Values], RowError | None]


def no_fault(object_name: str, values: Values) -> RowError | None:  # noqa: ARG001 - the form of a RowFault
    """Every row is taken."""
    return None


@dataclass(frozen=True, slots=True)
class Write:
    """One row that the org took; ``before`` is None where it was created."""

    object: str
    id: str
    values: Values
    before: Values | None


class ParentMissing(Exception):  # noqa: N818 - named for what it says of the row
    """A lookup names a key that no record has."""


@dataclass(slots=True)
class Org:
    """What every connection to one org shares.

    A lookup is kept as the Id of its parent, so that the parent's key is always read as it is now.
    ``quota`` is how many calls are left, None = without end. ``row_fault`` may refuse single rows.
    """

    catalogue: Catalogue
    quota: int | None = None
    row_fault: RowFault = no_fault
    journal: list[Write] = field(default_factory=list)
    objects: dict[str, dict[str, Record]] = field(default_factory=dict)
    edits: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """When people last changed a record, by object and Id; a write of ours takes the entry away."""
    _ids: dict[tuple[str, str], str] = field(default_factory=dict)
    _targets: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_key = {one.key: one.salesforce for one in self.catalogue.lists}
        for one in self.catalogue.lists:
            self._targets |= {(one.salesforce, link.path): by_key[link.list] for link in one.links}

    def records(self, object_name: str) -> dict[str, Record]:
        return self.objects.setdefault(object_name, {})

    def id_of(self, object_name: str, key: str) -> str | None:
        """The Id of the record with this external key."""
        return self._ids.get((object_name, key))

    def add(self, object_name: str, values: Values) -> str:
        """Put a record as its owner would by hand, lookups by path; returns its Id. Not in the journal."""
        identity = f"a{sum(map(len, self.objects.values())):017d}"
        self.store(object_name, identity, self.kept(object_name, values))
        return identity

    def edit(self, object_name: str, key: str, values: Values, at: datetime) -> None:
        """Change the record with this external key as a person would."""
        identity = self._ids[object_name, key]
        self.store(object_name, identity, self.kept(object_name, values))
        self.edits[object_name, identity] = at

    def write(self, object_name: str, identity: str | None, values: Values, kept: Record) -> str:
        """Take a row that a connection sent, and note it in the journal; returns its Id."""
        before = dict(self.records(object_name)[identity]) if identity else None
        where = identity or self.add(object_name, {})
        self.store(object_name, where, kept)
        self.edits.pop((object_name, where), None)
        self.journal.append(Write(object_name, where, values, before))
        return where

    def store(self, object_name: str, identity: str, kept: Record) -> None:
        record = self.records(object_name).setdefault(identity, {})
        record.update(kept)
        if kept.get(KEY_FIELD):
            self._ids[object_name, str(kept[KEY_FIELD])] = identity

    def kept(self, object_name: str, values: Values) -> Record:
        """Values as the org keeps them. Raises ParentMissing."""
        return {name: self._kept(object_name, name, value) for name, value in values.items()}

    def _kept(self, object_name: str, name: str, value: Value) -> Value:
        target = self._targets.get((object_name, name))
        if target is None or value is None:
            return text(value) if isinstance(value, str) else value
        parent = self.id_of(target, str(value))
        if parent is None:
            raise ParentMissing(str(value))
        return parent

    def read(self, object_name: str, identity: str, columns: Sequence[str]) -> Record:
        """A record's columns, each lookup as the key of the parent that it points to."""
        record = self.records(object_name)[identity]
        return {name: self._parent_key(object_name, name, record.get(name)) for name in columns}

    def _parent_key(self, object_name: str, name: str, value: Value) -> Value:
        target = self._targets.get((object_name, name))
        return self.records(target)[str(value)].get(KEY_FIELD) if target and value else value

    def all_values(self) -> Iterator[tuple[str, Mapping[str, Value]]]:
        """(object, record) of everything in the org."""
        return ((name, record) for name, records in self.objects.items() for record in records.values())
