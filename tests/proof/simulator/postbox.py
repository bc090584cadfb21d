"""The queues: at least once, in any order, invisible while being worked on, dead after five receives."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.ports import PlanRun, SyncRange, Task
from tests.proof.simulator.clock import SimulatedClock

MOST_RECEIVES = 5


@dataclass(slots=True)
class Letter:
    number: int
    task: Task
    visible_at: float
    receives: int = 0
    dead: bool = False
    in_work: int = 0


class Postbox:
    """Fulfils the port ``Queue``; the scheduler decides what is delivered when, and how often."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.letters: dict[int, Letter] = {}
        self._clock = clock
        self._sent = 0
        self._tasks: Counter[Task] = Counter()

    def send(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            self._sent += 1
            self._tasks[task] += 1
            self.letters[self._sent] = Letter(self._sent, task, self._clock.seconds)

    def asks_once(self, of_ranges_too: bool) -> bool:
        """Whether no plan (or range) was asked for twice, and nobody only to close what another may be closing."""
        close_only = any(isinstance(task, SyncRange) and task.range == 0 for task in self._tasks)
        kinds = (PlanRun, SyncRange) if of_ranges_too else (PlanRun,)
        times = [times for task, times in self._tasks.items() if isinstance(task, kinds)]
        return not close_only and max(times, default=0) <= 1

    def visible(self) -> list[Letter]:
        return [letter for letter in self.letters.values() if letter.visible_at <= self._clock.seconds]

    def in_work(self) -> list[Letter]:
        return [letter for letter in self.letters.values() if letter.in_work]

    def receive(self, letter: Letter, visibility_seconds: float) -> None:
        """Count a receive and hide the letter; at the sixth it is dead, and goes to those who give up."""
        if not letter.dead and letter.receives == MOST_RECEIVES:
            letter.dead = True
        letter.receives += 1
        letter.in_work += 1
        letter.visible_at = self._clock.seconds + visibility_seconds

    def delete(self, letter: Letter) -> None:
        self.letters.pop(letter.number, None)
