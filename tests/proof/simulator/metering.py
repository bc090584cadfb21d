"""The day's calls of an org: others use them too, and hour by hour some of them come back."""

from collections import Counter
from random import Random

from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.stage import Stage

HOUR_SECONDS = 3600.0


class OrgMeter:
    """Fulfils ``Meter``. ``greedy`` tells of connections that went on although they had to know better."""

    def __init__(self, limit: int, stage: Stage, clock: SimulatedClock, random: Random, reach: Reach) -> None:
        self.limit = limit
        self.used = 0
        self.stop_percent = 80
        self.greedy: list[str] = []
        self._beyond: Counter[int] = Counter()
        self._freed_at = 0.0
        self._stage, self._clock, self._random, self._reach = stage, clock, random, reach

    @property
    def usage(self) -> str:
        return f"{self.used}/{self.limit}"

    def count(self) -> bool:
        self._pass_time()
        if self.used >= self.limit:
            self._reach.add("the org takes no more calls")
            return False
        self._judge()
        self.used += 1 + (self._random.random() < 0.1)
        return True

    def _pass_time(self) -> None:
        hours = int((self._clock.seconds - self._freed_at) // HOUR_SECONDS)
        if hours > 0:
            self._freed_at += hours * HOUR_SECONDS
            self.used = max(0, self.used - hours * self.limit // 2)

    def _judge(self) -> None:
        """A connection learns from each answer: it can go beyond the share once, by its first call or by others'."""
        actor = self._stage.current
        if actor is None or self.used * 100 < self.limit * self.stop_percent:
            return
        self._reach.add("a call beyond the share")
        self._beyond[actor.line.number] += 1
        if self._beyond[actor.line.number] > 1:
            self.greedy.append(f"{actor.name} at {self.usage}")
