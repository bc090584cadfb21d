"""Comparison of a list's Intacct rows with its Salesforce rows: what to create, what to change, what is gone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from chalicelib.core import lists
from chalicelib.core.lists import ExtraField, Link, ManagedList, Source

Value = str | bool | Decimal | None
Values = Mapping[str, Value]

EMPTY = (None, "")
"""What Intacct sends for a field without value."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row as Intacct has it, in Salesforce's columns; ``key`` is the value of ``Intacct_Key__c``."""

    key: str
    record_key: str
    values: Values


@dataclass(frozen=True, slots=True)
class Present:
    """A row as Salesforce has it. ``key`` is "" for a row that nobody has linked to Intacct yet."""

    id: str
    key: str
    values: Values
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One row to write: all its values when it is new, else only those that differ."""

    wanted: Wanted
    values: Values
    creates: bool
    salesforce_id: str = ""

    @property
    def outcome(self) -> str:
        return "created" if self.creates else "updated"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The decision for one window of rows; every wanted row is in exactly one of the first two."""

    changes: tuple[Change, ...]
    equal: tuple[tuple[Wanted, Present], ...]
    gone: tuple[Present, ...]


def compare(wanted: Iterable[Wanted], present: Mapping[str, Present]) -> Comparison:
    """Compare by key. ``present`` holds the Salesforce rows of the same window by ``Intacct_Key__c``."""
    changes, equal, seen = [], [], set()
    for row in wanted:
        seen.add(row.key)
        there = present.get(row.key)
        if there is None:
            changes.append(Change(row, row.values, creates=True))
            continue
        differing = difference(row.values, there.values)
        if differing:
            changes.append(Change(row, differing, creates=False, salesforce_id=there.id))
        else:
            equal.append((row, there))
    gone = tuple(row for key, row in present.items() if key not in seen)
    return Comparison(tuple(changes), tuple(equal), gone)


def difference(wanted: Values, present: Values) -> dict[str, Value]:
    """The members of ``wanted`` whose value in Salesforce is another."""
    return {name: value for name, value in wanted.items() if not _same(value, present.get(name))}


def _same(left: Value, right: Value) -> bool:
    # True == Decimal(1) in Python, hence the look at the type.
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def wanted_row(managed_list: ManagedList, source: Source, row: Mapping[str, Any]) -> Wanted:
    """An Intacct row in Salesforce's columns, each value as Salesforce would store it.

    A field that the source is known to lack clears its column; one that is missing unexpectedly, or has a value that
    can't be read, leaves it alone.
    """
    record_key = str(row["key"])
    name = text(row.get(managed_list.name)) or text(row.get(managed_list.id)) or record_key
    values: dict[str, Value] = {lists.ID_FIELD: text(row.get(managed_list.id)) or record_key}
    values[lists.NAME_FIELD] = text(name[: lists.NAME_LENGTH])
    values[lists.FULL_NAME_FIELD] = name
    if managed_list.numeric_key:
        values[lists.RECORD_NO_FIELD] = Decimal(record_key)
    if not managed_list.status or managed_list.status in row:
        values[lists.ACTIVE_FIELD] = row.get(managed_list.status) != "inactive"
    if managed_list.type:
        values[lists.TYPE_FIELD] = managed_list.type
    values.update(source.constants)
    for field, column, value_of in _further(managed_list):
        if field in row or field in source.omit:
            with suppress(ValueError):
                values[column] = value_of(row.get(field))
    return Wanted(managed_list.external_key(record_key), record_key, values)


def _further(managed_list: ManagedList) -> Iterator[tuple[str, str, Callable[[Any], Value]]]:
    """(Intacct field, column, conversion) of the columns that differ from list to list."""
    if managed_list.entity:
        yield managed_list.entity, lists.ENTITY_FIELD, text
    for extra in managed_list.fields:
        yield extra.field, extra.salesforce, partial(_typed, extra)
    for link in managed_list.links:
        yield link.field, link.path, partial(_key_in, link)


