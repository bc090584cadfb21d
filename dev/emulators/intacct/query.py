"""The query service: reads one object's rows, filtered, ordered and paged as Intacct does it."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dev.emulators.intacct.errors import invalid_request
from dev.emulators.intacct.expression import joined, joins_all
from dev.emulators.intacct.fields import field_type, reader
from dev.emulators.intacct.filters import Condition, comparable, parse_condition
from dev.emulators.intacct.model import Model, models
from dev.emulators.intacct.store import MODIFIED, Store, Table
from dev.emulators.intacct.viewer import Viewer

LARGEST_PAGE = 4000
STRAY_COLUMN = "API_QUERY_ALIAS__25"

_MEMBERS = {"object", "fields", "filters", "filterExpression", "filterParameters", "orderBy", "start", "size"}
_PARAMETERS = {"includePrivate", "caseSensitiveComparison", "asOfDate"}


@dataclass(frozen=True, slots=True)
class Query:
    """One request to the query service, checked against the object's model."""

    model: Model
    fields: tuple[str, ...]
    conditions: tuple[Condition, ...]
    expression: str | None
    include_private: bool
    order: tuple[tuple[str, bool], ...]
    """Fields, each with whether it descends."""
    start: int
    size: int


def parse_query(body: Any) -> Query:
    """Read the body of a request. Raises Refused with the error that Intacct gives."""
    if not isinstance(body, dict) or set(body) - _MEMBERS:
        raise invalid_request("The request body is not a valid query")
    model = models().get(str(body.get("object")))
    if model is None:
        raise invalid_request(f"The object {body.get('object')} does not exist")
    parameters = _parameters(body.get("filterParameters") or {})
    case_sensitive = parameters.get("caseSensitiveComparison", True)
    return Query(
        model=model,
        fields=_fields(model, body.get("fields")),
        conditions=tuple(
            parse_condition(item, lambda path: field_type(model, path), case_sensitive)
            for item in _listed(body.get("filters"), "filters")
        ),
        expression=_expression(body.get("filterExpression")),
        include_private=parameters.get("includePrivate", False),
        order=tuple(_order(model, item) for item in _listed(body.get("orderBy"), "orderBy")),
        start=_whole(body.get("start", 1), "start", 1, None),
        size=_whole(body.get("size", 100), "size", 1, LARGEST_PAGE),
    )


def run_query(store: Store, viewer: Viewer, query: Query, call: int, ignore_key: bool = False) -> dict[str, Any]:
    """The page asked for. Without ``orderBy`` the order differs from ``call`` to call, and from that of the keys."""
    with store.lock:
        table = store.table(viewer.company, query.model.name)
        keys = _matching(store, viewer, query, table, ignore_key)
        order = _ordered(store, viewer, query, table, keys) if query.order else keys
        place = (lambda i: i) if query.order else _scrambled(len(keys), call)
        page = [order[place(i)] for i in range(query.start - 1, min(query.start - 1 + query.size, len(keys)))]
        readers = [(path, reader(store, viewer.company, query.model, path)) for path in query.fields]
        rows = [{STRAY_COLUMN: None, **{path: read(table[key]) for path, read in readers}} for key in page]
    return {"ia::result": rows, "ia::meta": _meta(query, len(keys))}


def _meta(query: Query, total: int) -> dict[str, Any]:
    following = query.start + query.size
    return {
        "totalCount": total,
        "start": query.start,
        "pageSize": query.size,
        "next": following if following <= total else None,
        "previous": max(query.start - query.size, 1) if query.start > 1 else None,
    }


def _matching(store: Store, viewer: Viewer, query: Query, table: Table, ignore_key: bool) -> Sequence[int]:
    """The keys of the rows that pass, ascending. Only what the keys cannot tell is looked for in the rows."""
    conditions = [one for one in query.conditions if not (ignore_key and one.field == "key")]
    low, high, since = None, None, ""
    if joins_all(query.expression):
        low, high, conditions = _narrowed(conditions)
        since = max((c.value for c in conditions if c.field == MODIFIED and c.operator in ("$gt", "$gte")), default="")
    keys = table.maybe_modified_since(since, table.between(low, high))
    tests = [one.test(reader(store, viewer.company, query.model, one.field)) for one in conditions]
    passes = joined(query.expression, tests)
    if table.private and not viewer.sees_everything(query.include_private):
        sees = viewer.sees(query.include_private)
        return [key for key in keys if sees(table[key]) and passes(table[key])]
    return [key for key in keys if passes(table[key])] if tests else keys


def _narrowed(conditions: Sequence[Condition]) -> tuple[int | None, int | None, list[Condition]]:
    """The bounds that the conditions put on keys, and the conditions that are left."""
    low: int | None = None
    high: int | None = None
    rest = []
    for one in conditions:
        if one.field == "key" and one.operator in ("$gt", "$gte") and one.value is not None:
            low = max(low or 0, one.value + (one.operator == "$gt"))
        elif one.field == "key" and one.operator in ("$lt", "$lte") and one.value is not None:
            bound = one.value - (one.operator == "$lt")
            high = bound if high is None else min(high, bound)
        else:
            rest.append(one)
    return low, high, rest


def _ordered(store: Store, viewer: Viewer, query: Query, table: Table, keys: Sequence[int]) -> Sequence[int]:
    if query.order[0][0] == "key":
        return keys[::-1] if query.order[0][1] else keys
    ordered = list(keys)
    for path, descending in reversed(query.order):
        read, type_ = reader(store, viewer.company, query.model, path), field_type(query.model, path)

        def rank(key: int, read: Any = read, path: str = path, type_: Mapping[str, Any] = type_) -> Any:
            value = comparable(read(table[key]), path, type_)
            return (value is not None, value)

        ordered.sort(key=rank, reverse=descending)
    return ordered


def _scrambled(count: int, call: int) -> Callable[[int], int]:
    """Other places for 0 to ``count - 1``, others in each call; a step without common factor meets each once."""
    chance = random.Random(call)
    step, offset = chance.randrange(count // 3 + 1, count + 2), chance.randrange(count + 1)
    while count > 1 and math.gcd(step, count) != 1:
        step += 1
    return lambda i: (offset + step * i) % count


def _parameters(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or set(given) - _PARAMETERS:
        raise invalid_request("filterParameters is not valid")
    for name in ("includePrivate", "caseSensitiveComparison"):
        if not isinstance(given.get(name, True), bool):
            raise invalid_request(f"{name} must be true or false")
    return given


def _expression(given: Any) -> str | None:
    if given is not None and not isinstance(given, str):
        raise invalid_request("filterExpression must be text")
    return given


def _fields(model: Model, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(path, str) for path in given):
        raise invalid_request("fields must name at least one field")
    for path in given:
        field_type(model, path)
    return tuple(given)


def _order(model: Model, given: Any) -> tuple[str, bool]:
    if not isinstance(given, dict) or len(given) != 1:
        raise invalid_request("Each member of orderBy names one field")
    [(path, direction)] = given.items()
    if direction not in ("asc", "desc") or path == "href" or path.endswith(".href"):
        raise invalid_request(f"orderBy cannot use {path} {direction}")
    field_type(model, path)
    return path, direction == "desc"


def _listed(given: Any, what: str) -> list[Any]:
    if given is not None and not isinstance(given, list):
        raise invalid_request(f"{what} must be an array")
    return given or []


def _whole(given: Any, what: str, least: int, most: int | None) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < least or (most is not None and given > most):
        raise invalid_request(f"{what} must be a whole number from {least} to {most or 'any'}")
    return given
