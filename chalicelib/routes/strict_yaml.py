"""Request bodies in YAML, read as strictly as JSON: maps, lists and texts, and nothing that YAML adds to these."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from chalice.app import Request

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.routes.strict_json import MAX_DEPTH, convert, read_body, read_raw

if TYPE_CHECKING:
    from yaml.events import Event

YAML = "application/yaml"
"""https://www.rfc-editor.org/rfc/rfc9512"""
_CONTENT_TYPE = re.compile(r'application/yaml(\s*;\s*charset="?[uU][tT][fF]-8"?)?')

T = TypeVar("T")


def read_json_or_yaml(request: Request, kind: type[T]) -> T:
    """The body as ``kind``, whichever of the two it is. Raises what ``read_body`` raises."""
    content_type = request.headers.get("content-type", "")
    if not _CONTENT_TYPE.fullmatch(content_type.strip()) or "content-encoding" in request.headers:
        return read_body(request, kind)
    return convert(parse_yaml(read_raw(request)), kind)


def parse_yaml(raw: bytes) -> dict[str, Any]:
    """One map. Every value is text, ``yes`` and ``12`` too: no type is guessed, and none can be named.

    Raises BadRequest for anchors, aliases, tags, repeated names, several documents, and what nests too deep.
    """
    import yaml

    try:
        events = yaml.parse(raw.decode("utf-8"), Loader=yaml.SafeLoader)
        value = _document(events)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _refused(f"it is no YAML in UTF-8{f', see line {mark.line + 1}' if mark else ''}") from error
    if not isinstance(value, dict):
        raise _refused("it is no map")
    return value


def as_yaml(value: dict[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120)


def _document(events: "Iterator[Event]") -> Any:
    from yaml.events import DocumentEndEvent, DocumentStartEvent, StreamEndEvent, StreamStartEvent

    first = [next(events), next(events)]
    if not isinstance(first[0], StreamStartEvent) or not isinstance(first[1], DocumentStartEvent):
        raise _refused("it is empty")
    value = _value(next(events), events, 1)
    if not isinstance(next(events), DocumentEndEvent) or not isinstance(next(events), StreamEndEvent):
        raise _refused("it holds more than one document")
    return value


def _value(event: "Event", events: "Iterator[Event]", depth: int) -> Any:
    from yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise _refused("anchors, aliases and tags are not taken")
    if depth > MAX_DEPTH:
        raise _refused(f"it is nested deeper than {MAX_DEPTH} levels")
    if isinstance(event, ScalarEvent):
        return str(event.value)
    if isinstance(event, SequenceStartEvent):
        return [_value(item, events, depth + 1) for item in _until_end(events)]
    assert isinstance(event, MappingStartEvent)
    return _map(events, depth)


def _map(events: "Iterator[Event]", depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in _until_end(events):
        name = _value(item, events, depth + 1)
        if not isinstance(name, str):
            raise _refused("a name is no text")
        if name in found:
            raise _refused("a name is repeated", FieldError(name[:100], "This name stands twice."))
        found[name] = _value(next(events), events, depth + 1)
    return found


def _until_end(events: "Iterator[Event]") -> "Iterator[Event]":
    from yaml.events import CollectionEndEvent

    for event in events:
        if isinstance(event, CollectionEndEvent):
            return
        yield event


def _refused(why: str, *errors: FieldError) -> BadRequest:
    return BadRequest("body_invalid", f"The body can't be taken: {why}.", remedy="Send one map in YAML.", errors=errors)
