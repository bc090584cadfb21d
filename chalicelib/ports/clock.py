"""Time, as the use cases have it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""

    def sleep(self, seconds: float) -> None: ...
