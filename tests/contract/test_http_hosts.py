"""Hosts: what may be entered in the settings, and what is ever connected to."""

from pathlib import Path

import pytest

from chalicelib.adapters.http import Network, System
from chalicelib.adapters.http_hosts import (
    INTACCT_HOST,
    SALESFORCE_HOST,
    AllowedHosts,
    parse_salesforce_host,
    salesforce_origin,
)
from chalicelib.adapters.intacct_company import SYSTEM
from chalicelib.adapters.intacct_sign_in import IntacctSignIn
from chalicelib.core.errors import BadRequest, NeedsAdmin
from chalicelib.core.settings import Connection
from dev.emulators.server import StandIn
from dev.fakes import FakeClock, FakeSecrets
from tests.contract.https_proxy import certificate_for
from tests.hostile_hosts import HOSTILE

PEER = System("peer", "The peer", "Look where it is.")
GOOD = "acme.my.salesforce.com"


@pytest.mark.parametrize("text", HOSTILE)
def test_only_a_my_domain_may_be_entered(text: str) -> None:
    with pytest.raises(BadRequest) as raised:
        parse_salesforce_host(text.format(good=GOOD), "connection.host")
    assert [error.field for error in raised.value.errors] == ["connection.host"]
    assert "such as" in raised.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "acme.my.salesforce.com",
        "ACME.My.Salesforce.com",
        "acme--uat.sandbox.my.salesforce.com",
        "acme-dev-ed.develop.my.salesforce.com",
        "acme.scratch.my.salesforce.com",
        "acme.trailblaze.my.salesforce.com",
        "acme.demo.my.salesforce.com",
        "acme.my.salesforce.mil",
    ],
)
def test_a_my_domain_is_taken_in_lower_case(text: str) -> None:
    assert parse_salesforce_host(text) == text.lower()
    assert salesforce_origin(text) == f"https://{text.lower()}"


def test_sign_in_hosts_are_reached_but_are_no_my_domain() -> None:
    assert AllowedHosts(SALESFORCE_HOST).allow("https://login.salesforce.com/services/oauth2/token")
    with pytest.raises(BadRequest):
        parse_salesforce_host("login.salesforce.com")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.intacct.com/",
        "https://api.intacct.com:8443/",
        "https://api.intacct.com@evil.example/",
        "https://evil.example\\@api.intacct.com/",
        "https://evil.example/?api.intacct.com",
        "https://api.intacct.com.evil/",
        "HTTPS://API.INTACCT.COM.EVIL/",
        "http://127.0.0.1:5002/",
        "http://127.0.0.1:50011/",
        "http://127.0.0.1:5001@evil.example/",
        "http://127.0.0.1/",
        "ftp://api.intacct.com/",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_else_is_sent_to(url: str) -> None:
    assert not AllowedHosts(INTACCT_HOST, frozenset({"http://127.0.0.1:5001"})).allow(url)


@pytest.mark.parametrize(
    "url", ["https://api.intacct.com/ia/", "https://api.intacct.com:443/", "http://127.0.0.1:5001/a"]
)
def test_the_vendor_and_the_local_stack_are(url: str) -> None:
    assert AllowedHosts(INTACCT_HOST, frozenset({"http://127.0.0.1:5001"})).allow(url)


@pytest.mark.parametrize(
    "origin",
    [
        "http://api.intacct.com",
        "https://intacct.com.evil",
        "https://intacct.com",
        "https://api.intacct.com@evil.example",
        "https://api.intacct.com:8443",
        "https://evil.example/..//api.intacct.com",
        "https://evil.example/?https://api.intacct.com",
        "https://evil.example#api.intacct.com",
        "https://evil.example\\api.intacct.com",
        "https://api.intacct.com.",
        "https://ａpi.intacct.com",
        "https://169.254.169.254",
        "https://[::1]",
        "//api.intacct.com",
        "",
    ],
)
def test_an_api_of_intacct_that_is_not_sages_gets_no_call_and_no_secret(origin: str) -> None:
    clock = FakeClock()
    secrets = FakeSecrets(clock)
    secrets.put("demo", "intacct", {"client_id": "a.app.sage.com", "client_secret": "canary-0123456789abcdef"})
    upstream = Network(clock).session(SYSTEM, INTACCT_HOST)
    sign_in = IntacctSignIn("demo", Connection("demo", "bridge"), secrets, clock, upstream, origin)
    with pytest.raises(NeedsAdmin, match="intacct_host") as refused:
        sign_in()
    assert upstream.calls == 0
    assert "canary" not in str(refused.value)


def test_an_address_off_the_list_is_refused_before_a_socket_is_opened() -> None:
    with StandIn().serve() as running:
        upstream = Network(FakeClock()).session(PEER, INTACCT_HOST)
        with pytest.raises(NeedsAdmin, match="peer_host"):
            upstream.get(f"{running.url}/_control/calls")
        assert upstream.calls == 0


def test_a_certificate_that_nobody_vouches_for_ends_the_call(tmp_path: Path) -> None:
    tls, _ = certificate_for("127.0.0.1", tmp_path)
    with StandIn().serve(tls=tls) as running:
        upstream = Network(FakeClock(), frozenset({running.url})).session(PEER, INTACCT_HOST)
        with pytest.raises(NeedsAdmin, match="peer_certificate"):
            upstream.get(f"{running.url}/_control/calls")
        assert upstream.calls == 1
