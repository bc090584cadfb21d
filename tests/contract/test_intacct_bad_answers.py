"""Bad answers to the Intacct adapter: each ends in what to do, with a sentence, and never in a short list."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from chalicelib.core.ranges import Selection
from dev.emulators.intacct import IntacctStandIn
from tests.contract.intacct_caller import seeded
from tests.contract.real_adapters import INTACCT_SECRET, TENANT, Connected, managed_list

DEPARTMENT = managed_list("department")
META, RESULT = "ia::meta", "ia::result"
CANARY = "canary-8f3a"


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded()


@pytest.fixture
def company(stand_in: IntacctStandIn) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(intacct_url=running.url)


def read(company: Connected, size: int = 20, **more: Any) -> list[Any]:
    intacct = company.intacct(**more)
    return list(intacct.rows(DEPARTMENT, DEPARTMENT.sources[0], Selection(), size))


def problem(company: Connected, **more: Any) -> Problem:
    with pytest.raises((TryAgain, NeedsAdmin)) as raised:
        read(company, **more)
    found = raised.value
    assert isinstance(found, Problem)
    assert "Sage Intacct" in found.detail
    assert found.detail.endswith(".")
    assert isinstance(found, TryAgain) or found.remedy.endswith(".")
    return found


def changed(*path: Any, **change: Any) -> dict[str, Any]:
    return {"mutate_json": [{"path": list(path), **change}]}


def answered(status: int, document: Any) -> dict[str, Any]:
    return {"status": status, "body": json.dumps(document), "content_type": "application/json"}


def refused(code: str, message: str = "", status: int = 400) -> dict[str, Any]:
    return answered(status, {RESULT: {"ia::error": {"code": code, "message": message}}})


@pytest.mark.parametrize(
    "do",
    [
        changed(META, "totalCount", set=19),
        changed(META, "totalCount", set=20),
        changed(META, "totalCount", set=-1),
        changed(META, "totalCount", set="30"),
        changed(META, "totalCount", set=True),
        changed(META, "totalCount", delete=True),
        changed(META, "next", set=None),
        changed(META, delete=True),
        changed(RESULT, set=None),
        changed(RESULT, set={}),
        changed(RESULT, 3, delete=True),
        changed(RESULT, 3, duplicate=True),
        changed(RESULT, 3, set="a row"),
        changed(RESULT, 3, "key", set=None),
        changed(RESULT, 3, "key", set=""),
        changed(RESULT, 3, "key", delete=True),
        changed(RESULT, 3, "key", set="-4"),
        changed(RESULT, 3, "key", set="007"),
        changed(RESULT, 3, "key", set="4.0"),
        changed(RESULT, 3, "key", set="1" * 19),
        changed(RESULT, 3, "key", set="9" * 18),
        changed(RESULT, 3, "key", set=str(2**63)),
        changed(RESULT, 3, set={"ia::error": {"code": "operationFailed"}}),
        changed(RESULT, 3, "key", set="four"),
        changed(RESULT, 3, "key", set=True),
        changed(RESULT, 0, "key", set="4"),
        changed(RESULT, 3, "status", delete=True),
        changed(RESULT, 3, "name", set={"fr": "Nom"}),
        changed(RESULT, 3, "name", set=["Nom"]),
        answered(200, []),
        answered(200, {RESULT: [], META: {"totalCount": 30}}),
        answered(200, {RESULT: [{}], META: {"totalCount": 1}}),
    ],
)
def test_a_page_that_contradicts_itself_is_refused(
    stand_in: IntacctStandIn, company: Connected, do: Mapping[str, Any]
) -> None:
    stand_in.faults.add({"match": {"name": "query"}, "do": do})
    assert problem(company).code == "intacct_unreadable"
    assert len(read(company)) == 30


@pytest.mark.parametrize("do", [changed(RESULT, 0, "extra", set=1), changed(META, "next", delete=True)])
def test_harmless_extras_and_gaps_change_nothing(stand_in: IntacctStandIn, company: Connected, do: Any) -> None:
    stand_in.faults.add({"match": {"name": "query"}, "do": do})
    rows = read(company)
    assert len(rows) == 30
    assert all(set(row) == set(rows[1]) for row in rows)


@pytest.mark.parametrize(
    ("do", "kind", "code"),
    [
        ({"html": 200}, TryAgain, "intacct_maintenance"),
        ({"html": 503}, TryAgain, "intacct_maintenance"),
        ({"status": 429}, TryAgain, "intacct_busy"),
        ({"drop": True}, TryAgain, "intacct_away"),
        ({"cut_after": 700}, TryAgain, "intacct_cut_off"),
        ({"redirect": "https://elsewhere.example/", "code": 301}, NeedsAdmin, "intacct_moved"),
        (refused("GW-0010", "API rate limit exceeded", 200), TryAgain, "intacct_busy"),
        (answered(403, {"ia::error": {"code": "GW-0010"}}), TryAgain, "intacct_busy"),
        (answered(400, {"error": {"code": "GW-0001"}}), TryAgain, "intacct_busy"),
        (answered(403, {"ia::error": {"code": "GW-0042"}}), NeedsAdmin, "intacct_not_allowed"),
        (answered(400, {"ia::error": {"code": "GW-0011"}}), NeedsAdmin, "intacct_refused"),
        (refused("XL03000003", "Bad XML"), NeedsAdmin, "intacct_refused"),
        (refused("XL03000006", "Incorrect Intacct XML Partner ID"), NeedsAdmin, "intacct_refused"),
        (refused("invalidRequest", "You do not have permission", 403), NeedsAdmin, "intacct_not_allowed"),
        (refused("notFound", "", 404), NeedsAdmin, "intacct_no_object"),
        (refused("invalidRequest", "The object x does not exist"), NeedsAdmin, "intacct_no_object"),
        (refused("operationFailed", "Something", 200), NeedsAdmin, "intacct_refused"),
        (answered(400, {"error": "invalid_request"}), NeedsAdmin, "intacct_refused"),
        (answered(400, "no"), NeedsAdmin, "intacct_refused"),
        (answered(207, {RESULT: []}), NeedsAdmin, "intacct_refused"),
        ({"html": 403}, NeedsAdmin, "intacct_not_allowed"),
        ({"status": 401}, NeedsAdmin, "intacct_sign_in"),
        ({"html": 401}, NeedsAdmin, "intacct_sign_in"),
        (answered(400, {"error": {"code": "tokenInvalid"}}), NeedsAdmin, "intacct_sign_in"),
        (answered(400, {"error": {"code": "x", "message": "Invalid token"}}), NeedsAdmin, "intacct_sign_in"),
    ],
)
def test_every_refusal_says_what_to_do(
    stand_in: IntacctStandIn, company: Connected, do: Mapping[str, Any], kind: type[Problem], code: str
) -> None:
    stand_in.faults.add({"match": {"name": "query"}, "do": do, "times": None})
    found = problem(company)
    assert (type(found), found.code) == (kind, code)
    assert stand_in.calls.report()["by_name"]["query"] <= 3


def test_an_api_that_has_moved_is_a_matter_of_the_deployment_not_of_the_settings(
    stand_in: IntacctStandIn, company: Connected
) -> None:
    stand_in.faults.add({"do": {"redirect": "https://elsewhere.example/", "code": 308}, "times": None})
    remedy = problem(company).remedy
    assert "PASSERELLE_INTACCT_ORIGIN" in remedy
    assert "no setting" in remedy


def test_the_cause_is_found_in_the_last_detail(stand_in: IntacctStandIn, company: Connected) -> None:
    details = [{"message": "first"}, {"message": "the cause"}]
    error = {"code": "operationFailed", "message": "Failed", "details": details}
    stand_in.faults.add({"match": {"name": "query"}, "do": answered(422, {RESULT: {"ia::error": error}})})
    assert "the cause" in problem(company).detail


def test_an_expired_token_is_replaced_once_and_the_call_sent_again(
    stand_in: IntacctStandIn, company: Connected
) -> None:
    read(company)
    stand_in.tokens.end_all()
    assert len(read(company)) == 30
    assert stand_in.calls.report()["by_name"] == {"token": 2, "query": 5}


def test_a_token_is_replaced_before_it_ends(stand_in: IntacctStandIn, company: Connected) -> None:
    read(company)
    for seconds, tokens in ((43_200 - 130, 1), (20, 2)):
        company.clock.advance(seconds)
        read(company)
        assert stand_in.calls.report()["by_name"]["token"] == tokens


@pytest.mark.parametrize(
    ("do", "kind", "code"),
    [
        (answered(200, {}), TryAgain, "intacct_unreadable"),
        (answered(200, []), TryAgain, "intacct_unreadable"),
        (answered(200, {"access_token": 7}), TryAgain, "intacct_unreadable"),
        (answered(200, {"access_token": "a\r\nX: y"}), TryAgain, "intacct_unreadable"),
        (answered(400, {"error": "invalid_grant"}), NeedsAdmin, "intacct_sign_in"),
        (answered(401, {"error": {"code": "tokenInvalid"}}), NeedsAdmin, "intacct_sign_in"),
        (answered(400, {"ia::error": {"code": "GW-0011"}}), NeedsAdmin, "intacct_sign_in"),
        (answered(400, {"ia::error": {"code": "GW-0012"}}), NeedsAdmin, "intacct_sign_in"),
        (answered(400, None), NeedsAdmin, "intacct_sign_in"),
        (answered(403, {"ia::error": {"code": "GW-0010"}}), TryAgain, "intacct_busy"),
        ({"html": 200}, TryAgain, "intacct_maintenance"),
        ({"status": 503}, TryAgain, "intacct_failing"),
    ],
)
def test_a_sign_in_that_fails_says_why(
    stand_in: IntacctStandIn, company: Connected, do: Mapping[str, Any], kind: type[Problem], code: str
) -> None:
    stand_in.faults.add({"match": {"name": "token"}, "do": do, "times": None})
    found = problem(company)
    assert (type(found), found.code) == (kind, code)
    assert "query" not in stand_in.calls.report()["by_name"]


@pytest.mark.parametrize("life", [None, "soon", -5, 0, True, 1.5, "1" * 12])
def test_a_token_of_unknown_life_is_kept_for_half_an_hour(
    stand_in: IntacctStandIn, company: Connected, life: Any
) -> None:
    stand_in.faults.add({"match": {"name": "token"}, "do": changed("expires_in", set=life)})
    for seconds, tokens in ((0, 1), (1600, 1), (100, 2)):
        company.clock.advance(seconds)
        read(company)
        assert stand_in.calls.report()["by_name"]["token"] == tokens


@pytest.mark.parametrize(
    ("connection", "remedy"),
    [
        ({"intacct_company": "nowhere"}, "user exists"),
        ({"intacct_user": ""}, "Correct company id"),
        ({"intacct_company": ""}, "Correct company id"),
        ({"intacct_entity": "nowhere"}, "Choose an entity"),
    ],
)
def test_settings_that_lead_nowhere_are_named(company: Connected, connection: Any, remedy: str) -> None:
    found = problem(company, connection=connection)
    assert found.code == "intacct_sign_in"
    assert remedy in found.remedy


@pytest.mark.parametrize("secret", [{}, {"client_id": "x"}, {**INTACCT_SECRET, "client_secret": CANARY}])
def test_credentials_that_do_not_open_are_named_and_never_shown(company: Connected, secret: Any) -> None:
    company.secrets.put(TENANT, "intacct", secret)
    found = problem(company)
    assert "client id" in found.remedy
    assert CANARY not in f"{found!r} {found.detail} {found.remedy}"
