"""Signing keys that can be changed while tokens are in use."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


@dataclass(frozen=True, slots=True)
class _Key:
    kid: str
    private: rsa.RSAPrivateKey

    def published(self) -> dict[str, Any]:
        members = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "n": members["n"], "e": members["e"]}


class SigningKeys:
    """Signs with the newest key and publishes those that are still good."""

    def __init__(self) -> None:
        self._keys = [_new_key()]

    def rotate(self, *, keep_old: bool = True) -> None:
        """Sign with a new key from now on; the old ones stay published, or go."""
        self._keys = [_new_key(), *(self._keys if keep_old else [])]

    def sign(self, claims: dict[str, Any], headers: dict[str, Any] | None = None) -> str:
        """A signed token; ``headers`` are put over its own, to make a bad one."""
        key = self._keys[0]
        return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid, **(headers or {})})

    def published(self) -> dict[str, Any]:
        """The key set as RFC 7517 has it."""
        return {"keys": [key.published() for key in self._keys]}


def _new_key() -> _Key:
    return _Key(uuid4().hex[:12], rsa.generate_private_key(public_exponent=65537, key_size=2048))
