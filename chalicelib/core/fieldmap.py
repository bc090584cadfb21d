"""Field maps: pairs of an Intacct and a Salesforce field that a managed list carries besides its own columns."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from chalicelib.core.lists import ExtraField, FieldType, Link

MOST_ROWS = 100
"""In one list's map."""
MOST_ROWS_TOGETHER = 400
"""In all maps of a tenant: they are one item of the settings, of which DynamoDB takes 400 KB."""

IntacctType = Literal["text", "integer", "number", "boolean"]
"""How a value stands in Intacct's JSON."""


class Rule(StrEnum):
    """Which side's changes go to the other."""

    FROM_INTACCT = "from_intacct"
    TO_INTACCT = "to_intacct"
    BOTH = "both"


class Status(StrEnum):
    """An inactive row is kept and does nothing, also not what the standard row in its place would do."""

    ACTIVE = "active"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the two fields were found to be when the row was saved, so that a run need not ask.

    ``type``, ``length`` and ``scale`` are Salesforce's, ``intacct`` is how Intacct writes the value;
    ``missing_from`` names those Intacct objects of the list that lack the field; a ``derived`` field can't be written
    in Intacct, because it is calculated there or belongs to another record.
    """

    type: FieldType = "text"
    length: int = 255
    scale: int = 0
    intacct: IntacctType = "text"
    missing_from: tuple[str, ...] = ()
    derived: bool = False


@dataclass(frozen=True, slots=True)
class MappedField:
    """One row of a map. ``lookup`` is the managed list that a reference points to, "" for plain values."""

    intacct: str
    salesforce: str
    rule: Rule = Rule.FROM_INTACCT
    status: Status = Status.ACTIVE
    lookup: str = ""
    shape: Shape = field(default_factory=Shape)

    @property
    def column(self) -> str:
        """The column of a comparison, as SOQL names it: of a lookup, the key behind it."""
        return self.link.path if self.lookup else self.salesforce

    @property
    def link(self) -> Link:
        return Link(self.intacct, self.salesforce, self.lookup)

    @property
    def extra(self) -> ExtraField:
        shape = self.shape
        return ExtraField(self.intacct, self.salesforce, shape.type, shape.length, shape.scale)

    @property
    def fills_salesforce(self) -> bool:
        return self.status is Status.ACTIVE and self.rule is not Rule.TO_INTACCT

    @property
    def fills_intacct(self) -> bool:
        return self.status is Status.ACTIVE and self.rule is not Rule.FROM_INTACCT


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The saved rows of one managed list: its own ones, and those that stand in the place of standard ones."""

    list: str
    rows: tuple[MappedField, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldMaps:
    """All maps of a tenant. ``enabled`` is the switch of the mode ``basic``; maps are kept while it is off."""

    enabled: bool = False
    maps: tuple[FieldMap, ...] = ()

    def of(self, list_key: str) -> tuple[MappedField, ...]:
        return next((one.rows for one in self.maps if one.list == list_key), ())

    def with_rows(self, list_key: str, rows: tuple[MappedField, ...]) -> "FieldMaps":
        """The maps with another map for one list; lists without rows have none. Ordered by list."""
        others = [one for one in self.maps if one.list != list_key]
        kept = [*others, FieldMap(list_key, rows)] if rows else others
        return replace(self, maps=tuple(sorted(kept, key=lambda one: one.list)))
