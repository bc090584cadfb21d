"""What calls cost: the time of each, and how often each was made, by tenant where it is an upstream's."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from tests.proof.load.timeline import Timeline

T = TypeVar("T")

CALL_SECONDS = {
    "intacct": 0.4,
    "salesforce.upsert": 0.5,
    "salesforce": 0.25,
    "mailer": 0.2,
    "queue": 0.015,
    "settings": 0.006,
    "schedules": 0.006,
    "notices": 0.006,
    "runs": 0.01,
}
"""By call, or by port."""
ROW_SECONDS = 0.0001
"""What a row costs the worker that reads it, besides the call: parsing, comparing, reporting."""
SPREAD = (0.7, 1.3)


class Costs:
    """The gate before every port: lets the time of a call pass, then the call happen."""

    def __init__(self, timeline: Timeline, seed: int) -> None:
        self.calls: Counter[str] = Counter()
        self.of_tenant: Counter[tuple[str, str]] = Counter()
        """Calls by tenant and upstream."""
        self.items: Counter[str] = Counter()
        """By call, how many things it answered with where it answers with a list."""
        self._timeline = timeline
        self._luck = Random(seed)

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T:
        port = call.partition(".")[0]
        usual = CALL_SECONDS.get(call) or CALL_SECONDS[port]
        self._timeline.sleep(usual * self._luck.uniform(*SPREAD))
        self.calls[call] += 1
        if port in ("intacct", "salesforce"):
            self.of_tenant[arguments[0], port] += 1
        answer = effect()
        self.items[call] += len(answer) if isinstance(answer, list) else 0
        if call.endswith(".rows") and isinstance(answer, list):
            self._timeline.sleep(len(answer) * ROW_SECONDS)
        return answer

    def of_port(self, port: str) -> int:
        return sum(times for call, times in self.calls.items() if call.startswith(f"{port}."))
