"""What happened, in order: the story that a failing seed tells."""

from collections import Counter
from collections.abc import Callable
from hashlib import sha256

import msgspec


class Trace:
    """Lines of the story; the number of a line is the tick at which it happened."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._lines: list[tuple[float, str, str]] = []
        self._seconds = seconds
        self._calls: Counter[str] = Counter()

    @property
    def tick(self) -> int:
        return len(self._lines)

    def add(self, who: str, what: str) -> int:
        """Tell what happened; returns its tick."""
        self._lines.append((self._seconds(), who, what))
        return self.tick

    def count_call(self, call: str) -> None:
        self._calls[call] += 1

    def calls(self, port: str) -> int:
        """How many calls of a port took effect, or of one of its methods (``salesforce.upsert``)."""
        return sum(times for call, times in self._calls.items() if f"{call}.".startswith(f"{port}."))

    def digest(self) -> str:
        """Equal for equal stories."""
        return sha256(msgspec.json.encode(self._lines)).hexdigest()

    def last(self, count: int) -> str:
        first = max(self.tick - count, 0)
        told = enumerate(self._lines[first:], first + 1)
        return "\n".join(f"{tick:5d} {seconds:9.1f}s  {who:<18} {what}" for tick, (seconds, who, what) in told)
