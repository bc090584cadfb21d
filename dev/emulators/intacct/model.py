"""What each Intacct object looks like: fields, types, references, and the answer of the model service."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

AUDIT_FIELDS = ("createdDateTime", "modifiedDateTime", "createdBy", "modifiedBy")
READ_ONLY = frozenset({"key", "href", "webURL", *(f"audit.{name}" for name in AUDIT_FIELDS)})
REF_FIELDS = ("key", "id", "name", "href")

_TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "date-time": {"type": "string", "format": "date-time"},
    "decimal-precision-2": {"type": "string", "format": "decimal-precision-2"},
}


@dataclass(frozen=True, slots=True)
class Model:
    """One object. ``fields`` gives each readable field its type, dotted where it stands in a group."""

    name: str
    fields: Mapping[str, Mapping[str, Any]]
    lists: tuple[str, ...]
    refs: Mapping[str, tuple[str, ...]]
    write_only: frozenset[str]
    audited: bool

    @property
    def has_id(self) -> bool:
        return "id" in self.fields

    def described(self) -> dict[str, Any]:
        """``ia::result`` of the model service. ``lists`` is an object when filled and an array when empty."""
        plain = {name: _field(name, spec) for name, spec in self.fields.items() if "." not in name}
        plain |= {name: {"type": "string", "writeOnly": True, "required": False} for name in sorted(self.write_only)}
        return {
            "fields": plain,
            "groups": self._groups(),
            "httpMethods": "OPTIONS,GET,POST,DELETE,PATCH",
            "lists": {name: {} for name in self.lists} or [],
            "refs": {name: _reference(targets[0]) for name, targets in self.refs.items()},
            "idempotenceSupported": True,
            "apiObject": f"objects/{self.name}",
            "type": "rootObject",
            "href": f"/services/core/model?name={self.name}",
        }

    def _groups(self) -> dict[str, Any]:
        groups: dict[str, dict[str, Any]] = {}
        for path, spec in self.fields.items():
            group, dot, name = path.rpartition(".")
            if dot:
                groups.setdefault(group, {"fields": {}, "refs": {}})["fields"][name] = _field(path, spec)
        return groups


def _field(path: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    return {**spec, "readOnly": path in READ_ONLY, "writeOnly": False, "required": False, "nullable": path != "key"}


def _reference(target: str) -> dict[str, Any]:
    return {"apiObject": target, "fields": {name: {"type": "string"} for name in REF_FIELDS}}


@cache
def models() -> Mapping[str, Model]:
    """Every object that the stand-in knows, by name."""
    document = tomllib.loads(Path(__file__).with_name("objects.toml").read_text(encoding="utf-8"))
    return {name: _parsed(name, table, document["types"]) for name, table in document["objects"].items()}


def _parsed(name: str, table: Mapping[str, Any], types: Mapping[str, Any]) -> Model:
    names = ["key", *table["fields"], "href"]
    audited = table.get("audit", True)
    fields = {field: _type(types.get(field, "text")) for field in names if types.get(field) != "list"}
    if audited:
        fields |= {f"audit.{f}": _TYPES["date-time" if f.endswith("Time") else "text"] for f in AUDIT_FIELDS}
    return Model(
        name=name,
        fields=fields,
        lists=tuple(field for field in names if types.get(field) == "list"),
        refs={ref: tuple(targets) for ref, targets in table.get("refs", {}).items()},
        write_only=frozenset(table.get("write_only", ())),
        audited=audited,
    )


def _type(given: str | list[str]) -> Mapping[str, Any]:
    return {"type": "string", "enum": given} if isinstance(given, list) else _TYPES[given]
