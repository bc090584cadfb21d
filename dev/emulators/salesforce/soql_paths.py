"""Field paths of a query (``Parent__r.Intacct_Key__c``) resolved to columns, a table joined for each hop."""

from collections.abc import Mapping
from dataclasses import dataclass

from dev.emulators.salesforce.errors import ApiError, invalid_type, no_such_column
from dev.emulators.salesforce.fields import Field, SObject
from dev.emulators.salesforce.store import quoted


@dataclass(frozen=True, slots=True)
class Hop:
    """One table of the query; ``way`` are the relationship names that lead to it, none for the queried object."""

    way: tuple[str, ...]
    table: str
    sobject: SObject


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path ends."""

    hop: Hop
    field: Field

    def column(self, name: str = "") -> str:
        return f"{self.hop.table}.{quoted(name or self.field.name)}"


class Paths:
    """The paths of one query; joins grow as paths are resolved."""

    def __init__(self, objects: Mapping[str, SObject], name: str) -> None:
        found = next((item for item in objects.values() if item.name.lower() == name.lower()), None)
        if found is None:
            raise invalid_type(name)
        self._objects = objects
        self.root = Hop((), "t0", found)
        self._hops: dict[tuple[str, ...], Hop] = {(): self.root}
        self._joins: list[str] = []

    @property
    def tables(self) -> str:
        """The FROM clause."""
        return " ".join([f"{quoted(self.root.sobject.name)} t0", *self._joins])

    def resolve(self, path: str) -> Place:
        """Raises ApiError INVALID_FIELD for a field or a relationship that is not there, or not visible."""
        *steps, name = path.split(".")
        root = self.root.sobject
        if steps and steps[0].lower() == root.name.lower() and root.relation(steps[0]) is None:
            steps = steps[1:]
        hop = self.root
        for step in steps:
            hop = self._follow(hop, step)
        field = hop.sobject.find(name)
        if field is None:
            raise no_such_column(name, hop.sobject.name)
        return Place(hop, field)

    def _follow(self, hop: Hop, step: str) -> Hop:
        reference = hop.sobject.relation(step)
        if reference is None:
            message = f"Didn't understand relationship '{step}' in field path."
            raise ApiError(400, "INVALID_FIELD", message)
        way = (*hop.way, reference.relationship)
        if way not in self._hops:
            self._hops[way] = self._join(hop, reference, way)
        return self._hops[way]

    def _join(self, hop: Hop, reference: Field, way: tuple[str, ...]) -> Hop:
        # Of a reference to several objects (an owner is a User or a Group) this org has only the last.
        target = self._objects[reference.references[-1]]
        joined = Hop(way, f"t{len(self._hops)}", target)
        on = f"{joined.table}.Id = {hop.table}.{quoted(reference.name)}"
        self._joins.append(f"LEFT JOIN {quoted(target.name)} {joined.table} ON {on}")
        return joined
