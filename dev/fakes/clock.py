"""A clock that stands still until it is told to go on."""

from datetime import UTC, datetime, timedelta
from threading import RLock

from dev.fakes.atomic import atomic

BEGINNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class FakeClock:
    """Fulfils the port ``Clock``. Sleeping takes no time, and moves this clock."""

    def __init__(self, start: datetime = BEGINNING) -> None:
        self.lock = RLock()
        self._now = start

    @atomic
    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)

    @atomic
    def advance(self, seconds: float) -> None:
        """Move on; a negative number sets the clock back, as real ones are at times."""
        self._now += timedelta(seconds=seconds)
