"""The signature of Intacct's webhooks: a JWT under the client secret that holds the hash of the body.

Sage Intacct developer documentation, "Webhook delivery" of platform triggers. Its page is not clear about the form of
the header (a bare JWT, or base64 of client id and JWT) and the unit of ``exp``: each form is taken.
"""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NoReturn

from chalicelib.core.errors import NotSignedIn

HEADER = "X-IA-Sage-Signature"
ISSUER = "Sage Intacct"
LEEWAY_SECONDS = 300
MAX_LIFE_SECONDS = 3600
LONGEST = 8192

_JWT = re.compile(r"(?P<before>.*?)(?P<jwt>eyJ[\w-]{1,500}\.[\w-]{1,4000}\.[\w-]{1,500})", re.DOTALL)
_MILLISECONDS = 1e11
"""Seconds do not get as large as this before the year 5138."""


def check_signature(
    header: str, body: bytes, secret: Mapping[str, str], companies: Collection[str], now: datetime
) -> None:
    """Raise NotSignedIn unless the signature is of this body, this client, one of the companies, and fresh."""
    claims = _claims(_bare(header), secret["client_secret"])
    _check_times(claims, now.timestamp())
    if claims.get("iss") != ISSUER:
        _refuse("it does not come from Sage Intacct")
    if not _is_client(_text(claims, "app_id"), secret["client_id"]):
        _refuse("it was made for another client application")
    tenant = _text(claims, "tenant_id")
    if tenant.lower() not in {company.lower() for company in companies if company}:
        # Said to nobody but a holder of the client secret.
        _refuse(f"it is of the company {tenant[:60]!r}")
    if claims.get("payload_signature_alg") != "SHA-256":
        _refuse("its hash of the body is of another kind")
    given = _text(claims, "payload_signature").lower().encode()
    if not compare_digest(given, sha256(body).hexdigest().encode()):
        _refuse("the body is another than the one that was signed")


def _bare(header: str) -> str:
    """The JWT in the header, perhaps after a client id, perhaps all in base64."""
    text = header.strip()
    if len(text) > LONGEST:
        _refuse("it is too long")
    if not _JWT.fullmatch(text):
        try:
            text = b64decode(text, validate=True).decode("ascii").strip()
        except (binascii.Error, ValueError):
            _refuse("it is no JWT")
    found = _JWT.fullmatch(text)
    return found["jwt"] if found else _refuse("it is no JWT")


def _claims(token: str, secret: str) -> Mapping[str, Any]:
    import jwt  # here, as a module that functions without a request do not pay for

    try:
        payload = jwt.PyJWS(algorithms=["HS256"]).decode(token, secret, algorithms=["HS256"])
        claims = json.loads(payload)
    except (jwt.PyJWTError, ValueError, RecursionError):
        _refuse("its signature does not hold")
    return claims if isinstance(claims, dict) else _refuse("its signature does not hold")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued, expires = _seconds(claims, "iat"), _seconds(claims, "exp")
    if issued > now + LEEWAY_SECONDS:
        _refuse("it is of the future")
    if now > expires + LEEWAY_SECONDS:
        _refuse("it has expired")
    if expires - issued > MAX_LIFE_SECONDS + LEEWAY_SECONDS:
        _refuse("it lives too long")


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _MILLISECONDS * 1000:
        _refuse(f"its claim {name!r} can't be read")
    return value / 1000 if value >= _MILLISECONDS else float(value)


def _is_client(app_id: str, client_id: str) -> bool:
    """Client ids have the form ``<application>.app.sage.com``; either may be named."""
    return bool(app_id) and (app_id == client_id or client_id.startswith(f"{app_id}."))


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return str(value) if isinstance(value, str | int) else ""


def _refuse(reason: str) -> NoReturn:
    raise NotSignedIn(
        "notice_refused",
        f"The notice was not taken: as to its signature, {reason}.",
        remedy="Check client id, client secret and company in the trigger and in Passerelle's settings.",
    )
