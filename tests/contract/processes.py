"""Processes of one deployment that share vault and leases, each with tokens and connections of its own."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.access_tokens_shared import SharedTokens
from chalicelib.adapters.dynamodb_leases import Leases
from chalicelib.adapters.intacct import IntacctRest
from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.salesforce import SalesforceRest
from chalicelib.adapters.salesforce_org import Org
from chalicelib.core.ranges import Selection
from chalicelib.ports import Clock, Secrets
from dev.fakes.clock import BEGINNING, FakeClock
from tests.contract.real_adapters import INTACCT_SECRET, SALESFORCE_SECRET, TENANT, Connected, managed_list

DEPARTMENT = managed_list("department")
CLASS = managed_list("class")


class PassingClock(FakeClock):
    """This machine's time, further on by what it was told: processes that wait for each other need time that passes."""

    def now(self) -> datetime:
        return datetime.now(UTC) + (super().now() - BEGINNING)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Process:
    """Connected to the stand-ins, with the tokens that all processes share.

    ``open_vault`` gives a way to the vault that remembers credentials for this process alone.
    """

    def __init__(
        self, intacct_url: str, salesforce_url: str, open_vault: Callable[[], Secrets], leases: Leases, clock: Clock
    ) -> None:
        self._link = Connected(intacct_url, salesforce_url)
        self._network = replace(self._link.network, clock=clock)
        self.secrets = open_vault()
        self.secrets.put(TENANT, "intacct", INTACCT_SECRET)
        self.secrets.put(TENANT, "salesforce", SALESFORCE_SECRET)
        self.sign_ins = SignIns(clock, SharedTokens(self.secrets, leases, clock))

    def intacct(self, **connection: Any) -> IntacctRest:
        settings = self._link.settings(connection)
        origin = self._link.intacct_url
        return IntacctRest(Company(TENANT, settings, self.secrets, self.sign_ins, self._network, origin), settings)

    def read_intacct(self) -> int:
        """How many rows a list has there."""
        rows = self.intacct().rows(DEPARTMENT, DEPARTMENT.sources[0], Selection(), 4000)
        return len(list(rows))

    def read_salesforce(self) -> int:
        """How many rows of a list lack their key there."""
        org = Org(TENANT, self._link.settings(), self.secrets, self.sign_ins, self._network)
        return SalesforceRest(org).unkeyed_count(CLASS)
