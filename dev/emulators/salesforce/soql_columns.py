"""What a query would return, column by column (``columns=true``): command lines head their tables with it."""

from collections.abc import Iterable, Sequence
from typing import Any

from dev.emulators.salesforce.fields import Field
from dev.emulators.salesforce.soql_select import Column


def column_metadata(columns: Iterable[Column], aggregates: Sequence[str]) -> list[dict[str, Any]]:
    """Fields of parents stand in the ``joinColumns`` of their relationship."""
    found: list[dict[str, Any]] = [_entry(name, aggregate=True) for name in aggregates]
    for column in columns:
        level = found
        for step in column.place.hop.way:
            level = _joined(level, step)
        level.append(_entry(column.name, column.place.field))
    return found


def _joined(level: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    entry = next((item for item in level if item["columnName"] == name), None)
    if entry is None:
        entry = _entry(name)
        level.append(entry)
    joined: list[dict[str, Any]] = entry["joinColumns"]
    return joined


def _entry(name: str, field: Field | None = None, *, aggregate: bool = False) -> dict[str, Any]:
    return {
        "columnName": name,
        "displayName": name,
        "aggregate": aggregate,
        "booleanType": field is not None and field.type == "boolean",
        "custom": field is not None and field.custom,
        "foreignKeyName": None,
        "insertable": field is not None and field.writable,
        "joinColumns": [],
        "numberType": aggregate or (field is not None and field.is_number),
        "textType": field is not None and field.is_text,
        "updatable": field is not None and field.writable,
    }
