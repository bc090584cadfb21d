"""Single records over HTTP: read, create, change, upsert; a deletion is refused, and counted."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dev.emulators.messages import Response
from dev.emulators.salesforce.collections_api import key_field_of, sobject_of
from dev.emulators.salesforce.errors import ApiError, RowError, no_such_column, not_found
from dev.emulators.salesforce.fields import Field, SObject
from dev.emulators.salesforce.ids import full_id
from dev.emulators.salesforce.records import etag, record_of, visible_fields
from dev.emulators.salesforce.rows import Given, Prepared, Written, prepare, prepare_by_id, prepare_by_key, write
from dev.emulators.salesforce.values import to_stored

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn


def serve(stand_in: "SalesforceStandIn") -> None:
    stand_in.api("POST", "/sobjects/<object>", "record_create")(_create)
    stand_in.api("POST", "/sobjects/<object>/", "record_create")(_create)
    stand_in.api("PATCH", "/sobjects/<object>/<id>", "record_update")(_update)
    stand_in.api("PATCH", "/sobjects/<object>/<field>/<value>", "record_upsert")(_upsert)
    stand_in.api("GET", "/sobjects/Account/<id>", "account_read")(_read)
    stand_in.api("GET", "/sobjects/<object>/<id>", "record_read")(_read)
    stand_in.api("GET", "/sobjects/<object>/<field>/<value>", "record_read")(_read_by_key)
    for path in ("/sobjects/<rest:path>", "/composite/sobjects", "/composite/sobjects/<rest:path>"):
        stand_in.api("DELETE", path, "delete")(_refuse_deletion)


def _create(call: "Call") -> Response:
    sobject = sobject_of(call.org, call.param("object"))
    result = _write(call, lambda body: prepare(call.org, sobject, body))
    return Response(201, {"id": result.id, "success": True, "errors": []})


def _update(call: "Call") -> Response:
    sobject = sobject_of(call.org, call.param("object"))
    record_id = _existing(call, sobject)
    _write(call, lambda body: prepare_by_id(call.org, sobject, record_id, body))
    return Response(204)


def _upsert(call: "Call") -> Response:
    sobject, field = _keyed(call)
    matches = _matches(call, sobject, field)
    if len(matches) > 1:
        return Response(300, matches)
    if not matches and call.request.query.get("updateOnly") == "true":
        raise not_found()
    keyed = {field.name: _key(call, field)}
    result = _write(call, lambda body: prepare_by_key(call.org, sobject, field, {**body, **keyed}))
    body = {"id": result.id, "success": True, "errors": [], "created": result.created}
    return Response(201 if result.created else 200, body)


def _write(call: "Call", preparation: Callable[[Given], Prepared]) -> Written:
    """Write the one row of the body; a row's error is the whole call's."""
    body = call.json()
    try:
        with call.org.store.all_or_nothing():
            result = write(call.org, preparation(body))
    except RowError as error:
        raise error.as_api_error() from error
    call.written.wrote(1)
    return result


def _read(call: "Call") -> Response:
    sobject = sobject_of(call.org, call.request.params.get("object", "Account"))
    return _shown(call, sobject, _existing(call, sobject))


def _read_by_key(call: "Call") -> Response:
    sobject, field = _keyed(call)
    matches = call.org.store.find(sobject, field, _stored_key(call, field))
    if not matches:
        raise not_found()
    return Response(300, _matches(call, sobject, field)) if len(matches) > 1 else _shown(call, sobject, matches[0])


def _shown(call: "Call", sobject: SObject, record_id: str) -> Response:
    names = call.request.query.get("fields", "")
    fields = visible_fields(sobject, names.split(","), no_such_column) if names else sobject.fields()
    row = call.org.store.row(sobject, record_id)
    if row is None:
        raise not_found()
    record = record_of(sobject, row, fields, call.data_url)
    # Accounts alone have entity tags: developer.salesforce.com, REST API, "Conditional Requests".
    headers = {"ETag": etag(record)} if sobject.name == "Account" else {}
    asked = [tag.strip() for tag in call.request.headers.get("if-none-match", "").split(",")]
    if headers and headers["ETag"] in asked:
        return Response(304, headers=headers)
    return Response(200, record, headers)


def _existing(call: "Call", sobject: SObject) -> str:
    record_id = full_id(call.param("id"))
    if record_id is None:
        raise ApiError(400, "MALFORMED_ID", f"malformed id {call.param('id')}")
    if call.org.store.row(sobject, record_id) is None:
        raise not_found("The requested resource does not exist")
    return record_id


def _keyed(call: "Call") -> tuple[SObject, Field]:
    name = call.param("object")
    return sobject_of(call.org, name), key_field_of(call.org, name, call.param("field"))


def _key(call: "Call", field: Field) -> str | float:
    """The key out of the path, where every value is text."""
    value = call.param("value")
    try:
        return float(value) if field.is_number else value
    except ValueError as error:
        raise not_found() from error


def _stored_key(call: "Call", field: Field) -> str | int | float | None:
    try:
        return to_stored(field, _key(call, field))
    except RowError as error:
        raise error.as_api_error() from error


def _matches(call: "Call", sobject: SObject, field: Field) -> list[str]:
    found = call.org.store.find(sobject, field, _stored_key(call, field))
    return [f"{call.data_url}/sobjects/{sobject.name}/{record_id}" for record_id in found]


def _refuse_deletion(_call: "Call") -> Response:
    message = "The user of this stand-in may not delete."
    raise ApiError(403, "INSUFFICIENT_ACCESS_OR_READONLY", message)
