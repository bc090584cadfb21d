"""Both stand-ins as the connection check wants them, until a test spoils one of them."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.adapters.intacct_inspection import IntacctLook
from chalicelib.adapters.salesforce_inspection import SalesforceLook
from chalicelib.adapters.ses_inspection import SesLook
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.settings import AccountDetails, Environment, Settings
from chalicelib.usecases.connection import ConnectionReport, check_connection
from chalicelib.usecases.connection_desk import ConnectionDesk
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.salesforce import SalesforceStandIn
from dev.fakes import SET_UP, FakeSettingsStore
from dev.seed.account_fields import CURRENCY
from tests.contract.intacct_caller import seeded
from tests.contract.real_adapters import TENANT, Connected
from tests.contract.watched_salesforce import watched

CATALOGUE = parse_catalogue(tomllib.loads((Path(__file__).parents[2] / "chalicelib" / "lists.toml").read_text()))
CLASS = "Intacct_Class__c"
SENDER = "Passerelle <passerelle@example.com>"


class Both:
    """Both stand-ins as they should be; tests spoil one of them, or the settings, and check."""

    def __init__(self, intacct: IntacctStandIn, salesforce: SalesforceStandIn, connected: Connected, ses: Any) -> None:
        self.intacct = intacct
        self.salesforce = salesforce
        self.connected = connected
        self.ses = ses
        self.settings = connected.settings(
            {"environment": Environment.PRODUCTION}, account_details=AccountDetails(shown=True)
        )

    def connection(self, **changes: Any) -> None:
        self.settings = replace(self.settings, connection=replace(self.settings.connection, **changes))

    def report(self) -> ConnectionReport:
        store, link = FakeSettingsStore(), self.connected
        store.save(TENANT, self.settings, 0, SET_UP)

        def intacct(tenant: str, settings: Settings) -> IntacctLook:
            return IntacctLook(tenant, settings, link.secrets, link.network, link.intacct_url)

        def salesforce(tenant: str, settings: Settings) -> SalesforceLook:
            return SalesforceLook(tenant, settings, link.secrets, link.network)

        sender = SesLook(self.ses, SENDER)
        desk = ConnectionDesk(CATALOGUE, store, link.clock, intacct, salesforce, lambda: sender)
        return check_connection(desk, TENANT)

    def column(self, name: str, **changes: Any) -> None:
        fields = self.salesforce.orgs[TENANT].objects[CLASS].all_fields
        fields[name] = replace(fields[name], **changes)

    def one_currency_in_salesforce(self) -> None:
        self.salesforce.orgs[TENANT].objects["Account"].all_fields.pop(CURRENCY.name)


@contextmanager
def served(ses: Any) -> Iterator[Both]:
    """Both in company and org of several currencies."""
    intacct, salesforce = seeded(), watched()
    salesforce.orgs[TENANT].store.add_fields("Account", [CURRENCY])
    with intacct.serve() as company, salesforce.serve() as org:
        yield Both(intacct, salesforce, Connected(company.url, org.url), ses)
