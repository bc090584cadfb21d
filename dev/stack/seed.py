"""The demonstration's two tenants: each with its own Intacct company, Salesforce org, secrets and settings."""

from urllib.parse import urlsplit

from chalicelib.core.settings import Connection, Environment, Settings
from chalicelib.wiring import Wiring
from dev.seed import intacct, salesforce

TENANTS = {"demo": intacct.DEMO, "autre": intacct.AUTRE}
"""Tenant to Intacct company."""


def seed_tenants(wiring: Wiring, salesforce_url: str) -> None:
    """Store secrets and settings through the product's own ports; a tenant that has settings is left alone."""
    for tenant, company in TENANTS.items():
        client = salesforce.CLIENTS[tenant]
        wiring.secrets.put(tenant, "intacct", {"client_id": intacct.CLIENT_ID, "client_secret": intacct.CLIENT_SECRET})
        wiring.secrets.put(
            tenant, "salesforce", {"consumer_key": client.consumer_key, "consumer_secret": client.secret}
        )
        if wiring.settings.current(tenant).version == 0:
            wiring.settings.save(tenant, _settings(company, urlsplit(salesforce_url).netloc, client.username), 0)


def _settings(company: str, salesforce_host: str, salesforce_user: str) -> Settings:
    return Settings(
        enabled=True,
        connection=Connection(
            intacct_company=company,
            intacct_user=intacct.USERNAME,
            salesforce_host=salesforce_host,
            salesforce_user=salesforce_user,
            environment=Environment.SANDBOX,
        ),
    )
