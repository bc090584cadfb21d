"""What happened, in order: the story that a failing seed tells."""

from collections import Counter
from collections.abc import Callable
from hashlib import sha256


class Trace:
    """Lines of the story; the number of a line is the tick at which it happened."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self.lines: list[str] = []
        self._seconds = seconds
        self._calls: Counter[str] = Counter()

    @property
    def tick(self) -> int:
        return len(self.lines)

    def add(self, who: str, what: str) -> int:
        """Tell what happened; returns its tick."""
        self.lines.append(f"{self.tick + 1:5d} {self._seconds():9.1f}s  {who:<18} {what}")
        return self.tick

    def count_call(self, call: str) -> None:
        self._calls[call] += 1

    def calls(self, port: str) -> int:
        """How many calls of a port took effect, or of one of its methods (``salesforce.upsert``)."""
        return sum(times for call, times in self._calls.items() if f"{call}.".startswith(f"{port}."))

    def digest(self) -> str:
        """Equal for equal stories."""
        return sha256("\n".join(self.lines).encode()).hexdigest()

    def last(self, count: int) -> str:
        return "\n".join(self.lines[-count:])
