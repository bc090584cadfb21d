"""The list that is brought into Salesforce by each side in turn: made, changed, and looked through afterwards."""

from dataclasses import dataclass
from typing import Any

import requests

from dev.bench import latency
from dev.bench.rivals import intacct
from dev.bench.rivals.salesforce import OBJECT
from dev.seed.intacct import CLIENT_ID, CLIENT_SECRET, DEMO, USERNAME
from dev.seed.salesforce import CONSUMER_KEY, CONSUMER_SECRET

HOUR_SECONDS = 3600
"""What changes while a run goes is looked at again at its end, and so costs more than what changed before."""
COMPARED = ("Name", "Full_Name__c", "Intacct_Id__c", "Active__c", "Type__c")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the stand-ins counted since the last reset, sign-ins apart."""

    intacct_calls: int
    salesforce_calls: int
    rows_written: int


@dataclass(frozen=True, slots=True)
class BenchList:
    """A list of ``rows`` rows in the Intacct stand-in, and what Salesforce's has of it."""

    intacct_url: str
    salesforce_url: str
    rows: int

    def make(self) -> None:
        """Rows with keys from 1 without gaps; the demonstration's few rows are among them."""
        self._order(self.intacct_url, "generate", {**self._table, "rows": self.rows})

    def touch(self, share: float) -> int:
        """Change a share of the rows, as people did an hour ago; how many that was."""
        order = {**self._table, "share": share, "ago_seconds": HOUR_SECONDS}
        return int(self._order(self.intacct_url, "touch", order).json()["changed"])

    def delay(self) -> None:
        """From now on the stand-ins take their time."""
        self._order(self.intacct_url, "latency", latency.INTACCT)
        self._order(self.salesforce_url, "latency", latency.SALESFORCE)
        self._order(self.salesforce_url, "bulk_pace", latency.BULK_PACE)

    def hurry(self) -> None:
        """Answer at once again, for what is not measured."""
        for url in (self.intacct_url, self.salesforce_url):
            requests.delete(f"{url}/_control/latency", timeout=10).raise_for_status()

    def reset_calls(self) -> None:
        for url in (self.intacct_url, self.salesforce_url):
            requests.delete(f"{url}/_control/calls", timeout=10).raise_for_status()

    def counted(self) -> Counted:
        intacct_side, salesforce_side = (
            requests.get(f"{url}/_control/calls", timeout=10).json() for url in (self.intacct_url, self.salesforce_url)
        )
        return Counted(intacct_side["total"], salesforce_side["total"], salesforce_side["rows_written"])

    def present(self) -> dict[str, dict[str, Any]]:
        """Salesforce's rows by their key. Raises RuntimeError where two have the same."""
        fields = ", ".join(("Intacct_Key__c", *COMPARED))
        query = {"q": f"SELECT {fields} FROM {OBJECT} WHERE Type__c = 'Journal'"}
        found = requests.get(f"{self.salesforce_url}/_control/query", params=query, timeout=60).json()
        rows = {row["Intacct_Key__c"]: {name: row[name] for name in COMPARED} for row in found}
        if len(rows) != len(found):
            raise RuntimeError(f"{len(found) - len(rows)} rows stand in Salesforce twice")
        return rows

    def check(self) -> None:
        """Raises RuntimeError unless Salesforce has what Intacct has."""
        there = self.present()
        wanted = {row["Intacct_Key__c"]: {name: row[name] for name in COMPARED} for row in intacct.rows()}
        if there != wanted or len(wanted) != self.rows:
            wrong = [key for key in wanted if there.get(key) != wanted[key]]
            raise RuntimeError(f"{len(wrong)} of {self.rows} rows are wrong in Salesforce: {wrong[:3]}")

    def environment(self) -> dict[str, str]:
        """Where scripts find both sides, and how they sign in; ``check`` reads it from the environment as well."""
        return {
            "INTACCT_URL": self.intacct_url,
            "INTACCT_CLIENT_ID": CLIENT_ID,
            "INTACCT_CLIENT_SECRET": CLIENT_SECRET,
            "INTACCT_USER": f"{USERNAME}@{DEMO}",
            "SALESFORCE_URL": self.salesforce_url,
            "SALESFORCE_CONSUMER_KEY": CONSUMER_KEY,
            "SALESFORCE_CONSUMER_SECRET": CONSUMER_SECRET,
        }

    @property
    def _table(self) -> dict[str, str]:
        return {"company": DEMO, "object": intacct.OBJECT}

    def _order(self, url: str, order: str, body: dict[str, Any]) -> requests.Response:
        answer = requests.post(f"{url}/_control/{order}", json=body, timeout=120)
        answer.raise_for_status()
        return answer
