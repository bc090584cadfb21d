"""Every route against every kind of person: open, refused, allowed, and never another tenant's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.core.fieldmap import FieldMaps
from chalicelib.core.mail_event import ClosedAddress, Fate
from chalicelib.core.settings import IntegrationMode, Invited
from chalicelib.core.tab import LIFE, TabPass
from chalicelib.routes.door import TABLES
from chalicelib.routes.edge import SECURITY_HEADERS
from chalicelib.routes.table import Endpoint
from dev.fakes import SET_UP
from tests.app.client import Answer, Api
from tests.app.conftest import Parts
from tests.app.settings_values import INTACCT_CREDENTIALS, pem, settings_body

INVITED = Invited("finance@example.com", "0" * 64, datetime(2036, 1, 1, tzinfo=UTC))
OPEN = {
    "/api/v1/health": 200,
    "/api/v1/openapi.json": 200,
    "/api/v1/recipients/confirm": 404,
    "/api/v1/notices/{hook}": 401,
    "/api/v1/embed/session": 403,
}
"""With what they answer to somebody who has nothing."""
FOR_READERS = {"/api/v1/me", "/api/v1/customers/{customer_id}/account-details"}
FOR_ADMINS = {
    "GET /api/v1/account-details/fields",
    "POST /api/v1/account-details/fields/refresh",
    "PUT /api/v1/account-details",
    "PUT /api/v1/settings",
    "POST /api/v1/recipients/invite",
    "PUT /api/v1/secrets/intacct",
    "PUT /api/v1/secrets/salesforce",
    "POST /api/v1/mail-addresses/open",
    "GET /api/v1/audit",
    "GET /api/v1/audit/chain",
    "POST /api/v1/notice-address",
    "GET /api/v1/embed/component",
}
BY_PASS = {"/api/v1/embed/account-details": 401}
"""Of a customer tab. With what they answer to everybody else, whoever it is."""
ANSWERS = {**OPEN, **BY_PASS}
BODIES: dict[str, dict[str, object]] = {
    "/api/v1/account-details": {"shown": True, "fields": ["Industry"]},
    "/api/v1/settings": settings_body(recipients=[INVITED.address]),
    "/api/v1/recipients/invite": {"address": INVITED.address},
    "/api/v1/mail-addresses/open": {"address": "ada@example.com"},
    "/api/v1/recipients/confirm": {"token": "ZGVtbw.unknown"},
    "/api/v1/field-map": {"enabled": True},
    "/api/v1/field-maps/{list_key}": {"rows": []},
    "/api/v1/field-maps/{list_key}/check": {"rows": []},
    "/api/v1/embed/session": {"tenant": "demo", "customer": "101", "session": "stolen", "nonce": "n" * 43},
    "/api/v1/secrets/intacct": INTACCT_CREDENTIALS,
    "/api/v1/secrets/salesforce": {"consumer_key": "3MVG9", "private_key": pem()},
}
ENDPOINTS = [endpoint for table in TABLES for endpoint in table.endpoints]
Call = Callable[[Api, Endpoint], Answer]


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


each_route = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)


@pytest.fixture
def call(api: Api, parts: Parts) -> Call:
    """Calls a route on a list and a run that stand in the tenant ``demo``; settings are at version 2."""
    for tenant in ("demo", "autre"):
        basic = replace(parts.settings.current(tenant), mode=IntegrationMode.BASIC, field_maps=FieldMaps(enabled=True))
        parts.settings.save(tenant, replace(basic, invited=(INVITED,)), 1, SET_UP)
        parts.runs.close_address(tenant, ClosedAddress("ada@example.com", Fate.BOUNCED, parts.clock.now()))
    run_id = api.post("/lists/department/runs", {}).json["run"]["id"]

    def call_as(person: Api, endpoint: Endpoint) -> Answer:
        path = endpoint.path.format(list_key="department", run_id=run_id, customer_id="C-1", hook="A" * 43)
        body = BODIES.get(endpoint.path, {}) if endpoint.body else None
        if endpoint.method == "GET":
            return person.get(path)
        return person.change(endpoint.method, path, body, If_Match='"v2"')

    return call_as


@each_route
def test_without_token_only_the_open_routes_answer(api: Api, call: Call, endpoint: Endpoint) -> None:
    answer = call(api.as_(""), endpoint)
    if endpoint.path in OPEN:
        assert answer.status == OPEN[endpoint.path]
    else:
        assert (answer.status, answer.json["code"]) == (401, "token_missing")
        assert answer.headers["www-authenticate"] == 'Bearer realm="passerelle"'
    assert {name.lower() for name in SECURITY_HEADERS} <= set(answer.headers)


@each_route
def test_an_answer_is_kept_by_nobody_framed_by_nobody_and_taken_for_nothing_else(
    api: Api, call: Call, endpoint: Endpoint
) -> None:
    headers = call(api, endpoint).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name.lower()] == value, name


@each_route
@pytest.mark.parametrize("person", ["reader", "nobody"])
def test_a_role_that_may_not_is_refused(api: Api, call: Call, endpoint: Endpoint, person: str) -> None:
    answer = call(api.as_(person), endpoint)
    allowed = endpoint.path in ANSWERS or (person == "reader" and endpoint.path in FOR_READERS)
    assert answer.status == (ANSWERS.get(endpoint.path, 200) if allowed else 403)
    if not allowed:
        assert answer.json["code"] == "role_missing"


@each_route
@pytest.mark.parametrize("person", ["admin", "implementer"])
def test_administrators_reach_every_route_and_implementers_those_of_resync(
    api: Api, call: Call, endpoint: Endpoint, person: str
) -> None:
    forbidden = person == "implementer" and name_of(endpoint) in FOR_ADMINS
    allowed = ANSWERS.get(endpoint.path, endpoint.status)
    assert call(api.as_(person), endpoint).status == (403 if forbidden else allowed)


@each_route
def test_another_tenants_run_does_not_exist(api: Api, call: Call, endpoint: Endpoint) -> None:
    answer = call(api.as_("foreigner"), endpoint)
    if "{run_id}" in endpoint.path:
        assert (answer.status, answer.json["code"]) == (404, "run_unknown")
    else:
        assert answer.status == ANSWERS.get(endpoint.path, endpoint.status)
        assert b"Camille" not in answer.body
        assert b"camille@example.com" not in answer.body


def test_a_refused_call_changes_nothing(api: Api, parts: Parts) -> None:
    for person in ("", "reader", "nobody"):
        api.as_(person).post("/lists/department/runs", {})
    run_id = api.post("/lists/department/runs", {}).json["run"]["id"]
    for person in ("", "reader", "nobody", "foreigner"):
        api.as_(person).post(f"/runs/{run_id}/cancel")
    run = parts.runs.get("demo", run_id)
    assert run is not None
    assert run.stop is None
    assert len(parts.queue.sent) == 1


def test_me_tells_the_person_and_what_they_may_do(api: Api) -> None:
    me = api.as_("reader").get("/me").json
    assert me == {
        "tenant": "demo",
        "name": "Noor Haddad",
        "email": "camille@example.com",
        "language": "fr",
        "roles": ["reader"],
        "actions": ["see_account_details", "see_self"],
    }


@pytest.mark.parametrize("header", ["Basic Y2FtaWxsZTp4", "Bearer", "Bearer a b", "Bearer a, Bearer b", "Token x"])
def test_an_authorization_that_is_no_bearer_token_is_refused(api: Api, header: str) -> None:
    answer = api.as_("").get("/me", Authorization=header)
    assert (answer.status, answer.json["code"]) == (401, "token_refused")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_token_in_the_address_is_not_taken(api: Api) -> None:
    assert api.as_("").get(f"/me?access_token={api.token}").status == 401


@each_route
@pytest.mark.parametrize("tenant", ["demo", "autre"])
def test_the_pass_of_a_customer_tab_opens_that_tab_and_no_other_route(
    api: Api, call: Call, parts: Parts, endpoint: Endpoint, tenant: str
) -> None:
    parts.tab_passes.keep("the-token", TabPass(tenant, "cmoreau", "C-1", parts.clock.now() + LIFE))
    holder = api.as_("")
    holder.token = "the-token"
    answer = call(holder, endpoint)
    if endpoint.path in OPEN:
        assert answer.status == OPEN[endpoint.path]
    elif endpoint.path in BY_PASS:
        assert (answer.status, answer.json["customer_id"]) == (200, "C-1")
    else:
        assert (answer.status, answer.json["code"]) == (401, "token_refused")
