"""The Salesforce stand-in with its seed, and the product's own connection to its Accounts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import Network
from chalicelib.adapters.salesforce_accounts import SalesforceAccounts
from chalicelib.adapters.salesforce_org import Org, OrgReads
from chalicelib.core.settings import Connection, Settings
from chalicelib.ports import Clock
from dev.emulators.salesforce import SalesforceStandIn
from dev.fakes import FakeClock, FakeSecrets
from dev.seed.salesforce import CONSUMER_KEY, CONSUMER_SECRET, DEMO, seed

LINK = "Intacct_Customer_Id__c"


@dataclass
class Side:
    """``origin`` is where the stand-in serves; ``settings`` lead to its first org."""

    stand_in: SalesforceStandIn
    origin: str
    clock: Clock = field(default_factory=FakeClock)

    @classmethod
    @contextmanager
    def served(cls) -> "Iterator[Side]":
        stand_in = SalesforceStandIn()
        seed(stand_in)
        running = stand_in.serve()
        yield cls(stand_in, running.url)
        running.stop()

    def __post_init__(self) -> None:
        self.settings = Settings(connection=Connection(salesforce_host=self.origin.partition("://")[2]))
        self._secrets = FakeSecrets()
        self._secrets.put("demo", "salesforce", {"consumer_key": CONSUMER_KEY, "consumer_secret": CONSUMER_SECRET})
        self._sign_ins = SignIns(self.clock)

    def accounts(self) -> SalesforceAccounts:
        network = Network(self.clock, frozenset({self.origin}))
        org = Org("demo", self.settings, self._secrets, self._sign_ins, network, posts_repeat=True)
        return SalesforceAccounts(OrgReads(org), self.clock)

    def calls(self) -> dict[str, int]:
        """What the other side counted since the last time it was asked, sign-ins apart."""
        found: Mapping[str, int] = self.stand_in.calls.report()["by_name"]
        self.stand_in.calls.reset()
        return {name: count for name, count in found.items() if name != "token"}

    def record(self, customer: str) -> dict[str, Any]:
        return self.stand_in.query(DEMO, f"SELECT Id, Name, OwnerId FROM Account WHERE {LINK} = '{customer}'")[0]

    def change(self, customer: str, **values: Any) -> None:
        org = self.stand_in.orgs[DEMO]
        org.store.update(org.objects["Account"], self.record(customer)["Id"], values)
