"""Sign in to Intacct with OAuth client credentials."""

from collections.abc import Mapping

from chalicelib.adapters.access_tokens import AccessToken, renewal, signed_in_with, token_text
from chalicelib.adapters.http import Upstream
from chalicelib.adapters.intacct_errors import IntacctError, error_in
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.settings import Connection
from chalicelib.ports import Clock, Secrets

BASE = "/ia/api/v1"
LIFE_WHERE_UNSAID = 1800.0

_CLIENT = (
    "Enter client id and client secret of the application registered with Sage again; in Intacct, list the client id "
    "under Company > Setup > Company > Security > Authorized client applications."
)
_USER = (
    "See in Intacct that this user exists, is active and is a web-services user, that the company subscribes to Web "
    "Services, and that user and client id stand together under Authorized client applications."
)
_COMPANY = "Correct company id and user id in the settings; they are entered without @ or |."
_ENTITY = "Choose an entity in the settings that this user may enter, or none for the top level."
_REMEDIES = {
    "invalid_grant": _USER,
    "tokenInvalid": _USER,
    "invalid_client": _CLIENT,
    "GW-0011": _CLIENT,
    "GW-0037": _CLIENT,
    "GW-0038": _CLIENT,
    "GW-0012": _COMPANY,
    "GW-0036": _COMPANY,
    "GW-0039": _COMPANY,
    "GW-0042": _ENTITY,
}


class IntacctSignIn:
    """The sign-in of one tenant's web-services user; the answer says how long its token lives."""

    def __init__(
        self, tenant: str, connection: Connection, secrets: Secrets, clock: Clock, upstream: Upstream, origin: str
    ) -> None:
        self._tenant = tenant
        self._connection = connection
        self._secrets = secrets
        self._clock = clock
        self._upstream = upstream
        self._url = f"{origin}{BASE}/oauth2/token"

    @property
    def key(self) -> tuple[str, ...]:
        return ("intacct", self._tenant, self._url, self.username)

    @property
    def username(self) -> str:
        """``user@company``, and ``|entity`` where the settings name one."""
        connection = self._connection
        entity = f"|{connection.intacct_entity}" if connection.intacct_entity else ""
        return f"{connection.intacct_user}@{connection.intacct_company}{entity}"

    def __call__(self) -> AccessToken:
        connection = self._connection
        if not connection.intacct_user or not connection.intacct_company or "|" in connection.intacct_user:
            raise _needs_admin("The settings do not name a company and a user of Sage Intacct", _COMPANY)
        return signed_in_with(self._secrets, self._tenant, "intacct", self._signed_in)

    def _signed_in(self, secret: Mapping[str, str]) -> AccessToken:
        if not secret.get("client_id") or not secret.get("client_secret"):
            raise _needs_admin("The credentials for Sage Intacct are not complete", _CLIENT)
        client = {"client_id": secret["client_id"], "client_secret": secret["client_secret"]}
        form = {"grant_type": "client_credentials", "username": self.username, **client}
        answer = self._upstream.post(self._url, data=form)
        document = answer.json()
        error = error_in(document)
        if answer.status_code != 200 or error:
            raise self._refusal(answer.status_code, error)
        value = token_text(document)
        if value is None:
            raise self._upstream.unreadable("the sign-in brought no token")
        return AccessToken(value, renewal(self._clock.now(), _life(document)))

    def _refusal(self, status: int, error: IntacctError | None) -> NeedsAdmin | TryAgain:
        code = error.code if error else f"HTTP {status}"
        if code in ("GW-0010", "GW-0001"):
            return TryAgain("intacct_busy", "Sage Intacct asks us to slow down.")
        user = f"user {self._connection.intacct_user} of company {self._connection.intacct_company}"
        return _needs_admin(f"Sage Intacct refused the sign-in of {user} ({code})", _REMEDIES.get(code, _USER))


def _needs_admin(sentence: str, remedy: str) -> NeedsAdmin:
    return NeedsAdmin("intacct_sign_in", f"{sentence}.", remedy=remedy)


def _life(document: Mapping[str, object]) -> float:
    """Seconds that the token lives; an answer that does not say it in plain numbers is trusted for half an hour."""
    life = document.get("expires_in")
    seconds = int(life) if isinstance(life, int | str) and str(life).isdecimal() and len(str(life)) < 9 else 0
    return float(seconds) or LIFE_WHERE_UNSAID
