"""A connection that reads Accounts while a person waits for the answer."""

from dataclasses import replace

from chalicelib.adapters.access_tokens import SignIns
from chalicelib.adapters.http import Limits, Network
from chalicelib.adapters.salesforce_accounts import SalesforceAccounts
from chalicelib.adapters.salesforce_org import Org, OrgReads
from chalicelib.core.errors import BadRequest, NeedsAdmin
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets

IMPATIENT = Limits(connect_seconds=2, read_seconds=4, total_seconds=6)
"""Three tries end before the gateway gives up on us, after 29 seconds."""


def connected_accounts(
    tenant: str, settings: Settings, secrets: Secrets, sign_ins: SignIns, network: Network
) -> SalesforceAccounts:
    """The Accounts of a tenant's org. For one thread. Raises NeedsAdmin where the settings name no org."""
    try:
        org = Org(tenant, settings, secrets, sign_ins, replace(network, limits=IMPATIENT), posts_repeat=True)
    except BadRequest as error:
        raise NeedsAdmin(
            "salesforce_host",
            "The settings do not say which Salesforce org this is.",
            remedy="Enter the org's My Domain in the connection settings.",
        ) from error
    return SalesforceAccounts(OrgReads(org), network.clock)
