"""The address that notices go to: whose it is, which one holds, and what was chosen with it."""

from typing import Any

import pytest

from chalicelib.core.counts import Trouble
from chalicelib.core.notice import DayOfRows
from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.app.notice_sender import CLIENT, issued, kept, nothing_happened, send, set_up, signature


@pytest.fixture
def address(api: Api, parts: Parts) -> str:
    return set_up(api, parts)


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
