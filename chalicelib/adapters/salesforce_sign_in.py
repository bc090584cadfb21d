"""Sign in to Salesforce: by a signed JWT, or by client credentials, whichever the tenant's secret holds."""

from collections.abc import Mapping
from datetime import timedelta

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chalicelib.adapters.access_tokens import AccessToken, renewal, signed_in_with, token_text
from chalicelib.adapters.http import Upstream
from chalicelib.adapters.salesforce_sign_in_errors import refused, unusable
from chalicelib.core.errors import NeedsAdmin
from chalicelib.core.settings import Connection, Environment
from chalicelib.ports import Clock, Secrets

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE_SECONDS = 45 * 60.0
"""The answer does not say how long a session lasts; most orgs have two hours, the least is fifteen minutes."""
ASSERTION_LIFE = timedelta(seconds=150)
SMALLEST_KEY_BITS = 2048
_AUDIENCES = {
    Environment.PRODUCTION: "https://login.salesforce.com",
    Environment.SANDBOX: "https://test.salesforce.com",
}


class SalesforceSignIn:
    """The sign-in of one tenant's integration user at ``origin``, the org's own My Domain."""

    def __init__(
        self, tenant: str, connection: Connection, secrets: Secrets, clock: Clock, upstream: Upstream, origin: str
    ) -> None:
        self._tenant = tenant
        self._connection = connection
        self._secrets = secrets
        self._clock = clock
        self._upstream = upstream
        self._origin = origin
        self._url = f"{origin}/services/oauth2/token"

    @property
    def key(self) -> tuple[str, ...]:
        connection = self._connection
        return ("salesforce", self._tenant, self._url, self._origin, connection.salesforce_user, connection.environment)

    def __call__(self) -> AccessToken:
        return signed_in_with(self._secrets, self._tenant, "salesforce", self._signed_in)

    def _signed_in(self, secret: Mapping[str, str]) -> AccessToken:
        answer = self._upstream.post(self._url, data=self._form(secret))
        document = answer.json()
        if answer.status_code != 200:
            raise refused(answer.status_code, document)
        value = token_text(document)
        if value is None:
            raise self._upstream.unreadable("the sign-in brought no token")
        if document.get("instance_url") != self._origin:
            raise _elsewhere()
        return AccessToken(value, renewal(self._clock.now(), LIFE_SECONDS), self._origin)

    def _form(self, secret: Mapping[str, str]) -> dict[str, str]:
        consumer_key = secret.get("consumer_key", "")
        if consumer_key and secret.get("private_key"):
            return {"grant_type": JWT_BEARER, "assertion": self._assertion(consumer_key, secret["private_key"])}
        if consumer_key and secret.get("consumer_secret"):
            client = {"client_id": consumer_key, "client_secret": secret["consumer_secret"]}
            return {"grant_type": "client_credentials", **client}
        raise unusable("The credentials for Salesforce are not complete")

    def _assertion(self, consumer_key: str, private_key: str) -> str:
        if not self._connection.salesforce_user:
            raise unusable("The settings do not name the Salesforce user to sign in as")
        claims = {
            "iss": consumer_key,
            "sub": self._connection.salesforce_user,
            "aud": _AUDIENCES[self._connection.environment],
            "exp": int((self._clock.now() + ASSERTION_LIFE).timestamp()),
        }
        return jwt.encode(claims, _rsa_key(private_key), algorithm="RS256")


def _rsa_key(pem: str) -> RSAPrivateKey:
    """The signing key. Raises NeedsAdmin for whatever Salesforce would not take, without a word of the text."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise unusable("The private key for Salesforce can't be read") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY_BITS:
        raise unusable(f"The private key for Salesforce is no RSA key of at least {SMALLEST_KEY_BITS} bits")
    return key


def _elsewhere() -> NeedsAdmin:
    return NeedsAdmin(
        "salesforce_other_org",
        "Salesforce signed us in to another address than the My Domain in the settings.",
        remedy="Enter the org's present My Domain in the settings; see that the credentials belong to the same org.",
    )
