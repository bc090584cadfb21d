"""How far the clock of a remote system is from ours, as the dates of its answers show."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from chalicelib.ports import Clock


class ServerClock:
    """``skew`` is how far the other clock was ahead at its latest dated answer; None before the first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.skew: timedelta | None = None

    def note(self, headers: Mapping[str, str]) -> None:
        """Read ``Date``; what can't be read changes nothing."""
        try:
            there = parsedate_to_datetime(headers.get("Date", ""))
        except ValueError:
            return
        aware: datetime = there if there.tzinfo else there.replace(tzinfo=UTC)
        self.skew = aware - self._clock.now()
