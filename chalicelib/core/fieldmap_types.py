"""Fields as both systems describe them, and the matrix of pairs that are taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.core.fieldmap import IntacctType
from chalicelib.core.lists import FieldType

IntacctKind = Literal["text", "choice", "date", "datetime", "integer", "number", "boolean", "reference"]


@dataclass(frozen=True, slots=True)
class IntacctField:
    """One field by its dotted name. ``target`` is the object behind a reference, which is named by its ``.key``.

    ``json`` is how a value is written; a decimal may be text in JSON. ``choices`` are the values of an enumeration.
    """

    name: str
    kind: IntacctKind
    json: IntacctType = "text"
    readable: bool = True
    writable: bool = True
    choices: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class SalesforceField:
    """One field as our user sees it; ``type`` is Salesforce's own word, ``targets`` are the objects referred to."""

    name: str
    label: str
    type: str
    length: int = 0
    scale: int = 0
    createable: bool = True
    updateable: bool = True
    calculated: bool = False
    html: bool = False
    encrypted: bool = False
    external_id: bool = False
    unique: bool = False
    restricted: bool = False
    choices: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def writable(self) -> bool:
        return self.createable and self.updateable and not self.calculated


IntacctObject = Mapping[str, IntacctField]
SalesforceObject = Mapping[str, SalesforceField]


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of one list: the fields of each Intacct object, of the Salesforce object, and of lookups' objects."""

    intacct: Mapping[str, IntacctObject]
    salesforce: SalesforceObject
    targets: Mapping[str, SalesforceObject] = field(default_factory=dict)


_TEXTS: Mapping[str, FieldType] = {
    "string": "text",
    "textarea": "text",
    "picklist": "text",
    "combobox": "text",
    "email": "text",
    "phone": "text",
    "url": "text",
}
_DECIMALS: Mapping[str, FieldType] = {"double": "number", "currency": "number", "percent": "number"}

MATRIX: Mapping[IntacctKind, Mapping[str, FieldType]] = {
    "text": _TEXTS,
    "choice": {name: _TEXTS[name] for name in ("string", "textarea", "picklist", "combobox")},
    "date": {"date": "date"},
    "datetime": {"datetime": "datetime"},
    "integer": {"int": "number", **_DECIMALS},
    "number": _DECIMALS,
    "boolean": {"boolean": "boolean"},
    "reference": {"reference": "text"},
}
"""Kind of the Intacct field, type of the Salesforce field: how the pair is compared. What is not here is refused."""

_NAMES: Mapping[IntacctKind, str] = {
    "text": "A text",
    "choice": "A choice of several",
    "date": "A date",
    "datetime": "A date with a time",
    "integer": "A whole number",
    "number": "A number with decimals",
    "boolean": "A yes or no",
    "reference": "A reference to a record",
}
_LOSSES: Mapping[tuple[IntacctKind, str], str] = {
    ("number", "int"): "its decimals would be lost",
    ("date", "datetime"): "a day has no time, and would shift with the time zone",
    ("datetime", "date"): "the day of an instant depends on the time zone",
    ("text", "multipicklist"): "one text is no set of choices",
    ("reference", "string"): "a key is no name: take the reference's .id or .name",
}


def pairing(kind: IntacctKind, salesforce_type: str) -> FieldType | None:
    """How the pair is compared; None where it is refused."""
    return MATRIX[kind].get(salesforce_type)


def why_refused(kind: IntacctKind, salesforce_type: str) -> str:
    """The reason, and what would go."""
    loss = _LOSSES.get((kind, salesforce_type), "one can't hold the other")
    allowed = ", ".join(MATRIX[kind])
    return f"{_NAMES[kind]} in Intacct can't go with {salesforce_type} in Salesforce: {loss}. It goes with {allowed}."
