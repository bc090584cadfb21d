"""Intacct's objects as its model service describes them: fulfils the port ``IntacctModels``."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.intacct_errors import Refused
from chalicelib.core.fieldmap import IntacctType
from chalicelib.core.fieldmap_types import IntacctField, IntacctKind, IntacctObject

_FORMATS: Mapping[str, IntacctKind] = {"date": "date", "date-time": "datetime"}
_TYPES: Mapping[str, tuple[IntacctKind, IntacctType]] = {
    "string": ("text", "text"),
    "integer": ("integer", "integer"),
    "number": ("number", "number"),
    "boolean": ("boolean", "boolean"),
}
_AUDIT = "audit"


class IntacctDescriptions:
    """For one thread."""

    def __init__(self, company: Company) -> None:
        self._calls = company.calls

    def fields(self, object_name: str) -> IntacctObject:
        try:
            document = self._calls.model(object_name)
        except Refused as refused:
            raise refused.problem(object_name) from None
        try:
            return {one.name: one for one in described(document["ia::result"])}
        except (AttributeError, KeyError, TypeError, ValueError):
            raise self._calls.upstream.unreadable(f"the description of {object_name}") from None


def described(model: Mapping[str, Any], prefix: str = "") -> Iterator[IntacctField]:
    """The fields of a model, its groups' fields and those of its references, by dotted name.

    Fields behind a reference can be read and not written. ``refs`` and ``groups`` are arrays where there are none.
    """
    for name, spec in _members(model, "fields"):
        yield _field(f"{prefix}{name}", spec, keeps_itself=prefix == f"{_AUDIT}.")
    for name, spec in _members(model, "refs"):
        yield from _reference(f"{prefix}{name}", spec)
    for name, spec in _members(model, "groups"):
        yield from described(spec, f"{prefix}{name}.")


def _members(model: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = model.get(name)
    yield from found.items() if isinstance(found, Mapping) else ()


def _field(name: str, spec: Mapping[str, Any], *, keeps_itself: bool = False) -> IntacctField:
    kind, json = _kind(spec)
    return IntacctField(
        name,
        kind,
        json,
        readable=spec.get("writeOnly") is not True,
        writable=not keeps_itself and spec.get("readOnly") is not True and spec.get("mutable") is not False,
        choices=tuple(str(value) for value in spec.get("enum") or () if value),
    )


def _kind(spec: Mapping[str, Any]) -> tuple[IntacctKind, IntacctType]:
    """Raises KeyError for a type that Intacct does not have today."""
    kind, json = _TYPES[spec["type"]]
    if spec.get("enum"):
        return "choice", json
    if str(spec.get("format", "")).startswith("decimal"):
        return "number", json
    return _FORMATS.get(str(spec.get("format")), kind), json


def _reference(name: str, spec: Mapping[str, Any]) -> Iterator[IntacctField]:
    target = str(spec["apiObject"]).removeprefix("objects/")
    writable = spec.get("readOnly") is not True
    yield IntacctField(f"{name}.key", "reference", writable=writable, target=target)
    for part, described_part in _members(spec, "fields"):
        if part not in ("key", "href"):
            yield replace(_field(f"{name}.{part}", {"type": "string", **described_part}), writable=False)
