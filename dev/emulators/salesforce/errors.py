"""How Salesforce says no: to a whole request, and to one row of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dev.emulators.messages import Response


class ApiError(Exception):
    """A refused request. ``answer()`` has the REST API's form: a list of one error."""

    def __init__(self, status: int, code: str, message: str, fields: Sequence[str] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields

    def answer(self) -> Response:
        error: dict[str, Any] = {"message": self.message, "errorCode": self.code}
        if self.fields is not None:
            error["fields"] = list(self.fields)
        return Response(self.status, [error])


@dataclass(eq=False)
class RowError(Exception):
    """One row that cannot be written."""

    code: str
    message: str
    fields: list[str] = field(default_factory=list)

    def result(self, record_id: str | None = None) -> dict[str, Any]:
        """The row's answer in sObject Collections, where the code is called ``statusCode``."""
        error = {"statusCode": self.code, "message": self.message, "fields": self.fields}
        return {"success": False, "errors": [error]} | ({"id": record_id} if record_id else {})

    def as_api_error(self) -> ApiError:
        """The same for a call about a single record."""
        return ApiError(404 if self.code == "NOT_FOUND" else 400, self.code, self.message, self.fields)


def not_found(what: str = "The requested resource does not exist") -> ApiError:
    return ApiError(404, "NOT_FOUND", what)


def no_such_column(name: str, entity: str) -> ApiError:
    return ApiError(400, "INVALID_FIELD", f"No such column '{name}' on entity '{entity}'.")


def malformed_query(message: str) -> ApiError:
    return ApiError(400, "MALFORMED_QUERY", message)


def invalid_type(name: str) -> ApiError:
    return ApiError(400, "INVALID_TYPE", f"sObject type '{name}' is not supported.")
