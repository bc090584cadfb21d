"""What a stand-in hears and says: one HTTP request and its response."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``headers`` have lower-case names, ``query`` holds the last value of each name.

    ``params`` are the named parts of the route's pattern, percent-decoded; ``path`` is as sent, without the query.
    """

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """The body read as a web form, the last value of each name."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; a body that is no text or bytes is sent as JSON.

    ``cut_after`` closes the connection after so many bytes of the body; ``stall_seconds`` is waited before the first.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    stall_seconds: float = 0

    def encoded(self) -> tuple[bytes, str]:
        """The body's bytes and the content type that goes with them unless ``headers`` name another."""
        if isinstance(self.body, bytes):
            return self.body, "application/octet-stream"
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain;charset=UTF-8"
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode(), "application/json"
