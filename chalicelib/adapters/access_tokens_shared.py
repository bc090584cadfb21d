"""Access tokens that all processes share: one of them signs in, the others take over what it got."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.adapters.access_tokens import AccessToken, SignIn
from chalicelib.adapters.dynamodb_leases import Lease, Leases
from chalicelib.adapters.token_vault import Drawer, Stored, VaultLost
from chalicelib.core.errors import TryAgain
from chalicelib.ports import Clock, Secrets

PATIENCE = timedelta(seconds=15)
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
LAG_PAUSE_SECONDS = 0.5
LAG_LOOKS = 6
"""Secrets Manager may show an older value for a moment:
https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_general.html
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    made_with: str
    refused: Collection[str]

    def found_in(self, stored: Stored, now: datetime) -> AccessToken | None:
        token = stored.token
        if token is None or stored.made_with != self.made_with or token.value in self.refused:
            return None
        return token if now < token.renew_at else None


class SharedTokens:
    """A TokenSource. Safe for threads and processes; tokens lie in Secrets Manager, leases in the table."""

    def __init__(self, secrets: Secrets, leases: Leases, clock: Clock) -> None:
        self._secrets = secrets
        self._leases = leases
        self._clock = clock

    def __call__(self, sign_in: SignIn, refused: Collection[str]) -> AccessToken:
        """The token that lies there, if it is none of the refused; else a new one, by one process for all.

        Raises TryAgain where another process signs in for longer than 15 seconds, and what the sign-in raises. Where
        the vault is lost, this process signs in for itself: no run fails for want of a place to leave a token.
        """
        drawer = Drawer(self._secrets, sign_in.key)
        try:
            return self._shared(sign_in, drawer, _Wanted(drawer.fingerprint(), refused))
        except VaultLost as lost:
            _log.warning("token_not_shared", extra={"system": sign_in.key[0], "reason": str(lost)})
        return sign_in()

    def _shared(self, sign_in: SignIn, drawer: Drawer, wanted: _Wanted) -> AccessToken:
        pause, began = FIRST_PAUSE_SECONDS, self._clock.now()
        while True:
            found = wanted.found_in(drawer.read(), self._clock.now())
            if found:
                return found
            lease = self._leases.take(drawer.key[1], drawer.key[0], self._clock.now())
            if lease:
                return self._renewed(sign_in, drawer, wanted, lease)
            if self._clock.now() - began >= PATIENCE:
                raise _busy(drawer.key[0])
            self._clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _renewed(self, sign_in: SignIn, drawer: Drawer, wanted: _Wanted, lease: Lease) -> AccessToken:
        """A new token under the lease, unless another process was faster between our look and the lease."""
        shared = lease.tokens
        try:
            stored = self._caught_up(drawer, lease.tokens)
            found = wanted.found_in(stored, self._clock.now())
            if found:
                return found
            token = sign_in()
            number = max(stored.number, lease.tokens) + 1
            if _left(drawer, number, wanted.made_with, token):
                shared = number
            return token
        finally:
            self._leases.give_back(lease, shared)

    def _caught_up(self, drawer: Drawer, number: int) -> Stored:
        """What the drawer holds as soon as it shows the latest token, or after some looks what it shows then."""
        stored = drawer.read()
        for _ in range(LAG_LOOKS):
            if stored.number >= number:
                break
            self._clock.sleep(LAG_PAUSE_SECONDS)
            stored = drawer.read()
        return stored


def _left(drawer: Drawer, number: int, made_with: str, token: AccessToken) -> bool:
    """Whether the token could be left for the others."""
    try:
        drawer.write(number, made_with, token)
    except VaultLost as lost:
        _log.warning("token_not_shared", extra={"system": drawer.key[0], "reason": str(lost)})
        return False
    return True


def _busy(system: str) -> TryAgain:
    return TryAgain(f"{system}_sign_in_busy", "Another process of Passerelle is still signing in.")
