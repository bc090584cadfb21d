"""The issuer's public signing keys: fetched once, kept, and fetched again when a new key shows up."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt

from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import Clock

KEPT = timedelta(hours=1)
KEPT_WHILE_AWAY = timedelta(hours=24)
COOLDOWN = timedelta(seconds=30)
"""At least this long between two fetches, so that invented key ids cost the issuer nothing."""

FetchJson = Callable[[str], Any]
Keys = Mapping[str, jwt.PyJWK]


class SigningKeys:
    """RS256 keys by key id, found through the issuer's discovery document. Safe to share between threads.

    A key the issuer withdrew is refused an hour later at most. While the issuer is away the known keys serve a day.
    """

    def __init__(self, issuer: str, fetch_json: FetchJson, clock: Clock) -> None:
        self._issuer = issuer
        self._fetch_json = fetch_json
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Keys = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None

    def get(self, kid: str) -> jwt.PyJWK | None:
        """The key, or None where the issuer has none of that id. Raises TryAgain where no key can be had at all."""
        with self._lock:
            if self._age() > KEPT or kid not in self._keys:
                self._refresh()
            if not self._keys or self._age() > KEPT_WHILE_AWAY:
                raise _away()
            return self._keys.get(kid)

    def _age(self) -> timedelta:
        return self._clock.now() - self._fetched_at if self._fetched_at else timedelta.max

    def _refresh(self) -> None:
        now = self._clock.now()
        if self._tried_at and abs(now - self._tried_at) < COOLDOWN:
            return
        self._tried_at = now
        try:
            keys = self._fetch()
        except (TryAgain, NeedsAdmin) as problem:
            if self._keys or isinstance(problem, TryAgain):
                return
            raise
        self._keys, self._fetched_at = keys, now

    def _fetch(self) -> Keys:
        found = self._fetch_json(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if not isinstance(found, dict) or found.get("issuer") != self._issuer:
            raise _misconfigured("names another issuer than the one set")
        address = found.get("jwks_uri")
        if not isinstance(address, str) or urlsplit(address)[:2] != urlsplit(self._issuer)[:2]:
            raise _misconfigured("keeps its keys at another host")
        document = self._fetch_json(address)
        listed = document.get("keys") if isinstance(document, dict) else None
        keys = {key.key_id: key for entry in listed or [] if (key := _usable(entry)) and key.key_id}
        if not keys:
            raise _away()
        return keys


def _usable(entry: Any) -> jwt.PyJWK | None:
    """The entry as a key, where it is one that signs by RS256."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    try:
        key = jwt.PyJWK(entry, algorithm="RS256")
    except jwt.PyJWTError:
        return None
    return key if key.key.key_size >= 2048 else None


def _away() -> TryAgain:
    return TryAgain(
        "sign_in_away",
        "The sign-in service does not give out its keys right now, so nobody can be recognised.",
        remedy="Wait a minute and try again.",
        retry_after_seconds=COOLDOWN.total_seconds(),
    )


def _misconfigured(what: str) -> NeedsAdmin:
    return NeedsAdmin(
        "sign_in_misconfigured",
        f"The sign-in service {what}.",
        remedy="Compare PASSERELLE_ISSUER with the issuer in the service's discovery document.",
    )
