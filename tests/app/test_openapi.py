"""The OpenAPI document tells of every route and of no other, and the answers keep to it."""

import re
from typing import Any

import jsonschema_rs
import pytest
from chalice.app import Chalice

from chalicelib.routes.console import EMBED, FILES, PAGES
from chalicelib.routes.door import TABLES, open_door
from tests.app.client import Answer, Api
from tests.app.conftest import Replaceable


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    served: dict[str, Any] = api.as_("").get("/openapi.json").json
    return served


def test_every_route_of_the_app_stands_in_the_document_and_none_besides(document: dict[str, Any]) -> None:
    app = Chalice(app_name="under-test", configure_logs=False)
    open_door(app, Replaceable())
    console = {EMBED, FILES, *PAGES}
    routed = {(path, method) for path, methods in app.routes.items() for method in methods if path not in console}
    written = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    assert written == routed


def test_operations_have_names_of_their_own_and_say_what_they_need(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        assert bool(operation["security"]) == ("x-action" in operation)
        assert "500" in operation["responses"]


def test_path_parameters_are_described(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            described = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
            assert described == re.findall(r"\{(\w+)\}", path)


def test_every_reference_in_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r"'\$ref': '#/components/(\w+)/(\w+)'", str(document)):
        assert document["components"][reference[0]][reference[1]]


def check(document: dict[str, Any], answer: Answer, template: str, method: str = "get") -> None:
    """Raise where the answer's body does not fit what the document says of it."""
    response = document["paths"][f"/api/v1{template}"][method]["responses"][str(answer.status)]
    if "$ref" in response:
        response = document["components"]["responses"]["Problem"]
    schema = response["content"][answer.headers["content-type"]]["schema"]
    jsonschema_rs.validator_for({**schema, "components": document["components"]}).validate(answer.json)


def test_answers_and_refusals_keep_to_the_document(api: Api, document: dict[str, Any]) -> None:
    started = api.post("/lists/department/runs", {})
    run_id = started.json["run"]["id"]
    check(document, started, "/lists/{list_key}/runs", "post")
    for template in ("/health", "/me", "/lists", "/runs", "/runs/{run_id}", "/runs/{run_id}/rows"):
        check(document, api.get(template.format(run_id=run_id)), template)
    check(document, api.post("/lists/department/runs", {"mode": 1}), "/lists/{list_key}/runs", "post")
    check(document, api.post(f"/runs/{run_id}/cancel"), "/runs/{run_id}/cancel", "post")
    check(document, api.as_("").get("/me"), "/me")


def test_a_route_is_declared_once() -> None:
    declared = [(one.method, one.path) for table in TABLES for one in table.endpoints]
    assert len(set(declared)) == len(declared)
