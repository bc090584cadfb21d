"""The audit trail over HTTP."""

import json
from dataclasses import replace

import pytest
from chalice.app import Chalice

from chalicelib.routes.door import open_door
from dev.fakes import SET_UP
from tests.app.client import Api, refused
from tests.app.conftest import Parts, Replaceable
from tests.app.settings_values import INTACCT_CREDENTIALS


@pytest.fixture(autouse=True)
def _five_replacements(api: Api) -> None:
    for _ in range(5):
        api.put("/secrets/intacct", INTACCT_CREDENTIALS)


def test_pages_lead_from_the_newest_entry_to_the_oldest(api: Api) -> None:
    numbers, cursor = [], ""
    while True:
        page = api.get(f"/audit?limit=2{f'&cursor={cursor}' if cursor else ''}").json
        numbers += [entry["number"] for entry in page["entries"]]
        cursor = page["cursor"]
        if not cursor:
            break
    assert numbers == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=abc", "since=2026"])
def test_a_query_that_cannot_be_is_refused(api: Api, query: str) -> None:
    refused(api.get(f"/audit?{query}"))


FORGED = "198.51.100.7"


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "CF_Connecting_IP", "True_Client_IP"])
def test_an_entry_tells_the_address_that_the_gateway_saw_and_no_header(api: Api, header: str) -> None:
    api.put("/secrets/intacct", INTACCT_CREDENTIALS, **{header: FORGED})
    deed = api.get("/audit?limit=1").json["entries"][0]["deed"]
    assert (deed["source_ip"], deed["token_id"]) == ("127.0.0.1", "0190-camille")


def test_an_entry_tells_the_address_of_the_gateways_own_event(api: Api, parts: Parts) -> None:
    app, built = Chalice(app_name="under-test", configure_logs=False), Replaceable()
    built.parts = parts
    open_door(app, built)
    path, body = "/api/v1/secrets/intacct", json.dumps(INTACCT_CREDENTIALS)
    for identity in ({"sourceIp": "203.0.113.9"}, {"sourceIp": "2001:db8::9"}, {"sourceIp": None}, {}):
        answer = app(
            {
                "requestContext": {"httpMethod": "PUT", "resourcePath": path, "path": path, "identity": identity},
                "headers": {
                    "authorization": f"Bearer {api.token}",
                    "content-type": "application/json",
                    "x-forwarded-for": FORGED,
                },
                "pathParameters": {},
                "multiValueQueryStringParameters": None,
                "stageVariables": {},
                "body": body,
            },
            None,
        )
        assert answer["statusCode"] == 200
    seen = [entry.deed.source_ip for entry in parts.settings.audit.entries("demo")][-4:]
    assert seen == ["203.0.113.9", "2001:db8::9", "", ""]


def test_entries_of_before_are_told_without_address_and_token(api: Api, parts: Parts) -> None:
    parts.settings.audit.append("demo", SET_UP)
    deed = api.get("/audit?limit=1").json["entries"][0]["deed"]
    assert (deed["name"], deed["source_ip"], deed["token_id"]) == ("Set-up", "", "")
    assert api.get("/audit/chain").json["whole"] is True


def test_another_tenants_cursor_is_refused(api: Api) -> None:
    cursor = api.get("/audit?limit=2").json["cursor"]
    assert refused(api.as_("foreigner").get(f"/audit?cursor={cursor}"))["code"] == "cursor_unknown"


def test_a_whole_trail_is_called_whole(api: Api, parts: Parts) -> None:
    end = parts.settings.audit.end("demo")
    assert api.get("/audit/chain").json == {"entries": 6, "whole": True, "first_broken": None, "end": end.hash}


def test_a_trail_that_somebody_altered_is_not(api: Api, parts: Parts) -> None:
    trail = parts.settings.audit.trails["demo"]
    trail[3] = replace(trail[3], deed=replace(trail[3].deed, name="Nobody"))
    chain = api.get("/audit/chain").json
    assert (chain["whole"], chain["first_broken"]) == (False, 4)
