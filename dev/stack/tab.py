"""Put the customer tab into the Intacct stand-in's records, as an administrator of Intacct does once."""

from collections.abc import Mapping

import requests

from chalicelib.adapters.tab_component import TabComponent


def paste_components(component: TabComponent, companies: Mapping[str, str], intacct_url: str) -> None:
    """Each company gets the text that its tenant's administrator would copy out of the console. Twice is safe."""
    for tenant, company in companies.items():
        pasted = {"company": company, "component": component.text(tenant), "smart_link": component.smart_link}
        requests.post(f"{intacct_url}/_control/component", json=pasted, timeout=10).raise_for_status()
