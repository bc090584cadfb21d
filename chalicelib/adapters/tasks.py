"""Tasks as messages: a version, a kind and names, never data."""

import json
from dataclasses import asdict, fields
from typing import Any

import msgspec

from chalicelib.core.errors import BadRequest, TryAgain
from chalicelib.ports import PlanRun, SendMail, SyncRange, SyncRows, Task

VERSION = 1
_SHAPES: dict[str, type[PlanRun] | type[SyncRange] | type[SendMail] | type[SyncRows]] = {
    "plan": PlanRun,
    "range": SyncRange,
    "mail": SendMail,
    "rows": SyncRows,
}
_KINDS = {shape: kind for kind, shape in _SHAPES.items()}


def kind_of(task: Task) -> str:
    """``plan``, ``range``, ``mail`` or ``rows``."""
    return _KINDS[type(task)]


def body_of(task: Task) -> str:
    """The message of a task, in ASCII, since SQS refuses characters that XML 1.0 does not know."""
    return json.dumps({"v": VERSION, "kind": kind_of(task), **asdict(task)}, separators=(",", ":"))


def parse_task(body: str) -> Task:
    """The task of a message.

    Raises TryAgain for a version that this code does not know: during a deploy, newer code will take it when it comes
    again. Raises BadRequest for anything else that is no task of ours, which no repetition can mend.
    """
    message = _object(body)
    version, kind = message.pop("v", None), message.pop("kind", None)
    if isinstance(version, int) and version > VERSION:
        raise TryAgain("task_too_new", f"This message has version {version}; this code knows {VERSION}.")
    shape = _SHAPES.get(str(kind))
    if version != VERSION or shape is None or set(message) != {one.name for one in fields(shape)}:
        raise _unreadable()
    try:
        return msgspec.convert(message, shape)
    except msgspec.ValidationError:
        raise _unreadable() from None


def _object(body: str) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(message, dict):
        raise _unreadable()
    return message


def _unreadable() -> BadRequest:
    return BadRequest(
        "task_unreadable",
        "This message is no task of Passerelle.",
        remedy="Find out who else may send to the queue; the message can be deleted.",
    )
