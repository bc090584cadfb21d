"""The error shapes that Intacct's REST answers come in, each where Intacct uses it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from dev.emulators.messages import Response

ONE_ERROR = {"totalCount": 1, "totalSuccess": 0, "totalError": 1}


class Refused(Exception):  # noqa: N818 - Intacct refuses; nothing of ours is in error
    """Ends the handling of a request with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.body)
        self.response = response


def object_error(
    status: int,
    code: str,
    message: str,
    error_id: str = "",
    placeholders: Mapping[str, str] | None = None,
    details: list[dict[str, Any]] | None = None,
) -> Refused:
    """``ia::result`` around ``ia::error``: the services and objects use it."""
    error: dict[str, Any] = {"code": code, "message": message, "supportId": f"{uuid4().hex[:8]}%7E{uuid4().hex[:6]}"}
    if error_id:
        error["errorId"] = error_id
    if placeholders is not None:
        message_id = "IA." + code.upper()
        error["additionalInfo"] = {"messageId": message_id, "placeholders": dict(placeholders), "propertySet": {}}
    if details is not None:
        error["details"] = details
    return Refused(Response(status, {"ia::result": {"ia::error": error}, "ia::meta": ONE_ERROR}))


def invalid_request(message: str) -> Refused:
    """A request that the services cannot read or carry out."""
    return object_error(400, "invalidRequest", message, "REST-1000")


def unknown_field(field: str, object_name: str) -> Refused:
    """A field that the object does not have."""
    placeholders = {"FIELD_PATH": field, "OBJECT": object_name}
    message = f"The field {field} does not exist in the {object_name} object"
    detail = {"errorId": "REST-1043", "code": "invalidRequest", "message": message}
    details = [{**detail, "additionalInfo": {"placeholders": placeholders}}]
    return object_error(400, "invalidRequest", message, "REST-1043", details=details)


def unreadable_field(field: str, object_name: str) -> Refused:
    """A field that can be written but not read."""
    message = f"The {field} field in {object_name} object cannot be used in query in version 1"
    placeholders = {"FIELD": field, "OBJECT": object_name, "VERSION": "1"}
    return object_error(400, "invalidRequest", message, "REST-1106", placeholders)


def not_found(what: str) -> Refused:
    """No such object or no such key."""
    return object_error(404, "notFound", f"{what} was not found", "REST-1028")


def no_permission(object_name: str) -> Refused:
    """The user may not list or view this object. No public source shows this answer; status and text are ours."""
    return object_error(403, "operationFailed", f"You do not have permission to view {object_name}", "REST-7403")


def gateway_error(status: int, code: str, message: str) -> Refused:
    """``ia::error`` alone: what stands in front of the API uses it."""
    body = {"ia::error": {"code": code, "message": message, "details": {"requestId": str(uuid4())}}}
    return Refused(Response(status, body))


def sign_in_error(status: int, code: str, message: str) -> Refused:
    """``error`` as an object: for a missing or spent token."""
    return Refused(Response(status, {"error": {"code": code, "message": message}}))


def token_invalid() -> Refused:
    """The access token is unknown, has run out, or was revoked."""
    additional = {"messageId": "IA.TOKEN_IS_INVALID"}
    error = {"code": "tokenInvalid", "message": "Token is not valid", "errorId": "REST-2102"}
    return Refused(Response(401, {"error": {**error, "additionalInfo": additional}}))


def invalid_grant() -> Refused:
    """``error`` as a word, as OAuth has it: this user may not sign in so."""
    return Refused(Response(400, {"error": "invalid_grant"}))
