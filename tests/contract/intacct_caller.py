"""Calls the Intacct stand-in over HTTP as a bare client would, without any adapter."""

from typing import Any

import requests

from dev.emulators.intacct import BASE, IntacctStandIn
from dev.seed.intacct import CLIENT_ID, CLIENT_SECRET, seed

SIGN_IN = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


def seeded(employees: int = 60) -> IntacctStandIn:
    stand_in = IntacctStandIn()
    seed(stand_in, employees)
    return stand_in


class Caller:
    """One signed-in user of a stand-in that listens at ``url``."""

    def __init__(self, url: str, username: str = "ws_sync@demo") -> None:
        self.base = url + BASE
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {self.token(username=username).json()['access_token']}"

    def token(self, **members: str | None) -> requests.Response:
        """The answer to a grant; a member that is None is left out."""
        return self.session.post(f"{self.base}/oauth2/token", data={**SIGN_IN, **members}, timeout=10)

    def get(self, path: str, **query: str) -> requests.Response:
        return self.session.get(self.base + path, params=query, timeout=10)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.session.request(method, self.base + path, json=body, headers=headers, timeout=10)

    def query(self, object_name: str, *fields: str, **members: Any) -> requests.Response:
        body = {"object": object_name, "fields": fields, **members}
        return self.send("POST", "/services/core/query", body)

    def rows(self, object_name: str, *fields: str, **members: Any) -> list[dict[str, Any]]:
        answer = self.query(object_name, *fields, **{"size": 4000, **members})
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["ia::result"]
        return rows
