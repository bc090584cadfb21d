"""The signature that Intacct puts on a notice."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import jwt

CLIENT = {"client_id": "a1b2c3.app.sage.com", "client_secret": "a secret of more than thirty-two letters"}


def signed(now: datetime, body: bytes, company: str, client: Mapping[str, str] = CLIENT, **changes: Any) -> str:
    """A JWT under the client's secret that is good for this body, from now on for an hour."""
    issued = int(now.timestamp() * 1000)
    claims = {
        "iat": issued,
        "exp": issued + 3_600_000,
        "iss": "Sage Intacct",
        "tenant_id": company,
        "app_id": client["client_id"],
        "payload_signature": sha256(body).hexdigest(),
        "payload_signature_alg": "SHA-256",
        **changes,
    }
    return jwt.encode(claims, client["client_secret"], algorithm="HS256")
