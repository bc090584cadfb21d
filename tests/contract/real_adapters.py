"""The real adapters of Intacct and Salesforce, connected to the stand-ins over HTTP."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import Network
from chalicelib.adapters.intacct import IntacctRest
from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.salesforce import SalesforceRest
from chalicelib.adapters.salesforce_org import Org
from chalicelib.core.lists import ManagedList, parse_catalogue
from chalicelib.core.settings import Connection, Environment, Settings
from dev.fakes import FakeClock, FakeSecrets
from dev.seed import intacct, salesforce

ROOT = Path(__file__).parents[2]
TENANT = "demo"
INTACCT_SECRET = {"client_id": intacct.CLIENT_ID, "client_secret": intacct.CLIENT_SECRET}
SALESFORCE_SECRET = {"consumer_key": salesforce.CONSUMER_KEY, "consumer_secret": salesforce.CONSUMER_SECRET}


def managed_list(key: str, **changes: Any) -> ManagedList:
    """A list of the shipped catalogue, or of the demonstration's own, changed where a test says so."""
    documents = [tomllib.loads((ROOT / path).read_text()) for path in ("chalicelib/lists.toml", "dev/seed/lists.toml")]
    found = parse_catalogue(*documents).get(key)
    assert found, key
    return replace(found, **changes)


class Connected:
    """One tenant's connections to the stand-ins at these addresses; each call makes a new one, sign-ins are kept."""

    def __init__(self, intacct_url: str = "", salesforce_url: str = "") -> None:
        self.intacct_url = intacct_url
        self.clock = FakeClock(datetime.now(UTC))
        self.secrets = FakeSecrets()
        self.secrets.put(TENANT, "intacct", INTACCT_SECRET)
        self.secrets.put(TENANT, "salesforce", SALESFORCE_SECRET)
        self.sign_ins = SignIns(self.clock)
        self.network = Network(self.clock, frozenset(filter(None, (intacct_url, salesforce_url))))
        self.connection = Connection(
            intacct_company=intacct.DEMO,
            intacct_user=intacct.USERNAME,
            salesforce_host=salesforce_url.partition("://")[2],
            salesforce_user="integration@demo.example",
            environment=Environment.SANDBOX,
        )

    def settings(self, connection: Mapping[str, Any] | None = None, **changes: Any) -> Settings:
        return Settings(enabled=True, connection=replace(self.connection, **(connection or {})), **changes)

    def intacct(self, connection: Mapping[str, Any] | None = None, **changes: Any) -> IntacctRest:
        settings = self.settings(connection, **changes)
        return IntacctRest(self.company(settings), settings)

    def salesforce(self, connection: Mapping[str, Any] | None = None, **changes: Any) -> SalesforceRest:
        settings = self.settings(connection, **changes)
        return SalesforceRest(self.org(settings))

    def company(self, settings: Settings) -> Company:
        return Company(TENANT, settings, self.secrets, self.sign_ins, self.network, self.intacct_url)

    def org(self, settings: Settings, *, posts_repeat: bool = False) -> Org:
        return Org(TENANT, settings, self.secrets, self.sign_ins, self.network, posts_repeat=posts_repeat)
