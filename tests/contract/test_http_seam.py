"""The one way out: whatever the other side sends, a call brings an answer that can be read, or says what to do."""

import gzip
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.http import Limits, Network, System, Upstream
from chalicelib.adapters.http_hosts import INTACCT_HOST
from chalicelib.adapters.http_waits import retry_after
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from dev.emulators.server import Request, Response, Running, StandIn
from dev.fakes import FakeClock

SYSTEM = System("peer", "The peer", "Look where it is.")
ROWS = {"rows": [1, 2, 3]}
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def stand_in() -> StandIn:
    peer = StandIn()

    @peer.route("GET", "/rows", "rows")
    def rows(_: Request) -> Response:
        return Response(200, ROWS)

    peer.route("POST", "/rows", "rows")(rows)
    return peer


@pytest.fixture
def peer(stand_in: StandIn) -> Iterator[Running]:
    with stand_in.serve() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def session(peer: Running, clock: FakeClock | None = None, limits: Limits | None = None, **more: Any) -> Upstream:
    return Network(clock or FakeClock(), frozenset({peer.url}), limits or Limits()).session(
        SYSTEM, INTACCT_HOST, **more
    )


def problem(peer: Running, limits: Limits | None = None) -> Problem:
    with pytest.raises((TryAgain, NeedsAdmin)) as raised:
        session(peer, limits=limits).get(f"{peer.url}/rows")
    assert isinstance(raised.value, Problem)
    assert raised.value.detail.startswith("The peer ")
    assert raised.value.detail.endswith(".")
    return raised.value


def body(text: str | bytes, **more: Any) -> dict[str, Any]:
    return {"status": 200, "body": text, "content_type": "application/json", **more}


@pytest.mark.parametrize(
    ("do", "kind", "code"),
    [
        ({"html": 200}, TryAgain, "peer_maintenance"),
        ({"html": 503}, TryAgain, "peer_maintenance"),
        (body("<html>Back soon</html>"), TryAgain, "peer_maintenance"),
        ({"status": 500}, TryAgain, "peer_failing"),
        ({"status": 502, "body": "Bad gateway"}, TryAgain, "peer_failing"),
        ({"status": 524}, TryAgain, "peer_failing"),
        ({"status": 429}, TryAgain, "peer_busy"),
        ({"status": 420}, TryAgain, "peer_busy"),
        ({"drop": True}, TryAgain, "peer_away"),
        ({"cut_after": 5}, TryAgain, "peer_cut_off"),
        ({"redirect": "http://169.254.169.254/latest", "code": 302}, TryAgain, "peer_moved"),
        ({"redirect": "//[bad", "code": 307}, TryAgain, "peer_moved"),
        ({"redirect": "https://elsewhere.example/", "code": 301}, NeedsAdmin, "peer_moved"),
        ({"redirect": "https://elsewhere.example/", "code": 308}, NeedsAdmin, "peer_moved"),
        ({"status": 200, "body": ""}, TryAgain, "peer_unreadable"),
        ({"status": 200, "body": "{}", "content_type": "text/plain"}, TryAgain, "peer_unreadable"),
        (body(""), TryAgain, "peer_unreadable"),
        (body('{"rows": [1, 2'), TryAgain, "peer_unreadable"),
        (body('{"a": 1, "a": 2}'), TryAgain, "peer_unreadable"),
        (body('{"a": NaN}'), TryAgain, "peer_unreadable"),
        (body('{"a": -Infinity}'), TryAgain, "peer_unreadable"),
        (body('{"a": ' + "9" * 5000 + "}"), TryAgain, "peer_unreadable"),
        (body("[" * 33 + "]" * 33), TryAgain, "peer_unreadable"),
        (body("[" * 100_000), TryAgain, "peer_unreadable"),
        (body(b"\xef\xbb\xbf{}"), TryAgain, "peer_unreadable"),
        (body('{"a": "é"}'.encode("latin-1")), TryAgain, "peer_unreadable"),
        (body("{}".encode("utf-16")), TryAgain, "peer_unreadable"),
    ],
)
def test_what_cannot_be_read_is_never_taken_for_an_answer(
    stand_in: StandIn, peer: Running, do: Mapping[str, Any], kind: type[Problem], code: str
) -> None:
    stand_in.faults.add({"do": do, "times": None})
    found = problem(peer)
    assert (type(found), found.code) == (kind, code)


def test_an_answer_cut_anywhere_is_refused(stand_in: StandIn, peer: Running) -> None:
    whole, _ = Response(200, ROWS).encoded()
    for cut_after in range(len(whole)):
        stand_in.faults.add({"do": {"cut_after": cut_after}, "times": 3})
        assert problem(peer).code == "peer_cut_off"
    assert session(peer).get(f"{peer.url}/rows").json() == ROWS


