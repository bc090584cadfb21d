"""The end of every call: after a silence, and after its whole time, whatever comes or does not come."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from chalicelib.adapters.http import Limits, Network, System
from chalicelib.adapters.http_hosts import INTACCT_HOST
from chalicelib.core.errors import TryAgain
from dev.emulators.server import Response, StandIn
from dev.fakes import FakeClock

SYSTEM = System("peer", "The peer", "Look where it is.")


def code(url: str, limits: Limits) -> str:
    upstream = Network(FakeClock(), frozenset({url}), limits).session(SYSTEM, INTACCT_HOST)
    with pytest.raises(TryAgain) as problem:
        upstream.get(f"{url}/rows")
    return str(problem.value.code)


def test_silence_ends_a_call() -> None:
    stand_in = StandIn()
    stand_in.route("GET", "/rows", "rows")(lambda _: Response(200, {}))
    stand_in.faults.add({"do": {"stall_seconds": 30}, "times": None})
    with stand_in.serve() as peer:
        assert code(peer.url, Limits(read_seconds=0.05)) == "peer_timeout"


@pytest.mark.parametrize("drops", [None, 0, 3])
def test_an_answer_that_never_ends_is_given_up(drops: int | None) -> None:
    """Also where it falls silent shortly before its time: nobody waits for the longest silence once more."""
    with dripping(drops) as port:
        began = time.monotonic()
        assert code(f"http://127.0.0.1:{port}", Limits(read_seconds=600, total_seconds=0.1)) == "peer_timeout"
        assert time.monotonic() - began < 60


def test_no_call_lasts_longer_than_sixty_five_seconds() -> None:
    assert max(Limits().total_seconds, Limits().connect_seconds + Limits().read_seconds) <= 65


@contextmanager
def dripping(drops: int | None = None) -> Iterator[int]:
    """A server that sends a byte now and then of a long answer, for ever, or so many and then none."""
    ended = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while not ended.is_set():
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n")
                try:
                    for _ in count() if drops is None else range(drops):
                        if ended.wait(0.01):
                            break
                        connection.sendall(b" ")
                    while connection.recv(65_536):
                        pass
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        ended.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join(5)
        listener.close()
