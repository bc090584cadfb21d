"""Fills the Intacct stand-in: "Compagnie de démonstration" with every managed list, and a small second company."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dev.emulators.intacct import IntacctStandIn
from dev.emulators.intacct.model import models
from dev.seed.employees import employees

DEMO = "demo"
AUTRE = "autre"
CLIENT_ID = "passerelle-local"
CLIENT_SECRET = "accepted-by-the-stand-in-alone-here"
USERNAME = "ws_sync"

EMPLOYEES = 12_000
EMPLOYEE = "company-config/employee"
USER = "company-config/user"

Row = dict[str, Any]
Company = dict[str, list[Row]]


def seed(stand_in: IntacctStandIn, employee_count: int = EMPLOYEES) -> None:
    """Register the client and put both companies in. Doing it twice is safe."""
    stand_in.add_client(CLIENT_ID, CLIENT_SECRET)
    stand_in.fill({DEMO: demo(employee_count), AUTRE: autre()})


def demo(employee_count: int = EMPLOYEES) -> Company:
    """Rows by object: French and English, three levels of parents and more, gaps in the keys, inactive and private."""
    text = Path(__file__).with_name("intacct.json").read_text(encoding="utf-8")
    company = _linked({name: _keyed(rows) for name, rows in json.loads(text).items()})
    return _stamped({**company, EMPLOYEE: _staff(company, employee_count)})


def autre() -> Company:
    """A second company with the same ids and keys under other names: what shows up in the first is a leak."""
    full = demo(employee_count=60)
    company = {name: [_renamed(row) for row in rows[:8]] for name, rows in full.items() if name != USER}
    kept = {row["key"] for rows in company.values() for row in rows}
    for rows in company.values():
        for row in rows:
            row |= {field: None for field in row if field.endswith(".key") and row[field] not in kept}
    user = next(row for row in full[USER] if row["id"] == USERNAME)
    person = {"userName": "Jo Lindqvist", "adminPrivileges": "full", "webServices.isRestricted": False}
    admin = {**user, "key": "21", "id": "jlindqvist", **person}
    return {**company, USER: [user, admin]}


def _keyed(rows: list[Row]) -> list[Row]:
    """Give every row a key: its own, or the next, with a gap after every fifth."""
    key = 0
    keyed: list[Row] = []
    for row in rows:
        key = row.get("key", key + 1 + (len(keyed) % 5 == 4))
        keyed.append({"status": "active", **row, "key": str(key)})
    return keyed


def _linked(company: Mapping[str, list[Row]]) -> Company:
    """Replace references by id (``parent``) with references by key (``parent.key``)."""
    return {name: [_linked_row(company, name, row) for row in rows] for name, rows in company.items()}


def _linked_row(company: Mapping[str, list[Row]], name: str, row: Row) -> Row:
    linked = dict(row)
    for ref, targets in models()[name].refs.items():
        wanted = linked.pop(ref, None)
        keys = [other["key"] for target in targets for other in company[target] if other["id"] == wanted]
        assert wanted is None or keys, f"{name} {row['id']}: there is no {ref} {wanted}"
        linked[f"{ref}.key"] = keys[0] if keys else None
    return linked


def _staff(company: Company, count: int) -> list[Row]:
    places = company["company-config/entity"] + company["company-config/location"]
    return employees(count, places, company["company-config/department"], company["company-config/class"])


def _stamped(company: Company) -> Company:
    """Give rows of audited objects a time of creation and of their last change."""
    for name, rows in company.items():
        if models()[name].audited:
            for number, row in enumerate(rows):
                day = f"{1 + number % 12:02}-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z"
                row |= {"audit.createdDateTime": f"2023-{day}", "audit.modifiedDateTime": f"2025-{day}"}
    return company


def _renamed(row: Row) -> Row:
    return {**row, **{field: f"Autre : {row[field]}" for field in ("name", "description") if field in row}}
