"""What the answers of Salesforce about Accounts mean, good ones and refusals."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from chalicelib.core.account_state import AccountNotReadable
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain

API_VERSION = "66.0"

_COLUMN = re.compile(r"No such column '([A-Za-z][A-Za-z0-9_]{0,79})' on entity")
_PASSING = frozenset(
    {"QUERY_TIMEOUT", "REQUEST_LIMIT_EXCEEDED", "REQUEST_RUNNING_TOO_LONG", "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"}
)
_NO_RIGHT = frozenset({"INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "INVALID_TYPE", "FORBIDDEN"})


class Answer(Protocol):
    """``body`` is the parsed JSON, or None where there was none; headers are found in any case of letters."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> Any: ...


class OrgCalls(Protocol):
    """One org's REST API for a signed-in user."""

    @property
    def calls(self) -> int: ...

    def call(
        self,
        name: str,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: Any,
    ) -> Answer:
        """Every answer below 500, also 304 and refusals. Raises TryAgain (away, busy, quota) and NeedsAdmin (sign-in).

        Every call made with this reads only, and may be repeated.
        """


def error_code(answer: Answer) -> str:
    """``INVALID_FIELD`` and the like; "" where the answer is no refusal in Salesforce's form."""
    return _first_error(answer).get("errorCode", "")


def no_such_column(answer: Answer) -> str:
    """The field that a refusal calls unknown: deleted, renamed, or hidden from our user. "" for all else."""
    error = _first_error(answer)
    match = _COLUMN.search(error.get("message", "")) if error.get("errorCode") == "INVALID_FIELD" else None
    return match[1] if match else ""


def problem_of(answer: Answer) -> Problem:
    """What a refusal means; its own words stay out of it, since they may quote values."""
    code = error_code(answer)
    if code in _PASSING or answer.status in (420, 429) or answer.status >= 500:
        return TryAgain("salesforce_busy", f"Salesforce can't answer now ({code or answer.status}).")
    if code in _NO_RIGHT:
        return AccountNotReadable(
            "account_not_permitted",
            "The integration user may not read Accounts in Salesforce.",
            remedy="Give its permission set read access to the Account object and to the chosen fields.",
        )
    return NeedsAdmin(
        "salesforce_refused",
        f"Salesforce refused the call ({code or answer.status}).",
        remedy="Check the connection; where it is right, refresh the Account fields and save the choice again.",
    )


def unreadable() -> TryAgain:
    return TryAgain("salesforce_answer", "Salesforce sent an answer that does not have its usual form.")


def part_of(body: Any, name: str) -> Any:
    """A member of an object. Raises TryAgain where it is missing or there is no object."""
    if not isinstance(body, dict) or name not in body:
        raise unreadable()
    return body[name]


def parts_of(body: Any, name: str) -> list[dict[str, Any]]:
    """A member that is a list of objects. Raises TryAgain where it is not."""
    parts = part_of(body, name)
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise unreadable()
    return parts


def _first_error(answer: Answer) -> dict[str, str]:
    body = answer.body
    first = body[0] if answer.status >= 400 and isinstance(body, list) and body else None
    if not isinstance(first, dict):
        return {}
    return {name: value for name, value in first.items() if isinstance(value, str)}
