"""The API over real HTTP on this machine: Chalice's own gateway imitation behind a WSGI server."""

import base64
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from chalice.app import Chalice, EventSourceHandler
from chalice.config import Config
from chalice.local import LocalChalice, LocalGateway, LocalGatewayException
from waitress.server import create_server

from chalicelib.routes.edge import SECURITY_HEADERS
from chalicelib.routes.problems import framework_problem

MAX_BODY = 10 * 1024 * 1024
"""What API Gateway takes at most."""

StartResponse = Callable[[str, list[tuple[str, str]]], object]
Environ = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Running:
    """A server under way; ``stop`` returns when its port is free again."""

    url: str
    stop: Callable[[], None]


def wsgi(app: Chalice) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
    """``app`` as a WSGI application that answers as API Gateway and Lambda would, several requests at a time."""
    for_threads(app)
    gateway = LocalGateway(app, Config())

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        body = environ["wsgi.input"].read()
        try:
            given = gateway.handle_request(method, environ["REQUEST_URI"], _headers_of(environ), body)
        except LocalGatewayException:
            # The cloud's gateway is set up to say the same for a path that no route has.
            number = str(uuid4())
            missing = framework_problem(404, number)
            missing.headers.update({**SECURITY_HEADERS, "X-Request-Id": number})
            given = missing.to_dict()
        content = _content_of(given)
        headers = [(name, str(value)) for name, value in given["headers"].items()]
        headers += [(name, str(one)) for name, values in given["multiValueHeaders"].items() for one in values]
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "application/json"))  # what API Gateway puts in
        headers.append(("Content-Length", str(len(content))))
        start_response(f"{given['statusCode']} {'OK' if given['statusCode'] < 400 else 'Refused'}", headers)
        return [content]

    return answer


def serve(application: Callable[..., Iterable[bytes]], port: int = 0, threads: int = 8) -> Running:
    """Serve a WSGI application on loopback; port 0 takes a free one."""
    server = create_server(
        application, host="127.0.0.1", port=port, threads=threads, max_request_body_size=MAX_BODY, ident=None
    )
    thread = threading.Thread(target=server.run, name="api", daemon=True)
    thread.start()

    def stop() -> None:
        server.close()
        thread.join(timeout=5)

    return Running(f"http://127.0.0.1:{server.effective_port}", stop)


def for_threads(app: Chalice, *functions: EventSourceHandler) -> None:
    """Make the app and its event functions safe for several threads: in Lambda there is one request at a time.

    The app gets a current request per thread, as ``chalice local`` has it. A function gets its chain of middleware
    now, since Chalice makes it in the first call and two first calls at once would spoil it.
    """
    if not isinstance(app, LocalChalice):
        app.__class__ = type("ThreadedChalice", (LocalChalice, app.__class__), {})
    for function in functions:
        function.handler = function._build_middleware_handlers(
            list(function.middleware_handlers), original_handler=function.func
        )


def _headers_of(environ: Environ) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    return headers


def _content_of(given: Mapping[str, Any]) -> bytes:
    body = given["body"] or ""
    if given.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body.encode() if isinstance(body, str) else bytes(body)
