"""Notices as Intacct sends them, signed, and what a test looks at afterwards."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.core.settings import Connection
from dev.fakes import SET_UP
from tests.app.client import Answer, Api
from tests.app.conftest import Parts
from tests.app.notice_signature import CLIENT, signed

__all__ = ["BODY", "CLIENT", "CONTEXT", "issued", "kept", "nothing_happened", "send", "set_up", "signature"]

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
    return signed(parts.clock.now(), body, "demo-company", {**CLIENT, "client_secret": secret}, **changes)


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
