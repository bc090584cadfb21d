"""The Intacct stand-in put together: its routes, who may call them, and how companies are filled."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import count
from typing import Any

from dev.emulators.intacct.errors import Refused, invalid_request, not_found
from dev.emulators.intacct.generate import generate, touch
from dev.emulators.intacct.limits import Limits
from dev.emulators.intacct.model import Model, models
from dev.emulators.intacct.pages import UI, Pages, refusal_page
from dev.emulators.intacct.query import parse_query, run_query
from dev.emulators.intacct.records import DONE, Records
from dev.emulators.intacct.repeats import Repeats, Signed
from dev.emulators.intacct.settings import Settings
from dev.emulators.intacct.store import Row, Store
from dev.emulators.intacct.tokens import Tokens
from dev.emulators.intacct.viewer import CLOSED, USER, Viewer
from dev.emulators.intacct.webhooks import Webhooks
from dev.emulators.server import Request, Response, Route, StandIn

__all__ = ["BASE", "UI", "IntacctStandIn", "Settings"]

BASE = "/ia/api/v1"


class IntacctStandIn(StandIn):
    """Companies, clients and rows are put in by ``add_client`` and ``fill``; everything else goes over HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.settings = Settings()
        self.tokens = Tokens(self.store, self.settings, self.clock)
        self.limits = Limits(self.settings, self.clock)
        self.repeats = Repeats(self.clock)
        self.pages = Pages(self.store, self.tokens.sessions)
        self.webhooks = Webhooks(self.tokens.clients, self.clock, self.stopping)
        self._queries = count(1)
        self.route("POST", f"{BASE}/oauth2/token", "token")(self.tokens.token)
        self.route("POST", f"{BASE}/oauth2/revoke", "revoke")(self.tokens.revoke)
        self._signed("POST", "/services/core/query", "query", self._query)
        self._signed("GET", "/services/core/model", "model", self._model)
        self._signed("GET", "/services/core/session/id", "session", self._session)
        self._signed("GET", "/services/company-config/dimensions/list", "dimensions", self._dimensions)
        self._signed("GET", "/objects/<app>/<object>", "list", self._first)
        self._signed("POST", "/objects/<app>/<object>", "create", self.repeats.guarded(self._create))
        self._signed("GET", "/objects/<app>/<object>/<key>", "read", self._read)
        self._signed("PATCH", "/objects/<app>/<object>/<key>", "change", self.repeats.guarded(self._change))
        self._signed("DELETE", "/objects/<app>/<object>/<key>", "delete", self._delete)
        self.pages.add_to(self)
        self._add_controls()

    def add_client(self, client_id: str, client_secret: str) -> None:
        """Register a client application; every company here authorises it."""
        self.tokens.clients[client_id] = client_secret

    def fill(self, companies: Mapping[str, Mapping[str, Iterable[Row]]]) -> None:
        """Put rows into companies, by company id and object name."""
        self.pages.companies = list(dict.fromkeys((*self.pages.companies, *companies)))
        for company, objects in companies.items():
            for name, rows in objects.items():
                self.store.put_many(company, models()[name].name, rows)

    def admission(self, _route: Route, request: Request) -> AbstractContextManager[Response | None]:
        try:
            return self.limits.held(self.tokens.viewer(request).client_id)
        except Refused:
            return nullcontext()

    def respond(self, route: Route, request: Request) -> Response:
        try:
            return super().respond(route, request)
        except Refused as refused:
            return refusal_page(refused) if request.path.startswith(UI) else refused.response

    def not_found(self, request: Request) -> Response:
        return not_found(request.path).response

    def _signed(self, method: str, path: str, name: str, handler: Signed) -> None:
        """Serve ``path`` to signed-in users, inside the entity that the request's header names."""

        def serve(request: Request) -> Response:
            viewer = self.tokens.viewer(request)
            viewer = viewer.entering(self.store, request.headers.get("x-ia-api-param-entity"))
            response = handler(request, viewer)
            return replace(response, headers={**response.headers, **self.limits.headers(viewer.client_id)})

        self.route(method, BASE + path, name)(serve)

    def _query(self, request: Request, viewer: Viewer) -> Response:
        query = parse_query(_json(request))
        viewer.demand(query.model.name)
        ignore_key = query.model.name in self.settings.ignores_key_filter
        return Response(200, run_query(self.store, viewer, query, next(self._queries), ignore_key))

    def _model(self, request: Request, _viewer: Viewer) -> Response:
        name = request.query.get("name")
        if name is None:
            listed = [{"apiObject": m, "type": "object", "httpMethods": "GET,POST,PATCH,DELETE"} for m in models()]
            return Response(200, {"ia::result": listed, "ia::meta": {**DONE, "totalCount": len(listed)}})
        return Response(200, {"ia::result": _named(name).described(), "ia::meta": DONE})

    def _session(self, _request: Request, viewer: Viewer) -> Response:
        session = {"sessionId": viewer.session_id, "expiresIn": self.settings.token_seconds}
        return Response(200, {"ia::result": session, "ia::meta": DONE})

    def _dimensions(self, _request: Request, _viewer: Viewer) -> Response:
        dimensions = [_dimension(name) for name in models() if name in _DIMENSIONS or name.startswith("platform-apps/")]
        return Response(200, {"ia::result": dimensions, "ia::meta": {**DONE, "totalCount": len(dimensions)}})

    def _first(self, request: Request, viewer: Viewer) -> Response:
        return Response(200, self._records(viewer).first(_addressed(request, viewer)))

    def _read(self, request: Request, viewer: Viewer) -> Response:
        return Response(200, self._records(viewer).read(_addressed(request, viewer), request.params["key"]))

    def _create(self, request: Request, viewer: Viewer) -> Response:
        model = _addressed(request, viewer)
        with self.store.lock:
            created = self._records(viewer).create(model, _json(request))
        self.webhooks.tell(viewer.company, viewer.user, model.name, created["ia::result"]["key"], "create")
        return Response(201, created)

    def _change(self, request: Request, viewer: Viewer) -> Response:
        model, key = _addressed(request, viewer), request.params["key"]
        with self.store.lock:
            changed = self._records(viewer).change(model, key, _json(request))
        self.webhooks.tell(viewer.company, viewer.user, model.name, key, "update")
        return Response(200, changed)

    def _delete(self, request: Request, viewer: Viewer) -> Response:
        model, keys = _addressed(request, viewer), request.params["key"]
        with self.store.lock:
            self._records(viewer).delete(model, keys)
        self.webhooks.tell(viewer.company, viewer.user, model.name, keys, "delete")
        return Response(204)

    def _records(self, viewer: Viewer) -> Records:
        return Records(self.store, viewer, self.clock.now())

    def _add_controls(self) -> None:
        def made(request: Request) -> None:
            generate(self.store, *_table_of(request), request.json()["rows"], request.json().get("first_key", 1))

        def touched(request: Request) -> dict[str, int]:
            order = request.json()
            changed_at = self.clock.now() - order.get("ago_seconds", 0)
            return {"changed": touch(self.store, *_table_of(request), order["share"], changed_at)}

        def session(request: Request) -> dict[str, str]:
            return {"session_id": self.tokens.sessions.open(request.json()["company"], request.json()["user"])}

        self.control("POST", "generate")(made)
        self.control("POST", "touch")(touched)
        self.control("POST", "session")(session)

        def closed(request: Request) -> None:
            order = request.json()
            self.store.change_by_id(order["company"], USER, order["user"], {CLOSED: order["objects"]})

        self.control("POST", "closed-objects")(closed)
        self.control("POST", "settings")(lambda request: self.settings.change(request.json()))
        self.control("POST", "webhooks")(lambda request: self.webhooks.set(**request.json()))
        self.control("GET", "webhooks")(lambda _: self.webhooks.report())
        self.control("DELETE", "webhooks")(lambda _: self.webhooks.clear())
        self.control("GET", "limits")(lambda _: {"most_at_once": self.limits.most_at_once})
        self.control("POST", "end-sessions")(lambda _: self.tokens.sessions.close_all())
        self.control("POST", "end-tokens")(lambda _: self.tokens.end_all())


_DIMENSIONS = {
    "accounts-receivable/customer": "customer",
    "company-config/class": "class",
    "company-config/department": "department",
    "company-config/employee": "employee",
    "company-config/location": "location",
}


def _dimension(name: str) -> dict[str, Any]:
    own = name.startswith("platform-apps/")
    dimension = name.rpartition("::")[2] if own else _DIMENSIONS[name]
    label = dimension.replace("_", " ").capitalize()
    return {
        "dimensionName": dimension,
        "dimensionLabel": label,
        "termName": label,
        "isUserDefinedDimension": own,
        "isEnabledInGL": True,
        "dimensionEndpoint": f"/objects/{name}",
    }


def _named(name: str) -> Model:
    model = models().get(name)
    if model is None:
        raise not_found(f"The object {name}")
    return model


def _addressed(request: Request, viewer: Viewer) -> Model:
    model = _named(f"{request.params['app']}/{request.params['object']}")
    viewer.demand(model.name)
    return model


def _table_of(request: Request) -> tuple[str, str]:
    return request.json()["company"], models()[request.json()["object"]].name


def _json(request: Request) -> Any:
    try:
        return request.json()
    except ValueError:
        raise invalid_request("The request body is not valid JSON") from None
