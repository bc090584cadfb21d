"""JSON from outside, read strictly: what two readers could understand differently is not read at all."""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

DEEPEST = 32

# Every escape in turn, so that an escaped backslash is never taken for the beginning of one.
_PAIR = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = r"u[dD][89a-fA-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:{_PAIR}|(?P<half>{_HALF})|.)")


def parse_json(body: bytes) -> Any:
    """The document, numbers with a point as Decimal. Raises ValueError for whatever is not plain, shallow JSON.

    Refused are repeated names, NaN, other encodings than UTF-8, and more than 32 levels. Half of a surrogate pair, as
    systems leave it when they cut a text in the middle of an emoji, becomes U+FFFD.
    """
    text = body.decode("utf-8")
    if "\\ud" in text or "\\uD" in text:
        text = _ESCAPE.sub(lambda match: "\\ufffd" if match["half"] else match[0], text)
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _check_depth(document)
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name is repeated")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _check_depth(document: Any) -> None:
    level = [document]
    for _ in range(DEEPEST):
        level = [child for item in level for child in _members(item) if isinstance(child, dict | list)]
        if not level:
            return
    raise ValueError("it is nested too deeply")


def _members(item: Any) -> Any:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()
