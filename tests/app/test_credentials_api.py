"""Credentials over HTTP: put in place, never given back, and refused without a word of them."""

import logging
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.app.settings_values import INTACCT_CREDENTIALS, pem

KEY = {"consumer_key": "3MVG9canary", "private_key": pem()}
SECRET = {"consumer_key": "3MVG9canary", "consumer_secret": "canary-fedcba9876543210"}


def test_credentials_are_stored_and_only_their_state_is_told(api: Api, parts: Parts) -> None:
    assert [one["is_set"] for one in api.get("/secrets").json["credentials"]] == [False, False]
    put = api.put("/secrets/intacct", INTACCT_CREDENTIALS)
    assert put.status == 200
    assert parts.secrets.get("demo", "intacct") == INTACCT_CREDENTIALS
    parts.secrets.replaced_at["demo", "intacct"] -= timedelta(days=3, hours=2)
    intacct, salesforce = api.get("/secrets").json["credentials"]
    assert salesforce == {
        "system": "salesforce",
        "is_set": False,
        "replaced_at": None,
        "age_days": None,
        "fingerprint": "",
    }
    assert {**intacct, "replaced_at": None} == {**put.json, "age_days": 3, "replaced_at": None}
    assert len(intacct["fingerprint"]) == 8


@pytest.mark.parametrize("value", [KEY, SECRET, {**KEY, "private_key": pem().replace("\n", "\r\n")}])
def test_salesforce_takes_a_private_key_or_a_secret(api: Api, parts: Parts, value: Mapping[str, str]) -> None:
    assert api.put("/secrets/salesforce", value).status == 200
    stored = parts.secrets.get("demo", "salesforce")
    assert stored == {name: text.replace("\r\n", "\n") for name, text in value.items()}


def test_the_audit_trail_tells_of_the_replacement_without_the_values(api: Api) -> None:
    first = api.put("/secrets/salesforce", KEY).json["fingerprint"]
    second = api.put("/secrets/salesforce", SECRET).json["fingerprint"]
    trail = api.get("/audit")
    newest = trail.json["entries"][0]
    assert newest["deed"]["action"] == "credentials.replaced"
    assert newest["changes"] == [{"path": "credentials.salesforce", "before": first, "after": second}]
    assert b"canary" not in trail.body
    assert pem().splitlines()[5].encode() not in trail.body


GOOD_ID = INTACCT_CREDENTIALS["client_id"]


@pytest.mark.parametrize(
    ("system", "value", "field"),
    [
        ("intacct", {**INTACCT_CREDENTIALS, "client_id": ""}, "client_id"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_id": " canary"}, "client_id"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": "canary-0123456789abcdef\n"}, "client_secret"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": "canary"}, "client_secret"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": "canary" * 1000}, "client_secret"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": "canary-0123456\t789abcdef"}, "client_secret"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": "canary-0123456 789abcdef"}, "client_secret"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": "canary-0123456🔑789abcdef"}, "client_secret"),
        ("intacct", {"client_id": GOOD_ID}, "client_secret"),
        ("intacct", {**INTACCT_CREDENTIALS, "password": "canary"}, "password"),
        ("intacct", {**INTACCT_CREDENTIALS, "client_secret": 7}, "client_secret"),
        ("salesforce", {"consumer_key": "3MVG9"}, "private_key"),
        ("salesforce", {**KEY, **SECRET}, "private_key"),
        ("salesforce", {**KEY, "private_key": ""}, "private_key"),
        ("salesforce", {**KEY, "private_key": pem()[:400]}, "private_key"),
        ("salesforce", {**KEY, "private_key": pem("small")}, "private_key"),
        ("salesforce", {**KEY, "private_key": pem() + pem("two")}, "private_key"),
        ("salesforce", {**KEY, "consumer_key": "canary\r\nX: y"}, "consumer_key"),
    ],
)
def test_credentials_that_cannot_be_right_are_refused_by_name_and_those_before_stay(
    api: Api, parts: Parts, system: str, value: Mapping[str, object], field: str
) -> None:
    api.put("/secrets/intacct", INTACCT_CREDENTIALS)
    api.put("/secrets/salesforce", SECRET)
    before, trail = dict(parts.secrets.values), parts.settings.audit.end("demo")
    answer = api.put(f"/secrets/{system}", value)
    problem = refused(answer)
    assert problem["errors"][0]["field"] == field
    assert b"canary" not in answer.body
    assert parts.secrets.values == before
    assert parts.settings.audit.end("demo") == trail


@pytest.mark.parametrize("text", ["&<>]]>'\"\\0123456789", "${jndi:ldap://x}/{{7*7}}", "%00%0a0123456789%ff"])
def test_odd_but_possible_secrets_are_stored_as_they_are(api: Api, parts: Parts, text: str) -> None:
    assert api.put("/secrets/intacct", {**INTACCT_CREDENTIALS, "client_secret": text}).status == 200
    assert parts.secrets.get("demo", "intacct")["client_secret"] == text


def test_nothing_of_a_secret_is_logged(api: Api, parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api.put("/secrets/intacct", INTACCT_CREDENTIALS)
    api.put("/secrets/salesforce", SECRET)
    api.put("/secrets/salesforce", KEY)
    api.put("/secrets/intacct", {**INTACCT_CREDENTIALS, "client_id": "canary\n"})
    api.put("/secrets/intacct", b'{"client_id": "canary", "client_secret": canary}')
    logged = [str(vars(record)) for record in caplog.records]
    assert len(logged) >= 2
    assert not [line for line in logged if "canary" in line or "PRIVATE KEY" in line]


def test_there_is_no_way_to_read_a_secret(api: Api) -> None:
    assert api.get("/secrets/intacct").status == 405
