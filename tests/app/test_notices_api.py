"""Notices over HTTP, as Intacct sends them: proved, kept, queued, and only then answered with 200."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import jwt
import pytest

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import TryAgain
from chalicelib.core.notice import DayOfRows
from chalicelib.core.settings import Connection, Settings
from chalicelib.ports import SyncRows
from dev.fakes import SET_UP
from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts

CLIENT = {"client_id": "a1b2c3.app.sage.com", "client_secret": "a secret of more than thirty-two letters"}
BODY = b'{"any": "body"}'
CONTEXT = {"OBJECTNAME": "CLASS", "RESTOBJECTNAME": "company-config/class", "ID": {"key": "12"}}


@pytest.fixture
def address(api: Api, parts: Parts) -> str:
    """The address of the tenant ``demo``, whose company and client secret are set up."""
    present = parts.settings.current("demo")
    parts.settings.save("demo", replace(present, connection=Connection("demo-company")), 1, SET_UP)
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


def nothing_happened(parts: Parts) -> None:
    assert parts.queue.sent == []
    assert parts.notices.lists == {}


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


def test_a_new_address_ends_the_one_before(api: Api, parts: Parts, address: str) -> None:
    second = issued(api)
    assert send(api, parts, address).status == 401
    assert send(api, parts, second).status == 200


def test_another_tenants_address_takes_no_notice_of_ours(api: Api, parts: Parts, address: str) -> None:
    parts.secrets.put("autre", "intacct", {**CLIENT, "client_secret": "yet another secret of forty letters ...."})
    assert send(api, parts, issued(api.as_("foreigner"))).status == 401
    nothing_happened(parts)


def test_before_credentials_are_entered_no_signature_holds(api: Api, parts: Parts) -> None:
    refused(send(api, parts, issued(api)), 401)


def test_the_company_may_be_named_as_signatures_name_it(api: Api, parts: Parts, address: str) -> None:
    by_number = signature(parts, tenant_id="199056")
    assert "199056" in refused(send(api, parts, address, X_IA_Sage_Signature=by_number), 401)["detail"]
    assert send(api, parts, issued(api, company="199056"), X_IA_Sage_Signature=by_number).status == 200


def test_an_unsigned_notice_is_taken_only_where_that_was_chosen(api: Api, parts: Parts, address: str) -> None:
    form = b"object=CLASS&key=12"
    smart_event: dict[str, Any] = {
        "Content_Type": "application/x-www-form-urlencoded",
        "X_IA_Sage_Signature": "",
        "x_clientcontext": "",
    }
    assert refused(send(api, parts, address, form, **smart_event), 401)["code"] == "notice_unsigned"
    nothing_happened(parts)
    chosen = issued(api, unsigned=True)
    assert send(api, parts, chosen, form, **smart_event).status == 200
    assert kept(parts) == ["12"]


def test_where_unsigned_notices_are_taken_a_false_signature_is_refused_all_the_same(
    api: Api, parts: Parts, address: str
) -> None:
    chosen = issued(api, unsigned=True)
    assert send(api, parts, chosen, X_IA_Sage_Signature="eyJhbGciOiJub25lIn0.e30.x").status == 401


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


def test_the_address_is_told_once_and_issuing_it_stands_in_the_audit_trail(api: Api, parts: Parts) -> None:
    empty = {"issued_at": None, "company": "", "unsigned": False, "path": None}
    assert api.get("/notice-address").json == empty
    path = issued(api, unsigned=True)
    seen = api.get("/notice-address")
    assert path.rsplit("/", 1)[1].encode() not in seen.body
    assert (seen.json["unsigned"], seen.json["path"]) == (True, None)
    assert api.as_("foreigner").get("/notice-address").json == empty
    [entry] = [one for one in parts.settings.audit.entries("demo") if one.deed.action == "notice_address.issued"]
    assert entry.deed.name == "Camille Moreau"


@pytest.mark.parametrize("body", [{"unsigned": "yes"}, {"company": "x" * 101}, {"more": 1}])
def test_an_address_is_issued_on_a_right_request_only(api: Api, body: dict[str, object]) -> None:
    refused(api.post("/notice-address", body), 400)


def test_lists_tell_of_their_single_rows_today(api: Api, parts: Parts) -> None:
    now = parts.clock.now()
    parts.notices.count("demo", "class", now, DayOfRows(written=3, failed=1))
    parts.notices.hold_up("demo", "class", now, Trouble("away", "Salesforce is away."))
    by_key = {one["key"]: one["single_records"] for one in api.get("/lists").json["lists"]}
    assert (by_key["class"]["written"], by_key["class"]["failed"]) == (3, 1)
    assert by_key["class"]["trouble"]["code"] == "away"
    assert by_key["class"]["last_at"]
    assert by_key["department"] == {
        "written": 0,
        "gone": 0,
        "failed": 0,
        "last_at": None,
        "trouble": None,
        "errors": [],
    }
