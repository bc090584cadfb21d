"""Faults on order: rules that make a stand-in answer badly, in the ways that real services do."""

import copy
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dev.emulators.messages import Request, Response

Work = Callable[[Request], Response]
Action = Callable[[Mapping[str, Any], Request, Work], Response | None]

_MAINTENANCE = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon</h1></body></html>"


def _status(do: Mapping[str, Any], _request: Request, _work: Work) -> Response:
    headers = dict(do.get("headers", {}))
    if "content_type" in do:
        headers["Content-Type"] = do["content_type"]
    return Response(do["status"], do.get("body", ""), headers)


def _echo(do: Mapping[str, Any], request: Request, _work: Work) -> Response:
    """What a careless proxy does: all that it was sent stands in its error."""
    headers = "; ".join(f"{name}: {value}" for name, value in request.headers.items())
    told = f"{request.method} {request.path} {dict(request.query)} {headers} {request.body.decode(errors='replace')}"
    body = do["body"].replace("{request}", json.dumps(told)[1:-1])
    return Response(do["echo"], body, {"Content-Type": "application/json"})


def _html(do: Mapping[str, Any], _request: Request, _work: Work) -> Response:
    return Response(do["html"], _MAINTENANCE, {"Content-Type": "text/html; charset=utf-8"})


def _redirect(do: Mapping[str, Any], _request: Request, _work: Work) -> Response:
    return Response(do.get("code", 302), "", {"Location": do["redirect"]})


def _drop(_do: Mapping[str, Any], _request: Request, _work: Work) -> None:
    return None


def _drop_after_effect(_do: Mapping[str, Any], request: Request, work: Work) -> None:
    work(request)


def _drop_after_rows(do: Mapping[str, Any], request: Request, work: Work) -> None:
    """The call reaches the service with all its records, of which the first so many take effect."""
    document = request.json()
    some = document["records"][: do["drop_after_rows"]]
    if some:
        work(replace(request, body=json.dumps({**document, "records": some}).encode()))


def _cut(do: Mapping[str, Any], request: Request, work: Work) -> Response:
    return replace(work(request), cut_after=do["cut_after"])


def _cut_after_rows(do: Mapping[str, Any], request: Request, work: Work) -> Response:
    response = work(request)
    return replace(response, cut_after=_end_of_row(response, do["of"], do["cut_after_rows"]))


def _end_of_row(response: Response, member: str, rows: int) -> int:
    """The byte after so many rows of the list ``member``."""
    found = response.body[member]
    whole, some = (Response(body=part).encoded()[0] for part in (found, found[:rows]))
    return response.encoded()[0].index(whole) + len(some) - 1


def _stall(do: Mapping[str, Any], request: Request, work: Work) -> Response:
    return replace(work(request), stall_seconds=do["stall_seconds"])


def _mutate_json(do: Mapping[str, Any], request: Request, work: Work) -> Response:
    response = work(request)
    body = copy.deepcopy(response.body)
    for change in do["mutate_json"]:
        _mutate(body, change)
    return replace(response, body=body)


def _mutate(body: Any, change: Mapping[str, Any]) -> None:
    *way, last = change["path"]
    for step in way:
        body = body[step]
    if "set" in change:
        body[last] = change["set"]
    elif "duplicate" in change:
        body.insert(last, copy.deepcopy(body[last]))
    else:
        del body[last]


_ACTIONS: Mapping[str, Action] = {
    "status": _status,
    "html": _html,
    "echo": _echo,
    "redirect": _redirect,
    "drop": _drop,
    "drop_after_effect": _drop_after_effect,
    "drop_after_rows": _drop_after_rows,
    "cut_after": _cut,
    "cut_after_rows": _cut_after_rows,
    "stall_seconds": _stall,
    "mutate_json": _mutate_json,
}
_CONDITIONS = {"name", "path_contains", "body_contains"}


@dataclass(slots=True)
class Rule:
    """One fault: which calls it strikes, after how many it begins, and how many it strikes (None: all)."""

    do: Mapping[str, Any]
    match: Mapping[str, str] = field(default_factory=dict)
    skip: int = 0
    times: int | None = 1

    def __post_init__(self) -> None:
        kinds = set(self.do) & set(_ACTIONS)
        if len(kinds) != 1 or set(self.match) - _CONDITIONS:
            raise ValueError(f"A fault does one of {sorted(_ACTIONS)} and matches by {sorted(_CONDITIONS)}: {self}")

    def matches(self, name: str, request: Request) -> bool:
        return (
            self.match.get("name", name) == name
            and self.match.get("path_contains", "") in request.path
            and self.match.get("body_contains", "").encode() in request.body
        )

    def apply(self, request: Request, work: Work) -> Response | None:
        """The damaged answer, or None to close the connection without one; ``work`` is done where the kind says so."""
        kind = next(kind for kind in self.do if kind in _ACTIONS)
        return _ACTIONS[kind](self.do, request, work)


class Faults:
    """The rules in force, in order: the first that matches a call strikes and is counted down.

    A rule is given as ``{"match": {"name": "query"}, "skip": 2, "times": 1, "do": {"status": 503}}``. ``do`` is one of:
    ``status`` (with ``headers``, ``body``, ``content_type``), ``html`` (a maintenance page under this status), ``echo``
    (a JSON ``body`` under this status, in which ``{request}`` stands for all that was sent),
    ``redirect`` (to this address, with ``code``), ``drop`` (close without answer), ``drop_after_effect`` (do the work,
    then close), ``drop_after_rows`` (do it for the first so many ``records``, then close), ``cut_after`` (bytes of the
    body), ``cut_after_rows`` (of the list ``of``), ``stall_seconds`` (before the answer), or ``mutate_json``: a list
    of ``{"path": ["ia::meta", "totalCount"], "set": 3}``, or with ``"delete": true`` or ``"duplicate": true``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, *rules: Mapping[str, Any]) -> None:
        """Append rules. Raises ValueError on one that says nothing this stand-in can do."""
        try:
            parsed = [Rule(**rule) for rule in rules]
        except TypeError as error:
            raise ValueError(str(error)) from error
        with self._lock:
            self._rules += parsed

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def report(self) -> list[dict[str, Any]]:
        """The rules that can still strike."""
        with self._lock:
            return [
                {"match": dict(rule.match), "skip": rule.skip, "times": rule.times, "do": dict(rule.do)}
                for rule in self._rules
            ]

    def strike(self, name: str, request: Request) -> Rule | None:
        """The rule that strikes this call, if any."""
        with self._lock:
            rule = next((rule for rule in self._rules if rule.matches(name, request)), None)
            if rule is None:
                return None
            if rule.skip > 0:
                rule.skip -= 1
                return None
            if rule.times is not None:
                rule.times -= 1
                if rule.times <= 0:
                    self._rules.remove(rule)
            return rule
