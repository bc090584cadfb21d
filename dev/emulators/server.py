"""The base of every stand-in: routes, call counters, faults, latency and a clock of its own."""

import re
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from email.utils import formatdate
from ssl import SSLContext
from typing import Any
from urllib.parse import unquote

from dev.emulators.faults import Faults
from dev.emulators.messages import Request, Response
from dev.emulators.wire import Running, listen

__all__ = ["Handler", "Request", "Response", "Route", "Running", "StandIn"]

Handler = Callable[[Request], Response]

_PART = re.compile(r"<(\w+)(:path)?>")


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of call: ``name`` is what counters, faults and latency know it by."""

    method: str
    pattern: re.Pattern[str]
    name: str
    handler: Handler
    control: bool


class Calls:
    """Counts calls by name; sign-ins stand beside the total, not in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_name: Counter[str] = Counter()

    def add(self, name: str) -> None:
        with self._lock:
            self._by_name[name] += 1

    def reset(self) -> None:
        with self._lock:
            self._by_name.clear()

    def report(self) -> dict[str, Any]:
        """``{"total": 3, "by_name": {"query": 3, "token": 1}}``"""
        with self._lock:
            by_name = dict(self._by_name)
        return {"total": sum(by_name.values()) - by_name.get("token", 0), "by_name": by_name}


class StandInClock:
    """The stand-in's own time, in seconds since 1970: it moves with ours, and further when told to."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class StandIn:
    """An HTTP service in our own process; what is under ``/_control`` here can be done on the object as well."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.faults = Faults()
        self.clock = StandInClock()
        self.latency: dict[str, float] = {}
        self.stopping = threading.Event()
        self._routes: list[Route] = []
        self._add_control_routes()

    def route(self, method: str, pattern: str, name: str, *, control: bool = False) -> Callable[[Handler], Handler]:
        """Serve ``pattern`` by the decorated function; the first route that fits wins.

        ``<name>`` is one segment of the path, ``<name:path>`` the rest of it. Control calls are not counted and meet
        neither faults nor latency.
        """

        def register(handler: Handler) -> Handler:
            self._routes.append(Route(method, _compiled(pattern), name, handler, control))
            return handler

        return register

    def serve(self, port: int = 0, tls: SSLContext | None = None) -> Running:
        """Listen on 127.0.0.1 (0 = any free port) until ``stop()``; may be called again after that."""
        self.stopping.clear()
        return listen(self.answer, self.stopping, port, tls)

    def answer(self, request: Request) -> Response | None:
        """The response to one request; None closes the connection without one."""
        route, request = self._find(request)
        if route is None:
            return self.not_found(request)
        if route.control:
            return route.handler(request)
        self.calls.add(route.name)
        with self.admission(route, request) as refusal:
            return self._dated(refusal or self._served(route, request))

    def admission(self, _route: Route, _request: Request) -> AbstractContextManager[Response | None]:
        """Open while a counted call is served; yields the answer to send instead where the call is one too many."""
        return nullcontext()

    def respond(self, route: Route, request: Request) -> Response:
        """Answer a counted call; stand-ins put sign-in checks here."""
        return route.handler(request)

    def not_found(self, request: Request) -> Response:
        """The answer where no route fits."""
        return Response(404, {"error": f"{request.method} {request.path} is not served here."})

    def _dated(self, response: Response | None) -> Response | None:
        """With the date of the stand-in's own clock, unless a fault set another."""
        date = {"Date": formatdate(self.clock.now(), usegmt=True)}
        return replace(response, headers={**date, **response.headers}) if response else None

    def _served(self, route: Route, request: Request) -> Response | None:
        self.stopping.wait(self.latency.get(route.name, self.latency.get("*", 0)))
        rule = self.faults.strike(route.name, request)

        def work(asked: Request) -> Response:
            return self._guarded(route, asked)

        return rule.apply(request, work) if rule else work(request)

    def _guarded(self, route: Route, request: Request) -> Response:
        try:
            return self.respond(route, request)
        except Exception:  # noqa: BLE001 - a mistake of the stand-in must be seen, and must not end the server
            traceback.print_exc(file=sys.stderr)
            return Response(500, "The stand-in itself failed; its log says why.")

    def _find(self, request: Request) -> tuple[Route | None, Request]:
        for route in self._routes:
            match = route.pattern.fullmatch(request.path) if route.method == request.method else None
            if match:
                return route, replace(request, params={k: unquote(v) for k, v in match.groupdict().items()})
        return None, request

    def _add_control_routes(self) -> None:
        def control(method: str, what: str, action: Callable[[Request], Any]) -> None:
            self.control(method, what)(action)

        control("GET", "calls", lambda _: self.calls.report())
        control("DELETE", "calls", lambda _: self.calls.reset())
        control("GET", "faults", lambda _: self.faults.report())
        control("POST", "faults", lambda request: self.faults.add(*_listed(request.json())))
        control("DELETE", "faults", lambda _: self.faults.clear())
        control("GET", "latency", lambda _: self.latency)
        control("POST", "latency", lambda request: self.latency.update(request.json()))
        control("DELETE", "latency", lambda _: self.latency.clear())
        control("POST", "clock", lambda request: self.clock.advance(request.json()["advance_seconds"]))

    def control(self, method: str, what: str) -> Callable[[Callable[[Request], Any]], Callable[[Request], Any]]:
        """Serve ``/_control/{what}``: the result is sent as JSON, None as 204, ValueError and KeyError as 400."""

        def register(action: Callable[[Request], Any]) -> Callable[[Request], Any]:
            def handler(request: Request) -> Response:
                try:
                    result = action(request)
                except (ValueError, KeyError) as error:
                    return Response(400, {"error": str(error)})
                return Response(204) if result is None else Response(200, result)

            self.route(method, f"/_control/{what}", "control", control=True)(handler)
            return action

        return register


def _compiled(pattern: str) -> re.Pattern[str]:
    def part(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>.+)" if match[2] else f"(?P<{match[1]}>[^/]+)"

    literals = _PART.split(pattern)[::3]
    parts = [part(match) for match in _PART.finditer(pattern)] + [""]
    return re.compile("".join(re.escape(literal) + named for literal, named in zip(literals, parts, strict=True)))


def _listed(rules: list[Mapping[str, Any]] | Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return rules if isinstance(rules, list) else [rules]
