"""Carries a stand-in's answers over HTTP/1.1 on the loopback interface."""

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dev.emulators.messages import Request, Response

Answer = Callable[[Request], Response | None]

MOST_CONNECTIONS = 256
IDLE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Running:
    """A stand-in that listens at ``url`` (no slash at the end)."""

    url: str
    port: int
    _stop: Callable[[], None]

    def stop(self) -> None:
        """Stop listening and break every open connection. Doing it twice is safe."""
        self._stop()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def listen(answer: Answer, stopping: threading.Event, port: int = 0, tls: SSLContext | None = None) -> Running:
    """Serve ``answer`` on 127.0.0.1 in threads of its own. Raises OSError where the port is taken."""
    server = _Server(answer, stopping, port, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        server.shutdown()
        server.server_close()
        server.break_connections()

    scheme = "https" if tls else "http"
    return Running(f"{scheme}://127.0.0.1:{server.server_port}", server.server_port, stop)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, answer: Answer, stopping: threading.Event, port: int, tls: SSLContext | None) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.answer = answer
        self.stopping = stopping
        self._tls = tls
        self._slots = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._open: set[socket.socket] = set()

    def server_bind(self) -> None:
        # HTTPServer asks the resolver for the host's full name here, which can take seconds offline.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls:
            # The handshake is left to the first read, in the connection's own thread.
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        self._slots.acquire()
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        if request in self._open:
            self._open.discard(request)
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; anything else is a mistake of the stand-in and must be seen."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def break_connections(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: _Server

    def _exchange(self) -> None:
        response = self.server.answer(self._request())
        if response is None or self.server.stopping.is_set():
            self.close_connection = True
            return
        body, content_type = response.encoded()
        head = self._head(response, len(body), content_type)
        if response.stall_seconds:
            self.server.stopping.wait(response.stall_seconds)
        self.close_connection = self.close_connection or response.cut_after is not None
        self.wfile.write(head + body[: response.cut_after])

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = _exchange  # noqa: N815 - the names are the library's

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        return Request(
            method=self.command,
            path=parts.path,
            params={},
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self._body(),
        )

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def _head(self, response: Response, length: int, content_type: str) -> bytes:
        """The status line and headers, so that they leave in one write with the body."""
        names = {name.lower() for name in response.headers}
        headers = dict(response.headers)
        if length and "content-type" not in names:
            headers["Content-Type"] = content_type
        if response.status not in (204, 304):
            headers["Content-Length"] = str(length)
        lines = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('', ''))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Nothing: what a stand-in was asked is told by its counters."""