def test_numbers_keep_their_digits_and_half_an_emoji_becomes_a_mark(stand_in: StandIn, peer: Running) -> None:
    text = r'{"n": 1234567890.123456789, "a": "x\ud83d", "b": "\ud83d\ude00", "c": "\\ud83d", "d": "\ude00\ud83d"}'
    stand_in.faults.add({"do": body(text)})
    read = session(peer).get(f"{peer.url}/rows").json()
    assert str(read.pop("n")) == "1234567890.123456789"
    assert read == {"a": "x\ufffd", "b": "😀", "c": "\\ud83d", "d": "\ufffd\ufffd"}


def test_thirty_two_levels_are_read(stand_in: StandIn, peer: Running) -> None:
    stand_in.faults.add({"do": body("[" * 32 + "]" * 32)})
    assert session(peer).get(f"{peer.url}/rows").status_code == 200


def test_a_passing_fault_costs_a_moment(stand_in: StandIn, peer: Running, clock: FakeClock) -> None:
    stand_in.faults.add({"do": {"status": 503}, "times": 2})
    upstream = session(peer, clock)
    begun = clock.now()
    assert upstream.get(f"{peer.url}/rows").json() == ROWS
    assert upstream.calls == stand_in.calls.report()["total"] == 3
    assert 0 < (clock.now() - begun).total_seconds() < 5


def test_a_short_wait_is_waited_and_a_long_one_is_handed_on(stand_in: StandIn, peer: Running, clock: FakeClock) -> None:
    short = {"status": 429, "headers": {"X-IA-Throttle-Limit-RetryAfter": "7"}}
    stand_in.faults.add({"do": short}, {"do": {"status": 503, "headers": {"Retry-After": "3000"}}, "skip": 1})
    begun = clock.now()
    upstream = session(peer, clock)
    assert upstream.get(f"{peer.url}/rows").json() == ROWS
    assert (clock.now() - begun).total_seconds() >= 7
    with pytest.raises(TryAgain) as raised:
        upstream.get(f"{peer.url}/rows")
    assert raised.value.retry_after_seconds == 3000
    assert upstream.calls == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("12", 12),
        ("0", 0),
        ("999999999999", 3600),
        ("Mon, 02 Mar 2026 08:00:30 GMT", 30),
        ("Mon, 02 Mar 2026 07:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_every_spelling_of_a_wait_is_understood(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, NOW) == seconds


def test_a_post_is_sent_again_only_where_posts_read(stand_in: StandIn, peer: Running) -> None:
    stand_in.faults.add({"do": {"drop_after_effect": True}, "times": None})
    for posts_repeat, calls in ((False, 1), (True, 3)):
        upstream = session(peer, posts_repeat=posts_repeat)
        with pytest.raises(TryAgain):
            upstream.post(f"{peer.url}/rows")
        assert upstream.calls == calls


def test_a_body_has_a_limit_also_when_it_comes_compressed(stand_in: StandIn, peer: Running) -> None:
    bomb = gzip.compress(b"[" + b" " * 5_000_000 + b"]")
    small = Limits(body_bytes=1_000_000)
    stand_in.faults.add({"do": body(bomb, headers={"Content-Encoding": "gzip"}), "times": 3})
    assert "too long" in problem(peer, small).detail
    stand_in.faults.add({"do": body(gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"})})
    assert session(peer).get(f"{peer.url}/rows").json() == [1]
    stand_in.faults.add({"do": body(b"no gzip", headers={"Content-Encoding": "gzip"}), "times": 3})
    assert problem(peer).code == "peer_cut_off"


def test_nothing_of_the_environment_counts(
    stand_in: StandIn, peer: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    stand_in.route("GET", "/heard", "heard")(lambda request: Response(200, sorted(request.headers)))
    assert "authorization" not in session(peer).get(f"{peer.url}/heard").json()


def test_connections_are_kept(peer: Running) -> None:
    network = Network(FakeClock(), frozenset({peer.url}))
    for _ in range(4):
        network.session(SYSTEM, INTACCT_HOST).get(f"{peer.url}/rows")
    pools = network.pool.poolmanager.pools
    [pool] = [pools[key] for key in pools.keys()]  # noqa: SIM118 - this mapping refuses to be iterated
    assert (pool.num_connections, pool.num_requests) == (1, 4)


def test_a_closed_port_is_an_absence(peer: Running) -> None:
    peer.stop()
    assert problem(peer).code == "peer_away"
