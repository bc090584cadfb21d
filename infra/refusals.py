"""What the gateway and the firewall answer by themselves, in the form of the app's own refusals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.core.errors import BadRequest, NotAllowed, NotFound, NotSignedIn, TooMany, TryAgain
from chalicelib.routes.edge import SECURITY_HEADERS
from chalicelib.routes.problems import CONTENT_TYPE

_SECONDS = 5
"""After which a person whom the gateway slowed down may try again."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The texts of one answer; ``status`` takes the place of the gateway's own, so that the body tells it truly."""

    status: int
    title: str
    code: str
    detail: str
    remedy: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, instance: str) -> dict[str, Any]:
        """A problem document (RFC 9457); see ``chalicelib/routes/problems.py``."""
        return {
            "type": f"urn:passerelle:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "remedy": self.remedy,
            "errors": [],
            "instance": instance,
        }


_UNKNOWN = Refusal(
    404, NotFound.title, "path_unknown", "There is nothing at this address.", "See /api/v1/openapi.json."
)
TOO_MANY = Refusal(
    429,
    TooMany.title,
    "too_many_requests",
    "Too many requests came at once.",
    "Try again in a moment.",
    {"Retry-After": str(_SECONDS)},
)
REFUSALS: Mapping[str, Refusal] = {
    "UNAUTHORIZED": Refusal(
        401,
        NotSignedIn.title,
        "token_refused",
        "The access token is missing, or no longer holds.",
        "Sign in again.",
        {"WWW-Authenticate": 'Bearer realm="passerelle"'},
    ),
    "ACCESS_DENIED": Refusal(
        403, NotAllowed.title, "token_scope", "The access token was not made for Passerelle.", "Sign in again."
    ),
    # The gateway's words for a path or method that it does not know.
    "MISSING_AUTHENTICATION_TOKEN": _UNKNOWN,
    "RESOURCE_NOT_FOUND": _UNKNOWN,
    "REQUEST_TOO_LARGE": Refusal(
        413, BadRequest.title, "body_too_large", "The request is too large.", "Send less at once."
    ),
    "UNSUPPORTED_MEDIA_TYPE": Refusal(
        415, "Send JSON", "content_type", "The body must be JSON.", "Send the header Content-Type: application/json."
    ),
    "THROTTLED": TOO_MANY,
    "WAF_FILTERED": Refusal(
        403,
        BadRequest.title,
        "request_blocked",
        "The firewall did not let this request through.",
        "If it was right, report the number in “instance” to whoever runs Passerelle.",
    ),
    "DEFAULT_4XX": Refusal(
        400,
        BadRequest.title,
        "request_refused",
        "The request was refused before it reached Passerelle.",
        "See /api/v1/openapi.json.",
    ),
    "DEFAULT_5XX": Refusal(
        503,
        TryAgain.title,
        "service_away",
        "Passerelle did not answer.",
        "Try again in a minute.",
        {"Retry-After": "60"},
    ),
}
"""By the gateway's kind of answer:
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""


def gateway_answers() -> dict[str, Any]:
    """As SAM takes them. The gateway fills in what begins with ``$context``."""
    return {kind: _answer(refusal) for kind, refusal in REFUSALS.items()}


def _answer(refusal: Refusal) -> dict[str, Any]:
    # A fixed value stands in single quotes, and can hold none: the policy of contents stays out.
    headers = {name: value for name, value in SECURITY_HEADERS.items() if "'" not in value}
    headers |= {**refusal.headers, "Content-Type": CONTENT_TYPE}
    return {
        "StatusCode": str(refusal.status),
        "ResponseTemplates": {"application/json": json.dumps(refusal.document("urn:uuid:$context.requestId"))},
        "ResponseParameters": {"Headers": {name: f"'{value}'" for name, value in headers.items()}},
    }
