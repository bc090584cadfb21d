"""The outermost layer of every answer: security headers, its language, problems in place of Chalice's own errors."""

from collections.abc import Callable

from chalice.app import Request, Response

from chalicelib.routes.call import request_id_of
from chalicelib.routes.problems import framework_problem
from chalicelib.routes.translated import translated

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
_CHALICE_ERROR = {"Code", "Message"}


def finish(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Chalice middleware for HTTP: runs around every view, also where Chalice refuses the request itself."""
    response = get_response(request)
    request_id = request_id_of(request)
    if isinstance(response.body, dict) and set(response.body) == _CHALICE_ERROR:
        response = framework_problem(response.status_code, request_id, str(response.headers.get("Allow", "")))
    for name, value in {**SECURITY_HEADERS, "X-Request-Id": request_id}.items():
        response.headers.setdefault(name, value)
    return translated(response, request.headers.get("Accept-Language"))
