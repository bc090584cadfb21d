"""Writes that are sent twice: the same ``Idempotency-Key`` gets the first answer again, and no second effect."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dev.emulators.intacct.errors import invalid_request, object_error
from dev.emulators.intacct.viewer import Viewer
from dev.emulators.messages import Request, Response
from dev.emulators.server import StandInClock

Signed = Callable[[Request, Viewer], Response]

LONGEST_KEY = 256
ANSWER_SECONDS = 48 * 3600
"""How long the first answer is given again; the key itself stays taken."""


@dataclass(frozen=True, slots=True)
class _Kept:
    fingerprint: str
    response: Response
    at: float


class Repeats:
    """Remembers the answers to writes that carried a key, by company."""

    def __init__(self, clock: StandInClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], _Kept] = {}

    def guarded(self, handler: Signed) -> Signed:
        """``handler``, done once for each key. Another body, or a repeat after two days, is a conflict."""

        def serve(request: Request, viewer: Viewer) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None:
                return handler(request, viewer)
            if not 0 < len(key) <= LONGEST_KEY:
                raise invalid_request(f"An Idempotency-Key has 1 to {LONGEST_KEY} characters")
            with self._lock:
                return self._once((viewer.company, key), handler, request, viewer)

        return serve

    def _once(self, key: tuple[str, str], handler: Signed, request: Request, viewer: Viewer) -> Response:
        fingerprint = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        kept = self._kept.get(key)
        if kept is None:
            response = handler(request, viewer)
            self._kept[key] = _Kept(fingerprint, response, self._clock.now())
            return response
        if kept.fingerprint != fingerprint or self._clock.now() - kept.at > ANSWER_SECONDS:
            raise object_error(409, "invalidRequest", "The Idempotency-Key was used before", "REST-1000")
        first = datetime.fromtimestamp(kept.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return replace(kept.response, headers={**kept.response.headers, "x-ia-idempotency-cached-date": first})
