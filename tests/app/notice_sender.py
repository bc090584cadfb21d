"""Notices as Intacct sends them, signed, and what a test looks at afterwards."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import jwt

from chalicelib.core.settings import Connection
from dev.fakes import SET_UP
from tests.app.client import Answer, Api
from tests.app.conftest import Parts

CLIENT = {"client_id": "a1b2c3.app.sage.com", "client_secret": "a secret of more than thirty-two letters"}
BODY = b'{"any": "body"}'
CONTEXT = {"OBJECTNAME": "CLASS", "RESTOBJECTNAME": "company-config/class", "ID": {"key": "12"}}


def set_up(api: Api, parts: Parts) -> str:
    """Enter company and client secret of the tenant ``demo``; returns its address."""
    present = parts.settings.current("demo")
    connected = replace(present, connection=Connection("demo-company"))
    parts.settings.save("demo", connected, present.version, SET_UP)
    parts.secrets.put("demo", "intacct", CLIENT)
    return issued(api)


def issued(api: Api, **choice: object) -> str:
    answer = api.post("/notice-address", choice)
    assert answer.status == 201, answer.body
    path: str = answer.json["path"]
    return path


def signature(parts: Parts, body: bytes = BODY, secret: str = CLIENT["client_secret"], **changes: Any) -> str:
    now = int(parts.clock.now().timestamp() * 1000)
    claims = {
        "iat": now,
        "exp": now + 3_600_000,
        "iss": "Sage Intacct",
        "tenant_id": "demo-company",
        "app_id": CLIENT["client_id"],
        "payload_signature": sha256(body).hexdigest(),
        "payload_signature_alg": "SHA-256",
        **changes,
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def send(
    api: Api,
    parts: Parts,
    address: str,
    body: bytes = BODY,
    context: Mapping[str, Any] = CONTEXT,
    **headers: str,
) -> Answer:
    given = {"X_IA_Sage_Signature": signature(parts, body), "x_clientcontext": json.dumps(context), **headers}
    return api.as_("").change("POST", address, body, **given)


def kept(parts: Parts, list_key: str = "class") -> list[str]:
    return [row.record_key for row in parts.notices.kept("demo", list_key, 99, parts.clock.now())]


def nothing_happened(parts: Parts) -> None:
    assert parts.queue.sent == []
    assert parts.notices.lists == {}
