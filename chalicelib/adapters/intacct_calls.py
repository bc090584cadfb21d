"""Signed-in calls of Intacct's query service."""

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIns
from chalicelib.adapters.http import Upstream
from chalicelib.adapters.intacct_errors import IntacctError, Refused, error_in
from chalicelib.adapters.intacct_sign_in import BASE, IntacctSignIn
from chalicelib.core.errors import NeedsAdmin

ENTITY_LIST = "company-config/entity"
"""It is refused inside an entity."""


class IntacctCalls:
    """Sends queries as the tenant's web-services user, inside ``entity`` where one is given."""

    def __init__(self, upstream: Upstream, sign_ins: SignIns, sign_in: IntacctSignIn, origin: str, entity: str) -> None:
        self.upstream = upstream
        self._sign_ins = sign_ins
        self._sign_in = sign_in
        self._url = f"{origin}{BASE}/services/core/query"
        self._entity = entity

    def query(self, body: Mapping[str, Any]) -> Any:
        """The answer to one query. Raises Refused, TryAgain, or NeedsAdmin where signing in again does not help."""
        try:
            return self._sign_ins.call(self._sign_in, lambda token: self._sent(body, token))
        except SignedOut:
            raise NeedsAdmin(
                "intacct_sign_in",
                "Sage Intacct gave us a token and then refused it.",
                remedy="See in Intacct whether another program signs in as the same user, and give Passerelle its own.",
            ) from None

    def _sent(self, body: Mapping[str, Any], token: AccessToken) -> Any:
        headers = {"Authorization": f"Bearer {token.value}"}
        if self._entity and body["object"] != ENTITY_LIST:
            headers["X-IA-API-Param-Entity"] = self._entity
        answer = self.upstream.post(self._url, json=body, headers=headers)
        document = answer.json()
        error = error_in(document)
        if answer.status_code == 401 or (error and error.is_about_the_token):
            raise SignedOut
        if answer.status_code != 200 or error:
            raise Refused(answer.status_code, error or IntacctError(f"HTTP {answer.status_code}"))
        return document
