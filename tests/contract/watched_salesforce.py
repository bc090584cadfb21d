"""The Salesforce stand-in with its requests kept, and short ways to fill and to read a list in tests."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib.core.compare import Present, Value
from chalicelib.core.lists import KEY_FIELD, RUN_FIELD
from dev.emulators.messages import Request, Response
from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.server import Route
from tests.contract.real_adapters import SALESFORCE_SECRET, TENANT, managed_list

CLASS = managed_list("class")
PARENT = "Parent__r.Intacct_Key__c"


class Watched(SalesforceStandIn):
    """The stand-in, with the addresses that were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Request] = []

    def respond(self, route: Route, request: Request) -> Response:
        self.asked.append(request)
        return super().respond(route, request)


def watched() -> Watched:
    """A stand-in with one empty org, for the client that Connected signs in as."""
    stand_in = Watched()
    stand_in.add_org(TENANT)
    stand_in.register(SALESFORCE_SECRET["consumer_key"], TENANT, secret=SALESFORCE_SECRET["consumer_secret"])
    return stand_in


def row(number: int, list_key: str = "class", **values: Value) -> dict[str, Value]:
    return {
        KEY_FIELD: f"{list_key}:{number}",
        "Intacct_Record_No__c": Decimal(number),
        "Intacct_Id__c": f"{number:04}",
        "Name": f"Row {number}",
        "Full_Name__c": f"Row {number}",
        "Active__c": True,
        RUN_FIELD: "run-1:created",
        **values,
    }


def fill(stand_in: SalesforceStandIn, rows: int, first: int = 1, list_key: str = "class") -> None:
    stand_in.put_many(
        "demo", CLASS.salesforce, (_stored(row(number, list_key)) for number in range(first, first + rows))
    )


def _stored(record: Mapping[str, Value]) -> dict[str, Any]:
    return {**record, "Intacct_Record_No__c": float(str(record["Intacct_Record_No__c"])), "Active__c": 1}


def numbers(rows: Iterator[Present]) -> list[int]:
    return [int(str(row.values["Intacct_Record_No__c"])) for row in rows]
