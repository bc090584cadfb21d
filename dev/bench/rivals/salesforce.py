"""Signs in to Salesforce, and gives simple-salesforce connected."""

import os
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from urllib3.util import Retry

OBJECT = "Intacct_Journal__c"
KEY = "Intacct_Key__c"
VERSION = "66.0"
CONNECTIONS = 5
TIMEOUT_SECONDS = 120


class _Adapter(HTTPAdapter):
    """With a timeout, which the library does not set, and with another try where that is safe."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        return super().send(request, *args, **{**options, "timeout": TIMEOUT_SECONDS})


def connected() -> Salesforce:
    """By client credentials, as an integration user."""
    url = os.environ["SALESFORCE_URL"]
    grant = {
        "grant_type": "client_credentials",
        "client_id": os.environ["SALESFORCE_CONSUMER_KEY"],
        "client_secret": os.environ["SALESFORCE_CONSUMER_SECRET"],
    }
    session = requests.Session()
    again = Retry(total=5, backoff_factor=0.5, status_forcelist=(502, 503, 504), allowed_methods={"GET", "PATCH"})
    session.mount(url, _Adapter(max_retries=again, pool_maxsize=CONNECTIONS))
    answer = session.post(f"{url}/services/oauth2/token", data=grant)
    answer.raise_for_status()
    org = Salesforce(session_id=answer.json()["access_token"], instance_url=url, session=session, version=VERSION)
    # The library speaks https alone; the bench's Salesforce stands on this machine, without TLS.
    org.base_url, org.bulk2_url = f"{url}/services/data/v{VERSION}/", f"{url}/services/data/v{VERSION}/jobs/"
    return org
