"""A server that answers every connection with the very bytes that a test wants, true HTTP or not."""

import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
"""Each connection has one answer; who did not know could send the next request into a closed one."""


@contextmanager
def answering(*pieces: bytes, endless: bytes = b"", reset: bool = False) -> Iterator[str]:
    """Its address. After ``pieces`` come ``endless`` bytes until the reader has gone, or the connection is reset."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    _answer(connection, pieces, endless, reset)

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def _answer(connection: socket.socket, pieces: Iterable[bytes], endless: bytes, reset: bool) -> None:
    connection.settimeout(5)
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(65_536)
    for piece in pieces:
        connection.sendall(piece)
    while endless:
        connection.sendall(endless)
    if reset:  # closed with a lingering of no time, it is a reset instead of an end
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
