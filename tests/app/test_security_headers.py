"""The security headers of every route, as a table: what is not written here is not sent."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests
from chalice.app import Chalice

from chalicelib.adapters.console_site import ConsoleSite
from chalicelib.routes.console import EMBED, FILES, PAGES
from chalicelib.routes.door import open_door
from tests.app.client import Api
from tests.app.conftest import Parts, Replaceable

EVERYWHERE = {
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
}
API = {
    **EVERYWHERE,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
DOCUMENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'{called}; "
    "base-uri 'self'; form-action 'none'; frame-ancestors {framed}; require-trusted-types-for 'script'; "
    "trusted-types cleaned-by-the-server"
)
PAGE = {
    **EVERYWHERE,
    "cache-control": "no-cache",
    "content-security-policy": DOCUMENT.format(called=" https://sign-in.example", framed="'none'"),
    "cross-origin-opener-policy": "same-origin",
}
FRAMED = {
    **EVERYWHERE,
    "cache-control": "no-cache",
    "content-security-policy": DOCUMENT.format(called="", framed="https://*.intacct.com"),
}
NO_CONCERN_OF_SECURITY = {"content-length", "content-type", "date", "x-request-id", "www-authenticate", "allow"}
NO_CONCERN_OF_SECURITY |= {"etag", "location"}


def routes() -> Iterator[tuple[str, str]]:
    app = Chalice(app_name="under-test", configure_logs=False)
    open_door(app, Replaceable())
    for path, methods in app.routes.items():
        for method in methods:
            yield method, path


ROUTES = list(routes())


FILE = {**API, "cache-control": "public, max-age=31536000, immutable"}
PLACES = {
    "list_key": "department",
    "run_id": "01J00000000000000000000000",
    "customer_id": "C-1",
    "hook": "A" * 43,
    "section": "history",
    "file": "app-0a1b2c3d.js",
}


@pytest.fixture(autouse=True)
def _site(tmp_path: Path, parts: Parts) -> None:
    """A console of three files."""
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "embed.html", f"assets/{PLACES['file']}"):
        (tmp_path / name).write_text("", encoding="utf-8")
    parts.console = ConsoleSite("https://sign-in.example/pool", "console", folder=tmp_path)


def expected(path: str) -> Mapping[str, str]:
    return {EMBED: FRAMED, FILES: FILE}.get(path, PAGE if path in PAGES else API)


def sent(answer: requests.Response) -> dict[str, str]:
    named = {name.lower(): value for name, value in answer.headers.items()}
    return {name: value for name, value in named.items() if name not in NO_CONCERN_OF_SECURITY}


def test_there_are_the_routes_that_there_are() -> None:
    assert len(ROUTES) > 45
    assert {("GET", EMBED), ("GET", FILES), *(("GET", page) for page in PAGES)} < set(ROUTES)


@pytest.mark.parametrize("person", ["", "reader", "admin"])
@pytest.mark.parametrize(("method", "path"), ROUTES, ids=[" ".join(route) for route in ROUTES])
def test_a_route_sends_these_headers_and_no_others(api: Api, method: str, path: str, person: str) -> None:
    """Whether it answers or refuses."""
    token = {"Authorization": f"Bearer {api.as_(person).token}"} if person else {}
    body: dict[str, str] | None = None if method == "GET" else {}
    answer = requests.request(method, api.url + path.format(**PLACES), headers=token, timeout=10, json=body)
    assert answer.status_code in (200, 201, 202, 400, 401, 403, 404, 428)
    assert sent(answer) == expected(path)
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize("call", ["GET /api/v1/none", "PUT /api/v1/me", "TRACE /api/v1/me", "GET /api/v1//me"])
def test_refusals_of_the_framework_send_them_too(api: Api, call: str) -> None:
    method, path = call.split(" ")
    answer = requests.request(method, api.url + path, timeout=10)
    assert answer.status_code in (404, 405)
    assert sent(answer) == API
