"""Notices over HTTP, as Intacct sends them: proved, kept, queued, and only then answered with 200."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.core.errors import TryAgain
from chalicelib.core.settings import Connection, Settings
from chalicelib.ports import SyncRows
from dev.fakes import SET_UP
from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.app.notice_sender import CLIENT, CONTEXT, kept, nothing_happened, send, set_up, signature


@pytest.fixture
def address(api: Api, parts: Parts) -> str:
    return set_up(api, parts)


def test_a_signed_notice_is_kept_and_queued_and_answered_with_200(api: Api, parts: Parts, address: str) -> None:
    answer = send(api, parts, address)
    assert (answer.status, answer.json) == (200, {"result": "taken"})
    assert kept(parts) == ["12"]
    assert parts.queue.sent == [SyncRows("demo", "class")]


def test_a_wrapped_signature_is_taken_as_well(api: Api, parts: Parts, address: str) -> None:
    wrapped = base64.b64encode(f"{CLIENT['client_id']}:{signature(parts)}".encode()).decode()
    assert send(api, parts, address, X_IA_Sage_Signature=wrapped).status == 200


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "text/xml; charset=UTF-8", ""])
def test_the_body_may_be_of_the_kinds_that_a_trigger_can_send(api: Api, parts: Parts, address: str, kind: str) -> None:
    body = "<class>Été</class>".encode()
    assert send(api, parts, address, body, Content_Type=kind).status == 200


def test_a_notice_that_comes_again_gets_the_same_answer_and_does_nothing(api: Api, parts: Parts, address: str) -> None:
    for name in ("Idempotency_Key", "X_IdempotencyKey"):
        key: dict[str, Any] = {name: f"k-{name}"}
        for _ in range(2):
            answer = send(api, parts, address, **key)
            assert (answer.status, answer.json) == (200, {"result": "taken"})
    assert len(parts.queue.sent) == 2


def test_the_same_key_with_another_body_is_another_notice(api: Api, parts: Parts, address: str) -> None:
    send(api, parts, address, Idempotency_Key="k")
    send(api, parts, address, b'{"other": 1}', Idempotency_Key="k")
    assert len(parts.queue.sent) == 2


def test_a_key_that_is_none_is_passed_over(api: Api, parts: Parts, address: str) -> None:
    assert send(api, parts, address, Idempotency_Key="k" * 300).status == 200


def test_while_the_queue_is_away_intacct_is_asked_to_send_again(api: Api, parts: Parts, address: str) -> None:
    parts.queue.away = TryAgain("queue_busy", "SQS is busy.", remedy="Send it again.")
    refused(send(api, parts, address, Idempotency_Key="k"), 503)
    assert kept(parts) == ["12"], "what was kept is not lost either way"
    parts.queue.away = None
    assert send(api, parts, address, Idempotency_Key="k").status == 200
    assert parts.queue.sent == [SyncRows("demo", "class")]


@pytest.mark.parametrize(
    "headers",
    [
        {"X_IA_Sage_Signature": ""},
        {"X_IA_Sage_Signature": "eyJhbGciOiJub25lIn0.e30.x"},
        {"X_IA_Sage_Signature": "Bearer abc"},
    ],
)
def test_without_a_true_signature_nothing_happens(
    api: Api, parts: Parts, address: str, headers: dict[str, Any]
) -> None:
    refused(send(api, parts, address, **headers), 401)
    nothing_happened(parts)


def test_a_signature_of_another_body_company_or_secret_is_refused(api: Api, parts: Parts, address: str) -> None:
    for forged in (
        signature(parts, b"{}"),
        signature(parts, tenant_id="autre"),
        signature(parts, secret="another secret of more than thirty-two letters"),
        signature(parts, app_id="z9"),
        signature(parts, exp=1),
    ):
        problem = refused(send(api, parts, address, X_IA_Sage_Signature=forged), 401)
        assert problem["code"] == "notice_refused"
    nothing_happened(parts)


def test_an_access_token_is_no_signature(api: Api, parts: Parts, address: str) -> None:
    refused(api.post(address, {}, x_clientcontext=json.dumps(CONTEXT)), 401)
    nothing_happened(parts)


@pytest.mark.parametrize("token", ["A" * 43, "x", "demo", "%00", "..%2f..", "A" * 5000])
def test_an_address_that_nobody_issued_is_refused(api: Api, parts: Parts, address: str, token: str) -> None:
    assert send(api, parts, f"/notices/{token}").status == 401
    nothing_happened(parts)


@pytest.mark.parametrize(
    ("settings", "object_name", "result"),
    [
        (Settings(), "company-config/class", "synchronization_off"),
        (Settings(enabled=True), "accounts-receivable/invoice", "no_managed_list"),
        (Settings(enabled=True, disabled_lists=("class",)), "company-config/class", "list_off"),
    ],
)
def test_a_notice_that_changes_nothing_is_answered_well_so_that_it_is_not_sent_again(
    api: Api, parts: Parts, address: str, settings: Settings, object_name: str, result: str
) -> None:
    connected = replace(settings, connection=Connection("demo-company"))
    parts.settings.save("demo", connected, parts.settings.current("demo").version, SET_UP)
    answer = send(api, parts, address, context={**CONTEXT, "RESTOBJECTNAME": object_name})
    assert (answer.status, answer.json) == (200, {"result": result})
    nothing_happened(parts)


@pytest.mark.parametrize("context", ["[]", "{", "null", '{"OBJECTNAME": 5}', '{"RESTOBJECTNAME": "a b"}'])
def test_a_context_that_can_not_be_read_is_refused(api: Api, parts: Parts, address: str, context: str) -> None:
    refused(send(api, parts, address, x_clientcontext=context), 400)
    nothing_happened(parts)


def test_a_notice_without_row_is_one_of_some_row(api: Api, parts: Parts, address: str) -> None:
    assert send(api, parts, address, context={**CONTEXT, "ID": {}}).status == 200
    assert kept(parts) == [""]


def test_a_body_that_is_too_large_is_refused(api: Api, parts: Parts, address: str) -> None:
    refused(send(api, parts, address, b"x" * 70_000), 413)
    nothing_happened(parts)
