"""Sage Intacct as the user of one session sees it: fulfils the port ``Visit``."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.adapters.access_tokens import AccessToken, SignIns, renewal, signed_in_with, token_text
from chalicelib.adapters.http import Limits, Network, Upstream
from chalicelib.adapters.http_hosts import INTACCT_HOST
from chalicelib.adapters.intacct_calls import IntacctCalls
from chalicelib.adapters.intacct_claims import claims_of
from chalicelib.adapters.intacct_company import ORIGIN, SYSTEM
from chalicelib.adapters.intacct_errors import IntacctError, Refused, error_in
from chalicelib.adapters.intacct_pages import BadPage, read_page
from chalicelib.adapters.intacct_sign_in import BASE
from chalicelib.core.errors import NeedsAdmin, NotSignedIn, Problem, TryAgain
from chalicelib.ports import Clock, Secrets

CUSTOMER = "accounts-receivable/customer"
IMPATIENT = Limits(connect_seconds=2, read_seconds=5, total_seconds=6, body_bytes=256 * 1024)
"""A person waits; nothing is tried twice, and two calls and a second sign-in must end within 29 seconds."""
LIFE_SECONDS = 300.0
_BUSY = ("GW-0010", "GW-0001")
_CLIENT = ("invalid_client", "GW-0011", "GW-0031", "GW-0032", "GW-0037", "GW-0038")


class IntacctVisit:
    """Signs in at once, at the one fixed host. For one thread and one request: the user's token is kept nowhere else.

    Raises NotSignedIn where Intacct does not take the session, NeedsAdmin where it does not take our client.
    """

    def __init__(self, tenant: str, session: str, secrets: Secrets, network: Network, origin: str = ORIGIN) -> None:
        upstream = replace(network, limits=IMPATIENT).session(SYSTEM, INTACCT_HOST)
        sign_in = _SessionSignIn(tenant, session, secrets, network.clock, upstream, origin)
        sign_ins = SignIns(network.clock)
        self._calls = IntacctCalls(upstream, sign_ins, sign_in, origin, entity="")
        self._claims = claims_of(sign_ins.call(sign_in, lambda token: token))

    @property
    def company(self) -> str:
        return self._claims.company

    @property
    def user(self) -> str:
        return self._claims.user

    def customer_id(self, record_number: int) -> str | None:
        """One query with the user's own token: what Intacct refuses or leaves out, this user may not see."""
        fields, key = ("key", "id"), str(record_number)
        body = {
            "object": CUSTOMER,
            "fields": fields,
            "filters": [{"$eq": {"key": key}}],
            "filterParameters": {"includePrivate": True},
            "size": 2,
        }
        try:
            rows = read_page(self._calls.query(body), fields, 1, 2).rows
        except Refused as refused:
            problem = refused.problem(CUSTOMER)
            if isinstance(problem, TryAgain):
                raise problem from None
            return None
        except BadPage as bad:
            raise self._calls.upstream.unreadable(f"{CUSTOMER}: {bad}") from None
        found = [row["id"] for row in rows if row["key"] == key and isinstance(row["id"], str)]
        return found[0] if len(rows) == 1 and found else None


class _SessionSignIn:
    """Trades the session for an access token, with the tenant's own client. A ``SignIn`` of this visit alone."""

    def __init__(
        self, tenant: str, session: str, secrets: Secrets, clock: Clock, upstream: Upstream, origin: str
    ) -> None:
        self.key = ("intacct-session", tenant)
        self._session = session
        self._secrets = secrets
        self._clock = clock
        self._upstream = upstream
        self._url = f"{origin}{BASE}/oauth2/token"

    def __call__(self) -> AccessToken:
        return signed_in_with(self._secrets, self.key[1], "intacct", self._signed_in)

    def _signed_in(self, secret: Mapping[str, str]) -> AccessToken:
        client = {name: secret.get(name, "") for name in ("client_id", "client_secret")}
        form = {"grant_type": "client_credentials", "session_id": self._session, **client}
        answer = self._upstream.post(self._url, data=form)
        document = answer.json()
        error = error_in(document)
        if answer.status_code != 200 or error:
            raise _refusal(error or IntacctError(f"HTTP {answer.status_code}"))
        value = token_text(document)
        if value is None:
            raise self._upstream.unreadable("the sign-in brought no token")
        return AccessToken(value, renewal(self._clock.now(), LIFE_SECONDS))


def _refusal(error: IntacctError) -> Problem:
    if error.code in _BUSY:
        return TryAgain("intacct_busy", "Sage Intacct asks us to slow down.")
    if error.code in _CLIENT:
        return NeedsAdmin(
            "tab_client",
            f"Sage Intacct does not take Passerelle’s client for this company ({error.code}).",
            remedy="An administrator of Passerelle: check the connection, and list the client id among the authorized "
            "client applications of the company.",
        )
    return NotSignedIn(
        "tab_session",
        "Sage Intacct does not take the session of this page.",
        remedy="Sign in to Intacct again and load the customer’s page.",
    )
