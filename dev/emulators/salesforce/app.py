"""The Salesforce stand-in: one HTTP server, several orgs, told apart by their access tokens."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from ssl import SSLContext
from typing import Any
from urllib.parse import quote_plus

from dev.emulators.messages import Request, Response
from dev.emulators.salesforce import (
    bulk_query,
    bulk_routes,
    collection_routes,
    composite,
    control,
    describe_routes,
    query_routes,
    record_routes,
    tokens,
    versions,
)
from dev.emulators.salesforce.bulk_ingest import Pace
from dev.emulators.salesforce.errors import ApiError, not_found
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.sessions import Client, Session, Sessions
from dev.emulators.server import Calls, Running, StandIn

LONGEST_URI = 16_384
Work = Callable[["Call"], Response]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a signed-in client: the request, the org that its token belongs to, the API version it named."""

    request: Request
    org: Org
    session: Session
    version: str
    written: "WrittenRows"

    @property
    def data_url(self) -> str:
        return f"/services/data/v{self.version}"

    def param(self, name: str) -> str:
        return self.request.params[name]

    def json(self) -> dict[str, Any]:
        """The body. Raises ApiError where it is no JSON object."""
        try:
            body = json.loads(self.request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "JSON_PARSER_ERROR", f"Unexpected content: {error}") from error
        if not isinstance(body, dict):
            raise ApiError(400, "JSON_PARSER_ERROR", "The body must be one JSON object.")
        return body


class WrittenRows(Calls):
    """Counts the rows written beside the calls, and how often a deletion was tried."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = 0
        self._rows_lock = threading.Lock()

    def wrote(self, rows: int) -> None:
        with self._rows_lock:
            self._rows += rows

    def reset(self) -> None:
        super().reset()
        self._rows = 0

    def report(self) -> dict[str, Any]:
        """``{"total": 3, "by_name": {"query": 3}, "rows_written": 200, "deletes": 0}``"""
        report = super().report()
        return report | {"rows_written": self._rows, "deletes": report["by_name"].get("delete", 0)}


class SalesforceStandIn(StandIn):
    """Make one, ``add_org``, ``register`` an application, ``serve()``.

    ``instance_urls`` overrides by org what the token answer gives as ``instance_url``. Without a ``bulk_pace`` a Bulk
    job goes one step further each time that it is asked about, so that no test depends on time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.written = WrittenRows()
        self.calls = self.written
        self.orgs: dict[str, Org] = {}
        self.sessions = Sessions(self.clock.now)
        self.instance_urls: dict[str, str] = {}
        self.bulk_pace: Pace | None = None
        self.scheme = "http"
        self.route("GET", "/services/data", "versions")(versions.list_versions)
        self.route("GET", "/services/data/", "versions")(versions.list_versions)
        for part in (
            tokens,
            query_routes,
            collection_routes,
            describe_routes,
            record_routes,
            composite,
            bulk_routes,
            bulk_query,
            control,
        ):
            part.serve(self)

    def serve(self, port: int = 0, tls: SSLContext | None = None) -> Running:
        self.scheme = "https" if tls else "http"
        return super().serve(port, tls)

    def add_org(self, name: str) -> Org:
        """A fresh org with the objects of ``force-app`` and one user, ``integration@{name}.example``."""
        org = Org(name, len(self.orgs) + 1, self.clock.now)
        self.orgs[name] = org
        org.store.user_id = org.add("User", _integration_user(name))
        return org

    def register(
        self, consumer_key: str, org: str, *, username: str = "", public_key_pem: str = "", secret: str = ""
    ) -> None:
        """Approve an application for one user of an org, its integration user unless named."""
        username = username or f"integration@{org}.example"
        self.user(org, username)
        self.sessions.register(Client(consumer_key, org, username, public_key_pem, secret))

    def sign_in(self, org: str, username: str = "") -> str:
        """An access token without the OAuth exchange, for tests and command lines."""
        session = self.sessions.log_in(org, self.orgs[org].id, username or f"integration@{org}.example")
        if session is None:
            raise ValueError("The user has signed in too often.")
        return session.token

    def user(self, org: str, username: str) -> dict[str, Any]:
        """A user's row. Raises KeyError where there is none."""
        users = self.orgs[org].objects["User"]
        store = self.orgs[org].store
        found = store.find(users, users.all_fields["Username"], username)
        row = store.row(users, found[0]) if found else None
        if row is None:
            raise KeyError(f"{org} has no user {username}")
        return row

    def put_many(self, org: str, name: str, rows: Any) -> int:
        """Load rows in stored form (see ``values.py``), unchecked and quickly. Returns how many."""
        return self.orgs[org].store.put_many(name, rows)

    def query(self, org: str, soql: str) -> list[dict[str, Any]]:
        """Every record that a statement finds, uncounted."""
        return self.orgs[org].query(soql)

    def origin_of(self, request: Request) -> str:
        return tokens.origin(request, self.scheme)

    def api(self, method: str, path: str, name: str) -> Callable[[Work], Work]:
        """Serve a call below ``/services/data/vXX.X`` for signed-in clients, within limits."""

        def register(work: Work) -> Work:
            self.route(method, f"/services/data/v<version>{path}", name)(partial(self._admit, work))
            return work

        return register

    def within(self, call: Call, request: Request) -> Response:
        """The answer to one request inside another (Composite): same session, not counted again."""
        route, found = self._find(request)
        if route is None or route.control or not isinstance(route.handler, partial):
            return not_found().answer()
        return _answered(route.handler.args[0], replace(call, request=found))

    def not_found(self, _request: Request) -> Response:
        return not_found().answer()

    def _admit(self, work: Work, request: Request) -> Response:
        headers: Mapping[str, str] = {}
        try:
            _check_size(request)
            session = self.sessions.require(request.headers.get("authorization", ""))
            org = self.orgs[session.org]
            headers = org.quota.header
            versions.check_version(request.params["version"])
            org.quota.spend()
            headers = org.quota.header
            response = _answered(work, Call(request, org, session, request.params["version"], self.written))
        except ApiError as error:
            response = error.answer()
        return replace(response, headers={**headers, **response.headers})


def _answered(work: Work, call: Call) -> Response:
    try:
        return work(call)
    except ApiError as error:
        return error.answer()


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _check_size(request: Request) -> None:
    uri = len(request.path) + sum(len(quote_plus(k)) + len(quote_plus(v)) + 2 for k, v in request.query.items())
    head = sum(len(name) + len(value) + 4 for name, value in request.headers.items())
    if uri > LONGEST_URI:
        raise ApiError(414, "URI_TOO_LONG", "The URI is longer than 16,384 bytes.")
    if uri + head > LONGEST_URI:
        raise ApiError(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "URI and headers are longer than 16,384 bytes.")


def _integration_user(org: str) -> dict[str, Any]:
    username = f"integration@{org}.example"
    names = {"FirstName": "Integration", "LastName": "User", "Name": "Integration User"}
    locale = {"LanguageLocaleKey": "en_US", "LocaleSidKey": "en_US", "TimeZoneSidKey": "Europe/Paris"}
    return {"Username": username, "Email": username, "IsActive": 1, **names, **locale}
