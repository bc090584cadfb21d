"""One org and our place in it: where it is, how we sign in, and how many calls are left to us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIns
from chalicelib.adapters.http import Answer, Network, System
from chalicelib.adapters.http_hosts import SALESFORCE_HOST, salesforce_origin
from chalicelib.adapters.salesforce_quota import Quota
from chalicelib.adapters.salesforce_sign_in import SalesforceSignIn
from chalicelib.core.errors import BadRequest, NeedsAdmin
from chalicelib.core.settings import Settings
from chalicelib.ports import Secrets

SYSTEM = System("salesforce", "Salesforce", "Correct the org's My Domain in the settings.")

T = TypeVar("T")


class Org:
    """A tenant's org; ``posts_repeat`` where every POST only reads. Raises NeedsAdmin where the settings name none."""

    def __init__(
        self,
        tenant: str,
        settings: Settings,
        secrets: Secrets,
        sign_ins: SignIns,
        network: Network,
        *,
        posts_repeat: bool = False,
    ) -> None:
        connection = settings.connection
        self.user = connection.salesforce_user
        self.origin = _origin(connection.salesforce_host, network)
        self._quota = Quota(settings.quota_stop_percent)
        note = self._quota.note
        self.upstream = network.session(SYSTEM, SALESFORCE_HOST, posts_repeat=posts_repeat, on_answer=note)
        # Sign-ins go by a session of their own, so that they are not among the calls; none is sent twice.
        door = network.session(SYSTEM, SALESFORCE_HOST)
        self._sign_in = SalesforceSignIn(tenant, connection, secrets, network.clock, door, self.origin)
        self._sign_ins = sign_ins

    def signed_in(self, send: Callable[[AccessToken], T]) -> T:
        """Send one call with a token. Raises TryAgain where our share of the quota is used up."""
        self._quota.check()
        try:
            return self._sign_ins.call(self._sign_in, send)
        except SignedOut:
            raise NeedsAdmin(
                "salesforce_sign_in",
                "Salesforce gave us a session and then refused it.",
                remedy="See in Salesforce that the integration user may use the API, from any address, for hours.",
            ) from None


def _origin(host: str, network: Network) -> str:
    try:
        return salesforce_origin(host, network.extra_origins)
    except BadRequest as error:
        remedy = "Enter the org's My Domain in the connection settings."
        raise NeedsAdmin("salesforce_host", "The settings name no Salesforce org.", remedy=remedy) from error


@dataclass(frozen=True, slots=True)
class OrgAnswer:
    """``body`` is the parsed JSON, None where there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


class OrgReads:
    """Reads any path of an org made with ``posts_repeat``, refusals included. Fulfils ``OrgCalls`` of the accounts."""

    def __init__(self, org: Org) -> None:
        self._org = org

    @property
    def calls(self) -> int:
        return self._org.upstream.calls

    def call(
        self,
        name: str,  # noqa: ARG002 - the protocol's; one session counts all of its calls
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: Any,
    ) -> OrgAnswer:
        """Every answer but those that a session never returns; a 401 is answered by signing in again, once."""

        def send(token: AccessToken) -> Answer:
            signed = {**headers, "Authorization": f"Bearer {token.value}"}
            answer = self._org.upstream.request(method, token.origin + path, params=query, headers=signed, json=body)
            if answer.status_code == 401:
                raise SignedOut
            assert isinstance(answer, Answer)
            return answer

        answer = self._org.signed_in(send)
        return OrgAnswer(answer.status_code, answer.headers, answer.document)
