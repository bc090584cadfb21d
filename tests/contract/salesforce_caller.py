"""A plain HTTP caller of the Salesforce stand-in, for the tests that look at every word of its answers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from dev.emulators.salesforce import SalesforceStandIn

CLASS = "Intacct_Class__c"
KEY = "Intacct_Key__c"
VERSION = "66.0"


@dataclass(frozen=True, slots=True)
class Caller:
    """Signed in to one org; ``stand_in`` is the server's own object."""

    stand_in: SalesforceStandIn
    url: str
    token: str

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """``path`` begins after the version, or is absolute where it begins with ``/services``."""
        base = self.url if path.startswith("/services") else f"{self.url}/services/data/v{VERSION}"
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return requests.request(method, base + path, headers=headers, timeout=10, allow_redirects=False, **options)

    def query(self, soql: str, **options: Any) -> requests.Response:
        return self.call("GET", "/query", params={"q": soql}, **options)

    def records(self, soql: str) -> list[dict[str, Any]]:
        """Every record, all pages, without the ``attributes`` members."""
        body = self.query(soql).json()
        found = body["records"]
        while not body["done"]:
            body = self.call("GET", body["nextRecordsUrl"]).json()
            found += body["records"]
        return [bare(record) for record in found]

    def upsert(self, *rows: Mapping[str, Any], sobject: str = CLASS, field: str = KEY, **body: Any) -> Any:
        """The results of one Collections upsert."""
        sent = {"records": [{"attributes": {"type": sobject}, **row} for row in rows], **body}
        return self.call("PATCH", f"/composite/sobjects/{sobject}/{field}", json=sent).json()

    def order(self, what: str, body: Mapping[str, Any]) -> None:
        answer = requests.post(f"{self.url}/_control/{what}", json=body, timeout=10)
        answer.raise_for_status()

    def calls(self) -> dict[str, Any]:
        counted: dict[str, Any] = requests.get(f"{self.url}/_control/calls", timeout=10).json()
        return counted


@contextmanager
def caller(stand_in: SalesforceStandIn, org: str = "demo") -> Iterator[Caller]:
    with stand_in.serve() as running:
        yield Caller(stand_in, running.url, stand_in.sign_in(org))


def row(number: int, **values: Any) -> dict[str, Any]:
    """A class as the resync would write it."""
    return {KEY: f"class:{number}", "Intacct_Record_No__c": number, "Name": f"Class {number}", **values}


def bare(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: bare(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if name != "attributes"
    }


def errors(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """The code of each row's error, "" where it was written."""
    return ["" if result["success"] else result["errors"][0]["statusCode"] for result in results]
