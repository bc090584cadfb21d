"""The OpenAPI 3.1 document, made of the route table itself."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec

from chalicelib.routes.paths import PATTERNS
from chalicelib.routes.problems import CONTENT_TYPE, ProblemDocument
from chalicelib.routes.table import Endpoint, Routes

_REF = "#/components/schemas/{name}"


def openapi_route(tables: Sequence[Routes]) -> Routes:
    """The route that serves the document of ``tables`` and of itself. It is open: it tells nothing of a tenant."""
    routes = Routes(__name__)

    @routes.route("GET", "/openapi.json", action=None, summary="This document", answer=dict[str, Any])
    @cache
    def openapi() -> dict[str, Any]:
        return document([endpoint for table in (*tables, routes) for endpoint in table.endpoints])

    return routes


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The whole document, as JSON values."""
    queries = [endpoint.query for endpoint in endpoints if endpoint.query]
    bodies = [endpoint.body for endpoint in endpoints if endpoint.body]
    answers = [endpoint.answer for endpoint in endpoints if endpoint.answer is not dict[str, Any]]
    kinds = list(dict.fromkeys([ProblemDocument, *answers, *bodies, *queries]))
    references, schemas = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = dict(zip(kinds, references, strict=True))
    parameters = {query: schemas.pop(query.__name__)["properties"] for query in dict.fromkeys(queries)}
    problem = {CONTENT_TYPE: {"schema": by_kind[ProblemDocument]}}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        operation = _operation(endpoint, by_kind, parameters)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Passerelle", "version": "1", "license": {"name": "Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Problem": {"description": "A problem", "content": problem}},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "tab_pass": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(endpoint: Endpoint, by_kind: dict[Any, Any], queries: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.view.__name__,
        "summary": endpoint.summary,
        "security": [{"tab_pass" if endpoint.by_pass else "token": []}] if endpoint.action else [],
        "parameters": list(_parameters(endpoint, queries)),
        "responses": _responses(endpoint, by_kind),
    }
    if endpoint.action:
        operation["x-action"] = endpoint.action.value
    if endpoint.body:
        content = {kind: {"schema": by_kind[endpoint.body]} for kind in endpoint.media or ("application/json",)}
        operation["requestBody"] = {"required": True, "content": content}
    elif endpoint.media:
        content = {kind: {"schema": {}} for kind in endpoint.media}
        operation["requestBody"] = {"required": False, "content": content}
    return operation


def _parameters(endpoint: Endpoint, queries: dict[Any, dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for name in endpoint.names_in_path:
        schema = {"type": "string", "pattern": PATTERNS[name]}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for name, schema in (queries[endpoint.query] if endpoint.query else {}).items():
        yield {"name": name, "in": "query", "required": False, "schema": _without_null(schema)}
    for name, description in endpoint.headers.items():
        schema = {"type": "string", "pattern": "^[!-~]{1,255}$"}
        yield {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out rather than null."""
    choices: list[dict[str, Any]] = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        return choices[0]
    if None in schema.get("enum", []):
        return {"enum": [value for value in schema["enum"] if value is not None]}
    return {name: value for name, value in schema.items() if name != "default" or value is not None}


def _responses(endpoint: Endpoint, by_kind: dict[Any, Any]) -> dict[str, Any]:
    schema = by_kind.get(endpoint.answer, {"type": "object"})
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if endpoint.also:
        content[endpoint.also] = {"schema": {"type": "string"}}
    problem = {"$ref": "#/components/responses/Problem"}
    statuses = ["500"]
    if endpoint.action or endpoint.body or endpoint.media:
        statuses = ["400", "401", "403", "404", "500", "502", "503"]
        statuses += ["409", "412", "413", "415", "422", "428", "429"] if endpoint.method != "GET" else []
        statuses += ["429"] if endpoint.pace else []
    problems = dict.fromkeys(statuses, problem)
    return {str(endpoint.status): {"description": "Done", "content": content}, **problems}
