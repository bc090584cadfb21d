"""Invented rows by the hundred thousand, for benches, and a share of rows changed at once."""

from datetime import UTC, datetime
from typing import Any

from dev.emulators.intacct.model import models
from dev.emulators.intacct.store import MODIFIED, Pattern, Row, Store

MADE_ON = "2025-01-06T08:00:00Z"
_GIVEN = ("Anaïs", "Bruno", "Chloé", "Daniel", "Élise", "Farid", "Grace", "Hugo", "Inès", "Jonas", "Kenza", "Liam")
_FAMILY = ("Abadie", "Baxter", "Colin", "Dupré", "Evans", "Faure", "Garnier", "Hale", "Imbert", "Joly", "Keller")


def generate(store: Store, company: str, object_name: str, rows: int, first_key: int = 1) -> None:
    """Add ``rows`` rows with contiguous keys from ``first_key``; they are made when read, so any number is quick."""
    model = models()[object_name]

    def made(key: int) -> Row:
        name = f"{_GIVEN[key % len(_GIVEN)]} {_FAMILY[key % len(_FAMILY)]} {key}"
        row: dict[str, Any] = {"key": str(key), "id": f"G-{key:07}", "status": "active"}
        if "name" in model.fields:
            row["name"] = name
        if "description" in model.fields:
            row["description"] = name
        return {**row, MODIFIED: MADE_ON} if model.audited else row

    with store.lock:
        store.table(company, object_name).make(first_key, rows, Pattern(made, MADE_ON))


def touch(store: Store, company: str, object_name: str, share: float, now: float) -> int:
    """Change the name and the time stamp of a share of the rows, evenly spread; how many it was."""
    model = models()[object_name]
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    changed = next(name for name in ("name", "description", "id") if name in model.fields)
    with store.lock:
        table = store.table(company, object_name)
        count = round(len(table.keys) * share)
        keys = [table.keys[i * len(table.keys) // count] for i in range(count)]
        for key in keys:
            row = table[key]
            stamped = {MODIFIED: stamp} if model.audited else {}
            table.put({**row, changed: f"{row.get(changed) or row['id']} ’{stamp[17:19]}", **stamped})
    return count
