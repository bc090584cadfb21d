"""The route table: what each route takes, gives and asks of the caller, and the blueprint made of it."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.core.errors import Problem
from chalicelib.core.pace import Pace
from chalicelib.core.principal import Action, authorize
from chalicelib.routes.call import Built, Call, let_in, request_id_of, signed_in
from chalicelib.routes.paths import read_path
from chalicelib.routes.problems import problem_response
from chalicelib.routes.query import read_query
from chalicelib.routes.strict_json import read_body, read_no_body

PREFIX = "/api/v1"
_IN_PATH = re.compile(r"\{(\w+)\}")
View = Callable[..., Any]

log = logging.getLogger("passerelle")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. ``action`` None means open to all; ``headers`` are request headers with their description."""

    method: str
    path: str
    action: Action | None
    summary: str
    answer: Any
    view: View
    status: int = 200
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    also: str = ""
    """A second media type that ``Accept`` may ask for."""
    media: tuple[str, ...] = ()
    """The kinds of body, where JSON is not the one. Without ``body`` the view of an open route reads them itself, and
    proves its callers in its own way."""
    reader: Callable[[Request, Any], Any] = read_body
    """Reads the request as ``body``."""
    pace: Pace | None = None
    """How often a tenant may ask this, over all routes of the same pace."""
    by_pass: bool = False
    """Taken with the pass of a customer tab and nothing else. The gateway, which knows no passes, lets it through."""

    @property
    def names_in_path(self) -> list[str]:
        return _IN_PATH.findall(self.path)


class Routes:
    """Declares routes one by one, and gives a blueprint with all of them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.endpoints: list[Endpoint] = []

    def route(
        self, method: str, path: str, *, action: Action | None, summary: str, answer: Any, **more: Any
    ) -> Callable[[View], View]:
        """Declare the decorated view. It gets a Call first, then what the path holds by name, and ``query`` and
        ``body`` where these are declared. Its result is sent as JSON; a Response goes out as it is.
        An open route gets nothing; where it takes a body, what the wiring built, the request and the body; of ``media``
        alone, what the wiring built, the request as it came and what the path holds.
        """

        def declare(view: View) -> View:
            self.endpoints.append(Endpoint(method, PREFIX + path, action, summary, answer, view, **more))
            return view

        return declare

    def blueprint(self, built: Built) -> Blueprint:
        """A fresh blueprint that answers out of what ``built`` holds."""
        blueprint = Blueprint(self._name)
        for endpoint in self.endpoints:
            taken = list(endpoint.media or ("application/json",))
            name = endpoint.view.__name__
            register = blueprint.route(endpoint.path, methods=[endpoint.method], name=name, content_types=taken)
            register(_bound(endpoint, built, blueprint))
        return blueprint


def _bound(endpoint: Endpoint, built: Built, blueprint: Blueprint) -> View:
    def view(**path: str) -> Response:
        return _answer(endpoint, built, blueprint.current_request, path)

    return view


def _answer(endpoint: Endpoint, built: Built, request: Request, path: dict[str, str]) -> Response:
    try:
        result = _checked(endpoint, built, request, path) if endpoint.action else _open(endpoint, built, request, path)
    except Problem as problem:
        log.info("request refused", extra={"route": endpoint.path, "code": problem.code, "status": problem.status})
        return problem_response(problem, request_id_of(request))
    return result if isinstance(result, Response) else json_response(result, endpoint.status)


def _open(endpoint: Endpoint, built: Built, request: Request, path: dict[str, str]) -> Any:
    if endpoint.media:
        return endpoint.view(built, request, **read_path(built.world, path))
    return endpoint.view(built, request, body=read_body(request, endpoint.body)) if endpoint.body else endpoint.view()


def _checked(endpoint: Endpoint, built: Built, request: Request, path: dict[str, str]) -> Any:
    """Who asks, may they, then what they ask for: nothing of the request is looked at before."""
    assert endpoint.action is not None
    tab_pass = let_in(built, request) if endpoint.by_pass else None
    principal = tab_pass.principal if tab_pass else signed_in(built, request)
    authorize(principal, endpoint.action)
    if endpoint.pace:
        built.pace_desk.keep(endpoint.pace, principal.tenant)
    arguments: dict[str, Any] = read_path(built.world, path)
    if endpoint.query:
        arguments["query"] = read_query(request, endpoint.query)
    if endpoint.body:
        arguments["body"] = endpoint.reader(request, endpoint.body)
    elif endpoint.method != "GET":
        read_no_body(request)
    return endpoint.view(Call(built, principal, request, tab_pass), **arguments)


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = msgspec.json.encode(content).decode()
    return Response(body=body, status_code=status, headers={**(headers or {}), "Content-Type": "application/json"})
