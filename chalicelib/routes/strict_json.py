"""Request bodies: strict JSON first, then the declared type, each mistake with the name of its field."""

import json
import re
from itertools import accumulate
from typing import Any, NoReturn, TypeVar

import msgspec
from chalice.app import Request

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.routes.misfits import misfit

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16
MAX_DIGITS = 18

T = TypeVar("T")

_CONTENT_TYPE = re.compile(r'application/json(\s*;\s*charset="?[uU][tT][fF]-8"?)?')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class UnsupportedBody(BadRequest):
    """The body is of a kind that no route takes."""

    status = 415
    title = "Send JSON"


class TooLarge(BadRequest):
    status = 413
    title = "The request is too large"


def read_body(request: Request, kind: type[T]) -> T:
    """The body as ``kind``. Raises BadRequest that names the field, UnsupportedBody, or TooLarge."""
    content_type = request.headers.get("content-type", "")
    if not _CONTENT_TYPE.fullmatch(content_type.strip()) or "content-encoding" in request.headers:
        raise UnsupportedBody(
            "content_type",
            "The body must be JSON in UTF-8, not compressed.",
            remedy="Send the header Content-Type: application/json.",
        )
    return convert(parse(_bytes_of(request)), kind)


def read_no_body(request: Request) -> None:
    """Raises BadRequest where a body was sent to a route that takes none; an empty object passes."""
    if _bytes_of(request).strip() not in (b"", b"{}"):
        raise BadRequest("body_unexpected", "This route takes no body.", remedy="Leave the body out.")


def read_raw(request: Request) -> bytes:
    """The body byte for byte, of whatever kind. Raises TooLarge, or BadRequest where it is no text."""
    raw = _bytes_of(request)
    _check_size(raw)
    return raw


def parse(raw: bytes) -> dict[str, Any]:
    """One JSON object, or BadRequest: nothing repeated, nothing too deep, no number or text that is none."""
    _check_size(raw)
    if _depth(raw) > MAX_DEPTH:
        raise _refused(f"it is nested deeper than {MAX_DEPTH} levels")
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_decimal,
        )
    except ValueError as error:
        raise _refused("it is not valid JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise _refused("it is not an object")
    _check_texts(value)
    return value


def convert(value: Any, kind: type[T]) -> T:
    """``value`` as ``kind``, nothing coerced. Raises BadRequest with the dotted path of what does not fit."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadRequest(
            "field_invalid",
            "A field of the request does not fit.",
            remedy="Mend the named field and send again.",
            errors=(misfit(str(error)),),
        ) from error


def _check_size(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise TooLarge("body_too_large", f"The body has more than {MAX_BYTES} bytes.", remedy="Send less at once.")


def _bytes_of(request: Request) -> bytes:
    try:
        raw = request.raw_body
    except ValueError as error:  # half a surrogate pair, or broken base64
        raise _refused("it is not valid JSON in UTF-8") from error
    return raw.encode() if isinstance(raw, str) else raw


def _depth(raw: bytes) -> int:
    """How deep brackets nest outside of texts, counted without parsing: a deep body would exhaust the parser."""
    unescaped = raw.replace(rb"\\", b"").replace(rb"\"", b"")
    brackets = b"".join(unescaped.split(b'"')[::2]).translate(None, _NO_BRACKETS)
    return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            raise _refused("a name is repeated", FieldError(name[:100], "This name stands twice."))
        seen[name] = value
    return seen


def _constant(name: str) -> NoReturn:
    raise _refused(f"{name} is no JSON number")


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise _refused("a number has too many digits")
    return int(digits)


def _decimal(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _refused("a number is too large")
    return number


def _check_texts(value: Any, path: str = "") -> None:
    """``path`` is dotted; a name that can't be is told by what it stands in."""
    if isinstance(value, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        error = FieldError(path, "Take out the character that is none.")
        raise _refused("a text holds a character that is none", *([error] if path else []))
    if isinstance(value, dict):
        for name in value:
            _check_texts(name, path)
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        _check_texts(part, f"{path}.{name}".lstrip("."))


def _refused(why: str, *errors: FieldError) -> BadRequest:
    return BadRequest(
        "body_invalid", f"The body can't be taken: {why}.", remedy="Send one JSON object in UTF-8.", errors=errors
    )
