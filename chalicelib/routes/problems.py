"""Problems as RFC 9457 answers, ours and those that Chalice makes itself."""

from collections.abc import Mapping
from math import ceil

import msgspec
from chalice.app import Response

from chalicelib.core.errors import FieldError, NotSignedIn, Problem, TryAgain

CONTENT_TYPE = "application/problem+json"


class ProblemDocument(msgspec.Struct, frozen=True):
    """What went wrong: ``code`` is stable, ``detail`` and ``remedy`` are for people, ``errors`` name fields."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    errors: tuple[FieldError, ...]
    instance: str


def problem_response(problem: Problem, request_id: str) -> Response:
    """The answer that tells ``problem``; ``request_id`` leads to its lines in the log."""
    headers: dict[str, str] = {}
    if isinstance(problem, NotSignedIn):
        error = "" if problem.code == "token_missing" else ', error="invalid_token"'
        headers["WWW-Authenticate"] = f'Bearer realm="passerelle"{error}'
    if isinstance(problem, TryAgain) and problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(max(1, ceil(problem.retry_after_seconds)))
    return _response(problem, problem.status, problem.title, request_id, headers)


_BY_STATUS: Mapping[int, tuple[str, Problem]] = {
    404: (
        "Not found",
        Problem("path_unknown", "There is nothing at this address.", remedy="See /api/v1/openapi.json."),
    ),
    405: ("Method not allowed", Problem("method", "This address does not take this method.", remedy="See Allow.")),
    415: (
        "Send JSON",
        Problem("content_type", "The body must be JSON.", remedy="Send the header Content-Type: application/json."),
    ),
}
_UNEXPECTED = Problem(
    "unexpected",
    "Something failed that we did not foresee.",
    remedy="Try again; if it stays, report the number in “instance” to whoever runs Passerelle.",
)


def framework_problem(status: int, request_id: str, allow: str = "") -> Response:
    """The problem answer in place of one that Chalice made; it never repeats what an exception said."""
    title, problem = _BY_STATUS.get(status, (Problem.title, _UNEXPECTED))
    status = status if status in _BY_STATUS else Problem.status
    return _response(problem, status, title, request_id, {"Allow": allow} if allow else {})


def _response(problem: Problem, status: int, title: str, request_id: str, headers: dict[str, str]) -> Response:
    document = ProblemDocument(
        type=f"urn:passerelle:problem:{problem.code}",
        title=title,
        status=status,
        detail=problem.detail,
        code=problem.code,
        remedy=problem.remedy,
        errors=problem.errors,
        instance=f"urn:uuid:{request_id}",
    )
    body = msgspec.json.encode(document).decode()
    return Response(body=body, status_code=status, headers={**headers, "Content-Type": CONTENT_TYPE})
