"""The queues: at least once, in any order, invisible while being worked on, dead after five receives."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chalicelib.adapters.tasks import VERSION, body_of, parse_task
from chalicelib.ports import PlanRun, SyncRange, Task
from tests.proof.simulator.clock import SimulatedClock

MOST_RECEIVES = 5


@dataclass
class Letter:
    """One message of a queue, as it goes over the wire."""

    number: int
    body: str
    visible_at: float
    receives: int = 0
    dead: bool = False
    in_work: int = 0

    @cached_property
    def task(self) -> Task:
        """What it asks for, whichever version wrote it: its members are the same."""
        return task_of(self.body)


def task_of(body: str) -> Task:
    return parse_task(json.dumps({**json.loads(body), "v": VERSION}))


class Postbox:
    """Fulfils the port ``Queue``; the scheduler decides what is delivered when, and how often."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.letters: dict[int, Letter] = {}
        self.bodies: Counter[str] = Counter()
        """All that was ever sent, and how often."""
        self._clock = clock
        self._sent = 0
        self._planned_again = False

    def send(self, tasks: Sequence[Task]) -> None:
        self.post([body_of(task) for task in tasks])

    def post(self, bodies: Sequence[str]) -> None:
        for body in bodies:
            self._sent += 1
            self.bodies[body] += 1
            self.letters[self._sent] = Letter(self._sent, body, self._clock.seconds)

    def asks_once(self, of_ranges_too: bool) -> bool:
        """Whether no plan was handed out twice, none (and no range) asked for twice, and nobody only to close.

        Another may be closing at the same time.
        """
        times: Counter[Task] = Counter()
        for body, sent in self.bodies.items():
            times[task_of(body)] += sent
        close_only = any(isinstance(task, SyncRange) and task.range == 0 for task in times)
        kinds = (PlanRun, SyncRange) if of_ranges_too else (PlanRun,)
        once = not close_only and not self._planned_again
        return once and max((n for task, n in times.items() if isinstance(task, kinds)), default=0) <= 1

    def visible(self) -> list[Letter]:
        return [letter for letter in self.letters.values() if letter.visible_at <= self._clock.seconds]

    def in_work(self) -> list[Letter]:
        return [letter for letter in self.letters.values() if letter.in_work]

    def receive(self, letter: Letter, visibility_seconds: float) -> None:
        """Count a receive and hide the letter; at the sixth it is dead, and goes to those who give up."""
        if not letter.dead and letter.receives == MOST_RECEIVES:
            letter.dead = True
        self._planned_again |= isinstance(letter.task, PlanRun) and letter.receives > 0
        letter.receives += 1
        letter.in_work += 1
        letter.visible_at = self._clock.seconds + visibility_seconds

    def delete(self, letter: Letter) -> None:
        self.letters.pop(letter.number, None)
