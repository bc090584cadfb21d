"""How the Salesforce adapter signs in, and what it says where it can't."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chalicelib.adapters.salesforce_org import OrgReads
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from chalicelib.core.settings import Environment
from dev.fakes import FakeSecrets
from tests.contract.real_adapters import SALESFORCE_SECRET, TENANT, Connected
from tests.contract.watched_salesforce import CLASS, Watched, watched

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CANARY = "canary-51cd"


def pem(key: Any, encryption: Any = None) -> str:
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    encoded: bytes = key.private_bytes(*form, encryption or serialization.NoEncryption())
    return encoded.decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(*form).decode()


@pytest.fixture
def stand_in() -> Watched:
    stand_in = watched()
    stand_in.register("jwt-app", "demo", public_key_pem=public_pem(KEY))
    return stand_in


@pytest.fixture
def org(stand_in: Watched) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(salesforce_url=running.url)


def problem(org: Connected, connection: Any = None) -> Problem:
    with pytest.raises((NeedsAdmin, TryAgain)) as raised:
        org.salesforce(connection).unkeyed_count(CLASS)
    found = raised.value
    assert isinstance(found, Problem)
    assert found.detail.endswith(".")
    assert CANARY not in f"{found!r} {found.detail} {found.remedy}"
    return found


def use_key(org: Connected, private_key: str, consumer_key: str = "jwt-app") -> None:
    org.secrets.put(TENANT, "salesforce", {"consumer_key": consumer_key, "private_key": private_key})


def answered(status: int, document: Any) -> dict[str, Any]:
    return {"status": status, "body": json.dumps(document), "content_type": "application/json"}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_signed_assertion_opens_the_org(stand_in: Watched, org: Connected, line_end: str) -> None:
    use_key(org, pem(KEY).replace("\n", line_end))
    assert org.salesforce().unkeyed_count(CLASS) == 0
    assertion = stand_in.asked[0].form()["assertion"]
    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert claims.keys() == {"iss", "sub", "aud", "exp"}
    assert claims["aud"] == "https://test.salesforce.com"
    production = {"environment": Environment.PRODUCTION, "salesforce_user": "other@demo.example"}
    assert "approved" in problem(org, production).detail
    assert jwt.decode(stand_in.asked[-1].form()["assertion"], options={"verify_signature": False})["aud"] == (
        "https://login.salesforce.com"
    )


def test_one_sign_in_serves_many_connections_for_three_quarters_of_an_hour(stand_in: Watched, org: Connected) -> None:
    for seconds, tokens in ((0, 1), (42 * 60, 1), (2 * 60, 2)):
        org.clock.advance(seconds)
        org.salesforce().unkeyed_count(CLASS)
        assert stand_in.calls.report()["by_name"]["token"] == tokens
    assert org.salesforce({"salesforce_user": "x@demo.example"}).unkeyed_count(CLASS) == 0
    assert stand_in.calls.report()["by_name"]["token"] == 3


@pytest.mark.parametrize(
    "private_key",
    [
        CANARY,
        pem(KEY)[:400],
        public_pem(KEY),
        pem(KEY, serialization.BestAvailableEncryption(b"secret")),
        pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),
        pem(ec.generate_private_key(ec.SECP256R1())),
    ],
)
def test_a_key_that_salesforce_would_not_take_is_not_sent(stand_in: Watched, org: Connected, private_key: str) -> None:
    use_key(org, private_key)
    found = problem(org)
    assert found.code == "salesforce_sign_in"
    assert "private key" in found.detail
    assert stand_in.asked == []


@pytest.mark.parametrize("secret", [{}, {"consumer_key": CANARY}, {"consumer_secret": CANARY}, {"private_key": CANARY}])
def test_credentials_that_lack_a_part_are_not_sent(stand_in: Watched, org: Connected, secret: Any) -> None:
    org.secrets.put(TENANT, "salesforce", secret)
    assert "not complete" in problem(org).detail
    assert stand_in.asked == []


def test_an_assertion_needs_a_user(org: Connected) -> None:
    use_key(org, pem(KEY))
    assert "user" in problem(org, {"salesforce_user": ""}).detail


def test_a_foreign_key_and_a_wrong_secret_are_refused_with_a_remedy(org: Connected) -> None:
    use_key(org, pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    assert "certificate" in problem(org).remedy
    use_key(org, pem(KEY), consumer_key="unknown")
    assert "consumer key" in problem(org).remedy
    org.secrets.put(TENANT, "salesforce", {**SALESFORCE_SECRET, "consumer_secret": CANARY})
    assert "consumer key" in problem(org).remedy


@pytest.mark.parametrize(
    ("error", "description", "kind", "remedy"),
    [
        ("invalid_grant", "user hasn't approved this consumer", NeedsAdmin, "pre-approve"),
        ("invalid_grant", "audience is invalid", NeedsAdmin, "production or sandbox"),
        ("invalid_grant", "invalid assertion", NeedsAdmin, "certificate"),
        ("invalid_grant", "no client credentials user enabled", NeedsAdmin, "run-as user"),
        ("invalid_grant", "authentication failure", NeedsAdmin, "active"),
        ("invalid_grant", "login rate exceeded", TryAgain, "Wait"),
        ("invalid_app_access", "user is not admin approved to access this app", NeedsAdmin, "pre-approve"),
        ("unsupported_grant_type", "grant type not supported", NeedsAdmin, "flow"),
        ("inactive_org", "organization is locked", NeedsAdmin, "Unlock"),
        ("new_in_2027", "something", NeedsAdmin, "active"),
        (7, None, NeedsAdmin, "active"),
    ],
)
def test_every_reason_of_a_refused_sign_in_has_its_remedy(
    stand_in: Watched, org: Connected, error: Any, description: Any, kind: type[Problem], remedy: str
) -> None:
    do = answered(400, {"error": error, "error_description": description})
    stand_in.faults.add({"match": {"name": "token"}, "do": do, "times": None})
    found = problem(org)
    assert type(found) is kind
    assert remedy in found.remedy
    assert stand_in.calls.report()["by_name"]["token"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"path": ["access_token"], "delete": True}, "salesforce_unreadable"),
        ({"path": ["access_token"], "set": None}, "salesforce_unreadable"),
        ({"path": ["access_token"], "set": "a b\r\nX: y"}, "salesforce_unreadable"),
        ({"path": ["instance_url"], "set": "https://other.my.salesforce.com"}, "salesforce_other_org"),
        ({"path": ["instance_url"], "set": "https://evil.example"}, "salesforce_other_org"),
        ({"path": ["instance_url"], "set": "http://169.254.169.254"}, "salesforce_other_org"),
        ({"path": ["instance_url"], "delete": True}, "salesforce_other_org"),
    ],
)
def test_a_sign_in_that_leads_elsewhere_is_not_followed(
    stand_in: Watched, org: Connected, change: Any, code: str
) -> None:
    stand_in.faults.add({"match": {"name": "token"}, "do": {"mutate_json": [change]}, "times": None})
    assert problem(org).code == code
    assert stand_in.calls.report()["total"] == 0


def test_a_host_that_is_no_my_domain_is_refused_before_anything_is_sent(org: Connected) -> None:
    for host in ("", "evil.example/a?x=", "127.0.0.1:1"):
        with pytest.raises(NeedsAdmin, match="salesforce_host"):
            org.salesforce({"salesforce_host": host})


class LateSecrets(FakeSecrets):
    """A vault whose cache holds the secret of yesterday."""

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        return super().get(tenant, name) if fresh else {**SALESFORCE_SECRET, "consumer_secret": "yesterday's"}


def test_a_secret_that_was_replaced_is_fetched_again_before_giving_up(stand_in: Watched, org: Connected) -> None:
    org.secrets = LateSecrets()
    org.secrets.put(TENANT, "salesforce", SALESFORCE_SECRET)
    assert org.salesforce().unkeyed_count(CLASS) == 0
    assert stand_in.calls.report()["by_name"]["token"] == 2


def test_any_path_of_an_org_is_read_with_its_refusals_and_conditions(stand_in: Watched, org: Connected) -> None:
    reader = OrgReads(org.org(org.settings(), posts_repeat=True))
    path = "/services/data/v66.0/sobjects/Account/describe"
    described = reader.call("describe", "GET", path, {}, {}, None)
    since = {"If-Modified-Since": described.headers["last-modified"]}
    assert reader.call("describe", "GET", path, {}, since, None).status == 304
    refused = reader.call("query", "GET", "/services/data/v66.0/query", {"q": "SELECT Nope FROM Account"}, {}, None)
    assert (refused.status, refused.body[0]["errorCode"]) == (400, "INVALID_FIELD")
    stand_in.sessions.end_all()
    wide = {"ids": [], "fields": ["Name"]}
    assert reader.call("wide", "POST", "/services/data/v66.0/composite/sobjects/Account", {}, {}, wide).status == 200
    assert reader.calls == 5
