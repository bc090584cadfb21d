"""Counts of what was done lately, in memory."""

from collections import Counter
from datetime import datetime
from threading import RLock

from chalicelib.core.pace import Pace
from dev.fakes.atomic import atomic


class FakePaces:
    """Fulfils the port ``Paces``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.times: Counter[tuple[str, str, str, int]] = Counter()

    @atomic
    def wait(self, tenant: str, pace: Pace, of: str, now: datetime) -> int:
        window, into = divmod(int(now.timestamp()), pace.seconds)
        key = tenant, pace.code, of, window
        if self.times[key] >= pace.most:
            return pace.seconds - into
        self.times[key] += 1
        return 0
