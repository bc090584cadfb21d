"""An Intacct record as its API takes it: dotted names become nested objects."""

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
