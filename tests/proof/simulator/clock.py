"""Time in the simulator: one true time, and our own clock, which may be wrong."""

from datetime import UTC, datetime, timedelta

BEGINNING = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


class SimulatedClock:
    """Fulfils the port ``Clock``. ``ahead_seconds`` is how far our clock is ahead of Intacct's, which is true."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.ahead_seconds = 0.0
        self.most_ahead_seconds = 0.0
        self.jumped = False
        """Whether our clock was set while things were going on."""

    def now(self) -> datetime:
        return self.true_now() + timedelta(seconds=self.ahead_seconds)

    def most_now(self) -> datetime:
        """The latest that our clock can have shown."""
        return self.true_now() + timedelta(seconds=self.most_ahead_seconds)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def true_now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.seconds)

    def set_wrong(self, ahead_seconds: float) -> None:
        self.jumped = self.jumped or self.seconds > 0
        self.ahead_seconds = ahead_seconds
        self.most_ahead_seconds = max(self.most_ahead_seconds, ahead_seconds)
