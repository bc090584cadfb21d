"""Reads a list of Intacct page by page, and gives its rows as Salesforce's fields."""

import os
from collections.abc import Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

OBJECT = "general-ledger/journal"
LIST = "journal"
PAGE = 4000
TIMEOUT_SECONDS = (5, 60)


def rows() -> Iterator[dict[str, Any]]:
    """All rows in the order of their keys: a row that is added or renamed meanwhile cannot shift the pages."""
    with requests.Session() as session:
        session.mount(_base(), HTTPAdapter(max_retries=_retries()))
        session.headers["Authorization"] = f"Bearer {_token(session)}"
        last = "0"
        while True:
            page = _page(session, last)
            yield from map(_as_salesforce, page)
            if len(page) < PAGE:
                return
            last = page[-1]["key"]


def _page(session: requests.Session, last: str) -> list[dict[str, Any]]:
    query = {
        "object": OBJECT,
        "fields": ["key", "id", "name", "status"],
        "filters": [{"$gt": {"key": last}}],
        "filterParameters": {"includePrivate": True},
        "orderBy": [{"key": "asc"}],
        "size": PAGE,
    }
    answer = session.post(f"{_base()}/services/core/query", json=query, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["ia::result"]
    return found


def _token(session: requests.Session) -> str:
    grant = {
        "grant_type": "client_credentials",
        "client_id": os.environ["INTACCT_CLIENT_ID"],
        "client_secret": os.environ["INTACCT_CLIENT_SECRET"],
        "username": os.environ["INTACCT_USER"],
    }
    answer = session.post(f"{_base()}/oauth2/token", data=grant, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _as_salesforce(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "Intacct_Key__c": f"{LIST}:{row['key']}",
        "Intacct_Record_No__c": int(row["key"]),
        "Intacct_Id__c": row["id"],
        "Name": row["name"][:80],
        "Full_Name__c": row["name"],
        "Active__c": row["status"] == "active",
        "Type__c": "Journal",
    }


def _base() -> str:
    return f"{os.environ.get('INTACCT_URL', 'https://api.intacct.com')}/ia/api/v1"


def _retries() -> Retry:
    """Reading may be repeated, though it is a POST."""
    return Retry(total=5, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504), allowed_methods=None)
