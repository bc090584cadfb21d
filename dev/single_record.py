"""Change one record in the Intacct stand-in, and see it arrive in the Salesforce stand-in."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from dev.emulators.intacct.app import BASE
from dev.seed import intacct, salesforce

LIST_OBJECT = "company-config/department"
SALESFORCE_OBJECT = "Intacct_Department__c"
HEAD_OFFICE = "3"
"""The department "Direction générale", as the seed has it."""
WAIT_SECONDS = 30.0
STEP_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Arrival:
    """The new name, as both sides have it, and how long it took from one to the other."""

    name: str
    seconds: float


def change_one_department(intacct_url: str, salesforce_url: str, key: str = HEAD_OFFICE) -> Arrival:
    """Rename a department of Compagnie de démonstration by the API of the stand-in, and wait for it in Salesforce.

    Raises RuntimeError where it has not arrived after 30 seconds.
    """
    name = f"Direction générale, {datetime.now(UTC):%H:%M:%S}"
    headers = {"Authorization": f"Bearer {_intacct_token(intacct_url)}"}
    began = time.monotonic()
    address = f"{intacct_url}{BASE}/objects/{LIST_OBJECT}/{key}"
    requests.patch(address, json={"name": name}, headers=headers, timeout=10).raise_for_status()
    token = _salesforce_token(salesforce_url)
    while time.monotonic() < began + WAIT_SECONDS:
        if _name_in_salesforce(salesforce_url, token, key) == name:
            return Arrival(name, time.monotonic() - began)
        time.sleep(STEP_SECONDS)
    raise RuntimeError(f"The department has not arrived in Salesforce after {WAIT_SECONDS:.0f} s.")


def _intacct_token(url: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": intacct.CLIENT_ID,
        "client_secret": intacct.CLIENT_SECRET,
        "username": f"{intacct.USERNAME}@{intacct.DEMO}",
    }
    answer = requests.post(f"{url}{BASE}/oauth2/token", data=form, timeout=10)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _salesforce_token(url: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": salesforce.CONSUMER_KEY,
        "client_secret": salesforce.CONSUMER_SECRET,
    }
    answer = requests.post(f"{url}/services/oauth2/token", data=form, timeout=10)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _name_in_salesforce(url: str, token: str, key: str) -> Any:
    address = f"{url}/services/data/v66.0/sobjects/{SALESFORCE_OBJECT}/Intacct_Key__c/department:{key}"
    answer = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    return answer.json().get("Name") if answer.status_code == 200 else None
