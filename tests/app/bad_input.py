"""What every refusal of bad input must be, and must leave."""

from collections.abc import Iterable

from tests.app.client import Answer, refused
from tests.app.conftest import Parts

LONG = "x" * 10_240


def nothing_changed(parts: Parts) -> None:
    """Neither settings, nor trail, nor credentials, nor a mail, nor a task."""
    assert parts.settings.current("demo").version == 1
    assert parts.settings.audit.end("demo").number == 1
    assert parts.secrets.values == {}
    assert parts.invitations.sent == []
    assert parts.queue.sent == []


def named(answer: Answer, fields: Iterable[str]) -> list[str]:
    """The sentences at the fields, which must be these; the answer is nothing that a browser shows as a page."""
    problem = refused(answer)
    assert [error["field"] for error in problem["errors"]] == list(fields)
    assert answer.headers["x-content-type-options"] == "nosniff"
    messages: list[str] = [error["message"] for error in problem["errors"]]
    assert all(len(message) < 300 for message in messages)
    return messages
