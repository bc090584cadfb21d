"""Access tokens of Intacct and Salesforce: kept in the memory of a process, renewed by one thread at a time."""

import re
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from chalicelib.core.errors import NeedsAdmin
from chalicelib.ports import Clock, Secrets

T = TypeVar("T")

RENEW_BEFORE = timedelta(minutes=2)
MOST_REFUSALS = 2
# What may stand in a header: anything else in a token would be an attempt to add one.
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")


@dataclass(frozen=True, slots=True)
class AccessToken:
    """``origin`` is where the token is good, where the sign-in says so; ``taken_over`` if another process signed in."""

    value: str = field(repr=False)
    renew_at: datetime
    origin: str = ""
    taken_over: bool = False


class SignedOut(Exception):  # noqa: N818 - what has happened to us, not an error of ours
    """A call was refused because of its token."""


class SignIn(Protocol):
    """How to get a token; connections with equal ``key`` share it. The key begins with system and tenant."""

    @property
    def key(self) -> tuple[str, ...]: ...

    def __call__(self) -> AccessToken:
        """Sign in. Raises TryAgain or NeedsAdmin."""


TokenSource = Callable[[SignIn, Collection[str]], AccessToken]
"""Where a process gets a token that it has not: any but those whose values were refused."""


def own_sign_in(sign_in: SignIn, _refused: Collection[str]) -> AccessToken:
    """The source of a process that shares its tokens with no other."""
    return sign_in()


class SignIns:
    """The tokens of one process. Safe for threads: who needs a token while another signs in waits for that one."""

    def __init__(self, clock: Clock, source: TokenSource = own_sign_in) -> None:
        self._clock = clock
        self._source = source
        self._held: dict[tuple[str, ...], AccessToken] = {}
        self._locks: dict[tuple[str, ...], threading.Lock] = {}

    def call(self, sign_in: SignIn, send: Callable[[AccessToken], T]) -> T:
        """Send with a token, and once more with a fresh one where the first is refused.

        Raises SignedOut where the fresh one is refused as well: signing in again would not help. A token that another
        process had left is not taken for fresh, as it may be older than the refusal.
        """
        refused: tuple[str, ...] = ()
        while True:
            token = self._token(sign_in, refused)
            try:
                return send(token)
            except SignedOut:
                if len(refused) == MOST_REFUSALS or (refused and not token.taken_over):
                    raise
                refused += (token.value,)

    def _token(self, sign_in: SignIn, refused: Collection[str]) -> AccessToken:
        with self._locks.setdefault(sign_in.key, threading.Lock()):
            held = self._held.get(sign_in.key)
            if held and held.value not in refused and self._clock.now() < held.renew_at:
                return held
            token = self._held[sign_in.key] = self._source(sign_in, refused)
            return token


def signed_in_with(
    secrets: Secrets, tenant: str, name: str, sign_in: Callable[[Mapping[str, str]], AccessToken]
) -> AccessToken:
    """Sign in with the tenant's secret; where it is refused, with the present one, as it may have been replaced."""
    secret = secrets.get(tenant, name)
    try:
        return sign_in(secret)
    except NeedsAdmin:
        fresh = secrets.get(tenant, name, fresh=True)
        if fresh == secret:
            raise
        return sign_in(fresh)


def token_text(document: Any) -> str | None:
    """The ``access_token`` of a document, None where there is none that could be sent."""
    value = document.get("access_token") if isinstance(document, Mapping) else None
    return value if isinstance(value, str) and _TOKEN.fullmatch(value) else None


def renewal(now: datetime, life_seconds: float) -> datetime:
    """When to replace a token: two minutes before its end, of a very short life in the middle."""
    life = timedelta(seconds=life_seconds)
    return now + max(life - RENEW_BEFORE, life / 2)
