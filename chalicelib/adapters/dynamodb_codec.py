"""Between frozen dataclasses and DynamoDB items: what equals its default is left out, and missing means default.

So a field that a later version adds changes no stored item, and two versions can work on one run.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer

from chalicelib.core.counts import RowReport
from chalicelib.core.run import Run

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, Any]
"""An item in Python's values: text, int, bool, bytes, list, dict and sets."""
T = TypeVar("T")

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def stored(value: Any) -> Any:
    """A value as it is stored: dataclasses as maps without the members that equal their default."""
    if is_dataclass(value):
        return {f.name: stored(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != _default(f)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [stored(one) for one in value]
    return set(value) if isinstance(value, frozenset) else value


def restored(value: Mapping[str, Any], kind: type[T]) -> T:
    """The dataclass back; attributes that it does not know are passed over."""
    return msgspec.convert(value, kind)


def unmoved(previous: Any, path: str) -> tuple[str, Item]:
    """A condition, with its values: what is stored at ``path`` is ``previous``, as far as this version knows it.

    A whole that another version has stored, with members of its own, never equals one of ours.
    """
    clauses: list[str] = []
    values: Item = {}
    for one in fields(previous):
        value, place = getattr(previous, one.name), f"{path}.#{one.name}"
        if is_dataclass(value):
            condition, more = unmoved(value, place)
            clauses.append(condition)
            values |= more
        elif value == _default(one):
            clauses.append(f"attribute_not_exists({place})")
        else:
            name = place.replace("#", "").replace(".", "_")
            clauses.append(f"{place} = :{name}")
            values[name] = value
    return " AND ".join(clauses), values


def run_item(run: Run) -> Item:
    """The head of a run. State and pass stand in it even at their defaults: conditions look at them."""
    return {**stored(run), "state": run.state.value, "pass_number": run.pass_number}


def wire(item: Mapping[str, Any]) -> dict[str, "AttributeValueTypeDef"]:
    """The item in the protocol's tagged form; dataclasses in it become maps."""
    return {name: _serializer.serialize(stored(value)) for name, value in item.items()}


def from_wire(item: Mapping[str, Any]) -> Item:
    return {name: _plain(_deserializer.deserialize(value)) for name, value in item.items()}


def packed(rows: Sequence[RowReport]) -> bytes:
    return gzip.compress(msgspec.json.encode(rows), compresslevel=6, mtime=0)


def unpacked(content: bytes) -> list[RowReport]:
    return msgspec.json.decode(gzip.decompress(content), type=list[RowReport])


def _default(of: "Field[Any]") -> Any:
    return of.default_factory() if of.default_factory is not MISSING else of.default


def _plain(value: Any) -> Any:
    """The SDK's numbers are Decimals and its bytes are wrapped; all our numbers are whole."""
    match value:
        case Decimal():
            return int(value)
        case Binary():
            return value.value  # type: ignore[attr-defined]  # the stubs do not know it
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case set():
            return {_plain(one) for one in value}
    return value
