"""An issuer of our own for tests: keys, discovery document, and tokens good and bad."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from chalicelib.adapters.signing_keys import SigningKeys
from chalicelib.adapters.tokens import AccessTokens

ISSUER = "https://sign-in.example/pool"
AUDIENCE = "passerelle-console"
HEADER = {"alg": "RS256", "kid": "one", "typ": "JWT"}
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class SteppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant

    def sleep(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@cache
def private_key(name: str) -> RSAPrivateKey:
    """The same key for the same name, for as long as the tests run; the one named ``small`` is too short."""
    return generate_private_key(public_exponent=65537, key_size=1024 if name == "small" else 2048)


def jwk(kid: str, **more: Any) -> dict[str, Any]:
    public = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(kid).public_key(), as_dict=True)
    return {**public, "kid": kid, "alg": "RS256", "use": "sig", **more}


def claims(**more: Any) -> dict[str, Any]:
    """Good claims of an administrator; a value None leaves the claim out."""
    now = int(NOW.timestamp())
    standard = {
        "iss": ISSUER,
        "client_id": AUDIENCE,
        "sub": "u-camille",
        "jti": "0190-camille",
        "iat": now - 10,
        "exp": now + 3600,
        "token_use": "access",
        "tenant": "demo",
        "roles": ["admin"],
        "name": "Camille Moreau",
        "email": "camille@example.com",
        "locale": "fr-FR",
    }
    return {name: value for name, value in {**standard, **more}.items() if value is not None}


def token(payload: Mapping[str, Any] | None = None, kid: str = "one", **headers: Any) -> str:
    """A token signed with the key ``kid`` by RS256."""
    return jwt.encode(dict(payload or claims()), private_key(kid), algorithm="RS256", headers={"kid": kid, **headers})


def raw_token(header: bytes | Mapping[str, Any], payload: bytes | Mapping[str, Any], kid: str = "one") -> str:
    """A token whose parts are exactly these bytes, with a signature that holds for them."""
    parts = b".".join(_encoded(part) for part in (header, payload))
    signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(parts, private_key(kid))
    return f"{parts.decode()}.{_base64(signature).decode()}"


def _encoded(part: bytes | Mapping[str, Any]) -> bytes:
    return _base64(part if isinstance(part, bytes) else json.dumps(part).encode())


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class Issuer:
    """Answers discovery and keys as a sign-in service does, and counts how often it is asked."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys: list[Any] = list(keys) or [jwk("one")]
        self.discovery: Any = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
        self.asked: list[str] = []
        self.trouble: Exception | None = None

    def fetch_json(self, url: str) -> Any:
        self.asked.append(url)
        if self.trouble:
            raise self.trouble
        return {"keys": self.keys} if url == f"{ISSUER}/keys" else self.discovery


def tokens_of(issuer: Issuer, clock: SteppedClock | None = None) -> AccessTokens:
    clock = clock or SteppedClock()
    return AccessTokens(ISSUER, frozenset({AUDIENCE}), SigningKeys(ISSUER, issuer.fetch_json, clock), clock)
