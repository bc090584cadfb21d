"""Invented employees, as many as wanted, always the same."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FIRST_KEY = 1001
TEAM = 20
"""Every so many employees there is a manager, and every so many managers a director."""

_PEOPLE = json.loads(Path(__file__).with_name("people.json").read_text(encoding="utf-8"))

Rows = Sequence[dict[str, Any]]


def employees(count: int, locations: Rows, departments: Rows, classes: Rows) -> list[dict[str, Any]]:
    """``count`` rows, ids from E-00001, with gaps in the keys; who works where is spread over the given rows.

    Managers come after their team, so that many a supervisor has a higher key than the employee.
    """
    keys = [str(FIRST_KEY + i + i // 36) for i in range(count)]
    return [_employee(i, keys, locations, departments, classes) for i in range(count)]


def _employee(i: int, keys: Sequence[str], locations: Rows, departments: Rows, classes: Rows) -> dict[str, Any]:
    location = locations[i % len(locations)]
    supervisor = _supervisor(i, len(keys))
    return {
        "key": keys[i],
        "id": f"E-{i + 1:05}",
        "name": _name(i),
        "status": "inactive" if i % 31 == 30 else "active",
        "jobTitle": _PEOPLE["job"][i % len(_PEOPLE["job"])],
        "startDate": f"{2008 + i % 17}-{1 + i % 12:02}-{1 + i % 28:02}",
        "location.key": location["key"],
        "department.key": departments[i % len(departments)]["key"] if i % 11 else None,
        "class.key": classes[i % len(classes)]["key"] if i % 3 else None,
        "supervisor.key": None if supervisor is None else keys[supervisor],
        "entity.key": location.get("entity.key") if i % 4 == 1 else None,
    }


def _supervisor(i: int, count: int) -> int | None:
    if i == 0:
        return None
    if i % TEAM:
        manager = -(-i // TEAM) * TEAM
        return manager if manager < count else i - i % TEAM
    return i - i % TEAM**2 if i % TEAM**2 else 0


def _name(i: int) -> str:
    given, family = _PEOPLE["given"], _PEOPLE["family"]
    name = f"{given[i % len(given)]} {family[i // 3 % len(family)]}"
    if i % 997 == 500:
        return f"{name} 🌱"
    if i % 1501 == 700:
        return f"{name} <Jr. & Sons>"
    return name
