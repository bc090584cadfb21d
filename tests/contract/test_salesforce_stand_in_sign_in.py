"""The Salesforce stand-in grants tokens as Salesforce does, and ends them."""

import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.salesforce.tokens import JWT_BEARER
from tests.contract.salesforce_caller import Caller

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
USER = "integration@demo.example"
LIMITS = "/limits"


@pytest.fixture
def org() -> Iterator[Caller]:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    stand_in.register("app", "demo", public_key_pem=PUBLIC_PEM, secret="s3cret")
    with stand_in.serve() as running:
        yield Caller(stand_in, running.url, "")


def grant(org: Caller, **form: str) -> requests.Response:
    return requests.post(f"{org.url}/services/oauth2/token", data=form, timeout=10)


def bearer(org: Caller, *, key: Any = KEY, algorithm: str = "RS256", **claims: Any) -> requests.Response:
    good = {"iss": "app", "sub": USER, "aud": "https://login.salesforce.com", "exp": int(time.time()) + 170}
    return grant(org, grant_type=JWT_BEARER, assertion=jwt.encode({**good, **claims}, key, algorithm))


def secret(org: Caller, **changes: str) -> requests.Response:
    form = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3cret", **changes}
    return grant(org, **form)


def status(org: Caller, token: str) -> int:
    return Caller(org.stand_in, org.url, token).call("GET", LIMITS).status_code


def test_a_signed_assertion_is_worth_a_token_of_the_org(org: Caller) -> None:
    answer = bearer(org).json()
    assert set(answer) == {"access_token", "scope", "instance_url", "token_type", "id"}
    assert answer["access_token"].startswith("00D")
    assert answer["instance_url"] == org.url
    assert status(org, answer["access_token"]) == 200


def test_an_assertion_may_be_meant_for_the_org_itself_and_name_its_end_as_text(org: Caller) -> None:
    assert bearer(org, aud=org.url, exp=str(int(time.time()) + 100)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"key": STRANGER}, "invalid_grant"),
        ({"aud": "https://elsewhere.example"}, "invalid_grant"),
        ({"sub": "someone@demo.example"}, "invalid_grant"),
        ({"iss": "nobody"}, "invalid_client_id"),
        ({"exp": int(time.time()) - 600}, "invalid_grant"),
        ({"exp": int(time.time()) + 3_600}, "invalid_grant"),
        ({"exp": "soon"}, "invalid_grant"),
        ({"key": "a-shared-secret-of-thirty-two-bytes!", "algorithm": "HS256"}, "invalid_grant"),
    ],
)
def test_a_bad_assertion_is_refused(org: Caller, changes: dict[str, Any], error: str) -> None:
    answer = bearer(org, **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_secret_is_worth_a_token_and_a_wrong_one_is_not(org: Caller) -> None:
    assert status(org, secret(org).json()["access_token"]) == 200
    assert secret(org, client_secret="wrong").json()["error"] == "invalid_client"
    assert secret(org, client_id="nobody").json()["error"] == "invalid_client_id"
    assert secret(org, grant_type="password").json()["error"] == "unsupported_grant_type"
    assert grant(org, grant_type=JWT_BEARER, assertion="no.jwt").json()["error"] == "invalid_grant"


def test_a_session_that_nobody_uses_ends_after_two_hours(org: Caller) -> None:
    token = secret(org).json()["access_token"]
    for _ in range(2):
        org.stand_in.clock.advance(7_000)
        assert status(org, token) == 200
    org.stand_in.clock.advance(7_300)
    refused = Caller(org.stand_in, org.url, token).call("GET", LIMITS)
    assert refused.status_code == 401
    assert refused.json() == [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]


def test_an_administrator_can_end_every_session(org: Caller) -> None:
    token = secret(org).json()["access_token"]
    requests.delete(f"{org.url}/_control/sessions", timeout=10).raise_for_status()
    assert status(org, token) == 401
    assert status(org, "made-up") == 401


def test_a_user_signs_in_3600_times_an_hour_and_not_once_more(org: Caller) -> None:
    for _ in range(3_600):
        org.stand_in.sign_in("demo")
    answer = secret(org)
    assert (answer.status_code, answer.json()["error_description"]) == (400, "login rate exceeded")
    org.stand_in.clock.advance(3_600)
    assert secret(org).status_code == 200


def test_sign_ins_are_counted_apart_from_calls(org: Caller) -> None:
    status(org, secret(org).json()["access_token"])
    assert org.calls() == {"total": 1, "by_name": {"token": 1, "limits": 1}, "rows_written": 0, "deletes": 0}


def test_userinfo_tells_who_the_token_is(org: Caller) -> None:
    answer = secret(org).json()
    asked = requests.get(
        f"{org.url}/services/oauth2/userinfo",
        headers={"Authorization": f"Bearer {answer['access_token']}"},
        timeout=10,
    ).json()
    assert asked["preferred_username"] == USER
    assert asked["sub"] == answer["id"]
    assert requests.get(f"{org.url}/services/oauth2/userinfo", timeout=10).status_code == 403


def test_an_org_may_claim_another_address_than_its_own(org: Caller) -> None:
    org.stand_in.instance_urls["demo"] = "https://evil.example"
    assert secret(org).json()["instance_url"] == "https://evil.example"
