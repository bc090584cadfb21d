"""Intacct's throttling: the calls a client may have under way and send in a minute, and the headers that say so."""

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dev.emulators.intacct.errors import gateway_error
from dev.emulators.intacct.settings import Settings
from dev.emulators.messages import Response
from dev.emulators.server import StandInClock

SHOWN_CONCURRENT_LIMIT = 6
SHOWN_MINUTE_LIMIT = 600
SHOWN_TENANT_LIMIT = 8


class Limits:
    """Counts each client's calls."""

    def __init__(self, settings: Settings, clock: StandInClock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()
        self._recent: dict[str, deque[float]] = defaultdict(deque)
        self.most_at_once = 0

    @contextmanager
    def held(self, client_id: str) -> Iterator[Response | None]:
        """Take a slot for the length of a call; yields the refusal where there is none."""
        with self._lock:
            refused = self._is_one_too_many(client_id)
            if not refused:
                self._under_way[client_id] += 1
                self._recent[client_id].append(self._clock.now())
                self.most_at_once = max(self.most_at_once, self._under_way[client_id])
        try:
            yield self.refusal() if refused else None
        finally:
            if not refused:
                with self._lock:
                    self._under_way[client_id] -= 1

    def headers(self, client_id: str) -> Mapping[str, str]:
        """What every answer says of the limits, as far as the header's names are known."""
        with self._lock:
            under_way, recent = self._under_way[client_id], len(self._recent[client_id])
        concurrent = self._settings.concurrent_limit or SHOWN_CONCURRENT_LIMIT
        minute = self._settings.minute_limit or SHOWN_MINUTE_LIMIT
        return {
            "X-IA-Throttle-Limit": str(concurrent),
            "X-IA-Throttle-Limit-Remaining": str(concurrent - under_way),
            "X-IA-Minute-Rate-Limit": str(minute),
            "X-IA-Minute-Rate-Limit-Remaining": str(minute - recent),
            "X-IA-TENANT-Throttle-Limit": str(SHOWN_TENANT_LIMIT),
            "X-IA-TENANT-Throttle-Limit-Remaining": str(SHOWN_TENANT_LIMIT - under_way),
        }

    def refusal(self) -> Response:
        """429, with the wait in each spelling that clients have met."""
        response = gateway_error(429, "GW-0010", "API rate limit exceeded").response
        wait = str(self._settings.retry_after_seconds)
        names = ("Retry-After", "X-IA-Throttle-Limit-RetryAfter", "X-IA-Throttle-Limit-Retry-After")
        return Response(429, response.body, dict.fromkeys(names, wait))

    def _is_one_too_many(self, client_id: str) -> bool:
        recent = self._recent[client_id]
        while recent and recent[0] <= self._clock.now() - 60:
            recent.popleft()
        concurrent, minute = self._settings.concurrent_limit, self._settings.minute_limit
        too_many_at_once = concurrent is not None and self._under_way[client_id] >= concurrent
        return too_many_at_once or (minute is not None and len(recent) >= minute)
