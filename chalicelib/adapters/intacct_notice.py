"""A notice out of what Intacct sends: the context header of a webhook, or the fields of a Smart Event's post."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.core.errors import BadRequest
from chalicelib.core.notice import SOME_ROW, Notice

_OBJECT = re.compile(r"[A-Za-z][A-Za-z0-9_:/-]{0,119}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_KEY_NAMES = ("key", "recordno", "record_key")


def parse_notice(context: str, body: bytes, query: Mapping[str, str]) -> Notice:
    """The notice, from the most trusted place that names the object. Raises BadRequest where none does.

    Where no place names the row, the notice is of ``SOME_ROW``: Intacct leaves ``ID`` empty at times.
    """
    told = _object(context) if context else {}
    fields = _lower({**query, **_fields(body)})
    name = told.get("RESTOBJECTNAME") or told.get("OBJECTNAME") or fields.get("object")
    if not isinstance(name, str) or not _OBJECT.fullmatch(name):
        raise BadRequest(
            "notice_object",
            "The notice does not say of which object it is.",
            remedy='Name it in the body: {"object": "company-config/department", "key": "12"}.',
        )
    return Notice(name, _key(told.get("ID")) or _key(fields))


def _key(given: Any) -> str:
    """A record key that stands alone, or under one of its names; ``SOME_ROW`` where there is none."""
    if isinstance(given, Mapping):
        named = _lower(given)
        return next((key for name in _KEY_NAMES if (key := _key(named.get(name)))), SOME_ROW)
    if isinstance(given, bool) or not isinstance(given, str | int):
        return SOME_ROW
    return str(given) if _KEY.fullmatch(str(given)) else SOME_ROW


def _fields(body: bytes) -> dict[str, Any]:
    """The body's members where it is JSON, else its fields where it is a form; any other body says nothing to us."""
    text = body.decode("utf-8", "replace")
    if text.lstrip().startswith("{"):
        return _object(text)
    return dict(parse_qsl(text, max_num_fields=50)) if "=" in text and "<" not in text else {}


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadRequest(
            "notice_unreadable",
            "The notice is no JSON object.",
            remedy="Send the body and the header x-clientcontext as Intacct's webhook makes them.",
        )
    return value


def _lower(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in fields.items()}
