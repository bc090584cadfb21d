"""Settings as the API takes them, and credentials that are no secrets."""

from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers, RSAPublicNumbers

from tests.app.token_maker import private_key

CONNECTION = {
    "intacct_company": "demo-company",
    "intacct_user": "bridge",
    "intacct_entity": "",
    "salesforce_host": "acme.my.salesforce.com",
    "salesforce_user": "integration@acme.example",
    "environment": "production",
}
INTACCT_CREDENTIALS: dict[str, object] = {"client_id": "abc.app.sage.com", "client_secret": "canary-0123456789abcdef"}


def settings_body(**changes: Any) -> dict[str, Any]:
    """A body that can be saved; ``connection`` names only what differs."""
    connection = {**CONNECTION, **changes.pop("connection", {})}
    body = {
        "enabled": True,
        "mode": "advanced",
        "connection": connection,
        "language": "en",
        "recipients": [],
        "schedules": [],
        "page_size": 4000,
        "concurrency": 5,
        "include_private": True,
        "gone_policy": "report",
        "quota_stop_percent": 80,
        "disabled_lists": [],
    }
    return {**body, **changes}


@cache
def pem(name: str = "one") -> str:
    """A private key in PEM; the one named ``small`` is too short."""
    return pem_of(private_key(name))


def pem_of(key: RSAPrivateKey, password: bytes = b"") -> str:
    """PKCS 8, encrypted where there is a password."""
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, pkcs8, encryption).decode()


def tiny_key() -> RSAPrivateKey:
    """Of 512 bits, put together of two primes, since the library makes none so small."""
    p, q, e = (3 << 254) + 49, (3 << 254) + 119, 65_537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = RSAPublicNumbers(e, p * q)
    return RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()
