"""The demonstration's two tenants: each with its own Intacct company, Salesforce org, secrets and settings."""

from dataclasses import replace
from urllib.parse import urlsplit

from chalicelib.core.settings import AccountDetails, Connection, Settings
from chalicelib.wiring import Wiring
from dev.fakes import SET_UP
from dev.seed import intacct, salesforce

TENANTS = {
    "demo": (intacct.DEMO, salesforce.CONSUMER_KEY),
    "autre": (intacct.AUTRE, f"{salesforce.CONSUMER_KEY}-{salesforce.AUTRE}"),
}
"""Tenant to its Intacct company and its application in Salesforce."""
TAB = AccountDetails(
    shown=True,
    fields=("Name", "Owner.Name", "Industry", "Customer_Priority__c", "AnnualRevenue", "Website", "BillingAddress"),
    currency="EUR",
)
"""What the demonstration shows of an Account on the customer's record."""
COMPANIES = {tenant: company for tenant, (company, _) in TENANTS.items()}


def seed_tenants(wiring: Wiring, salesforce_url: str) -> None:
    """Store secrets and settings through the product's own ports; a tenant that has settings is left alone."""
    for tenant, (company, consumer_key) in TENANTS.items():
        wiring.secrets.put(tenant, "intacct", {"client_id": intacct.CLIENT_ID, "client_secret": intacct.CLIENT_SECRET})
        wiring.secrets.put(
            tenant, "salesforce", {"consumer_key": consumer_key, "consumer_secret": salesforce.CONSUMER_SECRET}
        )
        if wiring.settings.current(tenant).version == 0:
            deed = replace(SET_UP, at=wiring.clock.now())
            user = f"integration@{tenant}.example"
            wiring.settings.save(tenant, _settings(company, urlsplit(salesforce_url).netloc, user), 0, deed)


def _settings(company: str, salesforce_host: str, salesforce_user: str) -> Settings:
    return Settings(
        enabled=True,
        connection=Connection(
            intacct_company=company,
            intacct_user=intacct.USERNAME,
            salesforce_host=salesforce_host,
            salesforce_user=salesforce_user,
        ),
        account_details=TAB,
    )
