"""The customer tab inside Intacct over HTTP: the session handed over once, the pass, and what is pasted."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.core.errors import NeedsAdmin, TryAgain
from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.app.tab_scene import GIVEN, HAND_OVER, SESSION, set_up
from tests.unit.account_parts import LINK, ONE

TAB = "/embed/account-details"


@pytest.fixture
def opening(api: Api, parts: Parts) -> Api:
    return set_up(api, parts)


def with_pass(opening: Api, **changes: str) -> Api:
    answer = opening.post(HAND_OVER, {**GIVEN, **changes})
    assert answer.status == 201, answer.body
    holder = opening.as_("")
    holder.token = answer.json["token"]
    return holder


def test_a_session_is_traded_for_a_pass_that_shows_the_one_customer(opening: Api) -> None:
    answer = opening.post(HAND_OVER, GIVEN)
    assert (answer.status, set(answer.json), answer.json["seconds"]) == (201, {"token", "seconds"}, 300)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", answer.json["token"])
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    opening.token = answer.json["token"]
    tab = opening.get(TAB, Accept_Language="fr")
    assert (tab.status, tab.json["customer_id"], tab.json["state"], tab.json["locale"]) == (200, "C-1", "ok", "fr-FR")


def test_the_tab_shows_what_is_for_readers_whoever_it_is_in_intacct(opening: Api) -> None:
    tab = with_pass(opening).get(TAB)
    assert [field["name"] for field in tab.json["fields"]] == ["Name"]
    assert tab.json["trouble"] is None


def test_each_pass_shows_its_own_customer(opening: Api, parts: Parts) -> None:
    parts.org.records[ONE][LINK] = "C-2"
    first, second = with_pass(opening), with_pass(opening, customer="102", nonce="m" * 43)
    assert [(one.get(TAB).json["customer_id"], one.get(TAB).json["state"]) for one in (first, second)] == [
        ("C-1", "not_linked"),
        ("C-2", "ok"),
    ]


@pytest.mark.parametrize("query", ["customer=102", "customer_id=C-2", "tenant=autre", "time_zone=Mars/Olympus"])
def test_nothing_in_the_address_can_ask_for_another_customer(opening: Api, query: str) -> None:
    refused(with_pass(opening).get(f"{TAB}?{query}"), 400)


def test_a_pass_that_is_over_is_refused(opening: Api, parts: Parts) -> None:
    holder = with_pass(opening)
    parts.clock.sleep(299)
    assert holder.get(TAB).status == 200
    parts.clock.sleep(1)
    assert refused(holder.get(TAB), 401)["code"] == "tab_pass_over"


def test_the_same_hand_over_twice_is_refused(opening: Api) -> None:
    assert opening.post(HAND_OVER, GIVEN).status == 201
    assert refused(opening.post(HAND_OVER, GIVEN), 409)["code"] == "tab_hand_over_used"


@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        (lambda parts: parts.intacct_door.sessions.clear(), 401, "tab_session"),
        (lambda parts: setattr(parts.intacct_door.sessions[SESSION], "company", "autre"), 403, "tab_other_company"),
        (lambda parts: setattr(parts.intacct_door.sessions[SESSION], "customers", {}), 403, "tab_customer_closed"),
        (lambda parts: setattr(parts.intacct_door, "refusal", TryAgain("x", "It is away.")), 503, "tab_intacct_away"),
        (
            lambda parts: setattr(parts.intacct_door, "refusal", NeedsAdmin("tab_client", "No.", remedy="Mend it.")),
            502,
            "tab_client",
        ),
    ],
)
def test_a_refusal_says_what_to_do(
    opening: Api, parts: Parts, spoil: Callable[[Parts], object], status: int, code: str
) -> None:
    spoil(parts)
    assert refused(opening.post(HAND_OVER, GIVEN), status)["code"] == code
    assert parts.tab_passes.passes == {}


def test_the_session_of_one_company_opens_no_tab_of_another_tenant(opening: Api) -> None:
    problem = refused(opening.post(HAND_OVER, {**GIVEN, "tenant": "autre"}), 403)
    unknown = refused(opening.post(HAND_OVER, {**GIVEN, "tenant": "nobody"}), 403)
    assert {**problem, "instance": ""} == {**unknown, "instance": ""}


def test_too_many_from_one_address_are_told_when_to_come_back(opening: Api) -> None:
    answers = [opening.post(HAND_OVER, {**GIVEN, "nonce": f"{number:043}"}) for number in range(121)]
    assert {answer.status for answer in answers[:120]} == {201}
    assert refused(answers[120], 429)["code"] == "tab_too_many"
    assert answers[120].headers["retry-after"] == "60"


@pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Real_Ip", "Forwarded"])
def test_no_header_makes_it_another_address(opening: Api, parts: Parts, header: str) -> None:
    opening.change("POST", HAND_OVER, GIVEN, **{header: "203.0.113.9"})
    assert [of for _, _, of, _ in parts.paces.times] == ["127.0.0.1"]


def test_the_log_names_ids_and_never_a_session_or_a_token(
    opening: Api, parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    holder = with_pass(opening)
    holder.get(TAB)
    for change in ({}, {"nonce": "m" * 43, "customer": "999"}, {"session": SESSION + "!", "nonce": "k" * 43}):
        opening.post(HAND_OVER, {**GIVEN, **change})
    parts.intacct_door.refusal = TryAgain("x", "It is away.")
    opening.post(HAND_OVER, {**GIVEN, "nonce": "l" * 43})
    written = json.dumps([vars(record) for record in caplog.records], default=repr)
    assert [record.message for record in caplog.records].count("customer tab opened") == 1
    assert '"intacct_user": "cmoreau"' in written
    assert SESSION not in written
    assert holder.token not in written


def test_an_administrator_gets_what_to_paste(api: Api, parts: Parts) -> None:
    parts.tab_component = replace(parts.tab_component, console_url='https://sync.example/it"</script>')
    answer = api.get("/embed/component").json
    text = answer["component"]
    assert 'page = "https://sync.example/it\\"\\u003c/script>/embed"' in text
    assert 'origin = "https://sync.example"' in text
    assert 'tenant = "demo"' in text
    assert text.count("</script>") == 1
    assert set(re.findall(r"\{!.*?!\}", text)) == {"{!CUSTOMER.RECORDNO!}", "{!#CURR_SESSION!}"}
    assert "%" not in re.sub(r"width: 100%", "", text)
    assert answer["smart_link"].endswith("/customers#{!CUSTOMER.CUSTOMERID!}")
    assert 'tenant = "autre"' in api.as_("foreigner").get("/embed/component").json["component"]
