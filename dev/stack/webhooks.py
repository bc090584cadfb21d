"""Connect the Intacct stand-in's webhooks with the local API, as an administrator of Intacct does once."""

from collections.abc import Mapping

import requests

from chalicelib.core.principal import Principal, Role
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.notice_hooks import issue_hook
from dev.fakes import SET_UP
from dev.seed.intacct import CLIENT_ID


def connect_webhooks(desk: NoticeDesk, companies: Mapping[str, str], intacct_url: str, api_url: str) -> None:
    """Issue each tenant's address, and have its company tell changes there. Twice: the later address holds."""
    for tenant, company in companies.items():
        administrator = Principal(tenant, SET_UP.subject, SET_UP.name, "", frozenset({Role.ADMIN}))
        issued = issue_hook(desk, administrator)
        trigger = {"company": company, "url": f"{api_url}/api/v1/notices/{issued.token}", "client_id": CLIENT_ID}
        requests.post(f"{intacct_url}/_control/webhooks", json=trigger, timeout=10).raise_for_status()