def _key_in(link: Link, record_key: Any) -> str | None:
    target = text(record_key)
    return f"{link.list}:{target}" if target else None


def record_reader(managed_list: ManagedList) -> Callable[[Mapping[str, Any]], dict[str, Value]]:
    """Reads the compared columns of Salesforce records as JSON gives them. Made once, used for many records."""
    scales = {lists.RECORD_NO_FIELD: 0} | {f.salesforce: f.scale for f in managed_list.fields if f.type == "number"}
    instants = {f.salesforce for f in managed_list.fields if f.type == "datetime"}
    plain = [(name, _reading(scales.get(name), name in instants)) for name in managed_list.columns if "." not in name]
    lookups = [(name, *name.split(".")) for name in managed_list.columns if "." in name]

    def read(record: Mapping[str, Any]) -> dict[str, Value]:
        values = {name: stored(record.get(name)) for name, stored in plain}
        for name, lookup, field in lookups:
            parent = record.get(lookup)
            values[name] = parent.get(field) if parent else None
        return values

    return read


def _reading(scale: int | None, is_instant: bool) -> Callable[[Any], Value]:
    if scale is not None:
        return partial(_or_none, partial(_decimal, scale=scale))
    return partial(_or_none, _instant) if is_instant else _as_is


def _or_none(read: Callable[[Any], Value], value: Any) -> Value:
    try:
        return read(value)
    except ValueError:
        return None


def _as_is(value: Any) -> Value:
    return value if value is None or isinstance(value, bool | str) else str(value)


def _instant(value: Any) -> str | None:
    return None if value in EMPTY else _utc(str(value))


def _typed(extra: ExtraField, value: Any) -> Value:
    """Raises ValueError where the value is none of the field's type."""
    match extra.type:
        case "boolean":
            return _boolean(value)
        case "number":
            return _decimal(value, extra.scale)
        case "date":
            return None if value in EMPTY else date.fromisoformat(str(value)).isoformat()
        case "datetime":
            return _instant(value)
    return text(value)


def _boolean(value: Any) -> bool:
    if value is True or value in ("true", "T"):
        return True
    if value is False or value in ("false", "F", *EMPTY):
        return False
    raise ValueError("neither true nor false")


def text(value: Any) -> str | None:
    """Text as Salesforce keeps it: outer white space gone, and no empty string but null.

    Only ASCII white space counts: a no-break space inside or around a name is part of it.
    """
    return str(value).strip(" \t\r\n\f\v") or None if value is not None else None


def _decimal(value: Any, scale: int) -> Decimal | None:
    """Raises ValueError where the value is no number, or one of more digits than Salesforce has."""
    if value in EMPTY:
        return None
    try:
        number = round(Decimal(str(value)), scale)
    except InvalidOperation:
        raise ValueError("no number") from None
    if not number.is_finite():
        raise ValueError("no number")
    return number


def _utc(value: str) -> str:
    """An instant with one spelling: Intacct writes ``Z``, Salesforce ``.000+0000``. Raises ValueError.

    Without a zone it is UTC, on machines of any zone.
    """
    instant = datetime.fromisoformat(value)
    try:
        utc = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:  # in another zone it would be in the year 0 or 10000
        raise ValueError("no instant") from None
    return utc.isoformat(timespec="seconds")


def stamp(run_id: str, outcome: str) -> str:
    """What a run leaves on each row that it writes, so that a repeat of its work still counts truly."""
    return f"{run_id}:{outcome}"


def stamp_for(change: Change, present: Mapping[str, Present], run_id: str) -> str:
    """The stamp to write: a row that this run created stays "created" when it is written a second time."""
    there = present.get(change.wanted.key)
    created = stamp(run_id, "created")
    return created if there and there.stamp == created else stamp(run_id, change.outcome)


def outcome_of_equal(there: Present, run_id: str) -> str:
    """Equal because it always was, or because an earlier attempt of this run has made it so."""
    run, _, outcome = there.stamp.partition(":")
    return outcome if run == run_id and outcome in ("created", "updated") else "unchanged"
