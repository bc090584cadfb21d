"""A sign-in without a remote system behind it, and processes that share what it gives out."""

from datetime import timedelta

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIns
from chalicelib.adapters.access_tokens_shared import SharedTokens
from chalicelib.adapters.dynamodb_leases import Leases
from chalicelib.ports import Clock, Secrets

SYSTEM, TENANT, TOKEN = "intacct", "demo", "intacct-token"
CREDENTIALS = {"client_id": "bridge", "client_secret": "a-long-secret-of-ours"}


class Gate:
    """A remote system's sign-in: each token that it gives out ends the one before."""

    key = (SYSTEM, TENANT, "ws_sync@demo")

    def __init__(self, clock: Clock) -> None:
        self.given = 0
        self.refusal: Exception | None = None
        self._clock = clock

    def __call__(self) -> AccessToken:
        if self.refusal:
            raise self.refusal
        self.given += 1
        return AccessToken(f"canary-{self.given}", self._clock.now() + timedelta(hours=1))

    def let_in(self, token: AccessToken) -> str:
        """A call with a token."""
        if token.value != f"canary-{self.given}":
            raise SignedOut
        return token.value


def process(vault: Secrets, leases: Leases, clock: Clock) -> SignIns:
    return SignIns(clock, SharedTokens(vault, leases, clock))
