"""The queues: at least once, in any order, invisible while being worked on, dead after five receives."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.ports import SyncRange, Task
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

    def each_task_once(self) -> bool:
        """Whether no task was handed out twice, and nobody was asked only to close what another may be closing."""
        close_only = any(isinstance(task, SyncRange) and task.range == 0 for task in self._tasks)
        return not close_only and max(self._tasks.values(), default=0) <= 1

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
