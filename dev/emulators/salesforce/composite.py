"""Composite: up to 25 requests in one, each able to use the answers of those before it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from dev.emulators.messages import Request, Response
from dev.emulators.salesforce.errors import ApiError

if TYPE_CHECKING:
    from dev.emulators.salesforce.app import Call, SalesforceStandIn

MOST_REQUESTS = 25
MOST_QUERIES = 5
_REFERENCE = re.compile(r"@\{(\w+)((?:\.\w+|\[\d+\])*)\}")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def serve(stand_in: "SalesforceStandIn") -> None:
    @stand_in.api("POST", "/composite", "composite")
    @stand_in.api("POST", "/composite/", "composite")
    def composite(call: "Call") -> Response:
        asked = _requests(call.json())
        answers: dict[str, Any] = {}
        parts = []
        for item in asked:
            response = stand_in.within(call, _request(item, answers))
            answers[item["referenceId"]] = response.body
            parts.append(_part(item["referenceId"], response))
        return Response(200, {"compositeResponse": parts})


def _requests(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    asked = body.get("compositeRequest")
    if not isinstance(asked, list) or not all(_is_request(item) for item in asked):
        raise ApiError(400, "JSON_PARSER_ERROR", "compositeRequest must be a list of method, url and referenceId.")
    queries = sum("/query" in item["url"] or "/composite/" in item["url"] for item in asked)
    if len(asked) > MOST_REQUESTS or queries > MOST_QUERIES:
        raise ApiError(400, "LIMIT_EXCEEDED", f"At most {MOST_REQUESTS} requests, {MOST_QUERIES} of them queries.")
    if len({item["referenceId"] for item in asked}) < len(asked):
        raise ApiError(400, "INVALID_INPUT", "Each referenceId must be unique.")
    return asked


def _is_request(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("httpHeaders", {}), dict):
        return False
    return all(isinstance(item.get(name), str) for name in ("method", "url", "referenceId"))


def _request(item: dict[str, Any], answers: dict[str, Any]) -> Request:
    parts = urlsplit(_filled(item["url"], answers))
    headers = {name.lower(): str(value) for name, value in item.get("httpHeaders", {}).items()}
    return Request(
        method=item["method"],
        path=parts.path,
        params={},
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        body=Response(200, item["body"]).encoded()[0] if "body" in item else b"",
    )


def _filled(text: str, answers: dict[str, Any]) -> str:
    """``@{ref.field}`` replaced by what that request answered."""

    def value(match: re.Match[str]) -> str:
        found = answers.get(match[1])
        for name, index in _STEP.findall(match[2]):
            try:
                found = found[name] if name else found[int(index)]  # type: ignore[index]
            except (KeyError, IndexError, TypeError) as error:
                raise ApiError(400, "PROCESSING_HALTED", f"Invalid reference specified: {match[0]}") from error
        return str(found)

    return _REFERENCE.sub(value, text)


def _part(reference_id: str, response: Response) -> dict[str, Any]:
    body = response.body if response.body != b"" else None
    return {
        "body": body,
        "httpHeaders": dict(response.headers),
        "httpStatusCode": response.status,
        "referenceId": reference_id,
    }
