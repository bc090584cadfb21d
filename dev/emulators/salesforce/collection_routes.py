"""sObject Collections over HTTP."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dev.emulators.messages import Response
from dev.emulators.salesforce import collections_api
from dev.emulators.salesforce.errors import ApiError, no_such_column
from dev.emulators.salesforce.ids import full_id
from dev.emulators.salesforce.records import record_of, visible_fields

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn

MOST_RETRIEVED = 2_000


def serve(stand_in: "SalesforceStandIn") -> None:
    stand_in.api("PATCH", "/composite/sobjects/<object>/<field>", "collections_upsert")(_upsert)
    stand_in.api("PATCH", "/composite/sobjects", "collections_update")(_update)
    stand_in.api("POST", "/composite/sobjects", "collections_create")(_create)
    stand_in.api("POST", "/composite/sobjects/<object>", "collections_retrieve")(_retrieve)


def _upsert(call: "Call") -> Response:
    return _written(call, collections_api.upsert(call.org, call.param("object"), call.param("field"), call.json()))


def _update(call: "Call") -> Response:
    return _written(call, collections_api.update(call.org, call.json()))


def _create(call: "Call") -> Response:
    return _written(call, collections_api.create(call.org, call.json()))


def _written(call: "Call", results: list[dict[str, Any]]) -> Response:
    call.written.wrote(sum(result["success"] for result in results))
    return Response(200, results)


def _retrieve(call: "Call") -> Response:
    sobject = collections_api.sobject_of(call.org, call.param("object"))
    body = call.json()
    ids, names = _texts(body, "ids"), _texts(body, "fields")
    if len(ids) > MOST_RETRIEVED:
        raise ApiError(400, "EXCEEDED_ID_LIMIT", f"cannot retrieve more than {MOST_RETRIEVED} records with this call")
    fields = visible_fields(sobject, names, no_such_column)
    rows = [call.org.store.row(sobject, full_id(item) or "") for item in ids]
    return Response(200, [row and record_of(sobject, row, fields, call.data_url) for row in rows])


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    values = body.get(name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ApiError(400, "JSON_PARSER_ERROR", f"{name} must be a list of texts.")
    return values
