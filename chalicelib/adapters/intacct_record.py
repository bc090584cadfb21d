"""An Intacct record as its API takes it, and the answer that says which one was changed."""

from collections.abc import Mapping
from typing import Any


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """``{"location.key": "12"}`` as ``{"location": {"key": "12"}}``."""
    record: dict[str, Any] = {}
    for path, value in values.items():
        *groups, name = path.split(".")
        at = record
        for group in groups:
            at = at.setdefault(group, {})
        at[name] = value
    return record


def names_record(document: Any, record_key: str) -> bool:
    """Whether an answer to a change (``{"ia::result": {"key": "12", …}}``) is about this record."""
    result = document.get("ia::result") if isinstance(document, Mapping) else None
    return isinstance(result, Mapping) and str(result.get("key")) == record_key
