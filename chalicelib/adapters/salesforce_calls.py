"""Calls of Salesforce's REST API, through simple-salesforce in direct mode.

Only its ``restful`` is used: the library signs in without end, forgets timeouts and loses rows elsewhere
(docs/remote/salesforce.md lists what was found and how each is kept out).
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.access_tokens import AccessToken, SignedOut
from chalicelib.adapters.http import Upstream
from chalicelib.adapters.salesforce_errors import problem_of, refusal_in
from chalicelib.adapters.salesforce_org import Org

if TYPE_CHECKING:
    from simple_salesforce.api import Salesforce

API_VERSION = "66.0"


class SalesforceCalls:
    """Sends calls to an org; paths begin after the version, ``object_name`` is what problems speak of."""

    def __init__(self, org: Org, api_version: str) -> None:
        self._org = org
        self._api_version = api_version
        self._client: tuple[str, Salesforce] | None = None

    def get(self, path: str, object_name: str) -> Any:
        """The JSON under a path. Raises TryAgain or NeedsAdmin."""
        return self._org.signed_in(partial(self._sent, "GET", path, object_name, {}))

    def patch(self, path: str, object_name: str, body: bytes) -> Any:
        """The answer to a change; safe to repeat where the change is."""
        return self._org.signed_in(partial(self._sent, "PATCH", path, object_name, {"data": body}))

    def _sent(self, method: str, path: str, object_name: str, options: dict[str, Any], token: AccessToken) -> Any:
        from simple_salesforce.exceptions import SalesforceError

        try:
            return self._connected(token).restful(path, method=method, **options)
        except SalesforceError as error:
            # Its text holds address and body of the call, which are nobody's business in a log.
            refusal = refusal_in(error.status, error.content)
        if refusal.status == 401:
            raise SignedOut
        raise problem_of(refusal, object_name)

    def _connected(self, token: AccessToken) -> "Salesforce":
        if self._client is None or self._client[0] != token.value:
            self._client = token.value, _client(token, self._org.upstream, self._api_version)
        return self._client[1]


def _client(token: AccessToken, upstream: Upstream, api_version: str) -> "Salesforce":
    """A client that has its session already, and so never tries to sign in itself."""
    from simple_salesforce.api import Salesforce

    client = Salesforce(session_id=token.value, instance_url=token.origin, version=api_version, session=upstream)
    client.base_url = f"{token.origin}/services/data/v{api_version}/"  # the library always takes https
    client.headers.pop("X-PrettyPrint", None)
    client.headers["Sforce-Call-Options"] = "client=Passerelle"
    return client
